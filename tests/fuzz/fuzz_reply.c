/* Fuzz target for vrrpd/lvs/reply_*: the first byte says what kind of server answers, the second how the
 * answer is cut into pieces, the rest is what it says. Oracles: nothing depends on the pieces, words are
 * printable, sizes stay within their bounds. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "vrrpd/lvs/reply_dns.h"
#include "vrrpd/lvs/reply_page.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KINDS = 3 };

static void check_words(const char *text, size_t room)
{
    assert(strnlen(text, room) < room);
    for (; *text != '\0'; text++)
        assert((unsigned char)*text >= ' ');
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t piece;

    if (size < 2)
        return 0;
    piece = (size_t)data[1] + 1;
    switch (data[0] % KINDS) {
    case 0:
        fuzz_dns(data + 2, size - 2);
        break;
    default:
        fuzz_page((const char *)data + 2, size - 2, piece, data[0] % KINDS == 1);
        break;
    }
    return 0;
}
