/* The rules about one virtual router on two nodes; see compare_pair.h. */
#include "conf/compare_pair.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/compare_weights.h"
#include "conf/quantity.h"

enum { OWNER = 255 };

bool compare_pair_has(const struct conf_instance *instance, const struct addr *address)
{
    for (size_t i = 0; i < instance->address_count; i++)
        if (addr_equal(&instance->addresses[i].address, address))
            return true;
    for (size_t i = 0; i < instance->excluded_count; i++)
        if (addr_equal(&instance->excluded[i].address, address))
            return true;
    return false;
}

/* ---- findings ---- */

static void name_subject(const struct compare_pair *pair, char *out)
{
    const struct conf_instance *known = pair->instances[pair->instances[0] == NULL ? 1 : 0];

    snprintf(out, COMPARE_VALUE_MAX, "%s, VRID %u%s on %s", known->name, known->vrid,
             known->family == ADDR_IPV6 ? " (IPv6)" : "", known->interface);
}

struct compare_finding *compare_pair_add(struct compare_pair *pair, enum compare_severity severity,
                                         const char *code, enum conf_key key)
{
    struct compare_findings *findings = pair->findings;
    struct compare_finding *grown = realloc(findings->items, (findings->count + 1) * sizeof *findings->items);
    struct compare_finding *finding;

    if (grown == NULL) {
        pair->error = -ENOMEM;
        return NULL;
    }
    findings->items = grown;
    finding = &grown[findings->count++];
    memset(finding, 0, sizeof *finding);
    finding->severity = severity;
    finding->code = code;
    name_subject(pair, finding->subject);
    for (size_t i = 0; i < 2; i++) {
        finding->sides[i].node = pair->nodes[i];
        finding->sides[i].place.file = pair->confs[i]->path;
        if (pair->instances[i] == NULL)
            continue;
        finding->sides[i].place = conf_key_place(pair->instances[i], key);
        snprintf(finding->sides[i].value, COMPARE_VALUE_MAX, "%s", pair->instances[i]->name);
    }
    return finding;
}

static void say(char *out, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void say(char *out, size_t size, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out, size, format, arguments);
    va_end(arguments);
}

#define VALUE(finding, side, ...) say((finding)->sides[side].value, COMPARE_VALUE_MAX, __VA_ARGS__)
#define WIRE(finding, ...)        say((finding)->wire, COMPARE_TEXT_MAX, __VA_ARGS__)
#define FIX(finding, ...)         say((finding)->fix, COMPARE_TEXT_MAX, __VA_ARGS__)

/* ---- what makes adverts be rejected ---- */

static void check_vrid(struct compare_pair *pair)
{
    struct compare_finding *finding;

    if (pair->instances[0]->vrid == pair->instances[1]->vrid)
        return;
    finding = compare_pair_add(pair, COMPARE_SPLIT, "vrid-differs", CONF_KEY_VRID);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "VRID %u", pair->instances[i]->vrid);
    if (finding == NULL)
        return;
    WIRE(finding,
         "they share an address but are two virtual routers: neither hears the other, both are MASTER");
    FIX(finding, "write the same virtual_router_id into both files");
}

static void check_version(struct compare_pair *pair)
{
    struct compare_finding *finding;

    if (pair->instances[0]->version == pair->instances[1]->version)
        return;
    finding = compare_pair_add(pair, COMPARE_SPLIT, "version-differs", CONF_KEY_VERSION);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "VRRP version %u", pair->instances[i]->version);
    if (finding == NULL)
        return;
    WIRE(finding, "each rejects the other's adverts (version-mismatch): both are MASTER");
    FIX(finding,
        "write the same version into both files (keepalived.conf: 2 unless it says vrrp_version 3; YAML: 3 "
        "unless it says version: 2)");
}

static void check_interval(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    bool strict = a->version == 2 && b->version == 2;
    struct compare_finding *finding;
    char text[QUANTITY_DURATION_TEXT_MAX];

    if (a->advert_interval_us == b->advert_interval_us)
        return;
    finding = compare_pair_add(pair, strict ? COMPARE_SPLIT : COMPARE_WARNING, "interval-differs",
                               CONF_KEY_INTERVAL);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "adverts every %s",
              quantity_duration_format(pair->instances[i]->advert_interval_us, text));
    if (finding == NULL)
        return;
    if (strict)
        WIRE(finding, "version 2 discards adverts of another interval: both are MASTER");
    else
        WIRE(finding,
             "version 3 learns the master's interval, so the time to a fail-over depends on who is MASTER");
    FIX(finding, "write the same advert_int into both files");
}

static const char *auth_words(const struct conf_instance *instance)
{
    return instance->auth == CONF_AUTH_PASS ? "authentication PASS" : "no authentication";
}

