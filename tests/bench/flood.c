/* Sends the first thousand frames of a capture file over and over at a steady rate, a batch every
 * millisecond. None of ours is in it.
 *
 *   flood INTERFACE FRAMES-PER-SECOND SECONDS <FILE      prints how many were sent and how late it ended
 */
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { FRAMES = 1000, FRAME_MAX = 2048, TICK_NS = 1000000, SECOND_NS = 1000000000 };

struct frames {
    uint8_t bytes[FRAMES][FRAME_MAX];
    uint32_t sizes[FRAMES];
    size_t count;
};

/* The file is of this machine's byte order. */
static void read_frames(struct frames *frames)
{
    uint32_t header[6];

    if (fread(header, sizeof(header), 1, stdin) != 1)
        return;
    while (frames->count < FRAMES && fread(header, 16, 1, stdin) == 1 && header[2] <= FRAME_MAX &&
           fread(frames->bytes[frames->count], header[2], 1, stdin) == 1)
        frames->sizes[frames->count++] = header[2];
}

static int64_t clock_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;
}

static void sleep_until(int64_t at_ns)
{
    struct timespec at = {.tv_sec = at_ns / SECOND_NS, .tv_nsec = at_ns % SECOND_NS};

    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

int main(int argc, char **argv)
{
    static struct frames frames;
    struct sockaddr_ll to = {.sll_family = AF_PACKET};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);
    long rate = argc > 3 ? strtol(argv[2], NULL, 10) : 0,
         ticks = argc > 3 ? strtol(argv[3], NULL, 10) * 1000 : 0;
    unsigned long sent = 0;
    int64_t began = clock_ns();

    read_frames(&frames);
    if (fd < 0 || frames.count == 0 || rate < 1000)
        return 1;
    to.sll_ifindex = (int)if_nametoindex(argv[1]);
    for (long tick = 1; tick <= ticks; tick++) {
        for (long i = 0; i < rate / 1000; i++) {
            size_t which = sent % frames.count;
            if (sendto(fd, frames.bytes[which], frames.sizes[which], 0, (struct sockaddr *)&to, sizeof(to)) <
                0)
                return 1;
            sent++;
        }
        sleep_until(began + tick * TICK_NS);
    }
    printf("%lu sent, %lld us late\n", sent, (long long)(clock_ns() - began - ticks * TICK_NS) / 1000);
    return 0;
}
