/* HTTP/1 for a check; see reply_http.h. */
#include "vrrpd/lvs/reply_http.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    STATUS_MIN = 100,
    STATUS_GOOD = 200,
    STATUS_MAX = 599,
    STATUS_NO_CONTENT = 204,
    STATUS_NOT_MODIFIED = 304
};

static const char no_http[] = "not an HTTP answer";
static const char no_chunk[] = "a chunk's size is none";

/* ---- the request ---- */

static bool is_clean(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == 0x7f)
            return false;
    return true;
}

size_t reply_http_request(char out[REPLY_HTTP_REQUEST_MAX], enum conf_http_version version, const char *path,
                          const char *host)
{
    int size;

    if (!is_clean(path) || !is_clean(host))
        return 0;
    size = snprintf(
        out, REPLY_HTTP_REQUEST_MAX,
        "GET %s HTTP/1.%d\r\nHost: %s\r\nUser-Agent: vrrpd\r\nAccept: */*\r\nConnection: close\r\n\r\n", path,
        version == CONF_HTTP_1_0 ? 0 : 1, host);
    return size < REPLY_HTTP_REQUEST_MAX ? (size_t)size : 0;
}

/* ---- lines ---- */

static enum reply_http_state broken(struct reply_http *reply, const char *why)
{
    reply->why = why;
    return REPLY_HTTP_BROKEN;
}

/* "HTTP/1.1 200 OK" */
static enum reply_http_state take_status(struct reply_http *reply)
{
    const char *line = reply->line;

