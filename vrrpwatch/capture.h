/* Where frames come from: a capture file or an interface; and where they are kept. The only file that knows
 * libpcap. Decodes nothing (frame.h does), waits for nothing (the caller's loop does), drops no privilege. */
#ifndef VRRPWATCH_CAPTURE_H
#define VRRPWATCH_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/frame.h"

enum { CAPTURE_ERROR_MAX = 512 };

struct capture;
struct capture_keep;

struct capture_options {
    bool promiscuous;    /* also frames to other hosts: a mirror port, unicast VRRP of others */
    size_t buffer_bytes; /* between the kernel and us; 0: 16 MiB */
};

/* A frame as it was captured. */
struct capture_frame {
    int64_t time_us;      /* since 1970; never going back within one capture */
    const uint8_t *bytes; /* good until the next call for the same capture */
    size_t size;          /* captured */
    size_t length;        /* on the wire */
};

struct capture_counters {
    uint64_t frames;          /* handed out by capture_next() */
    uint64_t backwards;       /* of these: their time had gone back and was set to that of the one before */
    uint64_t kernel_drops;    /* live: there was no room in the buffer */
    uint64_t interface_drops; /* live: the interface says that it lost them */
};

/* Opens a capture file, pcap or pcapng, "-" for standard input. NULL with the reason in `error` and errno
 * set: EBADMSG when it is no capture file, EPROTONOSUPPORT for a link type that frame_decode() does not know,
 * else what open(2) says. */
struct capture *capture_open_file(const char *path, char error[CAPTURE_ERROR_MAX]);

/* The same for an open stream, which belongs to the capture from now on, also when this fails. */
struct capture *capture_open_stream(FILE *stream, char error[CAPTURE_ERROR_MAX]);

/* Listens on an interface for what frame_decode() understands. Needs CAP_NET_RAW here and never again. NULL
 * with the reason in `error` and errno set: EPERM, ENODEV, ENETDOWN, EPROTONOSUPPORT, EIO. */
struct capture *capture_open_live(const char *interface, const struct capture_options *options,
                                  char error[CAPTURE_ERROR_MAX]);

/* Accepts NULL. */
void capture_close(struct capture *capture);

/* The next frame: 1 with *out filled; 0: none at the moment (live), or the end (file); negative errno with
 * the reason in capture_error(): EBADMSG for a file that is cut or broken here (what came before counts),
 * ENODEV or ENETDOWN when the interface went away. Never waits for an interface. */
int capture_next(struct capture *capture, struct capture_frame *out);

/* Why the last capture_next() failed; "" when none did. */
const char *capture_error(const struct capture *capture);

/* Readable when capture_next() has something; -1 for a file. Not to be closed. */
int capture_fd(const struct capture *capture);

/* What a frame's first byte belongs to. */
enum frame_link capture_link(const struct capture *capture);

/* Up to when everything was seen, once capture_next() has said that there is nothing: what did not come until
 * then is missing. In the clock of the frames: the system's when the capture was opened, going on steadily
 * whatever is done to the system's clock since. Live it is some milliseconds ago, because the kernel gathers
 * frames before it hands them over; of a file it is the time of its last frame. */
int64_t capture_now_us(const struct capture *capture);

void capture_counters(struct capture *capture, struct capture_counters *out);

/* Begins a capture file for frames of `like` and of others with its link type; "-" for standard output. An
 * existing file is overwritten, a symbolic link refused; a new one is for its owner alone, because passwords
 * travel in adverts. NULL with the reason in `error` and errno set. */
struct capture_keep *capture_keep_open(const struct capture *like, const char *path,
                                       char error[CAPTURE_ERROR_MAX]);

/* Adds a frame of `from`. 0, -EPROTONOSUPPORT when its link type is another than the file's, or what writing
 * says. */
int capture_keep(struct capture_keep *keep, const struct capture *from, const struct capture_frame *frame);

/* Writes out what is buffered. 0 or negative errno. */
int capture_keep_flush(struct capture_keep *keep);

/* Flushes and closes; accepts NULL. 0 or negative errno. */
int capture_keep_close(struct capture_keep *keep);

#endif
