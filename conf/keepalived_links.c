/* Lines INTERFACE DOWN [UP]. */
#include "conf/keepalived_links.h"

#include <string.h>

#include "conf/keepalived_number.h"

static bool is_known(const struct conf_global *global, const char *interface)
{
    for (size_t i = 0; i < global->link_delay_count; i++)
        if (strcmp(global->link_delays[i].interface, interface) == 0)
            return true;
    return false;
}

static void read_delay(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {0, 255000000, "keepalived ignores it"};
    struct conf_global *global = &keepalived->reader->conf->global;
    struct conf_link_delay delay = {
        .up_us = global->link_up_us, .down_us = global->link_down_us, .place = line->words[0].place};

    (void)target;
    if (!keepalived_interface(keepalived, &line->words[0], "the line", delay.interface))
        return;
    if (line->count < 2) {
        keepalived_warn(keepalived, &line->words[0], "`%s' needs a delay: keepalived ignores the line",
                        delay.interface);
        return;
    }
    if (is_known(global, delay.interface) || global->link_delay_count >= CONF_INTERFACES_MAX) {
        keepalived_warn(keepalived, &line->words[0], "`%s' again: the first line counts", delay.interface);
        return;
    }
    keepalived_seconds(keepalived, &line->words[1], &range, &delay.down_us);
    if (line->count > 2)
        keepalived_seconds(keepalived, &line->words[2], &range, &delay.up_us);
    global->link_delays =
        conf_append(keepalived->reader->conf, global->link_delays, &global->link_delay_count, sizeof delay);
    global->link_delays[global->link_delay_count - 1] = delay;
}

void keepalived_link_delays(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_each(keepalived, line, read_delay, target);
}
