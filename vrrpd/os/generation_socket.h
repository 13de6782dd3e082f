/* Hears from the kernel that a hypervisor restored this virtual machine from a snapshot or cloned it (Linux
 * from 6.10 on, with the driver vmgenid). Other events of devices are dropped by a filter in the kernel,
 * nearly all of them, so that they wake nobody. What an event says is vrrp/uevent.h's. */
#ifndef VRRPD_OS_GENERATION_SOCKET_H
#define VRRPD_OS_GENERATION_SOCKET_H

#include <stdbool.h>

/* 0 with a socket that does not block in *out, which is the caller's to close, or negative errno. Needs no
 * right. */
int generation_socket_open(int *out);

/* Reads what is waiting, so much of it as one look may take; true when some of it says so. What was lost
 * because too much came at once is not taken for it: a storm of events is none of a restored machine, each
 * guess would announce addresses and let a backup wait for heartbeats, and the clocks show a pause as well.
 */
bool generation_socket_read(int fd);

#endif
