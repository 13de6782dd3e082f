/* Numbers as keepalived reads them. */
#include "conf/keepalived_number.h"

#include <string.h>

#include "conf/quantity.h"

static bool refuse(struct keepalived *keepalived, const struct keepalived_word *word, const char *what,
                   const struct keepalived_range *range)
{
    keepalived_warn(keepalived, word, "`%s' is not %s: %s", word->text, what, range->otherwise);
    return false;
}

bool keepalived_number(struct keepalived *keepalived, const struct keepalived_word *word,
                       const struct keepalived_range *range, int64_t *out)
{
    uint64_t value;

    if (!quantity_unsigned(word->text, INT64_MAX, &value))
        return refuse(keepalived, word, "a whole number", range);
    if ((int64_t)value < range->min || (int64_t)value > range->max)
        return refuse(keepalived, word, "in range", range);
    *out = (int64_t)value;
    return true;
}

bool keepalived_whole_seconds(struct keepalived *keepalived, const struct keepalived_word *word,
                              const struct keepalived_range *range, int64_t *out_us)
{
    int64_t seconds;

    if (!keepalived_number(keepalived, word, range, &seconds))
        return false;
    *out_us = seconds * 1000000;
    return true;
}

bool keepalived_seconds(struct keepalived *keepalived, const struct keepalived_word *word,
                        const struct keepalived_range *range, int64_t *out_us)
{
    int64_t us;

    if (!quantity_seconds(word->text, &us))
        return refuse(keepalived, word, "a number of seconds", range);
    if (us < range->min || us > range->max)
        return refuse(keepalived, word, "in range", range);
    *out_us = us;
    return true;
}

bool keepalived_repeat(struct keepalived *keepalived, const struct keepalived_word *word, int64_t min,
                       uint8_t *out)
{
    static const struct keepalived_range range = {0, UINT32_MAX, "keepalived ignores the line"};
    int64_t value;

    if (!keepalived_number(keepalived, word, &range, &value))
        return false;
    if (value < min)
        keepalived_warn(keepalived, word, "keepalived makes 0 a 1 here");
    if (value > UINT8_MAX)
        keepalived_warn(keepalived, word, "more than 255 repeats are sent as 255 here");
    *out = (uint8_t)(value < min ? min : value > UINT8_MAX ? UINT8_MAX : value);
    return true;
}

void keepalived_weight(struct keepalived *keepalived, const struct keepalived_line *line, size_t first,
                       int16_t *weight, bool *reverse)
{
    int64_t value;

    if (first >= line->count) {
        keepalived_warn(keepalived, &line->words[0], "`weight' needs a number: keepalived ignores it");
        return;
    }
    if (!quantity_signed(line->words[first].text, -CONF_WEIGHT_MAX, CONF_WEIGHT_MAX, &value)) {
        keepalived_warn(keepalived, &line->words[first],
                        "`%s' is not a weight from -%d to %d: keepalived ignores it", line->words[first].text,
                        CONF_WEIGHT_MAX, CONF_WEIGHT_MAX);
        return;
    }
    *weight = (int16_t)value;
    *reverse = first + 1 < line->count && strcmp(line->words[first + 1].text, "reverse") == 0;
    if (first + 1 < line->count && !*reverse)
        keepalived_warn(keepalived, &line->words[first + 1], "keepalived ignores `%s' after a weight",
                        line->words[first + 1].text);
}
