/* The end of the report's page: table and counters; see report_table.h. */
#include "vrrpwatch/report_table.h"

#include <inttypes.h>

#include "vrrpwatch/report_html.h"

enum { ROWS_MAX = 256 };

static void put_vips(FILE *out, const struct summary_row *row)
{
    for (size_t i = 0; i < row->vip_count; i++) {
        fputs(i != 0 ? ", " : "", out);
        report_html_address(out, &row->vips[i]);
    }
    if (row->vip_total > row->vip_count)
        fprintf(out, " and %zu more", row->vip_total - row->vip_count);
}

static void put_senders(FILE *out, const struct summary_row *row)
{
    char gap[PRINT_DURATION_MAX], jitter[PRINT_DURATION_MAX];

    for (size_t i = 0; i < row->sender_count; i++) {
        const struct summary_sender *sender = &row->senders[i];

        fputs(i != 0 ? "<br />" : "", out);
        report_html_address(out, &sender->address);
        fprintf(out, ": %" PRIu64 " adverts", sender->adverts);
        if (sender->gap_max_us > 0)
            fprintf(out, ", longest gap %s, jitter %s", print_names_duration(sender->gap_max_us, gap),
                    print_names_duration(sender->jitter_us, jitter));
        if (sender->late != 0)
            fprintf(out, ", %" PRIu32 " late", sender->late);
    }
    if (row->sender_total > row->sender_count)
        fprintf(out, "<br />and %zu more senders", row->sender_total - row->sender_count);
}

static void put_row(FILE *out, const struct summary_row *row)
{
    char interval[PRINT_DURATION_MAX];

    fputs("<tr><td>", out);
    report_html_text(out, row->link);
    fprintf(out, "</td><td>%u</td><td>%s</td><td>", (unsigned)row->vrid, print_names_family(row->family));
    if (row->has_master)
        report_html_address(out, &row->master);
    else
        fputs("none", out);
    fprintf(out, "</td><td>%u</td><td>%s</td><td>%u</td><td>%" PRIu32 "</td><td>%" PRIu32,
            (unsigned)row->priority, print_names_duration(row->interval_us, interval), (unsigned)row->version,
            row->handovers, row->incidents);
    if (row->open != 0)
        fprintf(out, " (%" PRIu32 " open)", row->open);
    fputs("</td><td>", out);
    put_vips(out, row);
    fputs("</td><td>", out);
    put_senders(out, row);
    fputs("</td></tr>\n", out);
}

static void put_counters(FILE *out, const struct observe_counters *counters)
{
    uint64_t forgotten =
        counters->routers_forgotten + counters->sources_forgotten + counters->addresses_forgotten;

    fprintf(out,
            "<p>%" PRIu64 " frames, %" PRIu64 " adverts, %" PRIu64 " claims to addresses, %" PRIu64
            " bad frames</p>\n",
            counters->frames, counters->adverts, counters->claims, counters->bad);
    if (counters->bad != 0)
        fputs("<ul>", out);
    for (uint16_t i = 0; i < FRAME_ERROR_END && counters->bad != 0; i++)
        if (counters->bad_by_error[i] != 0)
            fprintf(out, "<li>%s: %" PRIu64 "</li>", frame_error_name(i), counters->bad_by_error[i]);
    if (counters->bad != 0)
        fputs("</ul>\n", out);
    if (forgotten != 0)
        fprintf(out, "<p>Forgotten for want of room: %" PRIu64 "</p>\n", forgotten);
}

void report_table_write(FILE *out, const struct report_page *page)
{
    struct summary_row row;

    fputs("<h2>Virtual routers</h2>\n<div "
          "class=\"wide\"><table>\n<tr><th>interface</th><th>vrid</th><th>family</th>"
          "<th>master</th><th>priority</th><th>interval</th><th>version</th><th>hand-overs</th>"
          "<th>incidents</th><th>addresses</th><th>senders</th></tr>\n",
          out);
    for (size_t i = 0; i < page->summary->count && i < ROWS_MAX; i++) {
        summary_row_fill(page->summary->routers[i], &page->names, &row);
        put_row(out, &row);
    }
    fputs("</table></div>\n", out);
    if (page->summary->count > ROWS_MAX)
        fprintf(out, "<p class=\"dim\">%zu more not shown</p>\n", page->summary->count - ROWS_MAX);
    fputs("<h2>Counted</h2>\n", out);
    put_counters(out, page->counters);
    fputs("<p class=\"dim\">vrrpwatch ", out);
    report_html_text(out, page->version);
    fputs("</p>\n</body>\n</html>\n", out);
}
