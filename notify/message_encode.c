/* Text as mail carries it; see message_encode.h. */
#include "notify/message_encode.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    LINE_MAX_TEXT = 76,
    WORD_BYTES =
        39, /* 52 characters of base64: with "Subject: " before it and the word's frame still one line */
    BODY_BYTES = 57, /* a line of 76 */
};

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* The bytes of the UTF-8 character that `text` begins with, 0 when it is none (RFC 3629: no overlong forms,
 * no surrogates). */
static size_t character(const char *text)
{
    unsigned char first = (unsigned char)text[0], second = (unsigned char)text[1];
    size_t size = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;

    if (size == 1)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
        (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f))
        return 0;
    for (size_t i = 1; i < size; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            return 0;
    return size;
}

/* C0, DEL, and C1 in its two bytes; U+2028 and U+2029 end lines too where Unicode is taken seriously. */
static bool is_control(const char *text, size_t size)
{
    unsigned char first = (unsigned char)text[0];

    if (size == 1)
        return first < 0x20 || first == 0x7f;
    if (size == 2)
        return first == 0xc2 && (unsigned char)text[1] < 0xa0;
    return size == 3 && (memcmp(text, "\xe2\x80\xa8", 3) == 0 || memcmp(text, "\xe2\x80\xa9", 3) == 0);
}

static void clean(FILE *out, const char *text, bool lines)
{
    while (*text != '\0') {
        size_t size = character(text);

        if (size == 0)
            fputc('?', out);
        else if (is_control(text, size) && !(lines && *text == '\n'))
            fputc(' ', out);
        else
            fwrite(text, 1, size, out);
        text += size != 0 ? size : 1;
    }
}

void encode_clean(FILE *out, const char *text)
{
    clean(out, text, false);
}

void encode_clean_lines(FILE *out, const char *text)
{
    clean(out, text, true);
}

static void base64(FILE *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)(unsigned char)bytes[i] << 16;

        if (i + 1 < size)
            group |= (uint32_t)(unsigned char)bytes[i + 1] << 8;
        if (i + 2 < size)
            group |= (unsigned char)bytes[i + 2];
        fputc(digits[group >> 18], out);
        fputc(digits[group >> 12 & 63], out);
        fputc(i + 1 < size ? digits[group >> 6 & 63] : '=', out);
        fputc(i + 2 < size ? digits[group & 63] : '=', out);
    }
}

/* Encoded words, folded between them; a character is never cut (RFC 2047 section 5). */
static void encoded_words(FILE *out, const char *text)
{
    bool first = true;

    while (*text != '\0') {
        size_t size = 0, next;

        while (text[size] != '\0') {
            next = character(text + size);
            if (size + next > WORD_BYTES)
                break;
            size += next;
        }
        fputs(first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?", out);
        base64(out, text, size);
        fputs("?=", out);
        text += size;
        first = false;
    }
}

/* A cleaned copy, malloc'ed; NULL without memory. */
static char *cleaned(const char *text)
{
    char *copy = NULL;
    size_t size;
    FILE *stream = open_memstream(&copy, &size);

    if (stream == NULL)
        return NULL;
    encode_clean(stream, text);
    return fclose(stream) == 0 ? copy : NULL;
}

static bool is_ascii(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return false;
    return true;
}

void encode_header(FILE *out, const char *name, const char *text)
{
    char *copy = cleaned(text);

    if (copy == NULL)
        return;
    fprintf(out, "%s: ", name);
    /* "=?" in plain text would be read as an encoded word, blanks at the end may get lost. */
    if (is_ascii(copy) && strlen(name) + 2 + strlen(copy) <= LINE_MAX_TEXT && strstr(copy, "=?") == NULL)
        fputs(copy, out);
    else
        encoded_words(out, copy);
    fputs("\r\n", out);
    free(copy);
}

void encode_phrase(FILE *out, const char *text)
{
    char *copy = cleaned(text);

    if (copy == NULL)
        return;
    if (is_ascii(copy) && strlen(copy) <= LINE_MAX_TEXT / 2 && strpbrk(copy, "\"\\") == NULL &&
        strstr(copy, "=?") == NULL)
        fprintf(out, "\"%s\"", copy);
    else
        encoded_words(out, copy);
    free(copy);
}

/* Reads the body in the order that it leaves: CRLF for LF, in lines. */
void encode_body(FILE *out, const char *text)
{
    char line[BODY_BYTES] = "";
    size_t size = 0;

    for (bool half = false; *text != '\0';) {
        char byte = *text == '\n' && !half ? '\r' : *text;

        half = *text == '\n' && !half;
        text += !half;
        line[size++] = byte;
        if (size < BODY_BYTES)
            continue;
        base64(out, line, size);
        fputs("\r\n", out);
        size = 0;
    }
    base64(out, line, size);
    if (size > 0)
        fputs("\r\n", out);
}

const char *encode_date(int64_t wall_us, char text[40])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm parts;

    /* Not by strftime(): names of days and months are English whatever the locale (RFC 5322 3.3). */
    if (gmtime_r(&seconds, &parts) == NULL || parts.tm_year < 0 || parts.tm_year > 8099)
        return strcpy(text, "Thu, 01 Jan 1970 00:00:00 +0000");
    snprintf(text, 40, "%s, %02d %s %04d %02d:%02d:%02d +0000", days[parts.tm_wday], parts.tm_mday,
             months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text;
}

void encode_hash_start(struct encode_hash *hash)
{
    *hash = (struct encode_hash){0xcbf29ce484222325U, 0x84222325cbf29ce4U};
}

void encode_hash_add(struct encode_hash *hash, const char *text)
{
    do {
        hash->a = (hash->a ^ (unsigned char)*text) * 0x100000001b3U;
        hash->b = (hash->b ^ (unsigned char)*text) * 0x9e3779b97f4a7c15U;
        hash->b ^= hash->b >> 29;
    } while (*text++ != '\0');
}
