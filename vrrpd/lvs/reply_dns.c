/* DNS for a check; see reply_dns.h. */
#include "vrrpd/lvs/reply_dns.h"

#include <string.h>

enum { HEADER_SIZE = 12, LABEL_MAX = 63, NAME_MAX_WIRE = 255, CLASS_IN = 1 };

static uint8_t *put16(uint8_t *out, uint16_t value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)value;
    return out + 2;
}

/* The name's labels and the root after them; NULL when it is none. */
static uint8_t *put_name(uint8_t *out, const char *name)
{
    const uint8_t *begin = out;

    if (strcmp(name, ".") == 0)
        name = "";
    while (*name != '\0') {
        size_t size = strcspn(name, ".");

        if (size == 0 || size > LABEL_MAX || (size_t)(out - begin) + size + 2 > NAME_MAX_WIRE)
            return NULL;
        *out++ = (uint8_t)size;
        memcpy(out, name, size);
        out += size;
        name += size;
        if (*name == '.')
            name++;
    }
    *out++ = 0;
    return out;
}

size_t reply_dns_question(uint8_t out[REPLY_DNS_QUESTION_MAX], uint16_t id, const char *name, uint16_t type)
{
    uint8_t *end;

    memset(out, 0, HEADER_SIZE);
    put16(out, id);
    out[2] = 0x01; /* recursion desired */
    out[5] = 1;    /* one question */
    end = put_name(out + HEADER_SIZE, name);
    if (end == NULL)
        return 0;
    end = put16(end, type);
    end = put16(end, CLASS_IN);
    return (size_t)(end - out);
}

int reply_dns_code(const uint8_t *bytes, size_t size, uint16_t id)
{
    if (size < HEADER_SIZE || bytes[0] != (uint8_t)(id >> 8) || bytes[1] != (uint8_t)id ||
        (bytes[2] & 0x80) == 0)
        return -1;
    return bytes[3] & 0x0F;
}

const char *reply_dns_name(int code)
{
    static const char *const names[] = {"NOERROR",  "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED",
                                        "YXDOMAIN", "YXRRSET", "NXRRSET",  "NOTAUTH",  "NOTZONE"};

    return code >= 0 && (size_t)code < sizeof(names) / sizeof(names[0]) ? names[code] : "error";
}
