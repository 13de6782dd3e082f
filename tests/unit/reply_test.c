/* vrrpd/lvs/reply_*: what servers answer, in pieces of every size. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/reply_dns.h"
#include "vrrpd/lvs/reply_http.h"
#include "vrrpd/lvs/reply_page.h"
#include "vrrpd/lvs/reply_smtp.h"

/* ---- mail ---- */

static enum reply_smtp_state take(struct reply_smtp *reply, const char *text, size_t piece)
{
    enum reply_smtp_state state = REPLY_SMTP_MORE;
    size_t left = strlen(text), used;

    reply_smtp_begin(reply);
    while (left > 0 && state == REPLY_SMTP_MORE) {
        state = reply_smtp_take(reply, text, left < piece ? left : piece, &used);
        text += used;
        left -= used;
    }
    return state;
}

static void expect_reply(const char *text, enum reply_smtp_state state, int code, const char *first)
{
    struct reply_smtp reply;

    for (size_t piece = 1; piece <= strlen(text); piece++) {
        CHECK_EQ_INT(take(&reply, text, piece), state);
        if (state == REPLY_SMTP_WHOLE)
            CHECK_EQ_INT(reply.code, code);
        CHECK_EQ_STR(reply.text, first);
    }
}

static void replies_of_mail_servers(void)
{
    expect_reply("220 mx ready\r\n", REPLY_SMTP_WHOLE, 220, "220 mx ready");
    expect_reply("220 mx ready\n", REPLY_SMTP_WHOLE, 220, "220 mx ready");
    expect_reply("250\r\n", REPLY_SMTP_WHOLE, 250, "250");
    expect_reply("220-mx\r\n220-is\r\n220 ready\r\n", REPLY_SMTP_WHOLE, 220, "220-mx");
    expect_reply("554 no\a service\r\n", REPLY_SMTP_WHOLE, 554, "554 no? service");
    expect_reply("220-mx\r\n", REPLY_SMTP_MORE, 0, "220-mx");
    expect_reply("220 mx", REPLY_SMTP_MORE, 0, "220 mx");
    expect_reply("220-mx\r\n250 ready\r\n", REPLY_SMTP_BROKEN, 0, "220-mx");
    expect_reply("HTTP/1.0 400 Bad\r\n", REPLY_SMTP_BROKEN, 0, "H");
    expect_reply("22\r\n", REPLY_SMTP_BROKEN, 0, "22");
    expect_reply("920 mx\r\n", REPLY_SMTP_BROKEN, 0, "9");
    expect_reply("220mx\r\n", REPLY_SMTP_BROKEN, 0, "220m");
    expect_reply("\r\n", REPLY_SMTP_BROKEN, 0, "");
}

static void what_follows_a_reply_is_not_taken(void)
{
    static const char text[] = "220 mx\r\n250 hello\r\n";
    struct reply_smtp reply;
    size_t used;

    reply_smtp_begin(&reply);
    CHECK_EQ_INT(reply_smtp_take(&reply, text, strlen(text), &used), REPLY_SMTP_WHOLE);
    CHECK_EQ_INT(used, 8);
    CHECK_EQ_INT(reply_smtp_take(&reply, text, strlen(text), &used), REPLY_SMTP_WHOLE);
    CHECK_EQ_INT(used, 0);
}

static void replies_without_end_are_broken(void)
{
    struct reply_smtp reply;
    char line[REPLY_SMTP_LINE_MAX + 8];
    size_t used, total = 0;

    memset(line, 'x', sizeof(line));
    memcpy(line, "220 ", 4);
    reply_smtp_begin(&reply);
    CHECK_EQ_INT(reply_smtp_take(&reply, line, sizeof(line), &used), REPLY_SMTP_BROKEN);
    CHECK_EQ_INT(strlen(reply.text), REPLY_SMTP_TEXT - 1);
    reply_smtp_begin(&reply);
    while (reply_smtp_take(&reply, "220-x\r\n", 7, &used) == REPLY_SMTP_MORE)
        total += used;
    CHECK(reply.state == REPLY_SMTP_BROKEN && total <= REPLY_SMTP_TOTAL_MAX);
}

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

/* ---- HTTP ---- */

static void expect_answer(const char *text, enum reply_http_state state, unsigned status, const char *body)
{
    struct conf_url url = {.regex = NULL};
    char anything[] = "x";

    url.regex = anything; /* keeps the body */
    for (size_t piece = 1; piece <= strlen(text); piece++) {
        struct reply_page page = {.head = NULL};
        struct reply_http reply;
        enum reply_http_state got = REPLY_HTTP_MORE;

        CHECK(reply_page_begin(&page, &url));
        reply_http_begin(&reply);
        for (size_t at = 0; at < strlen(text) && got == REPLY_HTTP_MORE; at += piece)
            got = reply_http_take(&reply, &page, text + at, strnlen(text + at, piece));
        if (got == REPLY_HTTP_MORE)
            got = reply_http_end(&reply);
        if (!CHECK_EQ_INT(got, state))
            fprintf(stderr, "    in pieces of %zu: %s\n", piece, text);
        if (state == REPLY_HTTP_BROKEN) {
            CHECK_EQ_STR(reply.why, body);
        } else {
            CHECK_EQ_INT(reply.status, status);
            page.head[page.head_size] = '\0';
            CHECK_EQ_STR(page.head, body);
        }
        reply_page_free(&page);
    }
}

