#include "tests/sim/watcher.h"

#include <stdio.h>
#include <string.h>

#include "vrrpwatch/observe.h"

enum { NODES_MAX = 32 };

static void take(void *context, const struct finding *finding)
{
    struct watcher *watcher = context;
    bool open = finding->phase == FINDING_OPEN || finding->phase == FINDING_UPDATE;

    switch (finding->verdict) {
    case VERDICT_SPLIT:
        watcher->split = open;
        watcher->closed_us = open ? watcher->closed_us : finding->time_us;
        watcher->splits += finding->phase == FINDING_OPEN;
        watcher->split_us = open ? finding->time_us : watcher->split_us;
        break;
    case VERDICT_SILENT_SPLIT:
    case VERDICT_STALE_VIP:
        watcher->silents_open += finding->phase == FINDING_OPEN;
        watcher->silents_open -= finding->phase == FINDING_CLOSED;
        watcher->silent = watcher->silents_open > 0;
        watcher->silents += finding->phase == FINDING_OPEN;
        watcher->silent_us = open ? finding->time_us : watcher->silent_us;
        break;
    case VERDICT_OVERLAP:
        watcher->overlaps += finding->cause != CAUSE_D1; /* a restart after a crash looks like a pause */
        break;
    case VERDICT_HANDOVER:
    case VERDICT_TAKEOVER:
    case VERDICT_PREEMPTION:
        watcher->handovers++;
        break;
    default:
        break;
    }
    if (finding->severity == SEVERITY_INFO || finding->phase == FINDING_CLOSED)
        return;
    watcher->warnings++;
    snprintf(watcher->last, sizeof(watcher->last), "%lld %s %s: %s", (long long)finding->time_us,
             cause_code(finding->cause), verdict_name(finding->verdict), finding->sentence);
}

bool watcher_start(struct watcher *watcher)
{
    static const char *const interfaces[] = {"eth0"};
    struct observe_options options = {.routers_max = 16,
                                      .sources_max = 64,
                                      .addresses_max = 64,
                                      .interfaces = interfaces,
                                      .interface_count = 1};

    memset(watcher, 0, sizeof(*watcher));
    watcher->observe = observe_new(&options, take, watcher);
    return watcher->observe != NULL;
}

void watcher_stop(struct watcher *watcher)
{
    observe_free(watcher->observe);
}

static void sent_by(struct frame *frame, int from, int64_t now_us)
{
    const uint8_t mac[FRAME_MAC_SIZE] = {2, 0, 0, 0, 0, (uint8_t)(from + 1)};

    frame->has_mac = true;
    frame->time_us = now_us;
    frame->interface = 0;
    memcpy(frame->mac, mac, sizeof(mac));
}

void watcher_hear(struct watcher *watcher, int from, const uint8_t *bytes, size_t size, int64_t now_us)
{
    struct frame frame = {.kind = FRAME_FOREIGN};

    frame_decode(FRAME_LINK_RAW, bytes, size, size, &frame);
    sent_by(&frame, from, now_us);
    observe_frame(watcher->observe, &frame);
}

void watcher_ask(struct watcher *watcher, uint32_t address, unsigned holders, int64_t now_us)
{
    struct frame frame = {.kind = FRAME_CLAIM};

    frame.claim = (struct neighbour_claim){.asks = true, .address = addr_from_ipv4(address)};
    sent_by(&frame, NODES_MAX, now_us);
    memcpy(frame.claim.mac, frame.mac, sizeof(frame.mac));
    observe_frame(watcher->observe, &frame);
    for (int i = 0; i < NODES_MAX; i++) {
        if ((holders >> i & 1) == 0)
            continue;
        frame.claim =
            (struct neighbour_claim){.claims = true, .override = true, .address = addr_from_ipv4(address)};
        sent_by(&frame, i, now_us);
        memcpy(frame.claim.mac, frame.mac, sizeof(frame.mac));
        observe_frame(watcher->observe, &frame);
    }
}

void watcher_wait(struct watcher *watcher, int64_t now_us)
{
    observe_advance(watcher->observe, now_us);
}
