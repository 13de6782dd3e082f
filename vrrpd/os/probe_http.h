/* vrrpd's door to libcurl: pages and mail servers asked for, in the clear and by TLS, without ever waiting.
 * Part of the probes' machinery, see probe.h; its own entries stand in probe_state.h. */
#ifndef VRRPD_OS_PROBE_HTTP_H
#define VRRPD_OS_PROBE_HTTP_H

#include "vrrpd/os/probe_state.h"

#endif
