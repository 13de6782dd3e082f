/* The timeline as SVG; see report_chart.h. */
#include "vrrpwatch/report_chart.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "vrrpwatch/print_text.h"
#include "vrrpwatch/report_html.h"

enum {
    LABEL_WIDTH = 250,
    PLOT_WIDTH = 920,
    MARGIN = 20,
    ROW_HEIGHT = 24,
    AXIS_HEIGHT = 24,
    TICKS_MAX = 9,
};

/* Where things go. */
struct canvas {
    FILE *out;
    const struct report *report;
    const struct report_router *router;
    const struct report_page *page;
    int64_t begin_us, span_us;
    int rows;
};

static double x_of(const struct canvas *canvas, int64_t time_us)
{
    double part = (double)(time_us - canvas->begin_us) / (double)canvas->span_us;

    return LABEL_WIDTH + PLOT_WIDTH * (part < 0 ? 0 : part > 1 ? 1 : part);
}

static int y_of(int row)
{
    return row * ROW_HEIGHT;
}

static void put_clock(const struct canvas *canvas, int64_t time_us)
{
    char clock[PRINT_TEXT_CLOCK_MAX];

    fputs(print_text_clock(time_us + canvas->page->clock_offset_us, clock), canvas->out);
}

/* "12:00:00.000 to 12:00:07.250 (7.25 s)". */
static void put_stretch(const struct canvas *canvas, int64_t begin_us, int64_t end_us)
{
    char duration[PRINT_DURATION_MAX];

    put_clock(canvas, begin_us);
    if (end_us <= begin_us)
        return;
    fputs(" to ", canvas->out);
    put_clock(canvas, end_us);
    fprintf(canvas->out, " (%s)", print_names_duration(end_us - begin_us, duration));
}

/* ---- the frame ---- */

/* The smallest of the usual steps that needs few enough ticks. */
static int64_t tick_step_us(int64_t span_us)
{
    static const int64_t steps_ms[] = {1,       2,       5,        10,       20,       50,      100,
                                       200,     500,     1000,     2000,     5000,     10000,   15000,
                                       30000,   60000,   120000,   300000,   600000,   900000,  1800000,
                                       3600000, 7200000, 10800000, 21600000, 43200000, 86400000};
    int64_t step_us = 1000;

    for (size_t i = 0; i < sizeof(steps_ms) / sizeof(steps_ms[0]); i++) {
        step_us = steps_ms[i] * 1000;
        if (span_us / step_us < TICKS_MAX)
            return step_us;
    }
    while (span_us / step_us >= TICKS_MAX)
        step_us *= 2;
    return step_us;
}

static void put_tick_text(FILE *out, int64_t local_us, int64_t step_us, int64_t span_us)
{
    time_t seconds = (time_t)(local_us / 1000000);
    char text[PRINT_TEXT_CLOCK_MAX];
    struct tm utc;

    print_text_clock(local_us, text);
    if (step_us >= 1000000)
        text[8] = '\0';
    if (span_us > INT64_C(86400000000) && gmtime_r(&seconds, &utc) != NULL)
        strftime(text, sizeof(text), "%m-%d %H:%M", &utc);
    fputs(text, out);
}

static void put_axis(const struct canvas *canvas)
{
    int64_t step_us = tick_step_us(canvas->span_us), offset_us = canvas->page->clock_offset_us;
    int64_t first_us = ((canvas->begin_us + offset_us + step_us - 1) / step_us) * step_us - offset_us;
    int bottom = y_of(canvas->rows);

    for (int64_t at = first_us; at <= canvas->begin_us + canvas->span_us; at += step_us) {
        double x = x_of(canvas, at);

        fprintf(canvas->out, "<line class=\"grid\" x1=\"%.1f\" y1=\"0\" x2=\"%.1f\" y2=\"%d\" />", x, x,
                bottom);
        fprintf(canvas->out, "<text class=\"tick\" x=\"%.1f\" y=\"%d\">", x, bottom + 16);
        put_tick_text(canvas->out, at + offset_us, step_us, canvas->span_us);
        fputs("</text>\n", canvas->out);
    }
}