static void whole_answers(void)
{
    expect_answer("HTTP/1.0 200 OK\r\n\r\nhello", REPLY_HTTP_WHOLE, 200, "hello");
    expect_answer("HTTP/1.0 200\n\nhello", REPLY_HTTP_WHOLE, 200, "hello");
    expect_answer("HTTP/1.1 404 No\r\nContent-Length: 5\r\nX: y\r\n\r\nhello and more", REPLY_HTTP_WHOLE, 404,
                  "hello");
    expect_answer("HTTP/1.1 200 OK\r\ncontent-length:5 \r\nContent-Length: 5\r\n\r\nhello", REPLY_HTTP_WHOLE,
                  200, "hello");
    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx", REPLY_HTTP_WHOLE, 200, "");
    expect_answer("HTTP/1.1 204 OK\r\n\r\nx", REPLY_HTTP_WHOLE, 204, "");
    expect_answer("HTTP/1.1 304 OK\r\nContent-Length: 7\r\n\r\n", REPLY_HTTP_WHOLE, 304, "");
    expect_answer("HTTP/1.1 100 Go on\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhi",
                  REPLY_HTTP_WHOLE, 200, "hi");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n"
                  "2\r\nhe\r\n0003;a=b\r\nllo\r\n0\r\nTrailer: x\r\n\r\nmore",
                  REPLY_HTTP_WHOLE, 200, "hello");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, CHUNKED \r\n\r\nA\r\n0123456789\r\n0\r\n\r\n",
                  REPLY_HTTP_WHOLE, 200, "0123456789");
    expect_answer("HTTP/1.1 200 OK\r\nContent-Lengthy: 2\r\nX-Content-Length: 1\r\n\r\nhello",
                  REPLY_HTTP_WHOLE, 200, "hello");
}

static void broken_answers(void)
{
    static const char none[] = "not an HTTP answer", closed[] = "the connection was closed without an answer",
                      cut[] = "the connection was closed in the middle of the answer";

    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", REPLY_HTTP_BROKEN, 0, cut);
    expect_answer("HTTP/1.1 200 OK\r\nContent-Le", REPLY_HTTP_BROKEN, 0, cut);
    expect_answer("HTTP/1.1 2", REPLY_HTTP_BROKEN, 0, closed);
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", REPLY_HTTP_BROKEN, 0,
                  cut);
    expect_answer("SSH-2.0-OpenSSH\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/2 200\r\n\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/1.1 2000 OK\r\n\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/1.1 020 OK\r\n\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n", REPLY_HTTP_BROKEN, 0, none);
    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999999\r\n\r\n", REPLY_HTTP_BROKEN, 0,
                  none);
    expect_answer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", REPLY_HTTP_BROKEN, 0,
                  "two lengths that differ");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n", REPLY_HTTP_BROKEN, 0,
                  "a chunk's size is none");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", REPLY_HTTP_BROKEN, 0,
                  "a chunk's size is none");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1111111111111111\r\n",
                  REPLY_HTTP_BROKEN, 0, "a chunk's size is none");
    expect_answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n", REPLY_HTTP_BROKEN, 0,
                  "a chunk is longer than it says");
}

static void what_is_no_body_has_an_end(void)
{
    static const char *const more[] = {"X: y\r\n", "yyyyyyyy", "\r\nHTTP/1.1 100 Go on\r\n", NULL};
    struct reply_page page = {.head = NULL};
    struct conf_url url = {.regex = NULL};
    struct reply_http reply;

    CHECK(reply_page_begin(&page, &url));
    for (int i = 0; more[i] != NULL; i++) {
        size_t total = 0;

        reply_http_begin(&reply);
        reply_http_take(&reply, &page, "HTTP/1.1 100 Go on\r\n", 20);
        for (; reply_http_take(&reply, &page, more[i], strlen(more[i])) == REPLY_HTTP_MORE; total++)
            continue;
        CHECK(reply.state == REPLY_HTTP_BROKEN && total * strlen(more[i]) <= REPLY_HTTP_HEADERS_MAX);
        CHECK_EQ_STR(reply.why, "headers of more than 64 KiB");
    }
}

static void requests_for_pages(void)
{
    char out[REPLY_HTTP_REQUEST_MAX], *path = calloc(1, 5000);

    CHECK(reply_http_request(out, CONF_HTTP_1_0, "/a?b=c", "www.example") > 0);
    CHECK_EQ_STR(out, "GET /a?b=c HTTP/1.0\r\nHost: www.example\r\nUser-Agent: vrrpd\r\nAccept: */*\r\n"
                      "Connection: close\r\n\r\n");
    CHECK(reply_http_request(out, CONF_HTTP_1_1, "/", "[::1]:8080") > 0);
    CHECK(strncmp(out, "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n", 34) == 0);
    CHECK_EQ_INT(reply_http_request(out, CONF_HTTP_1_0, "/a\r\nX: y", "a"), 0);
    CHECK_EQ_INT(reply_http_request(out, CONF_HTTP_1_0, "/a b", "a"), 0);
    CHECK_EQ_INT(reply_http_request(out, CONF_HTTP_1_0, "/", "a\nb"), 0);
    memset(path, '/', 4999);
    CHECK_EQ_INT(reply_http_request(out, CONF_HTTP_1_0, path, "a"), 0);
    free(path);
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
    replies_of_mail_servers();
    what_follows_a_reply_is_not_taken();
    replies_without_end_are_broken();
    questions_to_name_servers();
    answers_of_name_servers();
    whole_answers();
    broken_answers();
    what_is_no_body_has_an_end();
    requests_for_pages();
    status_ranges();
    digests();
    expressions();
    pages_without_end_are_cut();
    a_digest_without_a_check();
    return check_report("reply");
}
