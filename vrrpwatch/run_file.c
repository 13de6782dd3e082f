/* See run_file.h. */
#include "vrrpwatch/run_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sysexits.h>

#include "vrrpwatch/capture.h"
#include "vrrpwatch/run_end.h"
#include "vrrpwatch/run_output.h"

static int open_failed(const struct options *options, const char *error)
{
    int status = errno == ENOENT || errno == EACCES ? EX_NOINPUT : EX_DATAERR;

    fprintf(stderr, "vrrpwatch: %s\n", error);
    return run_end_failed(options, status, error);
}

static int read_all(struct capture *capture, struct capture_keep *keep, struct run_end *end)
{
    struct capture_frame captured;
    enum frame_link link = capture_link(capture);
    struct frame frame = {.interface = 0};
    int got;

    while ((got = capture_next(capture, &captured)) > 0) {
        frame.time_us = captured.time_us;
        frame_decode(link, captured.bytes, captured.size, captured.length, &frame);
        if (end->report != NULL)
            run_end_frame(end, &frame);
        observe_frame(end->observe, &frame);
        if (keep != NULL && frame.kind != FRAME_FOREIGN)
            capture_keep(keep, capture, &captured);
    }
    return got;
}

int run_file(const struct options *options)
{
    char error[CAPTURE_ERROR_MAX];
    struct capture *capture = capture_open_file(options->read_path, error);
    struct capture_keep *keep = NULL;
    struct run_end end;
    int status, error_number;

    if (capture == NULL)
        return open_failed(options, error);
    if (options->keep_path != NULL &&
        (keep = capture_keep_open(capture, options->keep_path, error)) == NULL) {
        fprintf(stderr, "vrrpwatch: %s\n", error);
        capture_close(capture);
        return run_end_failed(options, EX_CANTCREAT, error);
    }
    status = run_end_init(&end, options);
    if (status == 0) {
        int got = read_all(capture, keep, &end);

        if (got < 0)
            fprintf(stderr, "vrrpwatch: %s: %s\n", options->read_path, capture_error(capture));
        status = run_end_tell(&end, capture_now_us(capture));
        if (got < 0 && !options->check)
            status = EX_DATAERR;
    }
    error_number = capture_keep_close(keep);
    if (error_number != 0) {
        fprintf(stderr, "vrrpwatch: %s: %s\n", options->keep_path, strerror(-error_number));
        status = options->check ? status : EX_IOERR;
    }
    run_end_free(&end);
    capture_close(capture);
    return status;
}
