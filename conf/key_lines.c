/* Lines of keys; see key_lines.h. */
#include "conf/key_lines.h"

#include <string.h>

void key_lines_note(struct conf_instance *instance, const char *keyword, unsigned line)
{
    static const struct {
        const char *keyword;
        enum conf_key key;
    } table[] = {
        {"virtual_router_id", CONF_KEY_VRID},
        {"vrid", CONF_KEY_VRID},
        {"version", CONF_KEY_VERSION},
        {"advert_int", CONF_KEY_INTERVAL},
        {"advert_interval", CONF_KEY_INTERVAL},
        {"authentication", CONF_KEY_AUTH},
        {"auth", CONF_KEY_AUTH},
        {"priority", CONF_KEY_PRIORITY},
        {"state", CONF_KEY_STATE},
        {"nopreempt", CONF_KEY_PREEMPT},
        {"preempt", CONF_KEY_PREEMPT},
        {"unicast_src_ip", CONF_KEY_SOURCE},
        {"mcast_src_ip", CONF_KEY_SOURCE},
        {"source", CONF_KEY_SOURCE},
        {"unicast_peer", CONF_KEY_PEERS},
        {"unicast", CONF_KEY_PEERS},
        {"virtual_ipaddress", CONF_KEY_ADDRESSES},
        {"addresses", CONF_KEY_ADDRESSES},
        {"track_script", CONF_KEY_TRACK},
        {"track", CONF_KEY_TRACK},
        {"lease", CONF_KEY_LEASE},
    };

    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].keyword, keyword) == 0)
            instance->lines[table[i].key] = line;
}
