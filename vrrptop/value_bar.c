/* Bars and trends; see value_bar.h. */
#include "vrrptop/value_bar.h"

#include <string.h>

enum {
    LEVELS = 8,
    BLOCK_BYTES = 3,
    BAR_WIDTH_MAX = (VALUE_TEXT_MAX - 1) / BLOCK_BYTES,
};

/* Every block has three bytes: U+2580 and its neighbours are \342\226\200 and so on. */
static char *put_block(char *out, unsigned char last)
{
    out[0] = '\342';
    out[1] = '\226';
    out[2] = (char)last;
    return out + BLOCK_BYTES;
}

/* A column that is filled from the left by so many eighths. */
static char *put_bar_column(char *out, unsigned eighths, bool ascii)
{
    if (!ascii)
        return eighths > 0 ? put_block(out, (unsigned char)(0x90 - eighths)) : out;
    if (eighths >= LEVELS / 2)
        *out++ = '#';
    return out;
}

void value_bar(double number, double limit, bool ascii, unsigned width, char out[VALUE_TEXT_MAX])
{
    unsigned columns = width < BAR_WIDTH_MAX ? width : BAR_WIDTH_MAX;
    bool beyond = limit > 0 && number > limit;
    double part = limit > 0 && number > 0 ? number / limit : 0;
    unsigned eighths = (unsigned)((beyond ? 1 : part) * columns * LEVELS + 0.5);

    for (unsigned i = 0; i < columns && eighths > 0; i++) {
        unsigned here = eighths < LEVELS ? eighths : LEVELS;

        if (beyond && i + 1 == columns)
            *out++ = '!';
        else
            out = put_bar_column(out, here, ascii);
        eighths -= here;
    }
    *out = '\0';
}

/* Nothing is the lowest level, and the least there is shows already. */
static unsigned level_of(unsigned value, unsigned most)
{
    return value == 0 ? 0 : 1 + (value * (LEVELS - 1) - 1) / most;
}

static char *put_trend_column(char *out, unsigned level, bool ascii)
{
    if (!ascii)
        return put_block(out, (unsigned char)(0x81 + level));
    *out++ = " .:-=+*#"[level];
    return out;
}

void value_trend(const struct sample_trend *trend, bool ascii, unsigned width, char out[VALUE_TEXT_MAX])
{
    unsigned columns = width < SAMPLE_TREND_MAX ? width : SAMPLE_TREND_MAX, most = 0;

    for (unsigned age = 0; trend != NULL && age < columns; age++) {
        unsigned value = sample_trend_at(trend, age);

        most = value > most ? value : most;
    }
    for (unsigned i = 0; trend != NULL && i < columns; i++) {
        unsigned age = columns - 1 - i;

        if (age >= trend->count)
            *out++ = ' ';
        else
            out = put_trend_column(out, level_of(sample_trend_at(trend, age), most), ascii);
    }
    *out = '\0';
}
