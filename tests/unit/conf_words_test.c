/* The small readers of words: numbers with units, addresses with lengths, "did you mean", and the list of
 * findings with its bounds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/errors.h"
#include "conf/quantity.h"
#include "conf/suggest.h"
#include "tests/unit/check.h"

static void durations_need_a_unit(void)
{
    static const struct {
        const char *text;
        enum quantity_result result;
        int64_t us;
    } rows[] = {
        {"1s", QUANTITY_OK, 1000000},
        {"100ms", QUANTITY_OK, 100000},
        {"5m", QUANTITY_OK, 300000000},
        {"0s", QUANTITY_OK, 0},
        {"1.5s", QUANTITY_OK, 1500000},
        {"0.01s", QUANTITY_OK, 10000},
        {"7us", QUANTITY_OK, 7},
        {"1h", QUANTITY_OK, 3600000000},
        {"1.5ms", QUANTITY_OK, 1500},
        {"0.5h", QUANTITY_OK, 1800000000},
        {"1", QUANTITY_NO_UNIT, 0},
        {"1.5", QUANTITY_NO_UNIT, 0},
        {"", QUANTITY_NO_NUMBER, 0},
        {"s", QUANTITY_NO_NUMBER, 0},
        {"-1s", QUANTITY_NO_NUMBER, 0},
        {"1 s", QUANTITY_NO_NUMBER, 0},
        {"1S", QUANTITY_NO_NUMBER, 0},
        {"1ss", QUANTITY_NO_NUMBER, 0},
        {".5s", QUANTITY_NO_NUMBER, 0},
        {"1.s", QUANTITY_NO_NUMBER, 0},
        {"1.2.3s", QUANTITY_NO_NUMBER, 0},
        {"1.5us", QUANTITY_NO_NUMBER, 0},
        {"0.0000001s", QUANTITY_NO_NUMBER, 0},
        {"99999999999999999999s", QUANTITY_NO_NUMBER, 0},
        {"99999999h", QUANTITY_NO_NUMBER, 0},
        {"0x1s", QUANTITY_NO_NUMBER, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t us = 0;
        if (!CHECK_EQ_INT(quantity_duration(rows[i].text, &us), rows[i].result) ||
            !CHECK_EQ_INT(us, rows[i].us))
            fprintf(stderr, "    `%s'\n", rows[i].text);
    }
}

static void durations_print_as_they_read(void)
{
    static const int64_t values[] = {0,        1,       999,     1000,        10000,
                                     40950000, 1000000, 1500000, 86400000000, 1000001};

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        char text[QUANTITY_DURATION_TEXT_MAX];
        int64_t us = -1;
        CHECK_EQ_INT(quantity_duration(quantity_duration_format(values[i], text), &us), QUANTITY_OK);
        CHECK_EQ_INT(us, values[i]);
    }
    char text[QUANTITY_DURATION_TEXT_MAX];
    CHECK_EQ_STR(quantity_duration_format(1000000, text), "1s");
    CHECK_EQ_STR(quantity_duration_format(250000, text), "250ms");
}

static void numbers_are_whole_text(void)
{
    uint64_t value = 7;
    int64_t us = 7;

    CHECK(quantity_unsigned("255", 255, &value) && value == 255);
    CHECK(quantity_unsigned("0", 255, &value) && value == 0);
    CHECK(quantity_unsigned("18446744073709551615", UINT64_MAX, &value) && value == UINT64_MAX);
    value = 7;
    static const char *const bad[] = {
        "", " 1", "1 ", "+1", "-1", "0x10", "1.0", "256", "18446744073709551616"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!quantity_unsigned(bad[i], 255, &value) && value == 7);
    CHECK(quantity_seconds("0.01", &us) && us == 10000);
    CHECK(quantity_seconds("255", &us) && us == 255000000);
    CHECK(!quantity_seconds("1s", &us) && !quantity_seconds("", &us) && !quantity_seconds("1e3", &us));
}

static void addresses_have_lengths(void)
{
    static const struct {
        const char *text;
        bool good;
        int prefix;
    } rows[] = {
        {"10.9.0.1", true, QUANTITY_PREFIX_NONE},
        {"10.9.0.1/24", true, 24},
        {"10.9.0.1/0", true, 0},
        {"10.9.0.1/32", true, 32},
        {"10.9.0.1/33", true, QUANTITY_PREFIX_BAD},
        {"10.9.0.1/", true, QUANTITY_PREFIX_BAD},
        {"10.9.0.1/2x", true, QUANTITY_PREFIX_BAD},
        {"10.9.0.1/24/24", true, QUANTITY_PREFIX_BAD},
        {"fe80::1/128", true, 128},
        {"fe80::1/129", true, QUANTITY_PREFIX_BAD},
        {"10.9.0", false, 0},
        {"/24", false, 0},
        {"10.9.0.1 /24", false, 0},
        {"", false, 0},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct addr address;
        int prefix = 0;
        if (!CHECK_EQ_INT(quantity_address(rows[i].text, &address, &prefix), rows[i].good) ||
            !CHECK_EQ_INT(prefix, rows[i].prefix))
            fprintf(stderr, "    `%s'\n", rows[i].text);
    }
}

static void slips_find_their_word(void)
{
    static const char *const words[] = {
        "vrrp_instance", "virtual_ipaddress", "priority", "state", "MASTER", "BACKUP", "dev", "to"};
    static const struct {
        const char *word;
        const char *want;
    } rows[] = {
        {"vrrp_instnace", "vrrp_instance"},
        {"vritual_ipaddress", "virtual_ipaddress"},
        {"proirity", "priority"},
        {"BAKCUP", "BACKUP"},
        {"master", "MASTER"},
        {"Master", "MASTER"},
        {"sate", "state"},
        {"dve", "dev"},
        {"completely_else", NULL},
        {"SLAVE", NULL},
        {"x", NULL},
        {"", NULL},
        {"a_word_that_is_far_longer_than_any_keyword", NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_EQ_STR(suggest_from(rows[i].word, words, sizeof words / sizeof *words), rows[i].want);
    char text[SUGGEST_TEXT_MAX];
    CHECK_EQ_STR(suggest_format("state", text), ", did you mean `state'?");
    CHECK_EQ_STR(suggest_format(NULL, text), "");
}

static void findings_are_bounded_and_printable(void)
{
    struct conf_errors errors;
    char name[] = "a.conf", text[2000], lengthy[3000];

    conf_errors_init(&errors);
    conf_errors_add(&errors, CONF_ERROR, &(struct conf_place){name, 3, 4}, "a\nb\033[1m%s", "c");
    name[0] = 'x'; /* the entry keeps a name of its own */
    CHECK_EQ_STR(conf_error_format(&errors.items[0], text, sizeof text), "a.conf:3:4: error: a?b?[1mc");
    conf_errors_add(&errors, CONF_WARNING, &(struct conf_place){NULL, 0, 0}, "whole");
    CHECK_EQ_STR(conf_error_format(&errors.items[1], text, sizeof text), ": warning: whole");
    CHECK_EQ_STR(conf_error_format(&errors.items[1], text, 5), ": wa");

    /* Cut between characters: three bytes each, so no cut at a fixed byte would be right by luck three times.
     */
    for (size_t shift = 0; shift < 3; shift++) {
        memset(lengthy, 'a', shift);
        for (size_t i = shift; i + 3 < sizeof lengthy; i += 3)
            memcpy(lengthy + i, "\xe3\x80\x80", 4);
        conf_errors_add(&errors, CONF_WARNING, &(struct conf_place){"b", 1, 1}, "%s", lengthy);
        const char *message = errors.items[errors.count - 1].message;
        CHECK(strlen(message) > 900 && (strlen(message) - shift) % 3 == 0);
    }
    for (int i = 0; i < 2 * CONF_ERRORS_MAX; i++)
        conf_errors_add(&errors, CONF_ERROR, &(struct conf_place){"b", 1, 1}, "more");
    CHECK_EQ_INT(errors.count, CONF_ERRORS_MAX);
    CHECK_EQ_INT(errors.errors, 2 * CONF_ERRORS_MAX + 1);
    CHECK_EQ_INT(errors.warnings, 4);
    conf_errors_free(&errors);
    CHECK_EQ_INT(errors.count, 0);
    conf_errors_free(NULL);
}

