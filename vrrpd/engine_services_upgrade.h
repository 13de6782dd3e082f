/* The verb `upgrade' of the control socket: passes it on to the supervisor, and its answer to the client. */
#ifndef VRRPD_ENGINE_SERVICES_UPGRADE_H
#define VRRPD_ENGINE_SERVICES_UPGRADE_H

#include <stdint.h>

#include "lib/request.h"
#include "vrrpd/engine_services_state.h"

/* Asks the supervisor; the client is answered when it is over. */
void services_upgrade(struct services *services, struct control_client *client,
                      const struct request *request);

/* The supervisor's answer: `result` of enum upgrade_result, its words in `text`. */
void services_upgraded(struct services *services, int32_t result, int text);

#endif
