/* The key `on_silent_master'; see read_silent.h. */
#include "conf/read_silent.h"

#include <string.h>

#include "conf/node.h"

static const int64_t shortest_us = 10000, longest_us = INT64_C(86400) * 1000000;

static bool set(struct conf_instance *instance, const char *text, const char *word, enum conf_silent mode)
{
    if (strcmp(text, word) != 0)
        return false;
    instance->on_silent = mode;
    instance->silent_hold_us = 0;
    return true;
}

void read_silent(struct reader *reader, const struct yaml_tree *value, struct conf_instance *instance)
{
    static const char bounded[] = "hold-for ";
    const char *text = node_text(reader, value);
    struct yaml_tree duration = *value;
    int64_t us;

    if (text == NULL || set(instance, text, "promote", CONF_SILENT_PROMOTE) ||
        set(instance, text, "hold", CONF_SILENT_HOLD) ||
        set(instance, text, "hold-for", CONF_SILENT_HOLD_FOR))
        return;
    if (strncmp(text, bounded, sizeof bounded - 1) != 0) {
        node_error(reader, value, "`%s' is not promote, hold, hold-for or `hold-for DURATION'", text);
        return;
    }
    duration.text += sizeof bounded - 1;
    if (!node_duration(reader, &duration, shortest_us, longest_us, &us))
        return;
    instance->on_silent = CONF_SILENT_HOLD_FOR;
    instance->silent_hold_us = us;
}