static void open_label(const struct canvas *canvas, int row)
{
    fprintf(canvas->out, "<line class=\"rule\" x1=\"0\" y1=\"%d\" x2=\"%d\" y2=\"%d\" />", y_of(row + 1),
            LABEL_WIDTH + PLOT_WIDTH, y_of(row + 1));
    fprintf(canvas->out, "<text class=\"label\" x=\"4\" y=\"%d\">", y_of(row) + 16);
}

/* ---- what was found ---- */

static bool is_of(const struct finding *finding, const struct report_router *router)
{
    return finding->interface == router->interface && finding->vlan == router->vlan &&
           finding->family == router->family && finding->vrid == router->vrid;
}

static void put_incident(const struct canvas *canvas, const struct finding *finding, enum severity worst)
{
    bool over = finding->phase == FINDING_CLOSED || finding->phase == FINDING_NOTE;
    int64_t end_us = over ? finding->time_us : canvas->begin_us + canvas->span_us;
    double x = x_of(canvas, finding->since_us), width = x_of(canvas, end_us) - x;

    fprintf(canvas->out,
            "<a href=\"#i%" PRIu32
            "\"><rect class=\"%s\" x=\"%.1f\" y=\"5\" width=\"%.1f\" height=\"7\" rx=\"2\">"
            "<title>",
            finding->number, severity_name(worst), x, width < 4 ? 4 : width);
    fprintf(canvas->out, "%s %s: ", verdict_name(finding->verdict), cause_code(finding->cause));
    report_html_text(canvas->out, finding->sentence);
    fputs("</title></rect></a>\n", canvas->out);
}

static void put_change(const struct canvas *canvas, const struct report_span *span)
{
    double x = x_of(canvas, span->begin_us);

    fprintf(canvas->out, "<path class=\"change\" d=\"M%.1f 13l4 4l-4 4l-4 -4z\"><title>", x);
    fprintf(canvas->out, "%s ", verdict_name((enum verdict)span->kind));
    if (span->merged > 1)
        fprintf(canvas->out, "and %" PRIu32 " more changes ", span->merged - 1);
    put_stretch(canvas, span->begin_us, span->end_us);
    fputs("</title></path>\n", canvas->out);
}

static void put_findings(const struct canvas *canvas)
{
    const struct incidents *incidents = &canvas->report->incidents;

    open_label(canvas, 0);
    fputs("incidents, hand-overs</text>\n", canvas->out);
    for (size_t i = 0; i < incidents->count; i++)
        if (incidents->worst[i] != SEVERITY_INFO && is_of(&incidents->kept[i], canvas->router))
            put_incident(canvas, &incidents->kept[i], incidents->worst[i]);
    for (size_t i = 0; i < canvas->router->changes.count; i++)
        put_change(canvas, &canvas->router->changes.items[i]);
}

/* ---- who was master ---- */

static void put_period(const struct canvas *canvas, int row, size_t index, const struct report_span *span)
{
    const struct report_sender *sender = &canvas->router->senders[index];
    double x = x_of(canvas, span->begin_us), width = x_of(canvas, span->end_us) - x;

    fprintf(canvas->out,
            "<rect class=\"s%zu%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\"><title>", index,
            span->merged > 1 ? " merged" : "", x, y_of(row) + 4, width < 3 ? 3 : width, ROW_HEIGHT - 8);
    report_html_address(canvas->out, &sender->address);
    fputs(" sent as master ", canvas->out);
    put_stretch(canvas, span->begin_us, span->end_us);
    fprintf(canvas->out, ", %" PRIu64 " adverts", span->count);
    if (span->merged > 1)
        fprintf(canvas->out, ", %" PRIu32 " periods too close to tell apart", span->merged);
    fputs("</title></rect>\n", canvas->out);
}

static void put_sender(const struct canvas *canvas, int row, size_t index)
{
    const struct report_sender *sender = &canvas->router->senders[index];

    open_label(canvas, row);
    report_html_address(canvas->out, &sender->address);
    if (sender->priority != 0 && sender->address.family == ADDR_IPV4)
        fprintf(canvas->out, " <tspan class=\"dim\">priority %u</tspan>", (unsigned)sender->priority);
    fputs("</text>\n", canvas->out);
    for (size_t i = 0; i < sender->periods.count; i++)
        put_period(canvas, row, index, &sender->periods.items[i]);
}

