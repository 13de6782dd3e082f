/* vrrpctl drain. */
#include "vrrpd/ctl/drain.h"

#include <stddef.h>

#include "vrrpd/ctl/ask.h"

int ctl_drain(const struct ctl *ctl)
{
    return ask_do(ctl, "drain", ctl->argc > 0 ? ctl->argv[0] : NULL,
                  "drained; it still takes the address when nobody else is left");
}
