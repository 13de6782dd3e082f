/* vrrptop: cells of a screen. */
#include "lib/locale.h"
#include "tests/unit/check.h"
#include "vrrptop/grid.h"

#define ACUTE "\xCC\x81" /* joins the character before it */

static struct grid make(unsigned width, unsigned height)
{
    struct grid grid = {.width = 0};

    CHECK(grid_resize(&grid, width, height));
    return grid;
}

static const char *line(const struct grid *grid, unsigned y)
{
    static char text[4096];

    return grid_line(grid, y, text, sizeof(text));
}

static const char *cell(const struct grid *grid, unsigned x, unsigned y)
{
    return grid->cells[(size_t)y * grid->width + x].text;
}

static unsigned style(const struct grid *grid, unsigned x)
{
    return grid->cells[x].style;
}

static void text_stands_where_it_was_put(void)
{
    struct grid grid = make(20, 2);

    CHECK_EQ_INT(grid_put(&grid, 2, 1, 10, GRID_GOOD, "VI_1"), 6);
    CHECK_EQ_STR(line(&grid, 0), "");
    CHECK_EQ_STR(line(&grid, 1), "  VI_1");
    CHECK_EQ_INT(style(&grid, 20 + 11), GRID_GOOD);
    CHECK_EQ_INT(style(&grid, 20 + 12), GRID_PLAIN);
    CHECK_EQ_INT(grid_put_right(&grid, 0, 0, 6, GRID_PLAIN, "42"), 6);
    CHECK_EQ_STR(line(&grid, 0), "    42");
    grid_put(&grid, 2, 1, 10, GRID_PLAIN, "B");
    CHECK_EQ_STR(line(&grid, 1), "  B");
    grid_free(&grid);
}

static void what_does_not_fit_is_cut(void)
{
    struct grid grid = make(10, 1);

    CHECK_EQ_INT(grid_put(&grid, 0, 0, 5, GRID_PLAIN, "abcdefgh"), 5);
    CHECK_EQ_STR(line(&grid, 0), "abcd~");
    grid_put(&grid, 0, 0, 5, GRID_PLAIN, "abcde");
    CHECK_EQ_STR(line(&grid, 0), "abcde");
    grid_put_right(&grid, 0, 0, 5, GRID_PLAIN, "123456");
    CHECK_EQ_STR(line(&grid, 0), "1234~");
    grid_put(&grid, 7, 0, 100, GRID_PLAIN, "abcdef");
    CHECK_EQ_STR(line(&grid, 0), "1234~  ab~");
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 1, GRID_PLAIN, "xy"), 1);
    CHECK_EQ_STR(cell(&grid, 0, 0), "~");
    grid_free(&grid);
}

static void nothing_is_written_outside(void)
{
    struct grid grid = make(4, 2);
    struct grid_box outside = {.x = 9, .y = 9, .width = 3, .height = 3};
    struct grid_box larger = {.x = 1, .y = 1, .width = 30, .height = 30};

    CHECK_EQ_INT(grid_put(&grid, 4, 0, 5, GRID_PLAIN, "a"), 4);
    CHECK_EQ_INT(grid_put(&grid, 0, 2, 5, GRID_PLAIN, "a"), 0);
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 0, GRID_PLAIN, "a"), 0);
    CHECK_EQ_INT(grid_put_right(&grid, 0, 2, 5, GRID_PLAIN, "a"), 0);
    grid_paint(&grid, 0, 5, 5, GRID_BAD);
    grid_paint(&grid, 3, 0, 500, GRID_BAD);
    grid_box(&grid, &outside, true, "");
    CHECK_EQ_STR(line(&grid, 0), "");
    CHECK_EQ_INT(style(&grid, 3), GRID_BAD);
    CHECK_EQ_INT(style(&grid, 4), GRID_PLAIN);
    grid_box(&grid, &larger, true, "title");
    CHECK_EQ_STR(line(&grid, 1), " +-");
    CHECK_EQ_STR(line(&grid, 7), "");
    grid_free(&grid);
}

