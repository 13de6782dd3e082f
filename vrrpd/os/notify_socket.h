/* Telling a service manager how we are (sd_notify protocol); does nothing where there is none. */
#ifndef VRRPD_OS_NOTIFY_SOCKET_H
#define VRRPD_OS_NOTIFY_SOCKET_H

#include <stdint.h>

/* Sends `text` ("READY=1", lines separated by newline). Never waits. */
void notify_socket_send(const char *text);

/* Microseconds between the pings the service manager expects, 0 for none. */
int64_t notify_socket_watchdog_us(void);

#endif
