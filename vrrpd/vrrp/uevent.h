/* What the kernel tells of its devices, as far as it means that this machine is no more the one that it was:
 * a hypervisor restored it from a snapshot or cloned it. Pure. */
#ifndef VRRPD_VRRP_UEVENT_H
#define VRRPD_VRRP_UEVENT_H

#include <stdbool.h>
#include <stddef.h>

/* Whether `text`, `size` bytes of a message of the kernel ("change@/devices/...", then NAME=VALUE, each with
 * a zero behind it), says that the generation of this virtual machine changed. Trusts nothing: what is cut
 * off, other events, and events that a user had the kernel repeat do not say it. */
bool uevent_is_new_generation(const char *text, size_t size);

#endif
