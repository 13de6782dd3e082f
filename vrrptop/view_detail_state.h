/* The parts of the detail: one writer each for what a line may be about. Only view_detail*.c include it. */
#ifndef VRRPTOP_VIEW_DETAIL_STATE_H
#define VRRPTOP_VIEW_DETAIL_STATE_H

#include "vrrptop/view_state.h"

enum { DETAIL_INDENT = 16, DETAIL_SINCE_MAX = 96 };

void view_detail_router(const struct view *view, const struct row *row, struct view_text *text);
void view_detail_service(const struct view *view, const struct row *row, struct view_text *text);
void view_detail_server(const struct view *view, const struct row *row, struct view_text *text);
void view_detail_event(const struct view *view, const struct row *row, struct view_text *text);

/* "2026-11-20 10:00:00 (3m12s ago)"; returns `out`. */
const char *view_detail_since(const struct view *view, int64_t wall_us, char out[DETAIL_SINCE_MAX]);

/* That the host is lost, and how old all of this is. Nothing when it is not. */
void view_detail_host(const struct view *view, uint8_t host, struct view_text *text);

/* What is wrong, and what mends it. */
void view_detail_fix(struct view_text *text, const char *fix);

#endif
