/* tracked.c, last_line.c and ping_round.c: what is read from files, /proc and programs, and rounds of pings.
 */
#include "vrrpd/vrrp/tracked.h"

#include <stdlib.h>

#include "tests/unit/check.h"
#include "lib/last_line.h"
#include "vrrpd/vrrp/ping_round.h"

/* In a buffer of exactly its size, so that reading beyond it is seen. */
static enum tracked_number number(const char *text, int32_t *value)
{
    size_t size = strlen(text);
    char *exact = malloc(size + (size == 0));
    enum tracked_number result;

    memcpy(exact, text, size);
    result = tracked_parse_number(exact, size, value);
    free(exact);
    return result;
}

static void a_file_is_one_decimal_number(void)
{
    static const struct {
        const char *text;
        enum tracked_number result;
        int32_t value;
    } cases[] = {
        {"0", TRACKED_NUMBER, 0},
        {"17\n", TRACKED_NUMBER, 17},
        {" -5 \r\n", TRACKED_NUMBER, -5},
        {"+3", TRACKED_NUMBER, 3},
        {"", TRACKED_EMPTY, 0},
        {" \n", TRACKED_EMPTY, 0},
        {"x", TRACKED_NO_NUMBER, 0},
        {"1 2", TRACKED_NO_NUMBER, 0},
        {"-", TRACKED_NO_NUMBER, 0},
        {"1x", TRACKED_NO_NUMBER, 0},
        {"0x10", TRACKED_NO_NUMBER, 0},
        {"1.5", TRACKED_NO_NUMBER, 0},
        {"2147483647", TRACKED_NUMBER, INT32_MAX},
        {"99999999999999999999999999999999", TRACKED_NUMBER, INT32_MAX},
        {"-99999999999", TRACKED_NUMBER, -INT32_MAX},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int32_t value = 77;

        CHECK_EQ_INT(number(cases[i].text, &value), cases[i].result);
        CHECK_EQ_INT(value, cases[i].value);
    }
}

static void a_process_name_may_contain_anything(void)
{
    static const char *const bad[] = {"", "1", "1 (", "1 (a)", "1 (a) ", ")a( S", "1 )( S"};
    struct tracked_process process;

    CHECK(tracked_parse_stat("7 (nginx) S 1", 13, &process));
    CHECK_EQ_STR(process.comm, "nginx");
    CHECK_EQ_INT(process.state, 'S');
    CHECK(tracked_parse_stat("7 (a) R (b)) Z 1", 16, &process));
    CHECK_EQ_STR(process.comm, "a) R (b)");
    CHECK_EQ_INT(process.state, 'Z');
    CHECK(tracked_parse_stat("7 (a name that is far too long) S 1", 35, &process));
    CHECK_EQ_STR(process.comm, "a name that is ");
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CHECK(!tracked_parse_stat(bad[i], strlen(bad[i]), &process));
}

static struct tracked_process running(const char *comm, const char *arguments, size_t size)
{
    struct tracked_process process = {.state = 'S', .arguments = arguments, .arguments_size = size};

    snprintf(process.comm, sizeof(process.comm), "%s", comm);
    return process;
}

static bool means(struct conf_tracker *tracker, const char *comm, const char *arguments, size_t size)
{
    struct tracked_process process = running(comm, arguments, size);

    return tracked_is_process(tracker, &process);
}

#define ARGUMENTS(text) text, sizeof(text)

static void processes_are_known_by_name_or_path(void)
{
    struct conf_tracker tracker = {.path = (char[]){"/usr/sbin/nginx"}};
    struct tracked_process dead = running("nginx", ARGUMENTS("nginx"));

    CHECK(means(&tracker, "nginx", ARGUMENTS("nginx: master process")));
    CHECK(means(&tracker, "worker", ARGUMENTS("/opt/sbin/nginx\0-g")));
    CHECK(!means(&tracker, "nginx2", ARGUMENTS("nginx2")));
    CHECK(means(&tracker, "nginx", "", 0));      /* a kernel thread, or one that just began */
    CHECK(!means(&tracker, "ngin", "nginx", 5)); /* no NUL: not trusted */
    dead.state = 'Z';
    CHECK(!tracked_is_process(&tracker, &dead));
    tracker.full_command = true;
    CHECK(means(&tracker, "nginx", ARGUMENTS("/usr/sbin/nginx\0-g")));
    CHECK(!means(&tracker, "nginx", ARGUMENTS("nginx")));
    tracker = (struct conf_tracker){.path = (char[]){"a-name-longer-than-15"}};
    CHECK(means(&tracker, "a-name-longer-t", "", 0));
}