static void check_auth(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    bool same_type = a->auth == b->auth;
    struct compare_finding *finding;

    if (same_type && memcmp(a->password, b->password, CONF_PASSWORD_MAX) == 0)
        return;
    finding =
        compare_pair_add(pair, COMPARE_SPLIT, same_type ? "password-differs" : "auth-differs", CONF_KEY_AUTH);
    if (finding == NULL)
        return;
    VALUE(finding, 0, "%s", auth_words(a));
    VALUE(finding, 1, "%s%s", auth_words(b), same_type ? " with another password" : "");
    WIRE(finding, "each rejects the other's adverts (%s): both are MASTER",
         same_type ? "auth-failed" : "auth-type-mismatch");
    if (same_type)
        FIX(finding, "write the same auth_pass into both files; only its first 8 bytes count");
    else
        FIX(finding,
            "write the same authentication into both files, and vrrp_strict into both or neither: it drops "
            "the password from the adverts");
}

static void check_group(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    char text[ADDR_TEXT_MAX];
    struct compare_finding *finding;

    if (a->peer_count > 0 || b->peer_count > 0 || addr_equal(&a->group, &b->group))
        return;
    finding = compare_pair_add(pair, COMPARE_SPLIT, "group-differs", CONF_KEY_NAME);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "adverts to %s", addr_format(&pair->instances[i]->group, text));
    if (finding == NULL)
        return;
    WIRE(finding, "neither is in the multicast group the other sends to: both are MASTER");
    FIX(finding, "write the same vrrp_mcast_group4 into both files");
}

static void check_source(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    char text[ADDR_TEXT_MAX];
    struct compare_finding *finding;

    if (a->source.family == ADDR_NONE || !addr_equal(&a->source, &b->source))
        return;
    finding = compare_pair_add(pair, COMPARE_SPLIT, "source-shared", CONF_KEY_SOURCE);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "sends from %s", addr_format(&a->source, text));
    if (finding == NULL)
        return;
    WIRE(finding,
         "two nodes send from one address and take each other's adverts for their own: both are MASTER");
    FIX(finding, "give each node its own address as source");
}

/* ---- unicast ---- */

static bool has_peer(const struct conf_instance *instance, const struct addr *address)
{
    for (size_t i = 0; i < instance->peer_count; i++)
        if (addr_equal(&instance->peers[i].address, address))
            return true;
    return false;
}

static void report_mixed(struct compare_pair *pair)
{
    struct compare_finding *finding =
        compare_pair_add(pair, COMPARE_SPLIT, "unicast-and-multicast", CONF_KEY_PEERS);

    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, pair->instances[i]->peer_count > 0 ? "unicast" : "multicast");
    if (finding == NULL)
        return;
    WIRE(finding, "each rejects what the other sends (wrong-destination) or never gets it: both are MASTER");
    FIX(finding, "write unicast_peer into both files, or into neither");
}

/* `from` does not list `to`: it neither sends there nor accepts from there. */
static void report_missing_peer(struct compare_pair *pair, size_t from, size_t to)
{
    char text[ADDR_TEXT_MAX];
    struct compare_finding *finding = compare_pair_add(pair, COMPARE_SPLIT, "peer-missing", CONF_KEY_PEERS);

    if (finding == NULL)
        return;
    addr_format(&pair->instances[to]->source, text);
    VALUE(finding, from, "%zu peer(s), %s not among them", pair->instances[from]->peer_count, text);
    VALUE(finding, to, "sends from %s", text);
    WIRE(finding,
         "%s gets no advert from the other node, which does not accept its own either: both are MASTER",
         text);
    FIX(finding, "add %s to the unicast_peer of the other file", text);
}

static void check_unicast(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];

    if ((a->peer_count > 0) != (b->peer_count > 0)) {
        report_mixed(pair);
        return;
    }
    for (size_t i = 0; a->peer_count > 0 && i < 2; i++) {
        const struct conf_instance *own = pair->instances[i], *other = pair->instances[1 - i];

        if (other->source.family != ADDR_NONE && !has_peer(own, &other->source))
            report_missing_peer(pair, i, 1 - i);
    }
}

/* ---- addresses ---- */

static size_t count_missing(const struct conf_instance *a, const struct conf_instance *b, struct addr *first)
{
    size_t missing = 0;

    for (size_t i = 0; i < a->address_count + a->excluded_count; i++) {
        const struct conf_address *address =
            i < a->address_count ? &a->addresses[i] : &a->excluded[i - a->address_count];

        if (compare_pair_has(b, &address->address))
            continue;
        if (missing++ == 0)
            *first = address->address;
    }
    return missing;
}

static void report_missing_addresses(struct compare_pair *pair, size_t side, size_t missing,
                                     const struct addr *first)
{
    const struct conf_instance *own = pair->instances[side];
    bool all = missing == own->address_count + own->excluded_count;
    char text[ADDR_TEXT_MAX];
    struct compare_finding *finding = compare_pair_add(
        pair, COMPARE_WARNING, all ? "vrid-collision" : "addresses-differ", CONF_KEY_ADDRESSES);

    if (finding == NULL)
        return;
    addr_format(first, text);
    VALUE(finding, side, "%s%s", text, missing > 1 ? " and others" : "");
    VALUE(finding, 1 - side, "not there");
    WIRE(finding,
         all ? "the same VRID for different addresses on one segment: the weaker node becomes BACKUP and "
               "nobody holds its addresses"
             : "when the other node is MASTER nobody holds %s; keepalived before 2.3.3 rejects adverts with "
               "another list, and then both are MASTER",
         text);
    FIX(finding, all ? "give the two virtual routers different VRIDs, or the same addresses"
                     : "write the same addresses into both files");
}