static void a_wide_character_takes_two_cells(void)
{
    struct grid grid = make(10, 1);

    CHECK_EQ_INT(grid_put(&grid, 0, 0, 10, GRID_PLAIN, "负载a"), 5);
    CHECK_EQ_STR(cell(&grid, 0, 0), "负");
    CHECK_EQ_STR(cell(&grid, 1, 0), "");
    CHECK_EQ_STR(cell(&grid, 4, 0), "a");
    CHECK_EQ_STR(line(&grid, 0), "负载a");
    grid_free(&grid);
}

static void a_wide_character_is_never_cut_in_half(void)
{
    struct grid grid = make(10, 1);

    CHECK_EQ_INT(grid_put(&grid, 0, 0, 4, GRID_PLAIN, "负载均"), 3);
    CHECK_EQ_STR(line(&grid, 0), "负~");
    CHECK_EQ_STR(cell(&grid, 3, 0), " ");
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 3, GRID_PLAIN, "负载"), 3);
    CHECK_EQ_STR(line(&grid, 0), "负~");
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 1, GRID_PLAIN, "负"), 1);
    CHECK_EQ_STR(cell(&grid, 0, 0), "~");
    /* At the edge of the grid as well. */
    grid_put(&grid, 9, 0, 5, GRID_PLAIN, "载");
    CHECK_EQ_STR(cell(&grid, 9, 0), "~");
    grid_free(&grid);
}

static void overwriting_one_half_blanks_the_other(void)
{
    struct grid grid = make(6, 1);

    grid_put(&grid, 0, 0, 6, GRID_PLAIN, "负载均");
    grid_put(&grid, 1, 0, 1, GRID_PLAIN, "x");
    CHECK_EQ_STR(cell(&grid, 0, 0), " ");
    CHECK_EQ_STR(cell(&grid, 1, 0), "x");
    CHECK_EQ_STR(cell(&grid, 2, 0), "载");
    grid_put(&grid, 2, 0, 1, GRID_PLAIN, "y");
    CHECK_EQ_STR(cell(&grid, 3, 0), " ");
    CHECK_EQ_STR(line(&grid, 0), " xy 均");
    grid_put(&grid, 1, 0, 4, GRID_PLAIN, "abcd");
    CHECK_EQ_STR(line(&grid, 0), " abcd");
    grid_free(&grid);
}

static void marks_join_the_character_before_them(void)
{
    struct grid grid = make(10, 1);

    CHECK_EQ_INT(grid_put(&grid, 0, 0, 10, GRID_PLAIN, "e" ACUTE "a"), 2);
    CHECK_EQ_STR(cell(&grid, 0, 0), "e" ACUTE);
    CHECK_EQ_STR(cell(&grid, 1, 0), "a");
    grid_put(&grid, 0, 0, 10, GRID_PLAIN, "负" ACUTE "a");
    CHECK_EQ_STR(cell(&grid, 0, 0), "负" ACUTE);
    CHECK_EQ_STR(cell(&grid, 2, 0), "a");
    /* Without a character before it there is nothing to join. */
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 10, GRID_PLAIN, ACUTE "a"), 1);
    CHECK_EQ_STR(line(&grid, 0), "a");
    /* A cell has an end, whatever a name has. */
    grid_put(&grid, 0, 0, 10, GRID_PLAIN, "e" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE "b");
    CHECK(strlen(cell(&grid, 0, 0)) < GRID_CELL_BYTES);
    CHECK_EQ_STR(cell(&grid, 1, 0), "b");
    /* It stays with the last character that fits. */
    grid_put(&grid, 0, 0, 2, GRID_PLAIN, "ae" ACUTE);
    CHECK_EQ_STR(cell(&grid, 1, 0), "e" ACUTE);
    grid_free(&grid);
}

