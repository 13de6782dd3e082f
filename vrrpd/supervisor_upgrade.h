/* The supervisor's upgrade, up to the moment when it becomes the other program: whether that one can take
 * over is asked of itself, in a process of its own; until it says so nothing was touched. What follows is
 * supervisor_resume.h's. */
#ifndef VRRPD_SUPERVISOR_UPGRADE_H
#define VRRPD_SUPERVISOR_UPGRADE_H

#include "vrrpd/os/message.h"
#include "vrrpd/supervisor_state.h"

/* An operator asks for the program whose path `fd` holds (empty: the file we run), or only whether it could.
 */
void supervisor_upgrade_ask(struct supervisor *supervisor, bool only_check, int fd);

/* The check ended with this wait status. */
void supervisor_upgrade_checked(struct supervisor *supervisor, int status);

/* Becomes the other program when it is time to; does not return then. */
void supervisor_maybe_upgrade(struct supervisor *supervisor);

/* None is under way any more. */
void supervisor_upgrade_forget(struct supervisor *supervisor);

/* True while an upgrade is prepared that a reload would only disturb. */
static inline bool supervisor_upgrade_comes(const struct supervisor *supervisor)
{
    return supervisor->upgrade.step == UPGRADE_CHECKING || supervisor->upgrade.step == UPGRADE_WAITING;
}

/* Tells whoever asked what came of it. */
void supervisor_upgrade_answer(struct supervisor *supervisor, enum upgrade_result result, const char *format,
                               ...) __attribute__((format(printf, 3, 4)));

#endif
