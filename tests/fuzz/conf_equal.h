/* Whether two configurations say the same: everything of the model but places and passwords (a print never
 * holds them). The comparison follows conf/model.h field by field. */
#ifndef TESTS_FUZZ_CONF_EQUAL_H
#define TESTS_FUZZ_CONF_EQUAL_H

#include <string.h>

#include "conf/model.h"

static inline bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static inline bool same_addresses(const struct conf_address *a, const struct conf_address *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addr_equal(&a[i].address, &b[i].address) || a[i].prefix_length != b[i].prefix_length ||
            a[i].scope != b[i].scope || a[i].dad != b[i].dad || strcmp(a[i].interface, b[i].interface) != 0 ||
            strcmp(a[i].label, b[i].label) != 0 || !addr_equal(&a[i].broadcast, &b[i].broadcast))
            return false;
    return true;
}

static inline bool same_garp(const struct conf_garp *a, const struct conf_garp *b)
{
    return a->master_delay_us == b->master_delay_us && a->master_repeat == b->master_repeat &&
           a->master_refresh_us == b->master_refresh_us &&
           a->master_refresh_repeat == b->master_refresh_repeat &&
           a->lower_prio_delay_us == b->lower_prio_delay_us && a->lower_prio_repeat == b->lower_prio_repeat &&
           a->interval_us == b->interval_us && a->na_interval_us == b->na_interval_us;
}

static inline bool same_command(const struct conf_command *a, const struct conf_command *b)
{
    if (a->argc != b->argc || !same_text(a->user, b->user) || !same_text(a->group, b->group) ||
        (a->argc && (a->argv[a->argc] || b->argv[b->argc])))
        return false;
    for (size_t i = 0; i < a->argc; i++)
        if (strcmp(a->argv[i], b->argv[i]) != 0)
            return false;
    return true;
}

static inline bool same_hooks(const struct conf_command *a, const struct conf_command *b)
{
    if (!a || !b)
        return a == b;
    for (size_t i = 0; i < CONF_HOOK_COUNT; i++)
        if (!same_command(&a[i], &b[i]))
            return false;
    return true;
}

static inline bool same_tracks(const struct conf_track *a, const struct conf_track *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].tracker != b[i].tracker || a[i].weight != b[i].weight || a[i].reverse != b[i].reverse)
            return false;
    return true;
}

static inline bool same_peers(const struct conf_peer *a, const struct conf_peer *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addr_equal(&a[i].address, &b[i].address) || a[i].min_ttl != b[i].min_ttl ||
            a[i].max_ttl != b[i].max_ttl)
            return false;
    return true;
}

static inline bool same_nexthops(const struct conf_nexthop *a, const struct conf_nexthop *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addr_equal(&a[i].via, &b[i].via) || strcmp(a[i].interface, b[i].interface) != 0 ||
            a[i].weight != b[i].weight || a[i].onlink != b[i].onlink)
            return false;
    return true;
}

static inline bool same_routes(const struct conf_route *a, const struct conf_route *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].type != b[i].type || !addr_equal(&a[i].destination, &b[i].destination) ||
            a[i].prefix_length != b[i].prefix_length || !addr_equal(&a[i].source, &b[i].source) ||
            a[i].table != b[i].table || a[i].metric != b[i].metric || a[i].mtu != b[i].mtu ||
            a[i].scope != b[i].scope || a[i].nexthop_count != b[i].nexthop_count ||
            !same_nexthops(a[i].nexthops, b[i].nexthops, a[i].nexthop_count))
            return false;
    return true;
}

static inline bool same_rules(const struct conf_rule *a, const struct conf_rule *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (a[i].family != b[i].family || !addr_equal(&a[i].from, &b[i].from) ||
            !addr_equal(&a[i].to, &b[i].to) || a[i].from_length != b[i].from_length ||
            a[i].to_length != b[i].to_length || strcmp(a[i].input, b[i].input) != 0 ||
            strcmp(a[i].output, b[i].output) != 0 || a[i].mark != b[i].mark ||
            a[i].mark_mask != b[i].mark_mask || a[i].tos != b[i].tos || a[i].inverted != b[i].inverted ||
            a[i].has_preference != b[i].has_preference || a[i].preference != b[i].preference ||
            a[i].type != b[i].type || a[i].table != b[i].table)
            return false;
    return true;
}

