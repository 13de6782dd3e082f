/* vrrpctl reload. */
#include "vrrpd/ctl/reload.h"

#include <stddef.h>

#include "vrrpd/ctl/ask.h"

int ctl_reload(const struct ctl *ctl)
{
    return ask_do(ctl, "reload", NULL, "reloaded");
}
