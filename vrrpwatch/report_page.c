/* The page around the timelines; see report_page.h. */
#include "vrrpwatch/report_page.h"

#include <inttypes.h>

#include "vrrpwatch/print_text.h"
#include "vrrpwatch/report_chart.h"
#include "vrrpwatch/report_html.h"
#include "vrrpwatch/report_table.h"

static const char style[] =
    ":root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#5b6570;--line:#d8dde3;--panel:#f5f7f9;"
    "--red:#d1242f;--amber:#b26a00;--green:#1a7f37;--blue:#0b62c4}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#e4e8ec;--dim:#9aa5b1;--line:#343c46;"
    "--panel:#1d232a;--red:#ff6b63;--amber:#e0a030;--green:#56d364;--blue:#6cb0ff}}\n"
    "body{margin:0 auto;max-width:1280px;padding:1.5rem;background:var(--bg);color:var(--fg);"
    "font:15px/1.5 system-ui,sans-serif}\n"
    "h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.2rem 0 "
    ".3rem}\n"
    "p{margin:.3rem 0}.dim{color:var(--dim);fill:var(--dim)}\n"
    ".badge{display:inline-block;border-radius:4px;padding:0 "
    ".5rem;font-weight:600;color:var(--bg);margin-right:.4rem}\n"
    ".badge.critical{background:var(--red)}.badge.warning{background:var(--amber)}.badge.info{background:var("
    "--dim)}"
    ".badge.well{background:var(--green)}\n"
    "article{border:1px solid var(--line);border-left:4px solid var(--dim);border-radius:6px;padding:.6rem "
    "1rem;"
    "margin:.8rem 0;background:var(--panel)}\n"
    "article.critical{border-left-color:var(--red)}article.warning{border-left-color:var(--amber)}\n"
    "article h3{margin:.1rem 0}pre{margin:.4rem 0;padding:.5rem .7rem;background:var(--bg);"
    "border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}\n"
    ".wide{overflow-x:auto}table{border-collapse:collapse}th,td{text-align:left;padding:.25rem .9rem .25rem "
    "0;"
    "border-bottom:1px solid var(--line);vertical-align:top}th{color:var(--dim);font-weight:600}\n"
    "svg{display:block;width:100%;min-width:900px;height:auto;font:12px system-ui,sans-serif}\n"
    "svg text{fill:var(--fg)}svg .dim,svg .tick{fill:var(--dim)}.tick{text-anchor:middle;font-size:11px}\n"
    ".grid{stroke:var(--line);stroke-dasharray:2 3}.rule{stroke:var(--line)}\n"
    ".s0{fill:#3b82c4}.s1{fill:#2a9d8f}.s2{fill:#8e6bbf}.s3{fill:#c08a2d}.s4{fill:#5f7d8c}.s5{fill:#7a9a3a}"
    ".s6{fill:#b5679a}.s7{fill:#4d6fd6}.merged{opacity:.6}\n"
    ".overlap{fill:var(--red);opacity:.55}.crossing{fill:var(--amber);opacity:.5}\n"
    "rect.critical{fill:var(--red)}rect.warning{fill:var(--amber)}.change{fill:var(--fg)}\n"
    ".announcement{fill:var(--blue)}.reply{fill:var(--green)}.probe{fill:var(--fg)}.question{fill:var(--dim)}"
    "\n"
    ".legend{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;font-size:.85rem;color:var(--dim)}"
    ".legend svg{display:inline;min-width:0;width:14px;height:12px;vertical-align:-1px;margin-right:.3rem}\n";

/* ---- head ---- */

static void put_verdict(FILE *out, const struct report *report)
{
    uint64_t critical = 0, warnings = 0;

    for (size_t i = 0; i < report->incidents.count; i++) {
        critical += report->incidents.worst[i] == SEVERITY_CRITICAL;
        warnings += report->incidents.worst[i] == SEVERITY_WARNING;
    }
    fputs("<p>", out);
    if (critical != 0)
        fprintf(out, "<span class=\"badge critical\">%" PRIu64 " critical</span>", critical);
    if (warnings != 0)
        fprintf(out, "<span class=\"badge warning\">%" PRIu64 " warning%s</span>", warnings,
                warnings == 1 ? "" : "s");
    if (critical == 0 && warnings == 0)
        fputs("<span class=\"badge well\">no incident</span>", out);
    fputs("</p>\n</header>\n", out);
}

