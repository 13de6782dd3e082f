/* What vrrpwatch makes of a capture file, a line per frame: the driver of decode.bats. Exit status 1 and the
 * reason on standard error when the file cannot be read to its end.
 *
 *   decode FILE [COPY]      with COPY, the frames are also kept there
 */
#include <inttypes.h>
#include <stdio.h>

#include "vrrpwatch/capture.h"

static void print_address(const char *before, const struct addr *address)
{
    char text[ADDR_TEXT_MAX];

    printf("%s%s", before, addr_format(address, text));
}

static void print_mac(const char *before, const uint8_t mac[FRAME_MAC_SIZE])
{
    printf("%s%02x:%02x:%02x:%02x:%02x:%02x", before, mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

static void print_advert(const struct packet *advert)
{
    printf("advert v%d vrid %d prio %d interval %" PRId64 "us ttl %d auth %d %s, %zu more:", advert->version,
           advert->vrid, advert->priority, advert->interval_us, advert->ttl, advert->auth_type,
           advert->checksum == PACKET_CHECKSUM_PLAIN ? "plain" : "pseudo", advert->trailing_bytes);
    for (size_t i = 0; i < advert->address_count; i++) {
        struct addr address = packet_address(advert, i);
        print_address(" ", &address);
    }
}

static void print_claim(const struct neighbour_claim *claim)
{
    printf("%s%s%s", claim->asks ? "asks" : "claims", claim->gratuitous ? " gratuitous" : "",
           claim->override ? " override" : "");
    print_address(" ", &claim->address);
    print_mac(" ", claim->mac);
    print_address(" asker ", &claim->asker);
}

static void print_kind(const struct frame *frame)
{
    switch (frame->kind) {
    case FRAME_ADVERT:
        print_advert(&frame->advert);
        return;
    case FRAME_CLAIM:
        print_claim(&frame->claim);
        return;
    case FRAME_MEMBERS:
        printf("%s", frame->members.query ? "query" : frame->members.leave ? "leave" : "report");
        print_address(" ", &frame->members.group);
        return;
    case FRAME_FRAGMENT:
        printf("fragment vrid %d offset %" PRIu32 "%s", frame->fragment.vrid, frame->fragment.offset,
               frame->fragment.more ? " more" : "");
        return;
    case FRAME_BAD:
        printf("bad %s", frame_error_name(frame->error));
        return;
    default:
        printf("foreign");
    }
}

static void print(const struct frame *frame)
{
    printf("%" PRId64 ".%06" PRId64, frame->time_us / 1000000, frame->time_us % 1000000);
    if (frame->has_mac)
        print_mac(" ", frame->mac);
    if (frame->vlan != 0)
        printf(" vlan %d", frame->vlan);
    if (frame->source.family != ADDR_NONE) {
        print_address(" ", &frame->source);
        print_address(" > ", &frame->destination);
    }
    printf(": ");
    print_kind(frame);
    putchar('\n');
}

/* Prints every frame, and keeps it when there is a place. */
static int run(struct capture *capture, struct capture_keep *keep)
{
    struct capture_frame captured;
    int status;

    while ((status = capture_next(capture, &captured)) == 1) {
        struct frame frame = {.time_us = captured.time_us};
        frame_decode(capture_link(capture), captured.bytes, captured.size, captured.length, &frame);
        print(&frame);
        if (keep && capture_keep(keep, capture, &captured) != 0)
            return 1;
    }
    if (status < 0)
        fprintf(stderr, "%s\n", capture_error(capture));
    return status < 0;
}

int main(int argc, char **argv)
{
    char error[CAPTURE_ERROR_MAX];
    struct capture *capture = argc > 1 ? capture_open_file(argv[1], error) : NULL;
    struct capture_keep *keep = capture && argc > 2 ? capture_keep_open(capture, argv[2], error) : NULL;
    int status;

    if (argc < 2)
        return 64;
    if (!capture || (argc > 2 && !keep)) {
        fprintf(stderr, "%s\n", error);
        capture_close(capture);
        return 1;
    }
    status = run(capture, keep);
    if (capture_keep_close(keep) != 0)
        status = 1;
    capture_close(capture);
    return status;
}
