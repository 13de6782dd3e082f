/* The end of a run; see summary.h. */
#include "vrrpwatch/summary.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 10, CELL_MAX = 64, VIPS_SHOWN = 4 };

struct cells {
    char text[COLUMNS][CELL_MAX];
};

void summary_take(void *context, const struct router *router)
{
    struct summary *summary = context;

    if (summary->count == summary->size) {
        size_t size = summary->size != 0 ? 2 * summary->size : 16;
        const struct router **more = reallocarray(summary->routers, size, sizeof(struct router *));

        if (more == NULL) {
            summary->incomplete = true;
            return;
        }
        summary->routers = more;
        summary->size = size;
    }
    summary->routers[summary->count++] = router;
}

void summary_free(struct summary *summary)
{
    free(summary->routers);
    memset(summary, 0, sizeof(*summary));
}

static void fill_sender(const struct source *source, struct summary_sender *out)
{
    out->address = source->address;
    out->has_mac = source->mac_count != 0;
    if (out->has_mac)
        memcpy(out->mac, source->macs[0].mac, FRAME_MAC_SIZE);
    out->priority = source->priority;
    out->adverts = source->adverts;
    out->gap_max_us = source->gap_max_us;
    out->jitter_us = (int64_t)source->jitter_us;
    out->late = source->late;
}

/* Whose settings stand for the router. */
static const struct source *spokesman(const struct router *router)
{
    return router->master != NULL ? router->master : router->sources;
}

static void fill_settings(const struct source *source, struct summary_row *out)
{
    out->priority = source->priority;
    out->version = source->version;
    out->interval_us = source->interval_us;
    if (source->vips == NULL)
        return;
    out->vip_total = source->vips->count;
    for (size_t i = 0; i < source->vips->count && i < FINDING_VIPS_MAX; i++)
        out->vips[out->vip_count++] = source->vips->addresses[i];
}

void summary_row_fill(const struct router *router, const struct print_names *names, struct summary_row *out)
{
    const struct source *source = spokesman(router);

    memset(out, 0, sizeof(*out));
    print_names_link(names, router->interface, router->vlan, out->link);
    print_names_interface(names, router->interface, out->interface);
    out->vlan = router->vlan;
    out->family = router->family;
    out->vrid = router->vrid;
    out->first_us = router->first_us;
    out->last_us = router->last_us;
    out->adverts = router->adverts;
    out->handovers = router->handovers;
    out->incidents = router->incidents;
    out->open = router->open;
    out->has_master = router->master != NULL;
    if (out->has_master)
        out->master = router->master->address;
    if (source != NULL)
        fill_settings(source, out);
    for (source = router->sources; source != NULL; source = source->next, out->sender_total++)
        if (out->sender_count < SUMMARY_SENDERS_MAX)
            fill_sender(source, &out->senders[out->sender_count++]);
}

static void fill_vips(const struct summary_row *row, char *out)
{
    size_t used = 0, shown = row->vip_count < VIPS_SHOWN ? row->vip_count : VIPS_SHOWN, i;
    char text[ADDR_TEXT_MAX], more[24];

    snprintf(out, CELL_MAX, "-");
    for (i = 0; i < shown; i++) {
        addr_format(&row->vips[i], text);
        if (used + strlen(text) + sizeof(more) > CELL_MAX && i != 0)
            break;
        used += (size_t)snprintf(out + used, CELL_MAX - used, "%s%s", i != 0 ? ", " : "", text);
    }
    if (i < row->vip_total)
        snprintf(out + used, CELL_MAX - used, " and %zu more", row->vip_total - i);
}

static void fill_cells(const struct summary_row *row, struct cells *out)
{
    char address[ADDR_TEXT_MAX], duration[PRINT_DURATION_MAX];

    snprintf(out->text[0], CELL_MAX, "%s", row->link);
    snprintf(out->text[1], CELL_MAX, "%u", (unsigned)row->vrid);
    snprintf(out->text[2], CELL_MAX, "%s", print_names_family(row->family));
    snprintf(out->text[3], CELL_MAX, "%s", row->has_master ? addr_format(&row->master, address) : "none");
    snprintf(out->text[4], CELL_MAX, "%u", (unsigned)row->priority);
    snprintf(out->text[5], CELL_MAX, "%s", print_names_duration(row->interval_us, duration));
    snprintf(out->text[6], CELL_MAX, "%u", (unsigned)row->version);
    snprintf(out->text[7], CELL_MAX, "%" PRIu32, row->handovers);
    if (row->open != 0)
        snprintf(out->text[8], CELL_MAX, "%" PRIu32 " (%" PRIu32 " open)", row->incidents, row->open);
    else
        snprintf(out->text[8], CELL_MAX, "%" PRIu32, row->incidents);
    fill_vips(row, out->text[9]);
}

