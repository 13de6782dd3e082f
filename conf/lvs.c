/* Names, endpoints and defaults of the LVS part. */
#include "conf/lvs.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "conf/quantity.h"

static const int64_t second_us = 1000000;

const char *const *lvs_scheduler_names(void)
{
    static const char *const names[CONF_SCHEDULER_COUNT] = {
        [CONF_SCHEDULER_WLC] = "wlc", [CONF_SCHEDULER_RR] = "rr",     [CONF_SCHEDULER_WRR] = "wrr",
        [CONF_SCHEDULER_LC] = "lc",   [CONF_SCHEDULER_LBLC] = "lblc", [CONF_SCHEDULER_LBLCR] = "lblcr",
        [CONF_SCHEDULER_SH] = "sh",   [CONF_SCHEDULER_MH] = "mh",     [CONF_SCHEDULER_DH] = "dh",
        [CONF_SCHEDULER_FO] = "fo",   [CONF_SCHEDULER_OVF] = "ovf",   [CONF_SCHEDULER_SED] = "sed",
        [CONF_SCHEDULER_NQ] = "nq",   [CONF_SCHEDULER_TWOS] = "twos",
    };

    return names;
}

const char *const *lvs_method_names(void)
{
    static const char *const names[CONF_METHOD_COUNT] = {
        [CONF_METHOD_NAT] = "nat", [CONF_METHOD_DR] = "dr", [CONF_METHOD_TUN] = "tun"};

    return names;
}

const char *const *lvs_tunnel_names(void)
{
    static const char *const names[CONF_TUNNEL_COUNT] = {
        [CONF_TUNNEL_IPIP] = "ipip", [CONF_TUNNEL_GUE] = "gue", [CONF_TUNNEL_GRE] = "gre"};

    return names;
}

const char *const *lvs_protocol_names(void)
{
    static const char *const names[LVS_PROTOCOL_COUNT] = {"tcp", "udp", "sctp"};

    return names;
}

uint8_t lvs_protocol(size_t i)
{
    static const uint8_t numbers[LVS_PROTOCOL_COUNT] = {LVS_TCP, LVS_UDP, LVS_SCTP};

    return numbers[i];
}

const char *lvs_protocol_name(uint8_t protocol)
{
    for (size_t i = 0; i < LVS_PROTOCOL_COUNT; i++)
        if (lvs_protocol(i) == protocol)
            return lvs_protocol_names()[i];
    return "tcp";
}

const char *const *lvs_flag_names(void)
{
    static const char *const names[LVS_FLAG_NAMES] = {"flag-1",  "flag-2",      "flag-3", "sh-fallback",
                                                      "sh-port", "mh-fallback", "mh-port"};

    return names;
}

/* ip_vs.h: fallback is the first bit and port the second, of either scheduler. */
uint8_t lvs_flag(size_t i)
{
    static const uint8_t flags[LVS_FLAG_NAMES] = {
        CONF_SCHEDULER_FLAG_1, CONF_SCHEDULER_FLAG_2, CONF_SCHEDULER_FLAG_3, CONF_SCHEDULER_FLAG_1,
        CONF_SCHEDULER_FLAG_2, CONF_SCHEDULER_FLAG_1, CONF_SCHEDULER_FLAG_2};

    return flags[i];
}

enum conf_scheduler lvs_flag_scheduler(size_t i)
{
    return i < 3 ? CONF_SCHEDULER_COUNT : i < 5 ? CONF_SCHEDULER_SH : CONF_SCHEDULER_MH;
}

/* ---- DNS ---- */

static const struct {
    const char *name;
    uint16_t type;
} dns_types[] = {
    {"A", 1},     {"NS", 2},   {"CNAME", 5}, {"SOA", 6},    {"PTR", 12},    {"MX", 15},    {"TXT", 16},
    {"AAAA", 28}, {"SRV", 33}, {"DS", 43},   {"RRSIG", 46}, {"DNSKEY", 48}, {"HTTPS", 65}, {"CAA", 257},
};

bool lvs_dns_type(const char *text, uint16_t *type)
{
    uint64_t number;

    for (size_t i = 0; i < sizeof dns_types / sizeof *dns_types; i++) {
        if (strcasecmp(dns_types[i].name, text) != 0)
            continue;
        *type = dns_types[i].type;
        return true;
    }
    if (strncasecmp(text, "TYPE", 4) != 0 || !quantity_unsigned(text + 4, UINT16_MAX, &number) || !number)
        return false;
    *type = (uint16_t)number;
    return true;
}

const char *lvs_dns_type_name(uint16_t type, char text[LVS_DNS_TEXT_MAX])
{
    snprintf(text, LVS_DNS_TEXT_MAX, "TYPE%u", type);
    for (size_t i = 0; i < sizeof dns_types / sizeof *dns_types; i++)
        if (dns_types[i].type == type)
            snprintf(text, LVS_DNS_TEXT_MAX, "%s", dns_types[i].name);
    return text;
}

bool lvs_dns_name(const char *text)
{
    size_t label = 0, size = strlen(text);

    if (strcmp(text, ".") == 0)
        return true;
    for (size_t i = 0; i < size; i++) {
        bool dot = text[i] == '.';
        if ((dot && label == 0) || (!dot && (text[i] <= ' ' || text[i] >= 0x7f)))
            return false;
        label = dot ? 0 : label + 1;
        if (label > 63)
            return false;
    }
    return size > 0 && size <= LVS_DNS_NAME_MAX + (size_t)(text[size - 1] == '.');
}

/* ---- endpoints ---- */

