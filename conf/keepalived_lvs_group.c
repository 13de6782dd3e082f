/* Groups of what clients talk to. */
#include "conf/keepalived_lvs_group.h"

#include <stdlib.h>
#include <string.h>

#include "conf/keepalived_lvs_words.h"
#include "conf/quantity.h"

/* The lowest 32 bits: all that ranges and masks are counted in. */
static uint32_t low_bits(const struct addr *address)
{
    const uint8_t *at = address->bytes + addr_size(address) - 4;

    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static struct addr with_low_bits(struct addr address, uint32_t bits)
{
    uint8_t *at = address.bytes + addr_size(&address) - 4;

    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(bits >> (24 - 8 * i));
    return address;
}

/* FIRST-LAST: the last byte of IPv4, the last group of IPv6 in hexadecimal, or a whole address. */
static bool parse_last(const char *text, const struct addr *first, struct addr *last)
{
    char *end;

    if (addr_parse(text, last))
        return last->family == first->family;
    if (!*text || strlen(text) > 4 || text[strspn(text, "0123456789abcdefABCDEF")])
        return false;
    bool ipv4 = first->family == ADDR_IPV4;
    uint32_t number = (uint32_t)strtoul(text, &end, ipv4 ? 10 : 16), mask = ipv4 ? 0xff : 0xffff;
    *last = with_low_bits(*first, (low_bits(first) & ~mask) | number);
    return !*end && number <= mask;
}

/* ADDRESS/LENGTH: all addresses of the prefix. */
static bool parse_mask(const struct addr *first, int length, struct addr *last)
{
    int free_bits = addr_host_prefix(first) - length;

    if (length <= 0 || free_bits > 31)
        return false;
    uint32_t mask = (uint32_t)((UINT64_C(1) << free_bits) - 1);
    *last = with_low_bits(*first, low_bits(first) | mask);
    return (low_bits(first) & mask) == 0;
}

/* One word: an address, a range or a prefix. */
static bool parse_range(const char *text, struct addr *first, struct addr *last)
{
    const char *dash = strchr(text, '-');
    char host[ADDR_TEXT_MAX];
    int length;

    if (!dash) {
        if (!quantity_address(text, first, &length))
            return false;
        *last = *first;
        return length == QUANTITY_PREFIX_NONE || parse_mask(first, length, last);
    }
    size_t size = (size_t)(dash - text);
    if (size >= sizeof host)
        return false;
    memcpy(host, text, size);
    host[size] = '\0';
    return addr_parse(host, first) && parse_last(dash + 1, first, last);
}

static void add(struct keepalived *keepalived, struct keepalived_lvs_group *group,
                const struct conf_endpoint *endpoint)
{
    group->endpoints =
        conf_append(keepalived->scratch, group->endpoints, &group->count, sizeof *group->endpoints);
    group->endpoints[group->count - 1] = *endpoint;
}

static void read_mark(struct keepalived *keepalived, const struct keepalived_line *line,
                      struct keepalived_lvs_group *group)
{
    struct conf_endpoint endpoint = {.family = ADDR_NONE};
    int64_t mark;

    if (line->count < 2) {
        keepalived_warn(keepalived, &line->words[0], "`fwmark' needs a number: keepalived ignores the line");
        return;
    }
    if (!keepalived_lvs_number(keepalived, &line->words[1], 1, UINT32_MAX, &mark))
        return;
    endpoint.mark = (uint32_t)mark;
    if (line->count > 2 && strcmp(line->words[2].text, "inet6") == 0)
        endpoint.family = ADDR_IPV6;
    else if (line->count > 2 && strcmp(line->words[2].text, "inet") == 0)
        endpoint.family = ADDR_IPV4;
    else if (line->count > 2) {
        keepalived_warn(keepalived, &line->words[2],
                        "`%s' is neither inet nor inet6: keepalived ignores the "
                        "line",
                        line->words[2].text);
        return;
    }
    add(keepalived, group, &endpoint);
}

static void read_addresses(struct keepalived *keepalived, const struct keepalived_line *line,
                           struct keepalived_lvs_group *group)
{
    const struct keepalived_word *word = &line->words[0];
    struct addr first, last;
    uint64_t port = 0;

    if (!parse_range(word->text, &first, &last) ||
        (line->count > 1 && !quantity_unsigned(line->words[1].text, UINT16_MAX, &port))) {
        keepalived_warn(keepalived, word,
                        "`%s%s%s' is not an address or a range with a port: keepalived ignores the line",
                        word->text, line->count > 1 ? " " : "", line->count > 1 ? line->words[1].text : "");
        return;
    }
    uint32_t from = low_bits(&first), to = low_bits(&last);
    bool outside = memcmp(first.bytes, last.bytes, addr_size(&first) - 4) != 0;
    if (to < from || outside || to - from >= CONF_ENDPOINTS_MAX) {
        keepalived_warn(keepalived, word,
                        "the range `%s' ends before it begins, or has more than %d "
                        "addresses: the line is ignored",
                        word->text, CONF_ENDPOINTS_MAX);
        return;
    }
    for (uint32_t i = 0; i <= to - from && group->count <= CONF_ENDPOINTS_MAX; i++)
        add(keepalived, group,
            &(struct conf_endpoint){
                .address = with_low_bits(first, from + i), .port = (uint16_t)port, .family = first.family});
}

static void read_entry(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    if (strcmp(line->words[0].text, "fwmark") == 0)
        read_mark(keepalived, line, target);
    else
        read_addresses(keepalived, line, target);
}

const struct keepalived_lvs_group *keepalived_lvs_find_group(const struct keepalived *keepalived,
                                                             const char *name)
{
    for (size_t i = 0; i < keepalived->lvs_group_count; i++)
        if (strcmp(keepalived->lvs_groups[i].name, name) == 0)
            return &keepalived->lvs_groups[i];
    return NULL;
}

void keepalived_lvs_group(struct keepalived *keepalived, const struct keepalived_line *line)
{
    struct keepalived_lvs_group group = {.place = line->place};

    if (line->count < 2 || !*line->words[1].text) {
        keepalived_warn(keepalived, &line->words[0],
                        "virtual_server_group needs a name: keepalived ignores the block");
        return;
    }
    if (keepalived->lvs_group_count >= CONF_VIRTUAL_SERVERS_MAX) {
        keepalived_fail(keepalived, &line->words[0], "more than %d virtual server groups",
                        CONF_VIRTUAL_SERVERS_MAX);
        return;
    }
    group.name = keepalived_name(keepalived, &line->words[1], true);
    const struct keepalived_lvs_group *other = keepalived_lvs_find_group(keepalived, group.name);
    if (other) {
        keepalived_warn(
            keepalived, &line->words[1],
            "virtual_server_group `%s' is defined in line %u already: this second block is ignored",
            group.name, other->place.line);
        return;
    }
    keepalived_each(keepalived, line, read_entry, &group);
    if (group.count == 0)
        keepalived_warn(keepalived, &line->words[1],
                        "virtual_server_group `%s' has no entry: keepalived ignores it", group.name);
    keepalived->lvs_groups =
        conf_append(keepalived->scratch, keepalived->lvs_groups, &keepalived->lvs_group_count, sizeof group);
    keepalived->lvs_groups[keepalived->lvs_group_count - 1] = group;
}

void keepalived_lvs_group_later(struct keepalived *keepalived, const struct keepalived_line *line,
                                void *target)
{
    (void)keepalived, (void)line, (void)target;
}
