/* vrrptop: what a reader keeps. */
#include <stdlib.h>

#include "tests/unit/check.h"
#include "vrrptop/settings.h"

static struct settings read_after_default(const char *text, char error[160])
{
    struct settings settings;

    settings_default(&settings);
    settings_read(text, &settings, error);
    return settings;
}

static void delays_are_read_with_and_without_units(void)
{
    CHECK_EQ_INT(settings_delay("0.5"), 500000);
    CHECK_EQ_INT(settings_delay("2"), 2000000);
    CHECK_EQ_INT(settings_delay("500ms"), 500000);
    CHECK_EQ_INT(settings_delay(" 2s "), 2000000);
    CHECK_EQ_INT(settings_delay(".25"), 250000);
    CHECK_EQ_INT(settings_delay("3600"), 3600000000);
    CHECK_EQ_INT(settings_delay("0.1"), 100000);
}

static void delays_that_are_none_are_refused(void)
{
    static const char *const wrong[] = {"",
                                        " ",
                                        "0",
                                        "0.09",
                                        "3601",
                                        "-1",
                                        "1x",
                                        "inf",
                                        "nan",
                                        "0x2",
                                        "1e3",
                                        "1 2",
                                        "50ms",
                                        "s",
                                        ".",
                                        "1m",
                                        "1,5",
                                        "ms",
                                        "99999999999999999999"};

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        if (!CHECK_EQ_INT(settings_delay(wrong[i]), 0))
            fprintf(stderr, "    of \"%s\"\n", wrong[i]);
}

static void what_was_printed_is_read_again(void)
{
    struct settings settings, again;
    char error[160];
    char *text;

    settings_default(&settings);
    settings.delay_us = 250000;
    settings.view = VIEW_SERVERS;
    settings.tree = !settings.tree;
    settings.bits = settings.exact = settings.cumulative = settings.ascii = true;
    settings.mouse = false;
    settings.views[VIEW_ROUTERS].sort = 3;
    settings.views[VIEW_ROUTERS].reverse = true;
    settings.views[VIEW_SERVERS].fields[2] = !settings.views[VIEW_SERVERS].fields[2];
    text = settings_print(&settings);
    CHECK(text != NULL && strlen(text) < SETTINGS_TEXT_MAX);
    settings_default(&again);
    settings_read(text, &again, error);
    CHECK_EQ_STR(error, "");
    CHECK(memcmp(&again, &settings, sizeof(settings)) == 0);
    CHECK(strstr(text, "delay = 0.25\n") != NULL);
    free(text);
}

static void what_is_wrong_stays_and_the_first_is_told(void)
{
    char error[160];
    struct settings settings = read_after_default("# mine\n"
                                                  "\n"
                                                  "delay = soon\n"
                                                  "view = nowhere\n"
                                                  "bits = yes # not bytes\n"
                                                  "tree = perhaps\n"
                                                  "vrrp.sort = height\n"
                                                  "vrrp.columns = height weight\n",
                                                  error);
    struct settings normal;

    settings_default(&normal);
    CHECK_EQ_STR(error, "line 3: a delay is 0.1 to 3600 seconds, not \"soon\"");
    CHECK_EQ_INT(settings.delay_us, normal.delay_us);
    CHECK_EQ_INT(settings.view, normal.view);
    CHECK_EQ_INT(settings.tree, normal.tree);
    CHECK_EQ_INT(settings.bits, true);
    CHECK_EQ_INT(settings.views[VIEW_ROUTERS].sort, -1);
    CHECK(memcmp(settings.views, normal.views, sizeof(normal.views)) == 0);
    read_after_default("delay\n", error);
    CHECK_EQ_STR(error, "line 1: no \"key = value\"");
}

static void what_a_later_version_wrote_is_left_alone(void)
{
    char error[160];
    struct settings settings = read_after_default("theme = dark\nmap.sort = north\nvrrp.colour = red\n"
                                                  "vrrp.columns = name, hologram, state\n",
                                                  error);
    int name = field_find(VIEW_ROUTERS, "name"), state = field_find(VIEW_ROUTERS, "state");

    CHECK_EQ_STR(error, "");
    for (int i = 0; i < FIELDS_MAX; i++)
        CHECK_EQ_INT(settings.views[VIEW_ROUTERS].fields[i], i == name || i == state);
}

static void rates_are_the_reverse_of_sums(void)
{
    char error[160];
    struct settings settings = read_after_default("rates = no\r\n mouse=off\n", error);

    CHECK_EQ_STR(error, "");
    CHECK(settings.cumulative);
    CHECK(!settings.mouse);
    CHECK(!read_after_default("rates = yes", error).cumulative);
}

static void columns_are_found_by_title_too(void)
{
    char error[160];
    struct settings settings = read_after_default("vrrp.sort = PRIO\nservices.sort = none\n", error);

    CHECK_EQ_STR(error, "");
    CHECK_EQ_INT(settings.views[VIEW_ROUTERS].sort, field_find(VIEW_ROUTERS, "priority"));
}

static void no_text_breaks_it(void)
{
    char text[SETTINGS_TEXT_MAX], error[160];
    unsigned seed = 7;

    memset(text, 'a', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    read_after_default(text, error);
    CHECK_EQ_STR(error, "line 1: the line is too long");
    for (int round = 0; round < 2000; round++) {
        static const char pieces[] = "delay=view.sortcolumns vrrp#\n\n\t =.,0123\xFF\x80\033";

        for (size_t i = 0; i + 1 < 200; i++) {
            seed = seed * 1103515245 + 12345;
            text[i] = pieces[(seed >> 16) % (sizeof(pieces) - 1)];
        }
        text[199] = '\0';
        read_after_default(text, error);
        CHECK(strlen(error) < 160);
    }
}

int main(void)
{
    delays_are_read_with_and_without_units();
    delays_that_are_none_are_refused();
    what_was_printed_is_read_again();
    what_is_wrong_stays_and_the_first_is_told();
    what_a_later_version_wrote_is_left_alone();
    rates_are_the_reverse_of_sums();
    columns_are_found_by_title_too();
    no_text_breaks_it();
    return check_report("settings");
}
