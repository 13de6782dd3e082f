#include "vrrpwatch/frame_members.h"

#include <string.h>

enum {
    IGMP_SIZE = 8,
    IGMP_QUERY = 0x11,
    IGMP_V1_REPORT = 0x12,
    IGMP_V2_REPORT = 0x16,
    IGMP_LEAVE = 0x17,
    IGMP_V3_REPORT = 0x22,
    MLD_V1_SIZE = 24,
    MLD_V2_REPORT_SIZE = 8,
    MLD_QUERY = 130,
    MLD_V1_REPORT = 131,
    MLD_DONE = 132,
    MLD_V2_REPORT = 143,
    RECORD_HEADER = 4, /* type, auxiliary words, number of sources: then the group */
    RECORDS_OFFSET = 8,
    RECORD_TO_INCLUDE = 3, /* to nothing: how versions 3 and 2 say "leave" */
};

/* The group at `bytes`; all zeros stand for every group. */
static struct addr group_at(enum addr_family family, const uint8_t *bytes)
{
    struct addr group = addr_from_bytes(family, bytes);
    static const uint8_t zeros[16];

    if (memcmp(group.bytes, zeros, sizeof(zeros)) == 0)
        group.family = ADDR_NONE;
    return group;
}

/* The first record of an IGMPv3 or MLDv2 report; one without records reports nothing. */
static void take_record(const struct frame_part *part, enum addr_family family, struct frame *out)
{
    const uint8_t *record = part->bytes + RECORDS_OFFSET;
    size_t group_size = family == ADDR_IPV4 ? 4 : 16;

    if (frame_u16(part->bytes + 6) == 0) {
        out->kind = FRAME_FOREIGN;
        return;
    }
    if (part->size < RECORDS_OFFSET + RECORD_HEADER + group_size) {
        frame_bad(out, FRAME_SHORT_IP);
        return;
    }
    out->kind = FRAME_MEMBERS;
    out->members.query = false;
    out->members.leave = record[0] == RECORD_TO_INCLUDE && frame_u16(record + 2) == 0;
    out->members.group = group_at(family, record + RECORD_HEADER);
}

void frame_igmp(const struct frame_part *part, struct frame *out)
{
    uint8_t type;

    if (part->size < IGMP_SIZE) {
        frame_bad(out, FRAME_SHORT_IP);
        return;
    }
    type = part->bytes[0];
    switch (type) {
    case IGMP_V3_REPORT:
        take_record(part, ADDR_IPV4, out);
        return;
    case IGMP_QUERY:
    case IGMP_V1_REPORT:
    case IGMP_V2_REPORT:
    case IGMP_LEAVE:
        out->kind = FRAME_MEMBERS;
        out->members.query = type == IGMP_QUERY;
        out->members.leave = type == IGMP_LEAVE;
        out->members.group = group_at(ADDR_IPV4, part->bytes + 4);
        return;
    default:
        out->kind = FRAME_FOREIGN;
    }
}

static void take_mld_v1(const struct frame_part *part, uint8_t type, struct frame *out)
{
    if (part->size < MLD_V1_SIZE) {
        frame_bad(out, FRAME_SHORT_IP);
        return;
    }
    out->kind = FRAME_MEMBERS;
    out->members.query = type == MLD_QUERY;
    out->members.leave = type == MLD_DONE;
    out->members.group = group_at(ADDR_IPV6, part->bytes + 8);
}

void frame_mld(const struct frame_part *part, struct frame *out)
{
    uint8_t type = part->size > 0 ? part->bytes[0] : 0;

    switch (type) {
    case MLD_QUERY:
    case MLD_V1_REPORT:
    case MLD_DONE:
        take_mld_v1(part, type, out);
        return;
    case MLD_V2_REPORT:
        if (part->size < MLD_V2_REPORT_SIZE)
            frame_bad(out, FRAME_SHORT_IP);
        else
            take_record(part, ADDR_IPV6, out);
        return;
    default:
        out->kind = FRAME_FOREIGN;
    }
}
