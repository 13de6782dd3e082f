#include "vrrpwatch/frame_neighbour.h"

static void take(enum neighbour_result result, uint16_t error, struct frame *out)
{
    if (result == NEIGHBOUR_BAD)
        frame_bad(out, error);
    else
        out->kind = result == NEIGHBOUR_OK ? FRAME_CLAIM : FRAME_FOREIGN;
}

void frame_arp(const struct frame_part *part, struct frame *out)
{
    take(neighbour_arp(part->bytes, part->size, part->broadcast, &out->claim), FRAME_BAD_ARP, out);
}

void frame_nd(const struct frame_part *part, uint8_t hop_limit, struct frame *out)
{
    struct neighbour_message message = {.bytes = part->bytes,
                                        .size = part->size,
                                        .hop_limit = hop_limit,
                                        .source = &out->source,
                                        .mac = out->mac};

    take(neighbour_discovery(&message, &out->claim), FRAME_BAD_ND, out);
}
