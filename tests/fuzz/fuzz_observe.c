/* The detector and the words of its findings: the input is a list of frames as small records, a few routers,
 * sources, addresses and MACs, so that they meet; the tables are small, so that they overflow. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpwatch/observe.h"

enum { RECORD = 8, VIPS = 3 };

static void take(void *context, const struct finding *finding)
{
    (void)context;
    /* Every finding says something, and in bounds. */
    if (finding->sentence[0] == '\0' || strlen(finding->sentence) >= FINDING_TEXT_MAX ||
        strlen(finding->fix) >= FINDING_TEXT_MAX || finding->party_count > FINDING_PARTIES_MAX ||
        finding->vip_count > FINDING_VIPS_MAX || cause_code(finding->cause) == NULL ||
        verdict_name(finding->verdict) == NULL)
        abort();
}

static struct addr address(uint8_t which, bool six)
{
    const uint8_t bytes[16] = {0xfe, 0x80, [15] = which};

    return six ? addr_from_bytes(ADDR_IPV6, bytes) : addr_from_ipv4(0x0A090000U + which);
}

static void make_advert(struct frame *frame, const uint8_t *record, uint8_t vips[VIPS * 16])
{
    bool six = record[1] & 1, unicast = record[1] & 2;
    size_t size = six ? 16 : 4, count = record[2] % (VIPS + 1);

    frame->kind = FRAME_ADVERT;
    frame->source = address((uint8_t)(1 + record[3] % 5), six);
    frame->destination = unicast ? address((uint8_t)(1 + record[4] % 5), six)
                         : six   ? (struct addr){ADDR_IPV6, {0xff, 2, [15] = 0x12}}
                                 : addr_from_ipv4(0xE0000012U + (record[1] >> 7));
    for (size_t i = 0; i < count; i++) {
        struct addr vip = address((uint8_t)(100 + (record[5] + i) % 4), six);

        memcpy(vips + i * size, vip.bytes, size);
    }
    frame->advert = (struct packet){.version = record[1] & 4 ? 2 : 3,
                                    .vrid = (uint8_t)(1 + record[6] % 3),
                                    .priority = record[7],
                                    .auth_type = record[1] >> 3 & 1,
                                    .checksum = record[1] >> 4 & 1,
                                    .address_count = (uint8_t)count,
                                    .interval_us = 1000000 * (1 + (record[1] >> 5 & 1)),
                                    .auth_data = {record[4] & 1},
                                    .trailing_bytes = record[4] & 8,
                                    .ttl = record[4] & 4 ? 254 : 255,
                                    .source = frame->source,
                                    .destination = frame->destination,
                                    .addresses = vips};
}

static void make_other(struct frame *frame, const uint8_t *record)
{
    bool six = record[1] & 1;

    frame->source = address((uint8_t)(1 + record[3] % 5), six);
    switch (record[0] & 3) {
    case 1:
        frame->kind = FRAME_CLAIM;
        frame->claim = (struct neighbour_claim){.asks = record[1] & 2,
                                                .claims = record[1] & 4,
                                                .gratuitous = record[1] & 8,
                                                .address = address((uint8_t)(98 + record[5] % 7), six)};
        if (record[1] & 16)
            frame->claim.asker = frame->source;
        memcpy(frame->claim.mac, frame->mac, sizeof(frame->mac));
        break;
    case 2:
        frame->kind = FRAME_MEMBERS;
        frame->members = (struct frame_members){.query = record[1] & 2};
        break;
    default:
        frame->kind = FRAME_FRAGMENT;
        frame->fragment =
            (struct frame_fragment){.vrid = record[6] % 4, .offset = record[1] & 2, .more = true};
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"eth0"};
    struct observe_options options = {.routers_max = 3,
                                      .sources_max = 6,
                                      .addresses_max = 5,
                                      .live = size & 1,
                                      .show_secrets = size & 2,
                                      .interfaces = names,
                                      .interface_count = 1};
    struct observe *observe = observe_new(&options, take, NULL);
    struct addr expected = address(102, false);
    int64_t now_us = 1000000;
    uint8_t vips[VIPS * 16];

    if (observe == NULL)
        return 0;
    observe_expect(observe, 0, 0, 0, &expected);
    for (size_t i = 0; i + RECORD <= size; i += RECORD) {
        const uint8_t *record = data + i;
        struct frame frame = {.interface = record[2] >> 7, .vlan = record[3] >> 7, .has_mac = true};

        /* From at once to some minutes. */
        now_us += (int64_t)(record[0] >> 4) << (record[0] >> 2 & 3) * 8;
        frame.time_us = now_us;
        memcpy(frame.mac, (uint8_t[]){0, 0, 0x5e, 0, 1, (uint8_t)(record[6] % 3 + 1)}, FRAME_MAC_SIZE);
        if (record[2] & 64)
            memcpy(frame.mac, (uint8_t[]){2, 0, 0, 0, 0, (uint8_t)(record[2] >> 2 & 7)}, FRAME_MAC_SIZE);
        if ((record[0] & 3) == 0)
            make_advert(&frame, record, vips);
        else
            make_other(&frame, record);
        observe_frame(observe, &frame);
    }
    observe_unsettled(observe);
    observe_finish(observe, now_us + 5000000);
    observe_advance(observe, now_us + INT64_C(3600000000));
    observe_free(observe);
    return 0;
}
