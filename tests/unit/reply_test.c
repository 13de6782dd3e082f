/* vrrpd/lvs/reply_*: what servers answer, in pieces of every size. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/reply_dns.h"
#include "vrrpd/lvs/reply_page.h"

/* ---- DNS ---- */

static void questions_to_name_servers(void)
{
    static const uint8_t want[] = {0x12, 0x34, 0x01, 0x00, 0,   1,   0,   0,   0,   0, 0, 0,  3, 'w', 'w',
                                   'w',  7,    'e',  'x',  'a', 'm', 'p', 'l', 'e', 0, 0, 28, 0, 1};
    uint8_t out[REPLY_DNS_QUESTION_MAX];
    char longest[260];

    CHECK_EQ_INT(reply_dns_question(out, 0x1234, "www.example", 28), sizeof(want));
    CHECK(memcmp(out, want, sizeof(want)) == 0);
    CHECK_EQ_INT(reply_dns_question(out, 0x1234, "www.example.", 28), sizeof(want));
    CHECK(memcmp(out, want, sizeof(want)) == 0);
    CHECK_EQ_INT(reply_dns_question(out, 7, ".", 6), 17);
    CHECK(out[12] == 0 && out[14] == 6);
    CHECK_EQ_INT(reply_dns_question(out, 7, "", 6), 17);
    CHECK_EQ_INT(reply_dns_question(out, 7, "a..b", 6), 0);
    CHECK_EQ_INT(reply_dns_question(out, 7, ".a", 6), 0);
    memset(longest, 'a', sizeof(longest));
    longest[64] = '\0';
    CHECK_EQ_INT(reply_dns_question(out, 7, longest, 6), 0); /* a label has 63 at most */
    longest[63] = '\0';
    CHECK_EQ_INT(reply_dns_question(out, 7, longest, 6), 12 + 1 + 63 + 1 + 4);
    memset(longest, 'a', sizeof(longest));
    for (size_t i = 63; i < sizeof(longest); i += 64)
        longest[i] = '.';
    longest[253] = '\0';
    CHECK_EQ_INT(reply_dns_question(out, 7, longest, 6), REPLY_DNS_QUESTION_MAX);
    longest[253] = 'a';
    longest[254] = '\0';
    CHECK_EQ_INT(reply_dns_question(out, 7, longest, 6), 0);
}

static void answers_of_name_servers(void)
{
    uint8_t answer[12] = {0x12, 0x34, 0x81, 0x80};

    CHECK_EQ_INT(reply_dns_code(answer, 12, 0x1234), 0);
    CHECK_EQ_INT(reply_dns_code(answer, 11, 0x1234), -1);
    CHECK_EQ_INT(reply_dns_code(answer, 0, 0x1234), -1);
    CHECK_EQ_INT(reply_dns_code(answer, 12, 0x1334), -1);
    CHECK_EQ_INT(reply_dns_code(answer, 12, 0x1235), -1);
    answer[3] = 0x82;
    CHECK_EQ_INT(reply_dns_code(answer, 12, 0x1234), 2);
    CHECK_EQ_STR(reply_dns_name(2), "SERVFAIL");
    CHECK_EQ_STR(reply_dns_name(15), "error");
    answer[2] = 0x01; /* a question */
    CHECK_EQ_INT(reply_dns_code(answer, 12, 0x1234), -1);
}

/* ---- pages ---- */

static char word_hello[] = "^hel+o$", word_any[] = "a.*b", word_back[] = "(a)\\1", word_none[] = "(";

static const uint8_t digest_hello[DIGEST_SIZE] = {0x5d, 0x41, 0x40, 0x2a, 0xbc, 0x4b, 0x2a, 0x76,
                                                  0xb9, 0x71, 0x9d, 0x91, 0x10, 0x17, 0xc5, 0x92};

static void expect_page(const struct conf_url *url, unsigned status, const char *body, size_t size,
                        enum reply_page_fault fault, const char *reason)
{
    struct reply_page page = {.head = NULL};
    char words[REPLY_PAGE_REASON];

    for (size_t piece = 1; piece < 8; piece += 3) {
        bool more = true;

        CHECK(reply_page_begin(&page, url));
        for (size_t at = 0; more && at < size; at += piece)
            more = reply_page_take(&page, body + at, size - at < piece ? size - at : piece);
        CHECK_EQ_INT(reply_page_judge(&page, status, words), fault);
        CHECK_EQ_STR(words, reason);
    }
    reply_page_free(&page);
}

