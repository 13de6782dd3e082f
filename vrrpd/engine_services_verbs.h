/* What clients of the control socket may ask, verb by verb. Answers from the page; what is to be done goes to
 * the vrrp process or the supervisor as a message. */
#ifndef VRRPD_ENGINE_SERVICES_VERBS_H
#define VRRPD_ENGINE_SERVICES_VERBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/control.h"

struct services;
struct status;

/* A request line came (NULL: it was too long); a control_request, `context` is the struct services. */
void services_request(void *context, struct control_client *client, const char *line, size_t size);

/* The status of everything, or of the instance called `only`. False without memory; else the caller frees it
 * with status_free(). */
bool services_status(struct services *services, const char *only, struct status *out);

/* Events the vrrp process has published so far. */
uint64_t services_event_count(const struct services *services);

#endif
