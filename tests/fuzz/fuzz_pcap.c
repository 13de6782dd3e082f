/* Fuzz target for vrrpwatch/capture and frame*: the input is a capture file, pcap or pcapng. Oracle: its
 * frames come in the order of time, none is larger than the file, and a file that cannot be read says why. */
#include <assert.h>
#include <errno.h>
#include <stdio.h>

#include "vrrpwatch/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct capture *capture, size_t size)
{
    struct capture_frame captured;
    struct capture_counters counters;
    struct frame frame;
    int64_t last_us = 0;
    uint64_t count = 0;
    int status;

    while ((status = capture_next(capture, &captured)) == 1) {
        assert(captured.time_us >= last_us && captured.size <= size);
        frame_decode(capture_link(capture), captured.bytes, captured.size, captured.length, &frame);
        last_us = captured.time_us;
        count++;
    }
    assert(status == 0 || (status == -EBADMSG && capture_error(capture)[0] != '\0'));
    assert(capture_now_us(capture) == last_us);
    capture_counters(capture, &counters);
    assert(counters.frames == count && counters.backwards <= count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char error[CAPTURE_ERROR_MAX];
    FILE *stream = size > 0 ? fmemopen((void *)data, size, "rb") : NULL;
    struct capture *capture;

    if (!stream)
        return 0;
    capture = capture_open_stream(stream, error);
    if (capture) {
        assert(capture_link(capture) != FRAME_LINK_UNKNOWN);
        read_all(capture, size);
    } else {
        assert(error[0] != '\0' && (errno == EBADMSG || errno == EPROTONOSUPPORT));
    }
    capture_close(capture);
    return 0;
}
