/* Words for the printers; see print_names.h. */
#include "vrrpwatch/print_names.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

const char *print_names_interface(const struct print_names *names, uint16_t interface,
                                  char text[PRINT_INTERFACE_MAX])
{
    if (interface < names->interface_count)
        print_names_clean(text, PRINT_INTERFACE_MAX, names->interfaces[interface]);
    else
        snprintf(text, PRINT_INTERFACE_MAX, "if%u", (unsigned)interface);
    return text;
}

const char *print_names_link(const struct print_names *names, uint16_t interface, uint16_t vlan,
                             char text[PRINT_LINK_MAX])
{
    char name[PRINT_INTERFACE_MAX];

    print_names_interface(names, interface, name);
    if (vlan != 0)
        snprintf(text, PRINT_LINK_MAX, "%s.%u", name, (unsigned)vlan);
    else
        snprintf(text, PRINT_LINK_MAX, "%s", name);
    return text;
}

const char *print_names_family(uint8_t family)
{
    return family == ADDR_IPV6 ? "ipv6" : "ipv4";
}

const char *print_names_phase(enum finding_phase phase)
{
    return phase == FINDING_OPEN ? "open" : phase == FINDING_UPDATE ? "update" : "closed";
}

const char *print_names_mac(const uint8_t mac[FRAME_MAC_SIZE], char text[PRINT_MAC_MAX])
{
    snprintf(text, PRINT_MAC_MAX, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
             mac[5]);
    return text;
}

const char *print_names_duration(int64_t duration_us, char text[PRINT_DURATION_MAX])
{
    int64_t seconds = duration_us / 1000000;

    if (duration_us < 0)
        snprintf(text, PRINT_DURATION_MAX, "-");
    else if (duration_us < 1000)
        snprintf(text, PRINT_DURATION_MAX, "%" PRId64 " us", duration_us);
    else if (seconds < 1)
        snprintf(text, PRINT_DURATION_MAX, "%.4g ms", (double)duration_us / 1e3);
    else if (seconds < 60)
        snprintf(text, PRINT_DURATION_MAX, "%.3g s", (double)duration_us / 1e6);
    else if (seconds < 3600)
        snprintf(text, PRINT_DURATION_MAX, "%" PRId64 " min %" PRId64 " s", seconds / 60, seconds % 60);
    else
        snprintf(text, PRINT_DURATION_MAX, "%" PRId64 " h %" PRId64 " min", seconds / 3600,
                 seconds / 60 % 60);
    return text;
}

/* Not a lead byte's fault: longer than needed, a C1 control, half of a surrogate pair, beyond Unicode. */
static bool is_forbidden(uint8_t first, uint8_t second)
{
    return first < 0xc2 || (first == 0xc2 && second < 0xa0) || (first == 0xe0 && second < 0xa0) ||
           (first == 0xed && second > 0x9f) || (first == 0xf0 && second < 0x90) ||
           (first == 0xf4 && second > 0x8f) || first > 0xf4;
}

/* Bytes of the UTF-8 character that begins here and may be shown; 0 for anything else. */
static size_t shown(const char *text)
{
    uint8_t first = (uint8_t)text[0];
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

    if (first < 0x80)
        return first >= 0x20 && first != 0x7f;
    for (size_t i = 1; i < length; i++)
        if (((uint8_t)text[i] & 0xc0) != 0x80)
            return 0;
    return is_forbidden(first, (uint8_t)text[1]) ? 0 : length;
}

/* What is shown for the character at `*text`, and how long it is; moves on behind it. */
static const char *next(const char **text, size_t *length)
{
    const char *here = *text;

    *length = shown(here);
    *text += *length != 0 ? *length : 1;
    if (*length != 0)
        return here;
    *length = 1;
    return *here == '\n' || *here == '\t' || *here == '\r' ? " " : "?";
}

void print_names_clean(char *out, size_t size, const char *text)
{
    size_t used = 0, length;

    while (*text != '\0') {
        const char *part = next(&text, &length);

        if (used + length >= size)
            break;
        memcpy(out + used, part, length);
        used += length;
    }
    out[used] = '\0';
}

void print_names_put(FILE *out, const char *text)
{
    size_t length;

    while (*text != '\0') {
        const char *part = next(&text, &length);

        fwrite(part, 1, length, out);
    }
}