static bool same_order(const struct conf_instance *a, const struct conf_instance *b)
{
    for (size_t i = 0; i < a->address_count && i < b->address_count; i++)
        if (!addr_equal(&a->addresses[i].address, &b->addresses[i].address))
            return false;
    return true;
}

static void check_addresses(struct compare_pair *pair)
{
    struct compare_finding *finding;
    bool same = true;

    for (size_t i = 0; i < 2; i++) {
        struct addr first = {.family = ADDR_NONE};
        size_t missing = count_missing(pair->instances[i], pair->instances[1 - i], &first);

        if (missing > 0)
            report_missing_addresses(pair, i, missing, &first);
        same &= missing == 0;
    }
    if (!same || same_order(pair->instances[0], pair->instances[1]))
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, "address-order-differs", CONF_KEY_ADDRESSES);
    if (finding == NULL)
        return;
    WIRE(finding,
         "adverts list the same addresses in another order; vrrpd and keepalived accept that, some routers "
         "do not");
    FIX(finding, "write the addresses in the same order into both files");
}

/* ---- who wins ---- */

static void check_priority(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    struct compare_finding *finding;

    if (a->priority != b->priority)
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, a->priority == OWNER ? "two-owners" : "priority-equal",
                               CONF_KEY_PRIORITY);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, "priority %u", a->priority);
    if (finding == NULL)
        return;
    if (a->priority == OWNER)
        WIRE(finding,
             "both take the addresses at once when they start; the node with the smaller address gives up "
             "when it hears the other");
    else
        WIRE(finding,
             "both wait equally long and become MASTER at the same moment; then the larger address wins");
    FIX(finding, "give the nodes different priorities");
}

static void check_preempt(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    struct compare_finding *finding;

    for (size_t i = 0; i < 2; i++) {
        if (!pair->instances[i]->preempt_forced)
            continue;
        finding = compare_pair_add(pair, COMPARE_WARNING, "nopreempt-with-master", CONF_KEY_PREEMPT);
        if (finding == NULL)
            return;
        VALUE(finding, i, "nopreempt and state MASTER");
        WIRE(finding, "state MASTER turns nopreempt off: when this node returns it takes the addresses back");
        FIX(finding, "write state BACKUP on all nodes that have nopreempt");
    }
    if (a->preempt == b->preempt || a->preempt_forced || b->preempt_forced)
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, "preempt-differs", CONF_KEY_PREEMPT);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, pair->instances[i]->preempt ? "preempts" : "nopreempt");
    if (finding == NULL)
        return;
    WIRE(finding, "whether the addresses move back after a repair depends on which node was repaired");
    FIX(finding, "write nopreempt (and state BACKUP) into both files, or into neither");
}

/* ---- what is announced ---- */

static void check_mac(struct compare_pair *pair)
{
    struct compare_finding *finding;

    if (pair->instances[0]->vmac == pair->instances[1]->vmac)
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, "vmac-differs", CONF_KEY_NAME);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i, pair->instances[i]->vmac ? "virtual MAC" : "the interface's own MAC");
    if (finding == NULL)
        return;
    WIRE(finding, "the addresses change their MAC at every fail-over, which use_vmac is there to avoid");
    FIX(finding, "write use_vmac into both files, or into neither");
}

static void check_checksum(struct compare_pair *pair)
{
    const struct conf_instance *a = pair->instances[0], *b = pair->instances[1];
    struct compare_finding *finding;

    if (a->checksum_plain == b->checksum_plain || a->version != 3 || a->family != ADDR_IPV4)
        return;
    finding = compare_pair_add(pair, COMPARE_WARNING, "checksum-differs", CONF_KEY_NAME);
    for (size_t i = 0; finding != NULL && i < 2; i++)
        VALUE(finding, i,
              pair->instances[i]->checksum_plain ? "checksum without pseudo-header"
                                                 : "checksum with pseudo-header");
    if (finding == NULL)
        return;
    WIRE(finding,
         "vrrpd accepts both; keepalived and FRR reject the one they are not set to, and then both are "
         "MASTER");
    FIX(finding, "write v3_checksum_as_v2 into both files, or into neither");
}

void compare_pair_check(struct compare_pair *pair)
{
    check_vrid(pair);
    check_version(pair);
    check_interval(pair);
    check_auth(pair);
    check_unicast(pair);
    check_group(pair);
    check_source(pair);
    check_addresses(pair);
    check_priority(pair);
    check_preempt(pair);
    check_mac(pair);
    check_checksum(pair);
    compare_weights_check(pair);
}