bool lvs_endpoint_parse(const char *text, struct addr *address, uint16_t *port)
{
    const char *end = text[0] == '[' ? strchr(text, ']') : strchr(text, ':');
    struct addr parsed;
    char host[ADDR_TEXT_MAX];
    uint64_t number = 0;

    if (text[0] != '[' && (!end || strchr(end + 1, ':'))) {
        if (!addr_parse(text, address))
            return false;
        *port = 0;
        return true;
    }
    if (!end)
        return false;
    const char *begin = text + (text[0] == '[');
    size_t size = (size_t)(end - begin);
    end += text[0] == '[';
    if (size >= sizeof host || *end != ':' || !quantity_unsigned(end + 1, UINT16_MAX, &number))
        return false;
    memcpy(host, begin, size);
    host[size] = '\0';
    if (!addr_parse(host, &parsed) || (parsed.family == ADDR_IPV6) != (text[0] == '['))
        return false;
    *address = parsed;
    *port = (uint16_t)number;
    return true;
}

const char *lvs_endpoint_format(const struct addr *address, uint16_t port, char text[LVS_ENDPOINT_TEXT_MAX])
{
    char host[ADDR_TEXT_MAX];

    addr_format(address, host);
    if (port == 0)
        snprintf(text, LVS_ENDPOINT_TEXT_MAX, "%s", host);
    else
        snprintf(text, LVS_ENDPOINT_TEXT_MAX, address->family == ADDR_IPV6 ? "[%s]:%u" : "%s:%u", host, port);
    return text;
}

bool lvs_status_range(const char *text, struct conf_status_range *out)
{
    unsigned from, to;
    char rest;

    if (text[0] < '0' || text[0] > '9')
        return false;
    if (sscanf(text, "%3u-%3u%c", &from, &to, &rest) != 2) {
        if (sscanf(text, "%3u%c", &from, &rest) != 1)
            return false;
        to = from;
    }
    *out = (struct conf_status_range){(uint16_t)from, (uint16_t)to};
    return from >= LVS_STATUS_MIN && from <= to && to <= LVS_STATUS_MAX;
}

char *lvs_group_name(struct conf *conf, const char *name)
{
    size_t size = strlen(name) + sizeof "group ";
    char *text = conf_alloc(conf, size);

    snprintf(text, size, "group %s", name);
    return text;
}

static int hex_digit(char c)
{
    const char *digits = "0123456789abcdef";
    const char *at = c ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

    return at ? (int)(at - digits) : -1;
}

size_t lvs_hex(const char *text, uint8_t *out, size_t max)
{
    size_t count = 0;

    for (;;) {
        text += strspn(text, " \t");
        if (!*text)
            return count;
        int high = hex_digit(text[0]), low = high < 0 ? -1 : hex_digit(text[1]);
        if (low < 0 || count == max)
            return 0;
        out[count++] = (uint8_t)(high << 4 | low);
        text += 2;
    }
}

/* ---- regular expressions ---- */

/* The larger bound of `{n}', `{n,}' or `{n,m}' at `at', 1 when it is none of these. */
static unsigned long repeats_at(const char *at)
{
    unsigned long most = 0;

    for (at++; *at && *at != '}'; at++) {
        unsigned long number = 0;
        for (; *at >= '0' && *at <= '9' && number <= LVS_REGEX_REPEATS_MAX; at++)
            number = number * 10 + (unsigned long)(*at - '0');
        most = number > most ? number : most;
        if (*at == '}' || !*at)
            break;
    }
    return most ? most : 1;
}

/* Nested repeats multiply what the compiled expression needs: all of them are counted as if they were. */
static bool repeats_too_often(const char *regex)
{
    unsigned long product = 1;

    for (const char *c = regex; *c; c++) {
        if (*c == '{')
            product *= repeats_at(c);
        else if (*c == '+' && c > regex && strchr(")+*?}", c[-1]))
            product *= 2; /* compiled as `xx*': what is repeated stands there twice */
        if (product > LVS_REGEX_REPEATS_MAX)
            return true;
    }
    return false;
}

/* A back reference makes matching as slow as the text is hostile. */
static bool has_reference(const char *regex)
{
    for (const char *c = regex; (c = strchr(c, '\\')); c += 2) {
        if (c[1] >= '1' && c[1] <= '9')
            return true;
        if (!c[1])
            return false;
    }
    return false;
}

const char *lvs_regex_fault(const char *regex)
{
    regex_t compiled;

    if (strlen(regex) > LVS_REGEX_MAX)
        return "it is longer than 512 bytes";
    if (repeats_too_often(regex))
        return "it repeats too often";
    if (has_reference(regex))
        return "it has a back reference";
    if (regcomp(&compiled, regex, REG_EXTENDED | REG_NOSUB))
        return "it is not an extended regular expression, see regex(7)";
    regfree(&compiled);
    return NULL;
}

/* ---- checks ---- */

void lvs_check_defaults(struct conf_check *check, enum conf_check_kind kind)
{
    check->kind = kind;
    check->interval_us = 5 * second_us;
    check->timeout_us = 3 * second_us;
    check->retries = 1;
    check->retry_delay_us = second_us;
    check->warmup_us = check->interval_us;
    check->rise = 1;
    check->fall = 1;
    if (kind == CONF_CHECK_DNS)
        check->dns_type = 6; /* SOA */
    if (kind == CONF_CHECK_UDP)
        check->reply_max = UINT16_MAX;
    if (kind == CONF_CHECK_FILE)
        check->file_weight = 1;
}

struct conf_url lvs_url_defaults(struct conf *conf)
{
    return (struct conf_url){.path = conf_strdup(conf, "/")};
}

bool lvs_is_token(const char *text)
{
    for (const char *c = text; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f)
            return false;
    return *text != '\0';
}

bool lvs_kind_has_port(enum conf_check_kind kind)
{
    return kind != CONF_CHECK_PING && kind != CONF_CHECK_MISC && kind != CONF_CHECK_FILE;
}
