/* The order of values; see value_order.h. */
#include "vrrptop/value_order.h"

#include <arpa/inet.h>
#include <string.h>

/* The first byte: what the value is. Texts have none of their own, to leave the first bytes to what differs;
 * theirs are from ORDER_TEXT on. */
enum { ORDER_NUMBER = 1, ORDER_IPV4, ORDER_IPV6, ORDER_TEXT, ORDER_NONE = 0xFF };

/* Where the next byte goes. */
struct order {
    unsigned char *bytes;
    size_t used;
};

static void put(struct order *order, unsigned byte)
{
    if (order->used < VALUE_ORDER_MAX)
        order->bytes[order->used++] = (unsigned char)byte;
}

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* A double's bits are in order when the sign is turned over, and all bits of what is below zero. */
static void put_number(struct order *order, double number)
{
    uint64_t bits;

    number = number == number ? number + 0.0 : 0; /* -0.0 is 0 */
    memcpy(&bits, &number, sizeof(bits));
    bits = bits >> 63 != 0 ? ~bits : bits | UINT64_C(1) << 63;
    put(order, ORDER_NUMBER);
    for (int shift = 56; shift >= 0; shift -= 8)
        put(order, (unsigned)(bits >> shift) & 0xFF);
}

/* How many digits there are decides first. Returns where the digits end. */
static const char *put_digits(struct order *order, const char *text)
{
    size_t length;

    while (*text == '0' && is_digit(text[1]))
        text++;
    for (length = 0; is_digit(text[length]);)
        length++;
    put(order, '0');
    put(order, length < 0xFF ? (unsigned)length : 0xFF);
    for (size_t i = 0; i < length; i++)
        put(order, (unsigned char)text[i]);
    return text + length;
}

static void put_text(struct order *order, const char *text)
{
    while (*text != '\0' && order->used < VALUE_ORDER_MAX) {
        unsigned char byte = (unsigned char)*text;

        if (is_digit(*text)) {
            text = put_digits(order, text);
            continue;
        }
        if (byte >= 'A' && byte <= 'Z')
            byte = (unsigned char)(byte | 0x20);
        put(order, byte < ORDER_TEXT ? ORDER_TEXT : byte == ORDER_NONE ? ORDER_NONE - 1 : byte);
        text++;
    }
}

/* "10.0.0.9" and what may follow an address. Returns its end; NULL: it is none. */
static const char *read_ipv4(const char *text, unsigned char out[4])
{
    for (int i = 0; i < 4; i++) {
        unsigned part = 0, digits = 0;

        for (; is_digit(*text) && digits < 4; digits++)
            part = part * 10 + (unsigned)(*text++ - '0');
        if (digits == 0 || part > 255 || (i < 3 && *text++ != '.'))
            return NULL;
        out[i] = (unsigned char)part;
    }
    return strchr(":/ ,", *text) != NULL ? text : NULL; /* the end as well */
}

/* "2001:db8::9", "[2001:db8::9]:80", "fe80::1%eth0", "2001:db8::9/64". */
static const char *read_ipv6(const char *text, unsigned char out[16])
{
    char copy[INET6_ADDRSTRLEN];
    size_t length;

    text += *text == '[';
    length = strspn(text, "0123456789abcdefABCDEF:.");
    if (length < 2 || length >= sizeof(copy) || memchr(text, ':', length) == NULL)
        return NULL;
    memcpy(copy, text, length);
    copy[length] = '\0';
    return inet_pton(AF_INET6, copy, out) == 1 ? text + length : NULL;
}

/* Returns what follows the address; NULL: there is none. */
static const char *put_address(struct order *order, const char *text)
{
    unsigned char address[16];
    const char *rest = is_digit(*text) ? read_ipv4(text, address) : NULL;
    size_t size = 4;

    if (rest == NULL) {
        rest = read_ipv6(text, address);
        size = 16;
    }
    if (rest == NULL)
        return NULL;
    put(order, size == 4 ? ORDER_IPV4 : ORDER_IPV6);
    for (size_t i = 0; i < size; i++)
        put(order, address[i]);
    return rest;
}

void value_order(const struct value *value, unsigned char out[VALUE_ORDER_MAX])
{
    struct order order = {.bytes = out};
    const char *rest;

    memset(out, 0, VALUE_ORDER_MAX);
    if (value->kind == VALUE_NONE) {
        put(&order, ORDER_NONE);
    } else if (value->kind == VALUE_TEXT) {
        const char *text = value->text != NULL ? value->text : "";

        rest = put_address(&order, text);
        put_text(&order, rest != NULL ? rest : text);
    } else {
        put_number(&order, value->number);
    }
}