static inline bool same_election(const struct conf_instance *a, const struct conf_instance *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->interface, b->interface) == 0 && a->vrid == b->vrid &&
           a->family == b->family && a->version == b->version && a->priority == b->priority &&
           a->state == b->state && a->advert_interval_us == b->advert_interval_us &&
           a->down_adverts == b->down_adverts && a->preempt == b->preempt &&
           a->preempt_delay_us == b->preempt_delay_us && a->auth == b->auth &&
           a->checksum_plain == b->checksum_plain && addr_equal(&a->source, &b->source) &&
           addr_equal(&a->group, &b->group) && same_garp(&a->garp, &b->garp) && a->ttl == b->ttl &&
           a->group_index == b->group_index;
}

static inline bool same_vmac(const struct conf_instance *a, const struct conf_instance *b)
{
    return a->vmac == b->vmac && strcmp(a->vmac_interface, b->vmac_interface) == 0 &&
           memcmp(a->vmac_address, b->vmac_address, CONF_MAC_SIZE) == 0 &&
           a->vmac_xmit_base == b->vmac_xmit_base;
}

static inline bool same_instance(const struct conf_instance *a, const struct conf_instance *b)
{
    return same_election(a, b) && same_vmac(a, b) && a->address_count == b->address_count &&
           a->excluded_count == b->excluded_count && a->peer_count == b->peer_count &&
           a->track_count == b->track_count && a->route_count == b->route_count &&
           a->rule_count == b->rule_count && same_addresses(a->addresses, b->addresses, a->address_count) &&
           same_addresses(a->excluded, b->excluded, a->excluded_count) &&
           same_peers(a->peers, b->peers, a->peer_count) && a->accept == b->accept &&
           a->promote_secondaries == b->promote_secondaries && a->track_primary == b->track_primary &&
           same_tracks(a->tracks, b->tracks, a->track_count) &&
           same_routes(a->routes, b->routes, a->route_count) &&
           same_rules(a->rules, b->rules, a->rule_count) && same_hooks(a->hooks, b->hooks) &&
           a->mail == b->mail && a->lease_wish_us == b->lease_wish_us && a->on_silent == b->on_silent &&
           a->silent_hold_us == b->silent_hold_us;
}

static inline bool same_group(const struct conf_group *a, const struct conf_group *b)
{
    if (strcmp(a->name, b->name) != 0 || a->member_count != b->member_count ||
        a->track_count != b->track_count || !same_tracks(a->tracks, b->tracks, a->track_count) ||
        !same_hooks(a->hooks, b->hooks) || a->mail != b->mail)
        return false;
    for (size_t i = 0; i < a->member_count; i++)
        if (a->members[i] != b->members[i])
            return false;
    return true;
}

static inline bool same_tracker(const struct conf_tracker *a, const struct conf_tracker *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0 && a->weight == b->weight &&
           a->reverse == b->reverse && same_command(&a->command, &b->command) &&
           a->interval_us == b->interval_us && a->timeout_us == b->timeout_us && a->rise == b->rise &&
           a->fall == b->fall && a->init_fail == b->init_fail && same_text(a->path, b->path) &&
           a->init_file == b->init_file && a->init_overwrite == b->init_overwrite &&
           a->init_value == b->init_value && same_text(a->parameters, b->parameters) &&
           a->parameters_match == b->parameters_match && a->full_command == b->full_command &&
           a->quorum == b->quorum && a->quorum_max == b->quorum_max && a->fork_delay_us == b->fork_delay_us &&
           a->terminate_delay_us == b->terminate_delay_us && addr_equal(&a->gateway, &b->gateway) &&
           strcmp(a->interface, b->interface) == 0 && a->count == b->count && a->port == b->port;
}

static inline bool same_urls(const struct conf_url *a, const struct conf_url *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!same_text(a[i].path, b[i].path) || !same_text(a[i].host, b[i].host) ||
            a[i].status_count != b[i].status_count || a[i].has_digest != b[i].has_digest ||
            memcmp(a[i].digest, b[i].digest, CONF_DIGEST_SIZE) != 0 || !same_text(a[i].regex, b[i].regex) ||
            a[i].regex_inverted != b[i].regex_inverted || a[i].regex_any_case != b[i].regex_any_case)
            return false;
        for (size_t s = 0; s < a[i].status_count; s++)
            if (a[i].statuses[s].from != b[i].statuses[s].from || a[i].statuses[s].to != b[i].statuses[s].to)
                return false;
    }
    return true;
}

