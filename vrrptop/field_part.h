/* What the tables of columns share: the thing a row is about, and how a value is set. Never prints numbers.
 * Pure. */
#ifndef VRRPTOP_FIELD_PART_H
#define VRRPTOP_FIELD_PART_H

#include "vrrptop/field.h"

/* What a row is about; NULL where the scene has no such thing (any more). The rates stand beside the status,
 * at the same place. */
const struct status_instance *field_instance(const struct scene *scene, const struct row *row);
const struct sample_router *field_router(const struct scene *scene, const struct row *row);
const struct status_service *field_service(const struct scene *scene, const struct row *row);
const struct sample_service *field_service_rates(const struct scene *scene, const struct row *row);
const struct status_server *field_server(const struct scene *scene, const struct row *row);
const struct sample_server *field_server_rates(const struct scene *scene, const struct row *row);
const struct sample *field_sample(const struct scene *scene, const struct row *row);

/* The value functions are called with a value that is nothing, and leave it so where there is nothing. */
void field_set_text(struct value *out, const char *text); /* "": nothing; borrowed */
void field_set_number(struct value *out, enum value_kind kind, double number);
void field_set_rate(struct value *out, enum value_kind kind, double rate); /* below 0: nothing */
void field_set_trend(struct value *out, const struct sample_trend *trend, double now);

/* How long it is since then; nothing when that is 0. */
void field_set_since(struct value *out, const struct scene *scene, int64_t since_wall_us);

/* Bytes of answers: "DR" in the place of 0 where they go straight to the client, past the kernel. */
void field_set_answers(struct value *out, enum value_kind kind, double number, const char *method);

/* In every view. */
void field_host(const struct scene *scene, const struct row *row, struct value *out);

#endif