    if (strncmp(line, "HTTP/1.", 7) != 0 || !isdigit((unsigned char)line[7]) || line[8] != ' ' ||
        strspn(line + 9, "0123456789") != 3 || (line[12] != ' ' && line[12] != '\0'))
        return broken(reply, no_http);
    reply->status = (unsigned)((line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0'));
    if (reply->status < STATUS_MIN || reply->status > STATUS_MAX)
        return broken(reply, no_http);
    reply->part = REPLY_HTTP_HEADER;
    return REPLY_HTTP_MORE;
}

/* The value of a header that has this name, NULL: it has another. */
static const char *value_of(const char *line, const char *name)
{
    size_t size = strlen(name);

    if (strncasecmp(line, name, size) != 0 || line[size] != ':')
        return NULL;
    return line + size + 1 + strspn(line + size + 1, " \t");
}

static enum reply_http_state take_length(struct reply_http *reply, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    uint64_t length = 0;

    if (digits == 0 || digits > 18 || value[digits + strspn(value + digits, " \t")] != '\0')
        return broken(reply, no_http);
    for (size_t i = 0; i < digits; i++)
        length = length * 10 + (uint64_t)(value[i] - '0');
    if (reply->has_length && length != reply->length)
        return broken(reply, "two lengths that differ");
    reply->has_length = true;
    reply->length = length;
    return REPLY_HTTP_MORE;
}

static bool ends_chunked(const char *value)
{
    static const char word[] = "chunked";
    size_t size = strlen(value);

    while (size > 0 && (value[size - 1] == ' ' || value[size - 1] == '\t'))
        size--;
    return size >= sizeof(word) - 1 &&
           strncasecmp(value + size - (sizeof(word) - 1), word, sizeof(word) - 1) == 0;
}

static enum reply_http_state take_header(struct reply_http *reply)
{
    const char *length = value_of(reply->line, "content-length");
    const char *coding = value_of(reply->line, "transfer-encoding");

    if (coding != NULL)
        reply->chunked = ends_chunked(coding);
    return length != NULL ? take_length(reply, length) : REPLY_HTTP_MORE;
}

/* What comes after the headers. */
static enum reply_http_state begin_body(struct reply_http *reply)
{
    if (reply->status < STATUS_GOOD) { /* "100 Continue": the answer comes after it */
        reply->part = REPLY_HTTP_STATUS;
        reply->has_length = reply->chunked = false;
        return REPLY_HTTP_MORE;
    }
    if (reply->status == STATUS_NO_CONTENT || reply->status == STATUS_NOT_MODIFIED)
        return REPLY_HTTP_WHOLE;
    if (reply->chunked) {
        reply->part = REPLY_HTTP_CHUNK_SIZE;
        return REPLY_HTTP_MORE;
    }
    reply->part = REPLY_HTTP_BODY;
    reply->left = reply->has_length ? reply->length : UINT64_MAX;
    return reply->left == 0 ? REPLY_HTTP_WHOLE : REPLY_HTTP_MORE;
}

/* "1a;name=value" */
static enum reply_http_state take_chunk_size(struct reply_http *reply)
{
    size_t digits = strspn(reply->line, "0123456789abcdefABCDEF");
    char after = reply->line[digits];

    if (digits == 0 || digits > 15 || (after != '\0' && after != ';' && after != ' ' && after != '\t'))
        return broken(reply, no_chunk);
    reply->left = 0;
    for (size_t i = 0; i < digits; i++) {
        char digit = reply->line[i];

        reply->left = reply->left * 16 + (uint64_t)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
    }
    reply->part = reply->left > 0 ? REPLY_HTTP_CHUNK : REPLY_HTTP_TRAILER;
    return REPLY_HTTP_MORE;
}

static enum reply_http_state take_line(struct reply_http *reply)
{
    bool is_empty = reply->line_size == 0;

    switch (reply->part) {
    case REPLY_HTTP_STATUS:
        return take_status(reply);
    case REPLY_HTTP_HEADER:
        return is_empty ? begin_body(reply) : take_header(reply);
    case REPLY_HTTP_CHUNK_SIZE:
        return take_chunk_size(reply);
    case REPLY_HTTP_CHUNK_END:
        reply->part = REPLY_HTTP_CHUNK_SIZE;
        return is_empty ? REPLY_HTTP_MORE : broken(reply, "a chunk is longer than it says");
    default:
        return is_empty ? REPLY_HTTP_WHOLE : REPLY_HTTP_MORE;
    }
}

/* Takes a line, or what there is of it: the beginning is enough. A NUL in it ends what is looked at. How many
 * bytes that were. */
static size_t take_line_bytes(struct reply_http *reply, const char *bytes, size_t size)
{
    const char *end = memchr(bytes, '\n', size);
    size_t taken = end != NULL ? (size_t)(end - bytes) + 1 : size, text = end != NULL ? taken - 1 : taken;
    size_t room = REPLY_HTTP_LINE - 1 - reply->line_size, kept = text < room ? text : room;

    memcpy(reply->line + reply->line_size, bytes, kept);
    reply->line_size += kept;
    reply->overhead += taken;
    if (reply->overhead > REPLY_HTTP_HEADERS_MAX) {
        reply->state = broken(reply, "headers of more than 64 KiB");
        return taken;
    }
    if (end == NULL)
        return taken;
    if (reply->line_size > 0 && reply->line[reply->line_size - 1] == '\r')
        reply->line_size--;
    reply->line[reply->line_size] = '\0';
    reply->state = take_line(reply);
    reply->line_size = 0;
    return taken;
}

/* ---- the body ---- */

static size_t take_body_bytes(struct reply_http *reply, struct reply_page *page, const char *bytes,
                              size_t size)
{
    size_t taken = reply->left < size ? (size_t)reply->left : size;

    if (!reply_page_take(page, bytes, taken)) {
        reply->state = REPLY_HTTP_ENOUGH;
        return taken;
    }
    if (reply->left != UINT64_MAX)
        reply->left -= taken;
    if (reply->left > 0)
        return taken;
    if (reply->part == REPLY_HTTP_CHUNK)
        reply->part = REPLY_HTTP_CHUNK_END;
    else
        reply->state = REPLY_HTTP_WHOLE;
    return taken;
}

void reply_http_begin(struct reply_http *reply)
{
    memset(reply, 0, sizeof(*reply));
}

enum reply_http_state reply_http_take(struct reply_http *reply, struct reply_page *page, const char *bytes,
                                      size_t size)
{
    while (size > 0 && reply->state == REPLY_HTTP_MORE) {
        bool body = reply->part == REPLY_HTTP_BODY || reply->part == REPLY_HTTP_CHUNK;
        size_t taken = body ? take_body_bytes(reply, page, bytes, size) : take_line_bytes(reply, bytes, size);

        bytes += taken;
        size -= taken;
    }
    return reply->state;
}

enum reply_http_state reply_http_end(struct reply_http *reply)
{
    if (reply->state != REPLY_HTTP_MORE)
        return reply->state;
    if (reply->part == REPLY_HTTP_BODY && !reply->has_length)
        reply->state = REPLY_HTTP_WHOLE;
    else if (reply->part == REPLY_HTTP_STATUS)
        reply->state = broken(reply, "the connection was closed without an answer");
    else
        reply->state = broken(reply, "the connection was closed in the middle of the answer");
    return reply->state;
}