static inline bool same_tls(const struct conf_check *a, const struct conf_check *b)
{
    return a->tls == b->tls && a->tls_verify == b->tls_verify && same_text(a->tls_ca_file, b->tls_ca_file) &&
           a->sni == b->sni && same_text(a->sni_name, b->sni_name) && a->fast_recovery == b->fast_recovery &&
           a->http_version == b->http_version;
}

static inline bool same_check(const struct conf_check *a, const struct conf_check *b)
{
    return a->kind == b->kind && addr_equal(&a->address, &b->address) && a->port == b->port &&
           addr_equal(&a->bind_address, &b->bind_address) && a->bind_port == b->bind_port &&
           strcmp(a->bind_interface, b->bind_interface) == 0 && a->mark == b->mark &&
           a->interval_us == b->interval_us && a->timeout_us == b->timeout_us && a->retries == b->retries &&
           a->retry_delay_us == b->retry_delay_us && a->warmup_us == b->warmup_us && a->rise == b->rise &&
           a->fall == b->fall && a->alpha == b->alpha && a->log_all_failures == b->log_all_failures &&
           same_tls(a, b) && a->url_count == b->url_count && same_urls(a->urls, b->urls, a->url_count) &&
           same_text(a->helo, b->helo) && a->dns_type == b->dns_type && same_text(a->dns_name, b->dns_name) &&
           a->payload_size == b->payload_size &&
           (a->payload_size == 0 || memcmp(a->payload, b->payload, a->payload_size) == 0) &&
           a->require_reply == b->require_reply && a->reply_min == b->reply_min &&
           a->reply_max == b->reply_max && same_command(&a->command, &b->command) &&
           a->dynamic == b->dynamic && same_text(a->path, b->path) && a->file_weight == b->file_weight;
}

static inline bool same_forward(const struct conf_forward *a, const struct conf_forward *b)
{
    return a->method == b->method && a->tunnel == b->tunnel && a->tunnel_port == b->tunnel_port &&
           a->tunnel_checksum == b->tunnel_checksum && a->tunnel_remote_checksum == b->tunnel_remote_checksum;
}

static inline bool same_server(const struct conf_server *a, const struct conf_server *b)
{
    if (!addr_equal(&a->address, &b->address) || a->port != b->port || a->weight != b->weight ||
        a->upper != b->upper || a->lower != b->lower || !same_forward(&a->forward, &b->forward) ||
        a->inhibit != b->inhibit || a->mail != b->mail || !same_command(&a->up, &b->up) ||
        !same_command(&a->down, &b->down) || !same_text(a->virtualhost, b->virtualhost) ||
        a->check_count != b->check_count || a->index != b->index)
        return false;
    for (size_t i = 0; i < a->check_count; i++)
        if (!same_check(&a->checks[i], &b->checks[i]))
            return false;
    return true;
}

static inline bool same_endpoints(const struct conf_endpoint *a, const struct conf_endpoint *b, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!addr_equal(&a[i].address, &b[i].address) || a[i].port != b[i].port || a[i].mark != b[i].mark ||
            a[i].family != b[i].family)
            return false;
    return true;
}

static inline bool same_service(const struct conf_virtual_server *a, const struct conf_virtual_server *b)
{
    if (strcmp(a->name, b->name) != 0 || a->endpoint_count != b->endpoint_count ||
        !same_endpoints(a->endpoints, b->endpoints, a->endpoint_count) || a->protocol != b->protocol ||
        a->scheduler != b->scheduler || a->scheduler_flags != b->scheduler_flags ||
        a->one_packet != b->one_packet || a->hashed != b->hashed || a->persistence_us != b->persistence_us ||
        a->persistence_length != b->persistence_length || strcmp(a->engine, b->engine) != 0 ||
        a->quorum != b->quorum || a->hysteresis != b->hysteresis ||
        !same_command(&a->quorum_up, &b->quorum_up) || !same_command(&a->quorum_down, &b->quorum_down) ||
        a->has_sorry != b->has_sorry || (a->has_sorry && !same_server(&a->sorry, &b->sorry)) ||
        a->sorry_inhibit != b->sorry_inhibit || a->omega != b->omega || a->ha_suspend != b->ha_suspend ||
        a->slow_start_us != b->slow_start_us || a->mail != b->mail || a->program != b->program ||
        a->instance != b->instance || a->server_count != b->server_count)
        return false;
    for (size_t i = 0; i < a->server_count; i++)
        if (!same_server(&a->servers[i], &b->servers[i]))
            return false;
    return true;
}