static void status_ranges(void)
{
    struct conf_url url = {.path = NULL};

    expect_page(&url, 200, "", 0, REPLY_PAGE_GOOD, "status 200");
    expect_page(&url, 299, "", 0, REPLY_PAGE_GOOD, "status 299");
    expect_page(&url, 199, "", 0, REPLY_PAGE_WRONG, "status 199, not 200-299");
    expect_page(&url, 300, "", 0, REPLY_PAGE_WRONG, "status 300, not 200-299");
    url.statuses[url.status_count++] = (struct conf_status_range){301, 301};
    url.statuses[url.status_count++] = (struct conf_status_range){400, 404};
    expect_page(&url, 301, "", 0, REPLY_PAGE_GOOD, "status 301");
    expect_page(&url, 404, "", 0, REPLY_PAGE_GOOD, "status 404");
    expect_page(&url, 200, "", 0, REPLY_PAGE_WRONG, "status 200, not 301,400-404");
    for (url.status_count = 0; url.status_count < CONF_STATUS_RANGES_MAX; url.status_count++)
        url.statuses[url.status_count] = (struct conf_status_range){10000, 20000};
    expect_page(
        &url, 200, "", 0, REPLY_PAGE_WRONG,
        "status 200, not 10000-20000,10000-20000,10000-20000,10000-20000,10000-20000,10000-20000,10000-2");
}

static void digests(void)
{
    struct conf_url url = {.has_digest = true};

    memcpy(url.digest, digest_hello, DIGEST_SIZE);
    expect_page(&url, 200, "hello", 5, REPLY_PAGE_GOOD, "status 200");
    expect_page(&url, 200, "", 0, REPLY_PAGE_WRONG,
                "digest d41d8cd98f00b204e9800998ecf8427e, not 5d41402abc4b2a76b9719d911017c592");
    expect_page(&url, 404, "hello", 5, REPLY_PAGE_WRONG, "status 404, not 200-299");
}

static void expressions(void)
{
    struct conf_url url = {.regex = word_hello};

    expect_page(&url, 200, "hello", 5, REPLY_PAGE_GOOD, "status 200");
    expect_page(&url, 200, "helllllo", 8, REPLY_PAGE_GOOD, "status 200");
    expect_page(&url, 200, "Hello", 5, REPLY_PAGE_WRONG, "the body does not match ^hel+o$");
    expect_page(&url, 200, "say hello", 9, REPLY_PAGE_WRONG, "the body does not match ^hel+o$");
    url.regex_any_case = true;
    expect_page(&url, 200, "HELLO", 5, REPLY_PAGE_GOOD, "status 200");
    url.regex = word_any;
    expect_page(&url, 200,
                "x\na\0\n\xff"
                "b\n",
                8, REPLY_PAGE_GOOD, "status 200"); /* lines and NULs are crossed */
    url.regex_inverted = true;
    expect_page(&url, 200, "ba", 2, REPLY_PAGE_GOOD, "status 200");
    expect_page(&url, 200, "ab", 2, REPLY_PAGE_WRONG, "the body matches a.*b");
    url.regex = word_back;
    expect_page(&url, 200, "aa", 2, REPLY_PAGE_OURS, "the regular expression cannot be used");
    url.regex = word_none;
    expect_page(&url, 200, "aa", 2, REPLY_PAGE_OURS, "the regular expression cannot be used");
}

static void pages_without_end_are_cut(void)
{
    struct reply_page page = {.head = NULL};
    struct conf_url url = {.path = NULL};
    char *piece = calloc(1, 100000), words[REPLY_PAGE_REASON];

    CHECK(reply_page_begin(&page, &url));
    while (reply_page_take(&page, piece, 100000))
        continue;
    CHECK_EQ_INT(page.size, REPLY_PAGE_MAX);
    CHECK_EQ_INT(reply_page_judge(&page, 200, words), REPLY_PAGE_GOOD);
    CHECK_EQ_STR(words, "status 200, the body is longer than what is read");
    url.has_digest = true;
    CHECK(reply_page_begin(&page, &url));
    while (reply_page_take(&page, piece, 100000))
        continue;
    CHECK_EQ_INT(page.size, REPLY_PAGE_DIGEST_MAX);
    CHECK_EQ_INT(reply_page_judge(&page, 200, words), REPLY_PAGE_WRONG);
    CHECK_EQ_STR(words, "body of more than 16 MiB, too long for a digest");
    free(piece);
    reply_page_free(&page);
}

static void a_digest_without_a_check(void)
{
    struct reply_page page = {.head = NULL};
    uint8_t digest[DIGEST_SIZE];

    CHECK(reply_page_begin(&page, NULL));
    CHECK(reply_page_take(&page, "hel", 3) && reply_page_take(&page, "lo", 2));
    CHECK(reply_page_digest(&page, digest));
    CHECK(memcmp(digest, digest_hello, DIGEST_SIZE) == 0);
}

int main(void)
{
    questions_to_name_servers();
    answers_of_name_servers();
    status_ranges();
    digests();
    expressions();
    pages_without_end_are_cut();
    a_digest_without_a_check();
    return check_report("reply");
}
