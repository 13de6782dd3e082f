/* What the tests of the detector share: a wire to send adverts and claims on, made by hand, and what the
 * detector said to them. */
#ifndef TESTS_UNIT_OBSERVE_WIRE_H
#define TESTS_UNIT_OBSERVE_WIRE_H

#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "vrrpwatch/observe.h"
#include "watch_sample.h"

#define MS INT64_C(1000)

enum { FOUND_MAX = 512, VIPS_MAX = 4, VRID = 51 };

/* The wire: what is sent there is seen by the detector, and what that says is kept. */
struct wire {
    struct observe *observe;
    struct finding found[FOUND_MAX];
    size_t count;
    int64_t now_us;
};

/* A router as far as its adverts show it. */
struct node {
    const char *address;
    uint8_t mac;
    uint8_t vrid, priority, version, auth_type, checksum, ttl;
    const char *password, *group;
    int64_t interval_us;
    const char *vips[VIPS_MAX];
};

static inline void take(void *context, const struct finding *finding)
{
    struct wire *wire = context;

    if (wire->count < FOUND_MAX)
        wire->found[wire->count++] = *finding;
}

static inline struct wire *wire_new(const struct observe_options *options)
{
    struct wire *wire = calloc(1, sizeof(*wire));

    if (wire == NULL || (wire->observe = observe_new(options, take, wire)) == NULL)
        abort();
    wire->now_us = SAMPLE_US;
    return wire;
}

static inline struct wire *wire_live(void)
{
    return wire_new(&(struct observe_options){.live = true, .salt = 7});
}

static inline void wire_free(struct wire *wire)
{
    observe_free(wire->observe);
    free(wire);
}

static inline struct node node(char which, uint8_t priority)
{
    struct node made = {.address = which == 'a'   ? "10.0.0.1"
                                   : which == 'b' ? "10.0.0.2"
                                                  : "10.0.0.3",
                        .mac = (uint8_t)which,
                        .vrid = VRID,
                        .priority = priority,
                        .version = 3,
                        .ttl = 255,
                        .group = "224.0.0.18",
                        .interval_us = 1000 * MS,
                        .vips = {"10.0.0.100"}};

    return made;
}

static inline void set_mac(uint8_t mac[FRAME_MAC_SIZE], uint8_t last)
{
    memcpy(mac, (uint8_t[FRAME_MAC_SIZE]){2, 0, 0, 0, 0, last}, FRAME_MAC_SIZE);
}

/* The time of the next frame: that much after the last one. */
static inline void pass(struct wire *wire, int64_t ms)
{
    wire->now_us += ms * MS;
}

static inline void send_as(struct wire *wire, const struct node *of, uint8_t priority)
{
    static uint8_t addresses[VIPS_MAX * 4];
    struct frame frame = {.kind = FRAME_ADVERT, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, of->mac);
    frame.source = sample_addr(of->address);
    frame.destination = sample_addr(of->group);
    frame.advert = (struct packet){.version = of->version,
                                   .vrid = of->vrid,
                                   .priority = priority,
                                   .auth_type = of->auth_type,
                                   .checksum = of->checksum,
                                   .ttl = of->ttl,
                                   .interval_us = of->interval_us,
                                   .source = frame.source,
                                   .destination = frame.destination,
                                   .addresses = addresses};
    if (of->password != NULL)
        memcpy(frame.advert.auth_data, of->password, strnlen(of->password, PACKET_AUTH_SIZE));
    for (size_t i = 0; i < VIPS_MAX && of->vips[i] != NULL; i++) {
        struct addr vip = sample_addr(of->vips[i]);

        memcpy(addresses + 4 * i, vip.bytes, 4);
        frame.advert.address_count++;
    }
    observe_frame(wire->observe, &frame);
}

static inline void advert(struct wire *wire, const struct node *of)
{
    send_as(wire, of, of->priority);
}

static inline void claim(struct wire *wire, const char *vip, uint8_t mac, bool gratuitous)
{
    struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, mac);
    frame.claim = (struct neighbour_claim){
        .claims = true, .gratuitous = gratuitous, .override = true, .address = sample_addr(vip)};
    memcpy(frame.claim.mac, frame.mac, FRAME_MAC_SIZE);
    observe_frame(wire->observe, &frame);
}

static inline void announce(struct wire *wire, const struct node *of)
{
    claim(wire, of->vips[0], of->mac, true);
}

static inline void ask(struct wire *wire, const char *vip)
{
    struct frame frame = {.kind = FRAME_CLAIM, .time_us = wire->now_us, .has_mac = true};

    set_mac(frame.mac, 99);
    frame.claim = (struct neighbour_claim){.asks = true, .address = sample_addr(vip)};
    memcpy(frame.claim.mac, frame.mac, FRAME_MAC_SIZE);
    observe_frame(wire->observe, &frame);
}

/* `count` adverts of a master, one an interval, the next one due after the last. */
static inline void reign(struct wire *wire, const struct node *of, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        advert(wire, of);
        pass(wire, of->interval_us / MS);
    }
}

/* Both advertise, `b` in the middle between two of `a`. */
static inline void both(struct wire *wire, const struct node *a, const struct node *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        advert(wire, a);
        pass(wire, a->interval_us / MS / 2);
        advert(wire, b);
        pass(wire, a->interval_us / MS / 2);
    }
}

static inline const struct finding *last_of(const struct wire *wire, enum verdict verdict)
{
    for (size_t i = wire->count; i > 0; i--)
        if (wire->found[i - 1].verdict == verdict)
            return &wire->found[i - 1];
    return NULL;
}

static inline unsigned count_of(const struct wire *wire, enum verdict verdict)
{
    unsigned count = 0;

    for (size_t i = 0; i < wire->count; i++)
        count += wire->found[i].verdict == verdict;
    return count;
}

static inline unsigned worse_than_info(const struct wire *wire)
{
    unsigned count = 0;

    for (size_t i = 0; i < wire->count; i++)
        count += wire->found[i].severity > SEVERITY_INFO;
    return count;
}

/* The last finding of that verdict has this code, this severity and a command. */
#define CHECK_FOUND(wire, what, code, how)                                                                   \
    do {                                                                                                     \
        const struct finding *found_ = last_of((wire), (what));                                              \
        CHECK(found_ != NULL);                                                                               \
        if (found_ != NULL) {                                                                                \
            CHECK_EQ_STR(cause_code(found_->cause), cause_code(code));                                       \
            CHECK_EQ_INT(found_->severity, (how));                                                           \
            CHECK((how) == SEVERITY_INFO || found_->fix[0] != '\0');                                         \
            CHECK(found_->sentence[0] != '\0');                                                              \
        }                                                                                                    \
    } while (0)

static inline bool names(const struct finding *finding, const char *address)
{
    struct addr wanted = sample_addr(address);

    for (size_t i = 0; finding != NULL && i < finding->party_count; i++)
        if (addr_equal(&finding->parties[i].address, &wanted))
            return true;
    return false;
}

#endif
