/* Fuzz target for vrrptop's view: every byte is an input, a size, or a moment, against two hosts that are
 * made once. Oracle: it never reads or writes beyond anything, every screen is made of whole cells without a
 * byte that a terminal would obey, the reader stands on a line that is there, and a change is asked for only
 * where changes are allowed and the question was open. */
#include <assert.h>

#include "lib/locale.h"
#include "tests/unit/view_make.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cell(const struct grid_cell *cell)
{
    size_t length = strnlen(cell->text, GRID_CELL_BYTES);

    assert(length < GRID_CELL_BYTES);
    assert(cell->style < GRID_STYLE_COUNT);
    assert(length == 0 || ((unsigned char)cell->text[0] >= ' ' && cell->text[0] != 0x7F));
}

/* The right half of a wide character stands behind its left one. */
static void check_grid(const struct grid *grid)
{
    for (unsigned y = 0; y < grid->height; y++)
        for (unsigned x = 0; x < grid->width; x++) {
            const struct grid_cell *cell = &grid->cells[(size_t)y * grid->width + x];

            check_cell(cell);
            assert(cell->text[0] != '\0' || (x > 0 && cell[-1].text[0] != '\0'));
        }
}

static void check_place(const struct view *view)
{
    const struct view_place *here = &view->places[view->kind];

    assert(view->rows.count == 0 || here->line < view->rows.count);
    assert(view->rows.count == 0 || here->top < view->rows.count);
    assert(strnlen(view->input, VIEW_INPUT_MAX) < VIEW_INPUT_MAX);
}

/* The two lowest bits say what kind of step it is, so that small changes of an input stay small. */
static void step(struct screen *screen, uint8_t kind, uint8_t value)
{
    static const struct scene_size sizes[] = {{2, 12, 3, 4}, {1, 3, 0, 0}, {2, 0, 2, 3}, {2, 9, 3, 0}};
    struct input input = {.kind = INPUT_CHARACTER, .code = value};
    bool asked = screen->view.overlay == OVERLAY_CONFIRM;
    struct view_request request;

    if (kind == 0xFF) {
        screen_tick(screen, &sizes[value % 4]);
        return;
    }
    if (kind == 0xFE) {
        view_resize(&screen->view, 40 + value, 5 + value % 60);
        return;
    }
    if (kind == 0xFD) {
        screen->view.replay = (struct view_replay){
            .on = value % 2 == 1, .last_us = SCENE_WALL_US, .at_us = INT64_C(1) << (value % 60), .speed = 2};
        return;
    }
    if (kind % 4 == 1)
        input.kind = (enum key_kind)(value % (INPUT_WHEEL_DOWN + 1));
    if (kind % 4 == 2)
        input = (struct input){.kind = INPUT_CLICK, .x = value, .y = kind / 4};
    if (kind % 4 == 3)
        input.code = (uint32_t)value << (kind / 4 % 24);
    request = view_input(&screen->view, &input);
    if (request.kind == REQUEST_DRAIN || request.kind == REQUEST_FAILOVER || request.kind == REQUEST_WEIGHT)
        assert(asked && screen->view.write);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct scene_size both = {2, 12, 3, 4};
    struct screen screen;

    if (size < 2 || size > 400)
        return 0;
    locale_init();
    screen_open(&screen, &both, 60 + data[0], 10 + data[0] % 40);
    screen.view.write = data[0] % 2 == 1;
    screen.view.settings.ascii = data[0] % 4 > 1;
    for (size_t i = 1; i + 1 < size; i += 2) {
        step(&screen, data[i], data[i + 1]);
        assert(view_draw(&screen.view, &screen.grid));
        check_grid(&screen.grid);
        check_place(&screen.view);
    }
    screen_close(&screen);
    return 0;
}
