/* garp_master_delay and its like. */
#include "conf/keepalived_garp.h"

#include "conf/keepalived_number.h"
#include "conf/keepalived_vrrp.h"

static struct conf_instance *model_of(void *target)
{
    return ((struct keepalived_instance *)target)->model;
}

static const struct keepalived_range pacing_range = {0, 3600000000, "keepalived ignores the line"};

void keepalived_garp_interval(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_seconds(keepalived, &line->words[1], &pacing_range, &model_of(target)->garp.interval_us);
}

void keepalived_garp_na_interval(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target)
{
    keepalived_seconds(keepalived, &line->words[1], &pacing_range, &model_of(target)->garp.na_interval_us);
}

static const struct keepalived_range delay_range = {0, 86400,
                                                    "keepalived wants whole seconds and ignores the line"};

void keepalived_garp_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &model_of(target)->garp.master_delay_us);
}

void keepalived_garp_repeat(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_repeat(keepalived, &line->words[1], 1, &model_of(target)->garp.master_repeat);
}

void keepalived_garp_refresh(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                             &model_of(target)->garp.master_refresh_us);
}

void keepalived_garp_refresh_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                    void *target)
{
    keepalived_repeat(keepalived, &line->words[1], 1, &model_of(target)->garp.master_refresh_repeat);
}

void keepalived_garp_lower_delay(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target)
{
    struct keepalived_instance *instance = target;

    instance->has_lower_delay |= keepalived_whole_seconds(keepalived, &line->words[1], &delay_range,
                                                          &instance->model->garp.lower_prio_delay_us);
}

void keepalived_garp_lower_repeat(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target)
{
    struct keepalived_instance *instance = target;

    instance->has_lower_repeat |=
        keepalived_repeat(keepalived, &line->words[1], 0, &instance->model->garp.lower_prio_repeat);
}