static void put_head(FILE *out, const struct report *report, const struct report_page *page)
{
    char duration[PRINT_DURATION_MAX];

    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n<title>VRRP report: ",
          out);
    report_html_text(out, page->title);
    fprintf(out, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>VRRP report</h1>\n<p>",
            style);
    report_html_text(out, page->title);
    fputs("</p>\n<p class=\"dim\">", out);
    if (report->begin_us != 0) {
        report_html_time(out, report->begin_us + page->clock_offset_us);
        fputs(" to ", out);
        report_html_time(out, report->end_us + page->clock_offset_us);
        fprintf(out, " (%s)", print_names_duration(report->end_us - report->begin_us, duration));
    } else {
        fputs("nothing was captured", out);
    }
    fputs("</p>\n", out);
    put_verdict(out, report);
}

/* ---- timelines ---- */

static void put_legend(FILE *out)
{
    static const struct {
        const char *shape, *text;
    } entries[] = {
        {"<rect class=\"s0\" width=\"14\" height=\"12\" />", "sends as master"},
        {"<rect class=\"overlap\" width=\"14\" height=\"12\" />", "more than one master"},
        {"<rect class=\"crossing\" width=\"14\" height=\"12\" />",
         "adverts crossed within an interval, which is legal"},
        {"<path class=\"change\" d=\"M7 1l5 5l-5 5l-5 -5z\" />", "the master changed"},
        {"<path class=\"announcement\" d=\"M7 1l5 10h-10z\" />", "announcement: GARP or unsolicited NA"},
        {"<rect class=\"reply\" x=\"6\" y=\"2\" width=\"3\" height=\"8\" />", "reply"},
        {"<rect class=\"question\" x=\"6\" y=\"2\" width=\"3\" height=\"8\" />", "question"},
        {"<rect class=\"probe\" x=\"6\" y=\"2\" width=\"3\" height=\"8\" />", "probe"},
    };

    fputs("<p class=\"legend\">", out);
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
        fprintf(out, "<span><svg viewBox=\"0 0 14 12\">%s</svg>%s</span>\n", entries[i].shape,
                entries[i].text);
    fputs("</p>\n", out);
}

static void put_left_out(FILE *out, const struct report_router *router)
{
    if (router->adverts_left_out != 0)
        fprintf(out, "<p class=\"dim\">%" PRIu64 " adverts of more senders not shown</p>\n",
                router->adverts_left_out);
    if (router->claims_left_out != 0)
        fprintf(out, "<p class=\"dim\">%" PRIu64 " claims of more MAC addresses not shown</p>\n",
                router->claims_left_out);
}

static void put_timeline(FILE *out, const struct report *report, const struct report_router *router,
                         const struct report_page *page)
{
    char link[PRINT_LINK_MAX];

    fputs("<h3>", out);
    report_html_text(out, print_names_link(&page->names, router->interface, router->vlan, link));
    fprintf(out, " vrid %u ", (unsigned)router->vrid);
    if (router->vip.family != ADDR_NONE)
        report_html_address(out, &router->vip);
    fputs("</h3>\n<div class=\"wide\">\n", out);
    report_chart_write(out, report, router, page);
    fputs("</div>\n", out);
    put_left_out(out, router);
}

/* ---- incidents ---- */

static void put_when(FILE *out, const struct finding *finding, const struct report_page *page)
{
    char duration[PRINT_DURATION_MAX];

    fputs("<p class=\"dim\">", out);
    report_html_time(out, finding->since_us + page->clock_offset_us);
    if (finding->phase == FINDING_CLOSED)
        fprintf(out, ", over after %s", print_names_duration(finding->duration_us, duration));
    else if (finding->phase != FINDING_NOTE)
        fputs(", still open at the end", out);
    fputs("</p>\n", out);
}

