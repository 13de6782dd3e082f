/* lib/request: what a client may say, and what it is told. */
#include <stdlib.h>

#include "lib/request.h"
#include "tests/unit/check.h"

static const char *parse(const char *text, struct request *out)
{
    return request_parse(text, strlen(text), out);
}

static void good_requests(void)
{
    struct request request;

    CHECK(parse("{\"verb\":\"status\"}", &request) == NULL);
    CHECK_EQ_STR(request.verb, "status");
    CHECK_EQ_STR(request.name, "");
    CHECK(!request.follow);
    CHECK(parse(" {\"follow\":true,\"name\":\"VI_1\",\"later\":[1],\"verb\":\"events\"} ", &request) == NULL);
    CHECK_EQ_STR(request.verb, "events");
    CHECK_EQ_STR(request.name, "VI_1");
    CHECK(request.follow);
    CHECK(parse("{\"verb\":\"status\",\"follow\":1}", &request) == NULL);
    CHECK(!request.follow); /* only true is true */
}

static void bad_requests(void)
{
    static const char *const bad[] = {
        "",
        "status",
        "[]",
        "\"verb\"",
        "null",
        "{",
        "{}",
        "{\"verb\":17}",
        "{\"verb\":\"\"}",
        "{\"verb\":\"a-verb-of-24-characters-\"}",
        "{\"verb\":\"status\"} x",
        "{\"verb\":\"status\",\"verb\":\"drain\"}",
        "{\"verb\":\"drain\",\"name\":7}",
        "{\"verb\":\"drain\",\"name\":null}",
        "{\"verb\":\"drain\",\"name\":\"\\u0000\"}",
        "{\"verb\":\"drain\",\"name\":\"\xff\"}",
    };
    char text[200];
    struct request request;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (!CHECK(parse(bad[i], &request) != NULL))
            fprintf(stderr, "    %s\n", bad[i]);
    snprintf(text, sizeof(text), "{\"verb\":\"drain\",\"name\":\"%063d\"}", 0);
    CHECK(parse(text, &request) == NULL);
    snprintf(text, sizeof(text), "{\"verb\":\"drain\",\"name\":\"%064d\"}", 0);
    CHECK(parse(text, &request) != NULL);
    CHECK(request_parse("{\"verb\":\"status\"}", 5, &request) != NULL);
}

static void what_is_printed_is_read(void)
{
    struct request request = {.verb = "drain", .name = "中文 \"quoted\"", .follow = true}, again;
    char *text = request_print(&request);

    CHECK(text != NULL && strchr(text, '\n') == NULL);
    CHECK(text != NULL && parse(text, &again) == NULL);
    CHECK_EQ_STR(again.name, request.name);
    CHECK_EQ_STR(again.verb, "drain");
    CHECK(again.follow);
    free(text);
}

/* A name that JSON cannot say must not become no name: that would mean all. */
static void a_name_is_never_lost(void)
{
    struct request request = {.verb = "drain", .name = "VI_\xff"};
    char *text = request_print(&request);

    CHECK(text == NULL);
    free(text);
}

static void answers(void)
{
    struct request_answer answer;
    char *text = request_error("no-such-instance", "no instance is called \"x\"");

    CHECK(request_parse_answer(text, &answer));
    CHECK(answer.is_error && !answer.ok);
    CHECK_EQ_STR(answer.code, "no-such-instance");
    CHECK_EQ_STR(answer.message, "no instance is called \"x\"");
    free(text);
    text = request_result(true, NULL);
    CHECK_EQ_STR(text, "{\"schema\":1,\"ok\":true,\"findings\":[]}");
    CHECK(request_parse_answer(text, &answer));
    CHECK(answer.ok && !answer.is_error);
    CHECK_EQ_STR(answer.message, "");
    free(text);
    text = request_result(false, "a:1:1: error: one\nb \xff\nthree\n");
    CHECK(request_parse_answer(text, &answer));
    CHECK(!answer.ok && !answer.is_error);
    CHECK_EQ_STR(answer.message, "a:1:1: error: one\n(not UTF-8)\nthree");
    free(text);
}

static void other_objects_are_no_answers(void)
{
    struct request_answer answer;

    CHECK(!request_parse_answer("", &answer));
    CHECK(!request_parse_answer("{}", &answer));
    CHECK(!request_parse_answer("{\"schema\":1,\"type\":\"status\"}", &answer));
    CHECK(request_parse_answer("{\"error\":17}", &answer));
    CHECK(!answer.ok);
    CHECK(request_parse_answer("{\"ok\":true,\"findings\":[1,{},\"x\"]}", &answer));
    CHECK_EQ_STR(answer.message, "\n\nx");
}

/* More findings than the answer has room for are cut, not written beyond it. */
static void many_findings_are_cut(void)
{
    size_t size = 3 * sizeof(((struct request_answer *)NULL)->message);
    char *findings = malloc(size);
    struct request_answer *answer = malloc(sizeof(*answer));
    char *text;

    for (size_t i = 0; i < size - 1; i++)
        findings[i] = i % 80 == 79 ? '\n' : 'f';
    findings[size - 1] = '\0';
    text = request_result(false, findings);
    CHECK(request_parse_answer(text, answer));
    CHECK(strlen(answer->message) == sizeof(answer->message) - 1);
    free(text);
    free(findings);
    free(answer);
}

int main(void)
{
    good_requests();
    bad_requests();
    what_is_printed_is_read();
    a_name_is_never_lost();
    answers();
    other_objects_are_no_answers();
    many_findings_are_cut();
    return check_report("request");
}
