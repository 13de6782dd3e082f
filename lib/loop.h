/* Waiting: epoll and one timerfd. A program adds descriptors with a function each and asks to wait until one
 * is ready or a deadline is due; it does all its work between two waits, on one thread. */
#ifndef LIB_LOOP_H
#define LIB_LOOP_H

#include <stdint.h>

#define LOOP_FOREVER INT64_MAX

struct loop;

/* Called when `fd` is readable (or broken); it must read until nothing is left or be called again. */
typedef void loop_ready(void *context, int fd);

/* A new loop, or NULL with errno. */
struct loop *loop_new(void);

/* Closes the loop's own descriptors, not those added; NULL is fine. */
void loop_free(struct loop *loop);

/* Watches `fd` for reading. 0 or negative errno. */
int loop_add(struct loop *loop, int fd, loop_ready *ready, void *context);

/* Watches `fd` for writing instead of reading while `writing` is set. 0 or negative errno. */
int loop_want_write(struct loop *loop, int fd, int writing);

/* Stops watching; do it before closing the descriptor. Safe from within a ready function. */
void loop_remove(struct loop *loop, int fd);

enum { LOOP_READ = 1, LOOP_WRITE = 2 };

/* Called when something of `events` is possible, which a descriptor that is broken says of all of it. */
typedef void loop_event(void *context, int fd, unsigned events);

/* Watches `fd` for `events`, or for others than before. It belongs to whoever uses loop_forget(), not to
 * loop_add() and its kin. 0 or negative errno. */
int loop_watch(struct loop *loop, int fd, unsigned events, loop_event *event, void *context);

/* Stops watching a descriptor that is closed at once: costs no system call, because closing the only
 * descriptor of a file ends its watching too. Safe from within an event function; the number may be used
 * again at once. */
void loop_forget(struct loop *loop, int fd);

/* Waits until something is ready or `deadline_us` (clock_now_us) is reached, runs the ready functions,
 * returns. It may return early for no reason. 0 or negative errno. */
int loop_wait(struct loop *loop, int64_t deadline_us);

#endif