static void put_who(FILE *out, const struct finding *finding)
{
    if (finding->party_count != 0)
        fputs("<ul>", out);
    for (size_t i = 0; i < finding->party_count; i++) {
        fputs("<li>", out);
        print_text_party(out, &finding->parties[i]);
        fputs("</li>", out);
    }
    if (finding->party_count != 0)
        fputs("</ul>\n", out);
    if (finding->evidence_count != 0) {
        fputs("<p class=\"dim\">evidence: ", out);
        print_text_evidence(out, finding);
        fputs("</p>\n", out);
    }
}

static void put_subject(FILE *out, const struct finding *finding, const struct report_page *page)
{
    char link[PRINT_LINK_MAX];

    report_html_text(out, print_names_link(&page->names, finding->interface, finding->vlan, link));
    if (finding->vrid != 0)
        fprintf(out, " vrid %u", (unsigned)finding->vrid);
    fputc(' ', out);
    print_text_vips(out, finding);
}

static void put_incident(FILE *out, const struct finding *finding, enum severity worst,
                         const struct report_page *page)
{
    fprintf(out,
            "<article id=\"i%" PRIu32 "\" class=\"%s\">\n<h3><span class=\"badge %s\">%s</span>%s "
            "<span class=\"dim\">%s, %s</span></h3>\n<p>",
            finding->number, severity_name(worst), severity_name(worst), severity_name(worst),
            verdict_name(finding->verdict), cause_code(finding->cause), cause_title(finding->cause));
    put_subject(out, finding, page);
    fputs("</p>\n", out);
    put_when(out, finding, page);
    fputs("<p>", out);
    report_html_text(out, finding->sentence);
    fputs("</p>\n", out);
    put_who(out, finding);
    if (finding->fix[0] != '\0') {
        fputs("<pre><b>fix:</b> ", out);
        report_html_text(out, finding->fix);
        fputs("</pre>\n", out);
    }
    if (finding->unseen[0] != '\0') {
        fputs("<p class=\"dim\">Not seen from here: ", out);
        report_html_text(out, finding->unseen);
        fputs("</p>\n", out);
    }
    fputs("</article>\n", out);
}

static void put_note(FILE *out, const struct finding *finding, const struct report_page *page)
{
    char clock[PRINT_TEXT_CLOCK_MAX];

    fprintf(out, "<tr id=\"i%" PRIu32 "\"><td>%s</td><td>%s</td><td>", finding->number,
            print_text_clock(finding->time_us + page->clock_offset_us, clock),
            verdict_name(finding->verdict));
    put_subject(out, finding, page);
    fputs("</td><td>", out);
    report_html_text(out, finding->sentence);
    fputs("</td></tr>\n", out);
}

static void put_incidents(FILE *out, const struct report *report, const struct report_page *page)
{
    const struct incidents *incidents = &report->incidents;
    size_t grave = 0;

    fputs("<h2>Incidents</h2>\n", out);
    for (size_t i = 0; i < incidents->count; i++) {
        if (incidents->worst[i] == SEVERITY_INFO)
            continue;
        grave++;
        put_incident(out, &incidents->kept[i], incidents->worst[i], page);
    }
    if (grave == 0)
        fputs("<p>None.</p>\n", out);
    if (incidents->left_out != 0)
        fprintf(out, "<p class=\"dim\">%" PRIu64 " more not shown</p>\n", incidents->left_out);
    if (grave == incidents->count)
        return;
    fputs("<h2>What else happened</h2>\n<div class=\"wide\"><table>\n", out);
    for (size_t i = 0; i < incidents->count; i++)
        if (incidents->worst[i] == SEVERITY_INFO)
            put_note(out, &incidents->kept[i], page);
    fputs("</table></div>\n", out);
}

/* ---- the whole ---- */

void report_write(FILE *out, const struct report *report, const struct report_page *page)
{
    put_head(out, report, page);
    fputs("<h2>Who was master when</h2>\n", out);
    put_legend(out);
    for (size_t i = 0; i < report->router_count; i++)
        put_timeline(out, report, report->routers[i], page);
    if (report->router_count == 0)
        fputs("<p>No virtual router was heard.</p>\n", out);
    if (report->adverts_left_out != 0)
        fprintf(out, "<p class=\"dim\">%" PRIu64 " adverts of more virtual routers not shown</p>\n",
                report->adverts_left_out);
    put_incidents(out, report, page);
    report_table_write(out, page);
}
