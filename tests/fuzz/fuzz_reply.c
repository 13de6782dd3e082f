/* Fuzz target for vrrpd/lvs/reply_*: the first byte says what kind of server answers, the second how the
 * answer is cut into pieces, the rest is what it says. Oracles: nothing depends on the pieces, words are
 * printable, sizes stay within their bounds. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/lvs/reply_dns.h"
#include "vrrpd/lvs/reply_http.h"
#include "vrrpd/lvs/reply_page.h"
#include "vrrpd/lvs/reply_smtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KINDS = 5 };

static void check_words(const char *text, size_t room)
{
    assert(strnlen(text, room) < room);
    for (; *text != '\0'; text++)
        assert((unsigned char)*text >= ' ');
}

/* ---- mail ---- */

static size_t read_mail(struct reply_smtp *reply, const char *bytes, size_t size, size_t piece)
{
    size_t at = 0, used;

    reply_smtp_begin(reply);
    while (at < size && reply->state == REPLY_SMTP_MORE) {
        reply_smtp_take(reply, bytes + at, size - at < piece ? size - at : piece, &used);
        assert(used > 0);
        at += used;
    }
    return at;
}

static void fuzz_mail(const char *bytes, size_t size, size_t piece)
{
    struct reply_smtp whole, pieces;

    assert(read_mail(&whole, bytes, size, size + 1) == read_mail(&pieces, bytes, size, piece));
    assert(whole.state == pieces.state && whole.code == pieces.code);
    assert(strcmp(whole.text, pieces.text) == 0);
    assert(whole.total <= REPLY_SMTP_TOTAL_MAX + 1);
    check_words(whole.text, sizeof(whole.text));
    if (whole.state == REPLY_SMTP_WHOLE)
        assert(whole.code >= 200 && whole.code <= 599);
}

/* ---- DNS ---- */

static void fuzz_dns(const uint8_t *bytes, size_t size)
{
    uint8_t question[REPLY_DNS_QUESTION_MAX];
    char name[512];
    size_t length = size < sizeof(name) - 1 ? size : sizeof(name) - 1, asked;
    int code = reply_dns_code(bytes, size, 0x1234);

    assert(code >= -1 && code <= 15);
    check_words(reply_dns_name(code), 32);
    memcpy(name, bytes, length);
    name[length] = '\0';
    asked = reply_dns_question(question, 0x1234, name, 6);
    assert(asked <= sizeof(question) && (asked == 0 || asked >= 17));
    if (asked > 0)
        assert(reply_dns_code(question, asked, 0x1234) == -1); /* a question answers nothing */
}

/* ---- pages ---- */

static enum reply_page_fault read_page(const struct conf_url *url, const char *bytes, size_t size,
                                       size_t piece, char reason[REPLY_PAGE_REASON])
{
    struct reply_page page = {.head = NULL};
    enum reply_page_fault fault;

    assert(reply_page_begin(&page, url));
    for (size_t at = 0; at < size; at += piece)
        if (!reply_page_take(&page, bytes + at, size - at < piece ? size - at : piece))
            break;
    fault = reply_page_judge(&page, 200, reason);
    assert(page.head_size <= REPLY_PAGE_HEAD && page.size <= size);
    reply_page_free(&page);
    return fault;
}

static void fuzz_page(const char *bytes, size_t size, size_t piece, bool digest)
{
    static char expression[] = "^[a-z]+(x|xx)*$|hel*o";
    const struct conf_url url = {.regex = digest ? NULL : expression, .has_digest = digest};
    char whole[REPLY_PAGE_REASON], pieces[REPLY_PAGE_REASON];

    assert(read_page(&url, bytes, size, size + 1, whole) == read_page(&url, bytes, size, piece, pieces));
    assert(strcmp(whole, pieces) == 0);
    check_words(whole, sizeof(whole));
}

/* ---- HTTP ---- */

static enum reply_http_state read_http(const struct conf_url *url, const char *bytes, size_t size,
                                       size_t piece, struct reply_http *reply, char reason[REPLY_PAGE_REASON])
{
    struct reply_page page = {.head = NULL};

    assert(reply_page_begin(&page, url));
    reply_http_begin(reply);
    for (size_t at = 0; at < size && reply->state == REPLY_HTTP_MORE; at += piece)
        reply_http_take(reply, &page, bytes + at, size - at < piece ? size - at : piece);
    assert(page.size + reply->overhead <= size);
    reply_http_end(reply);
    reply_page_judge(&page, reply->status, reason);
    reply_page_free(&page);
    return reply->state;
}

static void fuzz_http(const char *bytes, size_t size, size_t piece)
{
    const struct conf_url url = {.has_digest = true};
    char whole[REPLY_PAGE_REASON], pieces[REPLY_PAGE_REASON];
    struct reply_http first, second;

    assert(read_http(&url, bytes, size, size + 1, &first, whole) ==
           read_http(&url, bytes, size, piece, &second, pieces));
    assert(first.state != REPLY_HTTP_MORE && first.status == second.status && first.why == second.why);
    assert(strcmp(whole, pieces) == 0 && (first.state == REPLY_HTTP_BROKEN) == (first.why != NULL));
    if (first.state == REPLY_HTTP_WHOLE)
        assert(first.status >= 200 && first.status <= 599);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t piece;

    if (size < 2)
        return 0;
    piece = (size_t)data[1] + 1;
    switch (data[0] % KINDS) {
    case 0:
        fuzz_mail((const char *)data + 2, size - 2, piece);
        break;
    case 1:
        fuzz_dns(data + 2, size - 2);
        break;
    case 2:
        fuzz_http((const char *)data + 2, size - 2, piece);
        break;
    default:
        fuzz_page((const char *)data + 2, size - 2, piece, data[0] % KINDS == 3);
        break;
    }
    return 0;
}
