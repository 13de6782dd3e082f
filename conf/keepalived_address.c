/* ADDRESS[/LENGTH] and its options, with keepalived's answers to what it cannot read. */
#include "conf/keepalived_address.h"

#include <stdio.h>
#include <string.h>

#include "conf/quantity.h"
#include "conf/suggest.h"

/* The reading of one address line; `next` is the word after the option at hand. */
struct address_line {
    struct keepalived *keepalived;
    const struct keepalived_line *line;
    size_t next;
    struct conf_address *address;
};

/* Each option returns false when keepalived drops the whole address for it. */
struct option {
    const char *name;
    bool has_value;
    bool (*read)(struct address_line *at, const struct keepalived_word *value);
};

static bool read_dev(struct address_line *at, const struct keepalived_word *value)
{
    return keepalived_interface(at->keepalived, value, "the address", at->address->interface);
}

static bool read_label(struct address_line *at, const struct keepalived_word *value)
{
    if (strlen(value->text) >= CONF_INTERFACE_MAX) {
        keepalived_warn(at->keepalived, value,
                        "label `%s' is longer than %d characters: keepalived ignores the address",
                        value->text, CONF_INTERFACE_MAX - 1);
        return false;
    }
    strcpy(at->address->label, keepalived_clean(at->keepalived, value));
    return true;
}

static bool read_scope(struct address_line *at, const struct keepalived_word *value)
{
    static const struct {
        const char *name;
        const char *number;
        uint8_t scope;
    } scopes[] = {{"global", "0", 0}, {"site", "200", 200}, {"link", "253", 253}, {"host", "254", 254}};

    for (size_t i = 0; i < sizeof scopes / sizeof *scopes; i++) {
        if (strcmp(value->text, scopes[i].name) != 0 && strcmp(value->text, scopes[i].number) != 0)
            continue;
        at->address->scope = scopes[i].scope;
        return true;
    }
    keepalived_warn(at->keepalived, value, "`%s' is not a scope (global, site, link, host): it is ignored",
                    value->text);
    return true;
}

/* `+': the subnet's own broadcast address, all host bits set. */
static void derive_broadcast(struct address_line *at, const struct keepalived_word *value)
{
    struct conf_address *address = at->address;

    if (address->prefix_length > 30) {
        keepalived_warn(at->keepalived, value, "/%u has no broadcast address: keepalived sets none",
                        address->prefix_length);
        return;
    }
    address->broadcast = address->address;
    for (unsigned bit = address->prefix_length; bit < 32; bit++)
        address->broadcast.bytes[bit / 8] |= (uint8_t)(0x80U >> (bit % 8));
}

static bool read_broadcast(struct address_line *at, const struct keepalived_word *value)
{
    if (strcmp(value->text, "-") == 0)
        return true;
    if (at->address->address.family == ADDR_IPV6) {
        keepalived_warn(at->keepalived, value, "IPv6 has no broadcast address: keepalived ignores it");
        return true;
    }
    if (strcmp(value->text, "+") == 0)
        derive_broadcast(at, value);
    else if (!addr_parse(value->text, &at->address->broadcast) ||
             at->address->broadcast.family != ADDR_IPV4) {
        at->address->broadcast = (struct addr){.family = ADDR_NONE};
        keepalived_warn(at->keepalived, value, "`%s' is not a broadcast address: keepalived ignores it",
                        value->text);
    }
    return true;
}

static bool read_peer(struct address_line *at, const struct keepalived_word *value)
{
    keepalived_warn(at->keepalived, value, "`peer' is not acted on yet: the address is added without it");
    return true;
}

static bool read_vmac(struct address_line *at, const struct keepalived_word *value)
{
    keepalived_refuse(at->keepalived->reader, &value->place, REFUSE_VMAC_ADDRESS);
    return true;
}

/* `-nodad' takes back the `nodad' that keepalived gives every IPv6 address. */
static bool read_dad(struct address_line *at, const struct keepalived_word *value)
{
    if (at->address->address.family == ADDR_IPV6)
        at->address->dad = true;
    else
        keepalived_warn(at->keepalived, value, "`-nodad' is a matter of IPv6: it is ignored");
    return true;
}

static bool read_nothing(struct address_line *at, const struct keepalived_word *value)
{
    (void)at, (void)value;
    return true;
}

static const struct option options[] = {
    {"dev", true, read_dev},
    {"label", true, read_label},
    {"scope", true, read_scope},
    {"brd", true, read_broadcast},
    {"broadcast", true, read_broadcast},
    {"peer", true, read_peer},
    {"use_vmac", false, read_vmac},
    {"track_group", true, read_nothing},
    {"no_track", false, read_nothing},
    {"home", false, read_nothing},
    {"-nodad", false, read_dad},
    {"nodad", false, read_nothing},
    {"mngtmpaddr", false, read_nothing},
    {"noprefixroute", false, read_nothing},
    {"autojoin", false, read_nothing},
};

static const char *option_name(const void *context, size_t i)
{
    return ((const struct option *)context)[i].name;
}

static bool read_unknown(struct address_line *at, const struct keepalived_word *word)
{
    const size_t count = sizeof options / sizeof *options;
    char suggestion[SUGGEST_TEXT_MAX];
    struct addr address;
    int prefix;

    if (quantity_address(word->text, &address, &prefix))
        keepalived_warn(
            at->keepalived, word,
            "keepalived ignores a second address on the line: `%s' would not be held; put it on a "
            "line of its own",
            word->text);
    else
        keepalived_warn(at->keepalived, word, "unknown option `%s' of an address, keepalived ignores it%s",
                        word->text,
                        suggest_format(suggest_word(word->text, option_name, options, count), suggestion));
    return true;
}

