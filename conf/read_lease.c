/* The key `lease'; see read_lease.h. */
#include "conf/read_lease.h"

#include <string.h>

#include "conf/node.h"

enum { SHORTEST_S = 2, LONGEST_S = 86400 };

static const int64_t second_us = 1000000;

void read_lease(struct reader *reader, const struct yaml_tree *value, int64_t *wish_us)
{
    const char *text = node_text(reader, value);
    int64_t us;

    if (text == NULL)
        return;
    if (strcmp(text, "auto") == 0)
        *wish_us = CONF_LEASE_AUTO;
    else if (strcmp(text, "off") == 0)
        *wish_us = CONF_LEASE_OFF;
    else if (!node_duration(reader, value, SHORTEST_S * second_us, LONGEST_S * second_us, &us))
        return;
    else if (us % second_us != 0)
        node_error(reader, value, "`%s' is no whole number of seconds, the kernel's unit of leases", text);
    else
        *wish_us = us;
}
