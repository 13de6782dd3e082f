/* Commands as text, and the words of routes and virtual MACs: what is split where, and what is refused whole.
 */
#include <stdio.h>
#include <string.h>

#include "conf/command.h"
#include "conf/quantity.h"
#include "conf/route.h"
#include "tests/fuzz/memory_loader.h"
#include "tests/unit/check.h"

static void commands_split_at_blanks_and_quotes_hold(void)
{
    static const struct {
        const char *text;
        bool closed;
        const char *joined; /* the words with a bar behind each */
    } rows[] = {
        {"/bin/x a  b\tc", true, "/bin/x|a|b|c|"},
        {"  /bin/x  ", true, "/bin/x|"},
        {"x 'a b' \"c d\"", true, "x|a b|c d|"},
        {"x a'b c'd", true, "x|ab cd|"},
        {"x '' \"\"", true, "x|||"},
        {"x a\\ b \\' \\\\", true, "x|a b|'|\\|"},
        {"x '\\n' \"\\\"\"", true, "x|\\n|\"|"},
        {"x \"it's\" '\"'", true, "x|it's|\"|"},
        {"x 'open end", false, "x|open end|"},
        {"x end\\", true, "x|end\\|"},
        {"", true, ""},
        {" \t", true, ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct conf *conf = conf_new(CONF_FORMAT_YAML, "x");
        struct conf_command command = {.argc = 0};
        char joined[200] = "";
        CHECK_EQ_INT(command_split(conf, rows[i].text, &command), rows[i].closed);
        for (size_t word = 0; word < command.argc; word++)
            strcat(strcat(joined, command.argv[word]), "|");
        CHECK_EQ_STR(joined, rows[i].joined);
        CHECK(command.argc == 0 || command.argv[command.argc] == NULL);
        conf_free(conf);
    }
}

static void argv_ends_with_null_at_every_length(void)
{
    struct conf *conf = conf_new(CONF_FORMAT_YAML, "x");
    struct conf_command command = {.argc = 0};

    for (size_t count = 1; count < 70; count++) {
        command_append(conf, &command, "word");
        CHECK_EQ_INT(command.argc, count);
        CHECK(command.argv[count] == NULL);
        CHECK_EQ_STR(command.argv[count - 1], "word");
    }
    conf_free(conf);
}

static void shell_words_are_found(void)
{
    static const struct {
        const char *text;
        const char *word;
    } rows[] = {{"a && b", "&&"},    {"a >x", ">x"},         {"a 2>&1", "2>&1"}, {"a | b", "|"},
                {"a `b`", "`b`"},    {"</dev/x", "</dev/x"}, {"a $(b)", "$(b)"}, {"a ; b", ";"},
                {"a b-2 1 2", NULL}, {"a x>y", NULL}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct conf *conf = conf_new(CONF_FORMAT_YAML, "x");
        struct conf_command command = {.argc = 0};
        command_split(conf, rows[i].text, &command);
        CHECK_EQ_STR(command_shell_word(&command), rows[i].word);
        conf_free(conf);
    }
}

static void users_are_names_or_numbers(void)
{
    static const char *const good[] = {"root", "_x", "a-b.c", "100", "machine$"};
    static const char *const bad[] = {
        "", "-x", "a b", "a/b", ";", "$a", "a_name_that_is_longer_than_32_bytes"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(command_is_user(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!command_is_user(bad[i]));
}

static void mac_addresses_are_six_bytes(void)
{
    static const char *const bad[] = {"",
                                      "00:00:5e:00:01",
                                      "00:00:5e:00:01:3",
                                      "00:00:5e:00:01:33:44",
                                      "00-00-5e-00-01-33",
                                      "00:00:5g:00:01:33",
                                      "00:00:5e:00:01:33 "};
    uint8_t mac[6] = {9, 9, 9, 9, 9, 9};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!quantity_mac(bad[i], mac));
    CHECK_EQ_INT(mac[0], 9);
    CHECK(quantity_mac("00:01:5e:Fa:aF:33", mac));
    CHECK(memcmp(mac, "\x00\x01\x5e\xfa\xaf\x33", 6) == 0);
}

static void signed_numbers_have_bounds(void)
{
    int64_t number = 7;

    CHECK(quantity_signed("-253", -253, 253, &number) && number == -253);
    CHECK(quantity_signed("+5", -253, 253, &number) && number == 5);
    CHECK(quantity_signed("0", -253, 253, &number) && number == 0);
    CHECK(!quantity_signed("-254", -253, 253, &number));
    CHECK(!quantity_signed("254", -253, 253, &number));
    CHECK(!quantity_signed("--1", -253, 253, &number));
    CHECK(!quantity_signed("-", -253, 253, &number));
    CHECK(!quantity_signed("1x", -253, 253, &number));
    CHECK_EQ_INT(number, 0);
}

static void marks_and_tables_are_whole_words(void)
{
    uint32_t mark, mask, table;

    CHECK(route_mark("16", &mark, &mask) && mark == 16 && mask == UINT32_MAX);
    CHECK(route_mark("0x10/0xfF", &mark, &mask) && mark == 16 && mask == 255);
    CHECK(!route_mark("0x", &mark, &mask) && !route_mark("1/0", &mark, &mask));
    CHECK(!route_mark("0x123456789", &mark, &mask) && !route_mark("-1", &mark, &mask));
    CHECK(route_table("main", &table) && table == 254);
    CHECK(route_table("4294967295", &table) && table == UINT32_MAX);
    CHECK(!route_table("0", &table) && !route_table("mains", &table) && !route_table("4294967296", &table));
}

static bool loads(const char *text, size_t size)
{
    struct conf_errors errors;
    struct conf *conf = memory_conf("x.yaml", text, size, &errors);
    bool good = conf != NULL;

    conf_free(conf);
    conf_errors_free(&errors);
    return good;
}

static bool loads_scripts(int count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    fputs("instances:\n  A: {interface: eth0, vrid: 1, addresses: [10.9.0.1]}\ntrack:\n  scripts:\n", out);
    for (int i = 0; i < count; i++)
        fprintf(out, "    s%d: {command: /bin/x}\n", i);
    fclose(out);
    bool good = loads(text, size);
    free(text);
    return good;
}

static bool loads_interfaces(int count)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    fputs("instances:\n  A:\n    interface: e0\n    vrid: 1\n    addresses: [10.9.0.1]\n    excluded:\n",
          out);
    for (int i = 0; i < count; i++)
        fprintf(out, "      - {address: 11.0.%d.%d, dev: e%d}\n", i / 200, i % 200 + 1, i);
    fclose(out);
    bool good = loads(text, size);
    free(text);
    return good;
}

static void counts_have_limits(void)
{
    CHECK(loads_scripts(CONF_TRACKERS_MAX));
    CHECK(!loads_scripts(CONF_TRACKERS_MAX + 1));
    CHECK(loads_interfaces(CONF_INTERFACES_MAX));
    CHECK(!loads_interfaces(CONF_INTERFACES_MAX + 1));
}

int main(void)
{
    commands_split_at_blanks_and_quotes_hold();
    argv_ends_with_null_at_every_length();
    shell_words_are_found();
    users_are_names_or_numbers();
    mac_addresses_are_six_bytes();
    signed_numbers_have_bounds();
    marks_and_tables_are_whole_words();
    counts_have_limits();
    return check_report("conf_command_test");
}