static bool read_option(struct address_line *at)
{
    const struct keepalived_word *word = &at->line->words[at->next++];

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(options[i].name, word->text) != 0)
            continue;
        if (!options[i].has_value)
            return options[i].read(at, word);
        if (at->next < at->line->count)
            return options[i].read(at, &at->line->words[at->next++]);
        keepalived_warn(at->keepalived, word, "`%s' needs a value: keepalived ignores the address",
                        word->text);
        return false;
    }
    return read_unknown(at, word);
}

/* Address and prefix of the first word; false when keepalived skips the line. */
static bool read_first(struct address_line *at)
{
    const struct keepalived_word *word = &at->line->words[0];
    struct conf_address *address = at->address;
    int prefix;

    address->place = word->place;
    if (!quantity_address(word->text, &address->address, &prefix)) {
        keepalived_warn(at->keepalived, word, "`%s' is not an address: keepalived skips the line",
                        word->text);
        return false;
    }
    address->prefix_length = addr_host_prefix(&address->address);
    if (prefix == QUANTITY_PREFIX_BAD)
        keepalived_warn(at->keepalived, word, "`%s' has a bad prefix length: keepalived uses /%u", word->text,
                        address->prefix_length);
    else if (prefix != QUANTITY_PREFIX_NONE)
        address->prefix_length = (uint8_t)prefix;
    return true;
}

static bool read_address(struct keepalived *keepalived, const struct keepalived_line *line,
                         struct conf_address *address)
{
    struct address_line at = {.keepalived = keepalived, .line = line, .next = 1, .address = address};
    bool keep = line->count > 0 && read_first(&at);

    while (keep && at.next < line->count)
        keep = read_option(&at);
    if (line->block && line->count)
        keepalived_warn(keepalived, &line->words[0], "an address takes no block: keepalived ignores the `{'");
    return keep;
}

/* The first address decides the family of the instance; others may only be excluded ones. */
static bool accept_family(struct keepalived *keepalived, struct keepalived_instance *instance,
                          const struct conf_address *address, bool is_main)
{
    const struct keepalived_word word = {.text = "", .place = address->place};
    const uint8_t family = address->address.family;

    if (!is_main)
        return true;
    if (!instance->has_family)
        instance->model->family = family;
    instance->has_family = true;
    if (instance->model->family != family)
        keepalived_warn(
            keepalived, &word,
            "an %s address in an %s instance: keepalived ignores it; put it into an instance of its "
            "own or into virtual_ipaddress_excluded",
            family == ADDR_IPV6 ? "IPv6" : "IPv4", family == ADDR_IPV6 ? "IPv4" : "IPv6");
    return instance->model->family == family;
}

static const struct conf_address *find_duplicate(const struct conf_instance *model,
                                                 const struct conf_address *address)
{
    for (size_t i = 0; i < model->address_count; i++) {
        const struct conf_address *other = &model->addresses[i];
        if (addr_equal(&other->address, &address->address) &&
            strcmp(other->interface, address->interface) == 0)
            return other;
    }
    return NULL;
}

/* Keepalived puts an address that is listed twice into its adverts twice and drops adverts with another
 * count, so that a second mention stays; the kernel and the neighbours learn it once. Beside the adverts it
 * means nothing. */
static bool is_dropped_duplicate(struct keepalived *keepalived, const struct keepalived_instance *instance,
                                 const struct conf_address *address, bool is_main)
{
    const struct conf_address *other = find_duplicate(instance->model, address);
    const struct keepalived_word word = {.text = "", .place = address->place};
    char text[ADDR_TEXT_MAX];

    if (!other)
        return false;
    keepalived_warn(keepalived, &word, "%s is listed twice (first in line %u): %s%s",
                    addr_format(&address->address, text), other->place.line,
                    is_main ? "adverts count it twice, as keepalived's do" : "the second is ignored",
                    strcmp(address->label, other->label) != 0 ? "; its label is ignored" : "");
    return !is_main;
}

/* The bound keeps the search for duplicates from becoming slow; the limit itself is judged by conf/check.c.
 */
static bool is_full(const struct conf_instance *model)
{
    return model->address_count + model->excluded_count > CONF_VIPS_MAX;
}

static void append(struct conf *conf, struct conf_address **array, size_t *count,
                   const struct conf_address *address)
{
    *array = conf_append(conf, *array, count, sizeof **array);
    (*array)[*count - 1] = *address;
}

static void read_list(struct keepalived *keepalived, const struct keepalived_line *block,
                      struct keepalived_instance *instance, bool is_main)
{
    const struct keepalived_lines *lines = &keepalived->lines;
    struct conf_instance *model = instance->model;
    size_t first = (size_t)(block - lines->items) + 1;

    for (size_t i = first; i < block->end && !is_full(model); i = lines->items[i].end) {
        struct conf_address address = {0};
        if (!read_address(keepalived, &lines->items[i], &address) ||
            !accept_family(keepalived, instance, &address, is_main) ||
            is_dropped_duplicate(keepalived, instance, &address, is_main))
            continue;
        if (is_main)
            append(keepalived->reader->conf, &model->addresses, &model->address_count, &address);
        else
            append(keepalived->reader->conf, &model->excluded, &model->excluded_count, &address);
    }
}

void keepalived_address_main(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    read_list(keepalived, line, target, true);
}

void keepalived_address_excluded(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target)
{
    read_list(keepalived, line, target, false);
}
