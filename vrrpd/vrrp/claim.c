/* Claims to virtual addresses; see claim.h. */
#include "vrrpd/vrrp/claim.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/neighbour.h"

enum {
    IPV6_SIZE = 40,
    IPV6_LENGTH = 4,
    IPV6_NEXT = 6,
    IPV6_HOP_LIMIT = 7,
    IPV6_SOURCE = 8,
    PROTOCOL_ICMPV6 = 58,
};

static bool decode_ipv6(const struct claim_frame *frame, struct neighbour_claim *out)
{
    const uint8_t *ip = frame->bytes;
    struct neighbour_message message;
    struct addr source;
    size_t size;

    if (frame->size <= IPV6_SIZE || ip[0] >> 4 != 6 || ip[IPV6_NEXT] != PROTOCOL_ICMPV6)
        return false;
    size = (size_t)(ip[IPV6_LENGTH] << 8 | ip[IPV6_LENGTH + 1]);
    if (size == 0 || size > frame->size - IPV6_SIZE)
        return false;
    source = addr_from_bytes(ADDR_IPV6, ip + IPV6_SOURCE);
    message = (struct neighbour_message){.bytes = ip + IPV6_SIZE,
                                         .size = size,
                                         .hop_limit = ip[IPV6_HOP_LIMIT],
                                         .source = &source,
                                         .mac = frame->mac};
    if (ip[IPV6_SIZE] != NEIGHBOUR_SOLICITATION && ip[IPV6_SIZE] != NEIGHBOUR_ADVERTISEMENT)
        return false;
    return neighbour_discovery(&message, out) == NEIGHBOUR_OK;
}

bool claim_read(const struct claim_frame *frame, struct claim *out)
{
    struct neighbour_claim found;

    if (frame->family == ADDR_IPV6) {
        if (!decode_ipv6(frame, &found))
            return false;
    } else if (neighbour_arp(frame->bytes, frame->size, frame->broadcast, &found) != NEIGHBOUR_OK) {
        return false;
    }
    if (found.asks && found.asker.family == ADDR_NONE)
        return false; /* a probe holds nothing yet */
    out->kind = found.asks ? CLAIM_REQUEST : found.gratuitous ? CLAIM_GRATUITOUS : CLAIM_REPLY;
    out->address = found.asks ? found.asker : found.address;
    memcpy(out->mac, found.mac, sizeof(out->mac));
    return true;
}

/* ---- the table ---- */

static int compare_addresses(const void *left, const void *right)
{
    const struct claim_place *a = left, *b = right;

    if (a->interface != b->interface)
        return a->interface < b->interface ? -1 : 1;
    return addr_compare(&a->address, &b->address);
}

static int compare_places(const void *left, const void *right)
{
    const struct claim_place *a = left, *b = right;
    int order = compare_addresses(a, b);

    return order != 0 ? order : a->instance - b->instance;
}

static void add(struct claim_table *table, const struct conf *conf, size_t index,
                const struct conf_address *address, const struct interfaces *interfaces)
{
    const struct conf_instance *instance = &conf->instances[index];
    bool virtual = instance->vmac && strcmp(address->interface, instance->vmac_interface) == 0;
    int interface = interfaces_find(interfaces, virtual ? instance->interface : address->interface);

    table->places[table->count++] = (struct claim_place){
        .address = address->address, .interface = (uint16_t)interface, .instance = (uint16_t)index};
}

int claim_table_collect(struct claim_table *table, const struct conf *conf,
                        const struct interfaces *interfaces)
{
    size_t total = 0;

    for (size_t i = 0; i < conf->instance_count; i++)
        total += conf->instances[i].address_count + conf->instances[i].excluded_count;
    table->count = 0;
    table->places = calloc(total + 1, sizeof(*table->places));
    if (table->places == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        for (size_t n = 0; n < instance->address_count; n++)
            add(table, conf, i, &instance->addresses[n], interfaces);
        for (size_t n = 0; n < instance->excluded_count; n++)
            add(table, conf, i, &instance->excluded[n], interfaces);
    }
    qsort(table->places, table->count, sizeof(*table->places), compare_places);
    return 0;
}

void claim_table_free(struct claim_table *table)
{
    free(table->places);
    table->places = NULL;
    table->count = 0;
}

const struct claim_place *claim_table_find(const struct claim_table *table, const struct claim *claim,
                                           size_t *count)
{
    struct claim_place key = {.address = claim->address, .interface = (uint16_t)claim->interface};
    const struct claim_place *found =
        bsearch(&key, table->places, table->count, sizeof(key), compare_addresses);
    const struct claim_place *end = table->places + table->count;

    *count = 0;
    if (found == NULL)
        return NULL;
    while (found > table->places && compare_addresses(found - 1, &key) == 0)
        found--;
    while (found + *count < end && compare_addresses(found + *count, &key) == 0)
        (*count)++;
    return found;
}
