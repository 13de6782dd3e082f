/* What the printers of frames share. Pure. */
#ifndef VRRPTOP_BATCH_STATE_H
#define VRRPTOP_BATCH_STATE_H

#include "vrrptop/batch.h"

/* The value of a cell. */
void batch_value(const struct scene *scene, const struct field *field, const struct row *row,
                 struct value *out);

/* Its text or word for programs; NULL: it is no text. */
const char *batch_word(const struct value *value);

/* Its number as programs read it, without more digits than it has. */
void batch_number(const struct value *value, char out[64]);

/* The key with "_us" where the field is a duration. */
void batch_key(const struct field *field, char out[64]);

/* True for what programs get: everything but trends. */
bool batch_is_told(const struct field *field);

/* `text` with a '?' for whatever a terminal would obey or not understand. */
void batch_put_clean(const char *text, FILE *out);

/* The events since the frame before, the oldest first, into batch->rows. False without memory. */
bool batch_fill_events(struct batch *batch, const struct scene *scene, const struct rows_wish *wish);

#endif