static void parameters_have_to_be_all_of_them(void)
{
    struct conf_tracker tracker = {.path = (char[]){"haproxy"}, .parameters = (char[]){"-f /etc/a.cfg"}};

    CHECK(means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cfg")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cfg2")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cf")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy")));
    CHECK(!means(&tracker, "haproxy", "", 0));
    tracker.parameters_match = CONF_MATCH_INITIAL;
    CHECK(means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cfg\0-db")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cfg2")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0-db\0-f\0/etc/a.cfg")));
    tracker.parameters_match = CONF_MATCH_PARTIAL;
    CHECK(means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cfg2")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0-f\0/etc/a.cf")));
    tracker.parameters_match = CONF_MATCH_EXACT;
    tracker.parameters = (char[]){""};
    CHECK(means(&tracker, "haproxy", ARGUMENTS("haproxy")));
    CHECK(!means(&tracker, "haproxy", ARGUMENTS("haproxy\0x")));
}

static void a_definition_is_what_is_watched_not_what_it_is_worth(void)
{
    char *one[] = {(char[]){"/bin/a"}, (char[]){"b"}, NULL}, *two[] = {(char[]){"/bin/ab"}, NULL};
    struct conf_tracker a = {.kind = CONF_TRACK_SCRIPT, .command = {.argv = one, .argc = 2}};
    struct conf_tracker b = a;

    b.weight = -20;
    b.interval_us = 5;
    CHECK(tracked_definition(&a) == tracked_definition(&b));
    b.command.argv = two;
    b.command.argc = 1;
    CHECK(tracked_definition(&a) != tracked_definition(&b));
    b = a;
    b.command.user = (char[]){"nobody"};
    CHECK(tracked_definition(&a) != tracked_definition(&b));
}

static const char *last_of(const char *text, char out[LAST_LINE_MAX])
{
    struct last_line lines = {.used = 0};

    for (size_t i = 0; text[i] != '\0'; i++)
        last_line_take(&lines, text + i, 1);
    last_line_get(&lines, out, LAST_LINE_MAX);
    return out;
}

static void the_last_line_is_printable(void)
{
    char out[LAST_LINE_MAX], small[8];
    struct last_line lines = {.used = 0};

    CHECK_EQ_STR(last_of("", out), "");
    CHECK_EQ_STR(last_of("one\ntwo\n\n  \n", out), "two");
    CHECK_EQ_STR(last_of("one\n\t two \r\n", out), "two");
    CHECK_EQ_STR(last_of("one\nopen end", out), "open end");
    CHECK_EQ_STR(last_of("a\x1b[31mb\x7f", out), "a?[31mb?");
    CHECK_EQ_STR(last_of("h\xc3\xa4lt \xe4\xb8\xad \xf0\x9f\x98\x80", out),
                 "h\xc3\xa4lt \xe4\xb8\xad \xf0\x9f\x98\x80");
    CHECK_EQ_STR(last_of("\xc0\xaf \xed\xa0\x80 \xc2\x85 \xf8 \xe4\xb8", out), "?? ??? ?? ? ??");
    for (int i = 0; i < 1000; i++)
        last_line_take(&lines, "0123456789", 10);
    last_line_get(&lines, out, sizeof(out));
    CHECK_EQ_INT(strlen(out), LAST_LINE_MAX - 1);
    last_line_take(&lines, "\n\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\n", 10);
    last_line_get(&lines, small, sizeof(small));
    CHECK_EQ_STR(small, "\xc3\xa4\xc3\xa4\xc3\xa4"); /* no half letter */
}

static void a_round_spreads_its_requests_and_wants_one_answer(void)
{
    const struct ping_round_rule rule = {.count = 4, .interval_us = 1000, .timeout_us = 300};
    struct ping_round round = {.open = false};
    int64_t sent[4] = {0}, now_us = 50;
    int count = 0;

    CHECK_EQ_INT(ping_round_due_us(&round, &rule), INT64_MAX);
    ping_round_start(&round, now_us);
    for (; round.open && now_us < 5000; now_us++) {
        enum ping_round_step step = ping_round_step(&round, &rule, now_us);

        if (step == PING_ROUND_SEND && count < 4)
            sent[count++] = now_us;
    }
    CHECK_EQ_INT(count, 4);
    CHECK_EQ_INT(sent[0], 50);
    CHECK_EQ_INT(sent[3], 800);
    CHECK_EQ_INT(now_us - 1, 800 + 300); /* lost only when the last had its time */

    ping_round_start(&round, 0);
    CHECK_EQ_INT(ping_round_step(&round, &rule, 0), PING_ROUND_SEND);
    CHECK(!ping_round_answer(&round, &rule, 1, 10)); /* never sent */
    CHECK(!ping_round_answer(&round, &rule, 0, 301));
    CHECK_EQ_INT(ping_round_step(&round, &rule, 301), PING_ROUND_SEND);
    CHECK(ping_round_answer(&round, &rule, 1, 601));
    CHECK(!ping_round_answer(&round, &rule, 1, 601)); /* over */
    CHECK_EQ_INT(ping_round_step(&round, &rule, 900), PING_ROUND_WAIT);
}

int main(void)
{
    a_file_is_one_decimal_number();
    a_process_name_may_contain_anything();
    processes_are_known_by_name_or_path();
    parameters_have_to_be_all_of_them();
    a_definition_is_what_is_watched_not_what_it_is_worth();
    the_last_line_is_printable();
    a_round_spreads_its_requests_and_wants_one_answer();
    return check_report("tracked");
}
