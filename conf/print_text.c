/* Scalars, lines and one-line maps. */
#include "conf/print_text.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "conf/quantity.h"

static bool is_plain(const char *text)
{
    static const char *const words[] = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};

    if (text[0] != '/' && !((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z'))
        return false;
    for (const char *c = text; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-", *c))
            return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(text, words[i]) == 0)
            return false;
    return true;
}

void print_text(FILE *out, const char *text)
{
    if (is_plain(text)) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const unsigned char *c = (const unsigned char *)text; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(out, "\\%c", *c);
        else if (*c < 0x20 || *c == 0x7f)
            fprintf(out, "\\x%02X", *c);
        else
            fputc(*c, out);
    }
    fputc('"', out);
}

/* Digits and dots need no quotes, colons do inside a one-line map. */
static void print_address(FILE *out, const char *text)
{
    if (strchr(text, ':'))
        print_text(out, text);
    else
        fputs(text, out);
}

void print_key_text(FILE *out, const char *key, const char *text)
{
    fprintf(out, "%s: ", key);
    print_text(out, text);
    fputc('\n', out);
}

void print_key_duration(FILE *out, const char *key, int64_t us)
{
    char text[QUANTITY_DURATION_TEXT_MAX];

    fprintf(out, "%s: %s\n", key, quantity_duration_format(us, text));
}

void print_key_address(FILE *out, const char *key, const struct addr *address)
{
    char text[ADDR_TEXT_MAX];

    fprintf(out, "%s: ", key);
    print_address(out, addr_format(address, text));
    fputc('\n', out);
}

void print_map_key(struct print_map *map, const char *key)
{
    fprintf(map->out, "%s%s: ", map->begun ? ", " : "{", key);
    map->begun = true;
}

void print_map_text(struct print_map *map, const char *key, const char *text)
{
    print_map_key(map, key);
    print_text(map->out, text);
}

void print_map_number(struct print_map *map, const char *key, int64_t number)
{
    print_map_key(map, key);
    fprintf(map->out, "%" PRId64, number);
}

void print_map_duration(struct print_map *map, const char *key, int64_t us)
{
    char text[QUANTITY_DURATION_TEXT_MAX];

    print_map_key(map, key);
    fputs(quantity_duration_format(us, text), map->out);
}

void print_map_bool(struct print_map *map, const char *key, bool value)
{
    print_map_key(map, key);
    fputs(value ? "true" : "false", map->out);
}

void print_map_address(struct print_map *map, const char *key, const struct addr *address)
{
    char text[ADDR_TEXT_MAX];

    print_map_key(map, key);
    print_address(map->out, addr_format(address, text));
}

void print_map_prefix(struct print_map *map, const char *key, const struct addr *address, uint8_t length)
{
    char text[ADDR_TEXT_MAX], whole[ADDR_TEXT_MAX + 8];

    snprintf(whole, sizeof whole, "%s/%u", addr_format(address, text), length);
    print_map_key(map, key);
    print_address(map->out, whole);
}

void print_map_close(struct print_map *map)
{
    fputs(map->begun ? "}" : "{}", map->out);
}

void print_map_end(struct print_map *map)
{
    print_map_close(map);
    fputc('\n', map->out);
}