/* A file that is refused says why, however much else there is to say about it. */
static void an_error_displaces_a_warning(void)
{
    struct conf_errors errors;
    size_t found = 0;

    conf_errors_init(&errors);
    conf_errors_add(&errors, CONF_ERROR, &(struct conf_place){"b", 1, 1}, "first");
    for (int i = 0; i < 2 * CONF_ERRORS_MAX; i++)
        conf_errors_add(&errors, CONF_WARNING, &(struct conf_place){"b", 2, 1}, "much");
    for (int i = 0; i < 3; i++)
        conf_errors_add(&errors, CONF_ERROR, &(struct conf_place){"b", 3, 1}, "late");
    for (size_t i = 0; i < errors.count; i++)
        found += errors.items[i].severity == CONF_ERROR;
    CHECK_EQ_INT(found, 4);
    CHECK_EQ_INT(errors.count, CONF_ERRORS_MAX);
    CHECK_EQ_STR(errors.items[0].message, "first");
    CHECK_EQ_STR(errors.items[CONF_ERRORS_MAX - 1].message, "late");
    conf_errors_free(&errors);
}

static void findings_sort_by_place(void)
{
    static const struct conf_place places[] = {{"a", 5, 1}, {"b", 1, 1}, {"a", 2, 9}, {"a", 2, 3},
                                               {"a", 2, 3}, {"b", 1, 0}, {"a", 0, 0}};
    struct conf_errors errors;
    char order[8] = "";

    conf_errors_init(&errors);
    for (size_t i = 0; i < 7; i++)
        conf_errors_add(&errors, CONF_ERROR, &places[i], "%c", (char)('0' + i));
    conf_errors_sort(&errors);
    for (size_t i = 0; i < errors.count; i++)
        order[i] = errors.items[i].message[0];
    CHECK_EQ_STR(order, "6342051");
    conf_errors_free(&errors);
}

int main(void)
{
    durations_need_a_unit();
    durations_print_as_they_read();
    numbers_are_whole_text();
    addresses_have_lengths();
    slips_find_their_word();
    findings_are_bounded_and_printable();
    an_error_displaces_a_warning();
    findings_sort_by_place();
    return check_report("conf_words_test");
}