static void what_a_terminal_would_obey_is_a_question_mark(void)
{
    struct grid grid = make(30, 1);

    grid_put(&grid, 0, 0, 30, GRID_PLAIN, "a\033[31mb\rc\td\x7F");
    CHECK_EQ_STR(line(&grid, 0), "a?[31mb?c?d?");
    grid_put(&grid, 0, 0, 30, GRID_PLAIN, "a\xC2\x9B\x33\x31mb"); /* CSI in one character */
    CHECK_EQ_STR(line(&grid, 0), "a?31mb");
    /* What turns the direction of a line round is not even shown. */
    grid_put(&grid, 0, 0, 30, GRID_PLAIN, "a\u202E\u200Fb");
    CHECK_EQ_STR(line(&grid, 0), "ab");
    grid_free(&grid);
}

static void invalid_utf8_is_a_question_mark(void)
{
    struct grid grid = make(30, 1);

    grid_put(&grid, 0, 0, 30, GRID_PLAIN, "a\xFF\xC3(\xE2\x82");
    CHECK_EQ_STR(line(&grid, 0), "a?"
                                 "?(??");
    grid_put(&grid, 0, 0, 30, GRID_PLAIN, "\xED\xA0\x80\xC0\x80");
    CHECK_EQ_STR(line(&grid, 0), "?????");
    grid_free(&grid);
}

static void a_box_has_lines_and_a_title(void)
{
    struct grid grid = make(20, 4);
    struct grid_box box = {.x = 1, .y = 0, .width = 16, .height = 3};

    grid_put(&grid, 0, 1, 20, GRID_BAD, "xxxxxxxxxxxxxxxxxxxx");
    grid_box(&grid, &box, true, "Help");
    CHECK_EQ_STR(line(&grid, 0), " +- Help -------+");
    CHECK_EQ_STR(line(&grid, 1), "x|              |xxx");
    CHECK_EQ_STR(line(&grid, 2), " +--------------+");
    grid_box(&grid, &box, false, "a title that is too long");
    CHECK_EQ_STR(line(&grid, 0), " ┌─ a title t~ ─┐");
    CHECK_EQ_INT(style(&grid, 1), GRID_BOX);
    grid_free(&grid);
}

static void a_size_has_a_bound_and_resizing_blanks(void)
{
    struct grid grid = make(5, 1);

    grid_put(&grid, 0, 0, 5, GRID_BAD, "abc");
    CHECK(grid_resize(&grid, 5, 1));
    CHECK_EQ_STR(line(&grid, 0), "");
    CHECK_EQ_INT(style(&grid, 0), GRID_PLAIN);
    CHECK(grid_resize(&grid, 100000, 2));
    CHECK_EQ_INT(grid.width, GRID_SIZE_MAX);
    CHECK(grid_resize(&grid, 0, 0));
    CHECK_EQ_INT(grid_put(&grid, 0, 0, 5, GRID_PLAIN, "a"), 0);
    grid_clear(&grid);
    grid_free(&grid);
}

static void a_line_as_text_ends_in_its_room(void)
{
    struct grid grid = make(8, 1);
    char small[6];

    grid_put(&grid, 0, 0, 8, GRID_PLAIN, "负载均衡");
    CHECK_EQ_STR(grid_line(&grid, 0, small, sizeof(small)), "负");
    grid_free(&grid);
}

int main(void)
{
    locale_init();
    text_stands_where_it_was_put();
    what_does_not_fit_is_cut();
    nothing_is_written_outside();
    a_wide_character_takes_two_cells();
    a_wide_character_is_never_cut_in_half();
    overwriting_one_half_blanks_the_other();
    marks_join_the_character_before_them();
    what_a_terminal_would_obey_is_a_question_mark();
    invalid_utf8_is_a_question_mark();
    a_box_has_lines_and_a_title();
    a_size_has_a_bound_and_resizing_blanks();
    a_line_as_text_ends_in_its_room();
    return check_report("grid");
}
