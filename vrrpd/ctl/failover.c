/* vrrpctl failover. */
#include "vrrpd/ctl/failover.h"

#include "vrrpd/ctl/ask.h"

int ctl_failover(const struct ctl *ctl)
{
    return ask_do(ctl, "failover", ctl->argv[0], "mastership given away");
}
