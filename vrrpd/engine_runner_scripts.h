/* The runner's tracking scripts and the programs of MISC checks: started when services asks for one by
 * number, as the configured user, watched over, and their results told. Hears what services asks; what is
 * about hooks it passes on. Decides nothing about verdicts. */
#ifndef VRRPD_ENGINE_RUNNER_SCRIPTS_H
#define VRRPD_ENGINE_RUNNER_SCRIPTS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "vrrpd/child.h"

struct loop;
struct runner_scripts;
struct runner_lvs;

/* For the scripts of child->conf; users are looked up. `lvs` gets what is asked of hooks. After the page was
 * made read-only. NULL without memory. */
struct runner_scripts *runner_scripts_new(struct child *child, struct loop *loop, struct runner_lvs *lvs);

/* A predecessor that was killed could not end its scripts. After child_wait(). */
void runner_scripts_end_leftovers(const struct child *child);
/* Listens to services and says hello. 0 or negative errno. */
int runner_scripts_begin(struct runner_scripts *scripts);

/* Does what is due. */
void runner_scripts_round(struct runner_scripts *scripts, int64_t now_us);
/* When to call it again, LOOP_FOREVER if never. */
int64_t runner_scripts_next_us(const struct runner_scripts *scripts, int64_t now_us);

/* A child has ended and is not reaped yet: the rest of its group goes while its number is taken. */
void runner_scripts_ending(const struct runner_scripts *scripts, pid_t pid);
/* It was reaped; false when it is none of the scripts. */
bool runner_scripts_ended(struct runner_scripts *scripts, pid_t pid, int status);

/* Takes no more requests and ends what runs, by TERM. */
void runner_scripts_stop(struct runner_scripts *scripts);
/* A signal to every script that runs. */
void runner_scripts_signal(struct runner_scripts *scripts, int number);
/* True while one runs. */
bool runner_scripts_alive(const struct runner_scripts *scripts);

#endif
