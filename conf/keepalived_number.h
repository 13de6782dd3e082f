/* Values of keepalived keywords: keepalived's ranges, and its answer to what lies outside them. Pure. */
#ifndef CONF_KEEPALIVED_NUMBER_H
#define CONF_KEEPALIVED_NUMBER_H

#include "conf/keepalived_walk.h"

/* What a value may be, and what keepalived does with any other ("keepalived uses 100"). */
struct keepalived_range {
    int64_t min;
    int64_t max;
    const char *otherwise;
};

/* A whole number in the range; else warns and returns false. */
bool keepalived_number(struct keepalived *keepalived, const struct keepalived_word *word,
                       const struct keepalived_range *range, int64_t *out);

/* Whole seconds (the range counts seconds), as microseconds. */
bool keepalived_whole_seconds(struct keepalived *keepalived, const struct keepalived_word *word,
                              const struct keepalived_range *range, int64_t *out_us);

/* Seconds with decimals; the range counts microseconds. */
bool keepalived_seconds(struct keepalived *keepalived, const struct keepalived_word *word,
                        const struct keepalived_range *range, int64_t *out_us);

/* WEIGHT [reverse] from the words at `first`; what is out of range is ignored, with a warning. */
void keepalived_weight(struct keepalived *keepalived, const struct keepalived_line *line, size_t first,
                       int16_t *weight, bool *reverse);

/* How often something is repeated: at least `min`, which is what keepalived makes of 0; above 255 it is 255.
 */
bool keepalived_repeat(struct keepalived *keepalived, const struct keepalived_word *word, int64_t min,
                       uint8_t *out);

#endif
