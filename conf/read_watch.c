/* The section `watch' in YAML; see read_watch.h. */
#include "conf/read_watch.h"

#include <string.h>

#include "conf/node.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void read_interfaces(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_watch *watch = &reader->conf->watch;
    char name[CONF_INTERFACE_MAX];

    (void)target;
    if (!node_is(reader, value, YAML_TREE_LIST, "`interfaces'"))
        return;
    for (size_t i = 0; i < value->count; i++) {
        if (!node_interface(reader, value->items[i], name))
            continue;
        if (watch->interface_count == CONF_INTERFACES_MAX) {
            node_error(reader, value, "more than %d interfaces", CONF_INTERFACES_MAX);
            return;
        }
        watch->interfaces =
            conf_append(reader->conf, watch->interfaces, &watch->interface_count, sizeof *watch->interfaces);
        memcpy(watch->interfaces[watch->interface_count - 1], name, sizeof name);
    }
}

static void read_alert(struct reader *reader, const struct yaml_tree *value)
{
    static const char *const words[] = {"mail", "syslog", "journal", "none"};
    struct conf_watch *watch = &reader->conf->watch;
    const char *text = node_text(reader, value);
    bool runs = text && strncmp(text, "exec:", 5) == 0;

    if (!text)
        return;
    if (runs && text[5] != '/') {
        node_error(reader, value, "`exec:' is followed by the absolute path of a program");
        return;
    }
    if (!runs && node_choice(reader, value, words, COUNT(words)) < 0)
        return;
    if (watch->alert_count == CONF_ALERTS_MAX) {
        node_error(reader, value, "more than %d alerts", CONF_ALERTS_MAX);
        return;
    }
    watch->alerts = conf_append(reader->conf, watch->alerts, &watch->alert_count, sizeof *watch->alerts);
    watch->alerts[watch->alert_count - 1] = conf_strdup(reader->conf, text);
}

static void read_alerts(struct reader *reader, const struct yaml_tree *value, void *target)
{
    (void)target;
    if (!node_is(reader, value, YAML_TREE_LIST, "`alert'"))
        return;
    for (size_t i = 0; i < value->count; i++)
        read_alert(reader, value->items[i]);
}

void read_watch(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {{"interfaces", read_interfaces}, {"alert", read_alerts}};

    node_map(reader, value, keys, COUNT(keys), "`watch'", target);
}
