/* vrrpd's door to libcurl: pages asked of servers by TLS or HTTP/2, and mail servers by TLS, without ever
 * waiting; what is in the clear needs no library, see probe_page.c and probe_smtp.c. Part of the probes'
 * machinery, see probe.h. */
#ifndef VRRPD_OS_PROBE_HTTP_H
#define VRRPD_OS_PROBE_HTTP_H

struct probe;

/* The entries of struct probe_kind for whatever curl carries out. */
int probe_http_start(struct probe *probe);
void probe_http_look(struct probe *probe, unsigned events);
void probe_http_late(struct probe *probe);
void probe_http_leave(struct probe *probe);

#endif