static inline bool same_lvs(const struct conf *a, const struct conf *b)
{
    const struct conf_lvs_sync *left = &a->lvs.sync, *right = &b->lvs.sync;

    if (strcmp(left->interface, right->interface) != 0 || !same_text(left->instance, right->instance) ||
        left->id != right->id || left->max_length != right->max_length || left->port != right->port ||
        left->ttl != right->ttl || !addr_equal(&left->group, &right->group) || a->lvs.flush != b->lvs.flush ||
        a->lvs.tcp_us != b->lvs.tcp_us || a->lvs.tcp_fin_us != b->lvs.tcp_fin_us ||
        a->lvs.udp_us != b->lvs.udp_us || a->lvs.panic_percent != b->lvs.panic_percent ||
        a->server_count != b->server_count || a->virtual_server_count != b->virtual_server_count)
        return false;
    for (size_t i = 0; i < a->virtual_server_count; i++)
        if (!same_service(&a->virtual_servers[i], &b->virtual_servers[i]))
            return false;
    return true;
}

static inline bool same_heartbeat(const struct conf_heartbeat *a, const struct conf_heartbeat *b)
{
    if (a->peer_count != b->peer_count || a->port != b->port || a->interval_wish_us != b->interval_wish_us ||
        a->interval_us != b->interval_us || !same_text(a->key_file, b->key_file))
        return false;
    for (size_t i = 0; i < a->peer_count; i++)
        if (!addr_equal(&a->peers[i].address, &b->peers[i].address) ||
            !addr_equal(&a->peers[i].source, &b->peers[i].source) ||
            strcmp(a->peers[i].interface, b->peers[i].interface) != 0)
            return false;
    return true;
}

static inline bool same_arbiter(const struct conf_arbiter *a, const struct conf_arbiter *b)
{
    return a->target_count == b->target_count && a->minimum == b->minimum && a->stay == b->stay &&
           same_tracks(a->targets, b->targets, a->target_count);
}

static inline bool same_global(const struct conf_global *a, const struct conf_global *b)
{
    if (!same_text(a->router_id, b->router_id) || !same_text(a->control_group, b->control_group) ||
        !same_text(a->script_user, b->script_user) || !same_text(a->script_group, b->script_group) ||
        a->version != b->version || a->startup_delay_us != b->startup_delay_us ||
        a->link_up_us != b->link_up_us || a->link_down_us != b->link_down_us ||
        !same_heartbeat(&a->heartbeat, &b->heartbeat) || !same_arbiter(&a->arbiter, &b->arbiter) ||
        a->lease_wish_us != b->lease_wish_us || a->crash_loop.deaths != b->crash_loop.deaths ||
        a->crash_loop.within_us != b->crash_loop.within_us ||
        !same_command(&a->fence.command, &b->fence.command) || a->fence.confirm != b->fence.confirm ||
        a->fence.cool_down_us != b->fence.cool_down_us || a->fence.delay_us != b->fence.delay_us ||
        a->link_delay_count != b->link_delay_count)
        return false;
    for (size_t i = 0; i < a->link_delay_count; i++)
        if (strcmp(a->link_delays[i].interface, b->link_delays[i].interface) != 0 ||
            a->link_delays[i].up_us != b->link_delays[i].up_us ||
            a->link_delays[i].down_us != b->link_delays[i].down_us)
            return false;
    return true;
}

static inline bool same_conf(const struct conf *a, const struct conf *b)
{
    if (!same_lvs(a, b) || !same_global(&a->global, &b->global) || a->instance_count != b->instance_count ||
        a->group_count != b->group_count || a->tracker_count != b->tracker_count)
        return false;
    for (size_t i = 0; i < a->instance_count; i++)
        if (!same_instance(&a->instances[i], &b->instances[i]))
            return false;
    for (size_t i = 0; i < a->group_count; i++)
        if (!same_group(&a->groups[i], &b->groups[i]))
            return false;
    for (size_t i = 0; i < a->tracker_count; i++)
        if (!same_tracker(&a->trackers[i], &b->trackers[i]))
            return false;
    return true;
}

#endif