static void widen(size_t widths[COLUMNS], const struct cells *cells)
{
    for (size_t i = 0; i < COLUMNS; i++)
        if (strlen(cells->text[i]) > widths[i])
            widths[i] = strlen(cells->text[i]);
}

static void print_cells(FILE *out, const size_t widths[COLUMNS], const struct cells *cells)
{
    for (size_t i = 0; i + 1 < COLUMNS; i++)
        fprintf(out, "%-*s  ", (int)widths[i], cells->text[i]);
    fprintf(out, "%s\n", cells->text[COLUMNS - 1]);
}

static void print_senders(FILE *out, const struct summary_row *row)
{
    char address[ADDR_TEXT_MAX], mac[PRINT_MAC_MAX], gap[PRINT_DURATION_MAX], jitter[PRINT_DURATION_MAX];

    for (size_t i = 0; i < row->sender_count; i++) {
        const struct summary_sender *sender = &row->senders[i];

        fprintf(out, "    %s (%s%spriority %u): %" PRIu64 " adverts", addr_format(&sender->address, address),
                sender->has_mac ? print_names_mac(sender->mac, mac) : "", sender->has_mac ? ", " : "",
                (unsigned)sender->priority, sender->adverts);
        if (sender->gap_max_us > 0)
            fprintf(out, ", longest gap %s, jitter %s", print_names_duration(sender->gap_max_us, gap),
                    print_names_duration(sender->jitter_us, jitter));
        if (sender->late != 0)
            fprintf(out, ", %" PRIu32 " late", sender->late);
        fputc('\n', out);
    }
    if (row->sender_total > row->sender_count)
        fprintf(out, "    and %zu more senders\n", row->sender_total - row->sender_count);
}

static void print_counters(FILE *out, const struct observe_counters *counters)
{
    uint64_t forgotten =
        counters->routers_forgotten + counters->sources_forgotten + counters->addresses_forgotten;
    const char *separator = " (";

    fprintf(out, "%" PRIu64 " frames, %" PRIu64 " adverts, %" PRIu64 " claims to addresses, %" PRIu64 " bad",
            counters->frames, counters->adverts, counters->claims, counters->bad);
    for (uint16_t i = 0; i < FRAME_ERROR_END; i++) {
        if (counters->bad_by_error[i] == 0)
            continue;
        fprintf(out, "%s%s %" PRIu64, separator, frame_error_name(i), counters->bad_by_error[i]);
        separator = ", ";
    }
    if (separator[0] == ',')
        fputc(')', out);
    if (forgotten != 0)
        fprintf(out,
                ", forgotten for want of room: %" PRIu64 " routers, %" PRIu64 " senders, %" PRIu64
                " addresses",
                counters->routers_forgotten, counters->sources_forgotten, counters->addresses_forgotten);
    fprintf(out, ", %" PRIu64 " incidents\n", counters->incidents);
}

void summary_print(FILE *out, const struct summary *summary, const struct observe_counters *counters,
                   const struct print_names *names)
{
    struct cells cells = {{"interface", "vrid", "family", "master", "priority", "interval", "version",
                           "hand-overs", "incidents", "addresses"}};
    const struct cells head = cells;
    size_t widths[COLUMNS] = {0};
    struct summary_row row;

    widen(widths, &head);
    for (size_t i = 0; i < summary->count; i++) {
        summary_row_fill(summary->routers[i], names, &row);
        fill_cells(&row, &cells);
        widen(widths, &cells);
    }
    if (summary->count != 0)
        print_cells(out, widths, &head);
    else
        fputs("no virtual router was heard\n", out);
    for (size_t i = 0; i < summary->count; i++) {
        summary_row_fill(summary->routers[i], names, &row);
        fill_cells(&row, &cells);
        print_cells(out, widths, &cells);
        print_senders(out, &row);
    }
    if (summary->incomplete)
        fputs("not all routers are listed: out of memory\n", out);
    print_counters(out, counters);
}
