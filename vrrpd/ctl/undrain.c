/* vrrpctl undrain. */
#include "vrrpd/ctl/undrain.h"

#include <stddef.h>

#include "vrrpd/ctl/ask.h"

int ctl_undrain(const struct ctl *ctl)
{
    return ask_do(ctl, "undrain", ctl->argc > 0 ? ctl->argv[0] : NULL, "undrained");
}
