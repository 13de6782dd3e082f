/* Runs the fence command of the configuration when the vrrp process says that a node is to be fenced. What is
 * run comes from the configuration alone; the event brings only addresses and numbers. */
#ifndef VRRPD_ENGINE_RUNNER_FENCE_H
#define VRRPD_ENGINE_RUNNER_FENCE_H

#include "vrrpd/os/script_user.h"
#include "vrrpd/page.h"

/* Starts it; `users` know who runs it. Its end is the minder's business, which logs it. */
void runner_fence(const struct conf_global *global, const struct script_users *users,
                  const struct page_event *event);

#endif
