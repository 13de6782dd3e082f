/* Heartbeats and arbiters; see print_paths.h. */
#include "conf/print_paths.h"

#include "conf/print_text.h"

static void print_peer(FILE *out, const struct conf_heartbeat_peer *peer)
{
    struct print_map map = {.out = out};
    char text[ADDR_TEXT_MAX];

    fputs("      - ", out);
    if (peer->source.family == ADDR_NONE && !peer->interface[0]) {
        print_text(out, addr_format(&peer->address, text));
        fputc('\n', out);
        return;
    }
    print_map_address(&map, "address", &peer->address);
    if (peer->source.family != ADDR_NONE)
        print_map_address(&map, "source", &peer->source);
    if (peer->interface[0])
        print_map_text(&map, "interface", peer->interface);
    print_map_end(&map);
}

static void print_heartbeat(FILE *out, const struct conf_heartbeat *heartbeat)
{
    if (heartbeat->peer_count == 0)
        return;
    fputs("  heartbeat:\n", out);
    if (heartbeat->port != CONF_HEARTBEAT_PORT)
        fprintf(out, "    port: %u\n", heartbeat->port);
    if (heartbeat->interval_wish_us != CONF_HEARTBEAT_INTERVAL_AUTO)
        print_key_duration(out, "    interval", heartbeat->interval_wish_us);
    if (heartbeat->key_file)
        print_key_text(out, "    key_file", heartbeat->key_file);
    fputs("    peers:\n", out);
    for (size_t i = 0; i < heartbeat->peer_count; i++)
        print_peer(out, &heartbeat->peers[i]);
}

static void print_target(FILE *out, const struct conf *conf, const struct conf_track *target)
{
    const struct conf_tracker *tracker = &conf->trackers[target->tracker];
    struct print_map map = {.out = out};

    fputs("      - ", out);
    print_map_text(&map, conf_track_kind_name(tracker->kind), tracker->name);
    if (target->weight != tracker->weight)
        print_map_number(&map, "weight", target->weight);
    if (target->reverse != tracker->reverse)
        print_map_bool(&map, "reverse", target->reverse);
    print_map_end(&map);
}

static void print_arbiter(FILE *out, const struct conf *conf)
{
    const struct conf_arbiter *arbiter = &conf->global.arbiter;

    if (arbiter->target_count == 0)
        return;
    fprintf(out, "  arbiter:\n    minimum: %u\n    on_lost: %s\n    targets:\n", arbiter->minimum,
            arbiter->stay ? "stay" : "yield");
    for (size_t i = 0; i < arbiter->target_count; i++)
        print_target(out, conf, &arbiter->targets[i]);
}

void print_paths(FILE *out, const struct conf *conf)
{
    print_heartbeat(out, &conf->global.heartbeat);
    print_arbiter(out, conf);
}