static void put_overlap(const struct canvas *canvas, int row, const struct report_span *span)
{
    double x = x_of(canvas, span->begin_us), width = x_of(canvas, span->end_us) - x;

    fprintf(canvas->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"><title>",
            span->kind != 0 ? "overlap" : "crossing", x, y_of(row) + 1, width < 3 ? 3 : width,
            (int)canvas->router->sender_count * ROW_HEIGHT - 2);
    fputs(span->kind != 0 ? "more than one master " : "adverts crossed ", canvas->out);
    put_stretch(canvas, span->begin_us, span->end_us);
    fputs("</title></rect>\n", canvas->out);
}

/* ---- who claimed the addresses ---- */

static void put_mark(const struct canvas *canvas, int row, const struct report_span *span)
{
    static const char *const classes[] = {"question", "probe", "reply", "announcement"};
    static const char *const words[] = {"questions", "probes", "replies", "announcements (GARP, NA)"};
    double x = x_of(canvas, span->begin_us), width = x_of(canvas, span->end_us) - x;
    int middle = y_of(row) + ROW_HEIGHT / 2;

    if (span->kind == REPORT_ANNOUNCEMENT)
        fprintf(canvas->out,
                "<path class=\"announcement\" d=\"M%.1f %dl5 10h-10zm0 5h%.1fv3h-%.1fz\"><title>", x,
                middle - 5, width, width);
    else
        fprintf(canvas->out, "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"8\"><title>",
                classes[span->kind], x - 1, middle - 4, width < 2 ? 2 : width);
    fprintf(canvas->out, "%" PRIu64 " %s ", span->count, words[span->kind]);
    put_stretch(canvas, span->begin_us, span->end_us);
    fprintf(canvas->out, "</title></%s>\n", span->kind == REPORT_ANNOUNCEMENT ? "path" : "rect");
}

static void put_marks(const struct canvas *canvas, int row, const struct report_spans *marks)
{
    for (size_t i = 0; i < marks->count; i++)
        put_mark(canvas, row, &marks->items[i]);
}

static void put_holder(const struct canvas *canvas, int row, const struct report_holder *holder)
{
    char mac[PRINT_MAC_MAX];

    open_label(canvas, row);
    fprintf(canvas->out, "%s <tspan class=\"dim\">claims%s</tspan></text>\n",
            print_names_mac(holder->mac, mac), frame_mac_is_virtual(holder->mac) ? " (virtual)" : "");
    put_marks(canvas, row, &holder->marks);
}

static void put_title(const struct canvas *canvas)
{
    char link[PRINT_LINK_MAX];

    fputs("<title>Timeline of ", canvas->out);
    report_html_text(canvas->out, print_names_link(&canvas->page->names, canvas->router->interface,
                                                   canvas->router->vlan, link));
    fprintf(canvas->out, " vrid %u</title>\n", (unsigned)canvas->router->vrid);
}

void report_chart_write(FILE *out, const struct report *report, const struct report_router *router,
                        const struct report_page *page)
{
    bool asked = router->questions.count != 0;
    struct canvas canvas = {.out = out,
                            .report = report,
                            .router = router,
                            .page = page,
                            .begin_us = report->begin_us,
                            .span_us =
                                report->end_us > report->begin_us ? report->end_us - report->begin_us : 1,
                            .rows = 1 + (int)router->sender_count + (int)router->holder_count + asked};
    int row = 1;

    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", LABEL_WIDTH + PLOT_WIDTH + MARGIN,
            y_of(canvas.rows) + AXIS_HEIGHT);
    put_title(&canvas);
    put_axis(&canvas);
    put_findings(&canvas);
    for (size_t i = 0; i < router->sender_count; i++)
        put_sender(&canvas, row++, i);
    for (size_t i = 0; i < router->overlaps.count; i++)
        put_overlap(&canvas, 1, &router->overlaps.items[i]);
    for (size_t i = 0; i < router->holder_count; i++)
        put_holder(&canvas, row++, &router->holders[i]);
    if (asked) {
        open_label(&canvas, row);
        fputs("questions, probes</text>\n", out);
        put_marks(&canvas, row, &router->questions);
    }
    fputs("</svg>\n", out);
}
