/* vrrptop: the table of keys. */
#include "tests/unit/check.h"
#include "vrrptop/keys.h"

static struct input character(uint32_t code)
{
    return (struct input){.kind = INPUT_CHARACTER, .code = code};
}

static struct input function(uint32_t code)
{
    return (struct input){.kind = INPUT_FUNCTION, .code = code};
}

static enum action plain(struct input input)
{
    return keys_action(&input, false, false);
}

static void every_action_has_a_key(void)
{
    size_t count;
    const struct key_row *rows = keys_table(&count);

    for (int action = ACTION_NONE + 1; action < ACTION_COUNT; action++) {
        bool found = false;

        for (size_t i = 0; i < count; i++)
            found = found || ((int)rows[i].action == action && rows[i].input_count > 0);
        if (!CHECK(found))
            fprintf(stderr, "    action %d\n", action);
    }
}

static bool same(const struct input *a, const struct input *b)
{
    return a->kind == b->kind && a->code == b->code;
}

static void no_key_stands_twice(void)
{
    size_t count, checked = 0;
    const struct key_row *rows = keys_table(&count);

    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; n < rows[i].input_count; n++)
            for (size_t k = 0; k < count; k++)
                for (size_t m = 0; m < rows[k].input_count; m++, checked++)
                    if (i != k || n != m)
                        CHECK(!same(&rows[i].inputs[n], &rows[k].inputs[m]));
    CHECK(checked > 1000);
}

static void the_help_fits_in_80_columns(void)
{
    size_t count;
    const struct key_row *rows = keys_table(&count);

    /* 76 columns within the frame, 14 of them for the keys and the blank behind them. */
    for (size_t i = 0; i < count; i++) {
        CHECK(rows[i].label[0] != '\0' && strlen(rows[i].label) <= 13);
        CHECK(rows[i].help[0] != '\0' && strlen(rows[i].help) <= 62);
    }
}

/* A label names as many keys as there are. */
static void labels_name_all_keys(void)
{
    size_t count;
    const struct key_row *rows = keys_table(&count);

    for (size_t i = 0; i < count; i++) {
        size_t words = 1;

        for (const char *at = rows[i].label; *at != '\0'; at++)
            words += *at == ' ';
        if (!CHECK_EQ_INT(words, rows[i].input_count))
            fprintf(stderr, "    %s\n", rows[i].label);
    }
}

static void keys_do_what_the_contract_says(void)
{
    CHECK_EQ_INT(plain(character('q')), ACTION_QUIT);
    CHECK_EQ_INT(plain(character(3)), ACTION_QUIT);
    CHECK_EQ_INT(plain(function(10)), ACTION_QUIT);
    CHECK_EQ_INT(plain(character('h')), ACTION_HELP);
    CHECK_EQ_INT(plain(character('s')), ACTION_DELAY);
    CHECK_EQ_INT(plain(character(' ')), ACTION_PAUSE);
    CHECK_EQ_INT(plain(character('P')), ACTION_PAUSE);
    CHECK_EQ_INT(plain(character('<')), ACTION_SORT_LEFT);
    CHECK_EQ_INT(plain(function(6)), ACTION_SORT_RIGHT);
    CHECK_EQ_INT(plain(character('R')), ACTION_REVERSE);
    CHECK_EQ_INT(plain(character('\\')), ACTION_FILTER);
    CHECK_EQ_INT(plain(function(4)), ACTION_FILTER);
    CHECK_EQ_INT(plain((struct input){.kind = INPUT_BACK_TAB}), ACTION_PREVIOUS_VIEW);
    CHECK_EQ_INT(plain(character('4')), ACTION_VIEW_4);
    CHECK_EQ_INT(plain(character('c')), ACTION_SUMS);
    CHECK_EQ_INT(plain(character(12)), ACTION_REFRESH);
    CHECK_EQ_INT(plain(function(12)), ACTION_NONE);
    CHECK_EQ_INT(plain(character(0x4E2D)), ACTION_NONE);
    CHECK_EQ_INT(plain((struct input){.kind = INPUT_CLICK}), ACTION_NONE);
}

static void changes_and_recordings_have_their_keys_only_there(void)
{
    struct input drain = character('D'), slower = character('[');

    CHECK_EQ_INT(keys_action(&drain, false, false), ACTION_NONE);
    CHECK_EQ_INT(keys_action(&drain, true, false), ACTION_DRAIN);
    CHECK_EQ_INT(keys_action(&slower, true, false), ACTION_NONE);
    CHECK_EQ_INT(keys_action(&slower, false, true), ACTION_SLOWER);
    CHECK(keys_row(&drain) != NULL && keys_row(&drain)->when == KEY_WRITE);
    CHECK(keys_row(&slower) != NULL && keys_row(&slower)->when == KEY_REPLAY);
}

int main(void)
{
    every_action_has_a_key();
    no_key_stands_twice();
    the_help_fits_in_80_columns();
    labels_name_all_keys();
    keys_do_what_the_contract_says();
    changes_and_recordings_have_their_keys_only_there();
    return check_report("keys");
}
