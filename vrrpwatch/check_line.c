/* The plugin's answer; see check_line.h. */
#include "vrrpwatch/check_line.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>

#include "vrrpwatch/print_text.h"

enum { INCIDENTS_TOLD = 32, ROUTERS_TOLD = 3, ROUTERS_MEASURED = 32 };

const char *check_status_name(enum check_status status)
{
    static const char *const names[] = {"OK", "WARNING", "CRITICAL", "UNKNOWN"};

    return names[status];
}

/* A bar would begin performance data and a newline long text, wherever they stand. */
static void put(FILE *out, const char *text)
{
    char one[2] = "";

    for (; *text != '\0'; text++) {
        one[0] = *text;
        if (*text == '|')
            fputs("\xc2\xa6", out); /* the broken bar */
        else
            fputs(*text == '\n' ? " " : one, out);
    }
}

static void put_clean(FILE *out, const char *text)
{
    char clean[FINDING_TEXT_MAX];

    print_names_clean(clean, sizeof(clean), text);
    put(out, clean);
}

static bool concerns(const struct check_line *check, uint8_t vrid)
{
    return check->vrid == 0 || vrid == 0 || vrid == check->vrid;
}

static size_t routers_heard(const struct check_line *check)
{
    size_t heard = 0;

    for (size_t i = 0; i < check->summary->count; i++)
        heard += concerns(check, check->summary->routers[i]->vrid);
    return heard;
}

static enum check_status status_of(enum severity severity)
{
    return severity == SEVERITY_CRITICAL  ? CHECK_CRITICAL
           : severity == SEVERITY_WARNING ? CHECK_WARNING
                                          : CHECK_OK;
}

enum check_status check_line_status(const struct check_line *check)
{
    enum check_status status = routers_heard(check) == 0 ? CHECK_CRITICAL : CHECK_OK;

    for (size_t i = 0; i < check->incidents->count; i++) {
        enum check_status here = status_of(check->incidents->worst[i]);

        if (concerns(check, check->incidents->kept[i].vrid) && here > status)
            status = here;
    }
    return status;
}

/* "split-brain SB-A on eth0.10 vrid 51 (10.0.0.100): sentence". */
static void put_incident(FILE *out, const struct check_line *check, const struct finding *finding)
{
    char link[PRINT_LINK_MAX], vip[ADDR_TEXT_MAX], duration[PRINT_DURATION_MAX];

    fprintf(out, "%s %s on ", verdict_name(finding->verdict), cause_code(finding->cause));
    put(out, print_names_link(check->names, finding->interface, finding->vlan, link));
    if (finding->vrid != 0)
        fprintf(out, " vrid %u", (unsigned)finding->vrid);
    if (finding->vip_count != 0)
        fprintf(out, " (%s%s)", addr_format(&finding->vips[0], vip), finding->vip_total > 1 ? " ..." : "");
    fputs(": ", out);
    put_clean(out, finding->sentence);
    if (finding->phase == FINDING_CLOSED)
        fprintf(out, " (over after %s)", print_names_duration(finding->duration_us, duration));
}

/* What matters more comes first: graver, then still open, then what this node knows exactly, then older. */
static int by_weight(const struct incidents *incidents, size_t a, size_t b)
{
    bool a_over = incidents->kept[a].phase == FINDING_CLOSED,
         b_over = incidents->kept[b].phase == FINDING_CLOSED;
    bool a_exact = incidents->kept[a].verdict == VERDICT_NODE,
         b_exact = incidents->kept[b].verdict == VERDICT_NODE;

    if (incidents->worst[a] != incidents->worst[b])
        return incidents->worst[a] > incidents->worst[b] ? -1 : 1;
    if (a_over != b_over)
        return b_over ? -1 : 1;
    if (a_exact != b_exact)
        return a_exact ? -1 : 1;
    return a < b ? -1 : 1;
}

/* Fills `order` with those to be told, the weightiest first; returns how many. */
static size_t sort(const struct check_line *check, size_t order[INCIDENTS_MAX])
{
    const struct incidents *incidents = check->incidents;
    size_t count = 0;

    for (size_t i = 0; i < incidents->count; i++) {
        size_t at = count;

        if (incidents->worst[i] == SEVERITY_INFO || !concerns(check, incidents->kept[i].vrid))
            continue;
        for (; at > 0 && by_weight(incidents, i, order[at - 1]) < 0; at--)
            order[at] = order[at - 1];
        order[at] = i;
        count++;
    }
    return count;
}

static void put_well(FILE *out, const struct check_line *check)
{
    size_t heard = routers_heard(check), told = 0;

    fprintf(out, "%zu virtual router%s", heard, heard == 1 ? "" : "s");
    for (size_t i = 0; i < check->summary->count && told < ROUTERS_TOLD; i++) {
        const struct router *router = check->summary->routers[i];
        char link[PRINT_LINK_MAX], address[ADDR_TEXT_MAX];

        if (!concerns(check, router->vrid))
            continue;
        fputs(told++ == 0 ? ": " : ", ", out);
        put(out, print_names_link(check->names, router->interface, router->vlan, link));
        fprintf(out, " vrid %u master ", (unsigned)router->vrid);
        if (router->master != NULL)
            fprintf(out, "%s (priority %u)", addr_format(&router->master->address, address),
                    (unsigned)router->master->priority);
        else
            fputs("none", out);
    }
    if (told < heard)
        fputs(", ...", out);
}

static void put_nothing_heard(FILE *out, const struct check_line *check)
{
    char duration[PRINT_DURATION_MAX];

    print_names_duration(check->listened_us, duration);
    if (check->vrid != 0)
        fprintf(out, "no advert for vrid %u was heard in %s", (unsigned)check->vrid, duration);
    else
        fprintf(out, "no virtual router was heard in %s", duration);
}

/* Which of the links with the same vrid and family it is on, from 1: labels have to differ. */
static unsigned ordinal(const struct check_line *check, const struct router *router)
{
    unsigned before = 1;

    for (size_t i = 0; i < check->summary->count; i++) {
        const struct router *other = check->summary->routers[i];

        before += other->vrid == router->vrid && other->family == router->family &&
                  (other->interface < router->interface ||
                   (other->interface == router->interface && other->vlan < router->vlan));
    }
    return before;
}

/* "51", "51_6" over IPv6, "51_4_2" on the second link: short, since labels are told apart by 19 characters.
 */
static void put_label(FILE *out, const char *what, const struct router *router, unsigned place)
{
    fprintf(out, " %s_%u", what, (unsigned)router->vrid);
    if (place > 1)
        fprintf(out, "_%d_%u", router->family == ADDR_IPV6 ? 6 : 4, place);
    else if (router->family == ADDR_IPV6)
        fputs("_6", out);
    fputc('=', out);
}

static void put_router_data(FILE *out, const struct check_line *check, const struct router *router)
{
    unsigned place = ordinal(check, router);
    int masters = router->master != NULL;
    int64_t gap_us = 0;

    for (const struct source *source = router->sources; source != NULL; source = source->next) {
        masters += source != router->master && source->overlap.since_us != 0 && source->overlap.certain;
        gap_us = source->gap_max_us > gap_us ? source->gap_max_us : gap_us;
    }
    put_label(out, "masters", router, place);
    fprintf(out, "%d;;1:1;0", masters);
    put_label(out, "adverts", router, place);
    fprintf(out, "%" PRIu64 "c", router->adverts);
    put_label(out, "gap", router, place);
    fprintf(out, "%.6fs;;;0", (double)gap_us / 1e6);
}

static void put_data(FILE *out, const struct check_line *check)
{
    size_t measured = 0;
    uint64_t open = 0;

    for (int i = SEVERITY_WARNING; i < INCIDENTS_SEVERITIES; i++)
        open += incidents_open(check->incidents, (enum severity)i);
    fprintf(out, " | routers=%zu;;;0 incidents=%" PRIu64 ";;;0 probes=%" PRIu64 "c answers=%" PRIu64 "c",
            routers_heard(check), open, check->probes, check->answers);
    for (size_t i = 0; i < check->summary->count && measured < ROUTERS_MEASURED; i++) {
        if (!concerns(check, check->summary->routers[i]->vrid))
            continue;
        put_router_data(out, check, check->summary->routers[i]);
        measured++;
    }
    fputc('\n', out);
}

static void put_long_text(FILE *out, const struct check_line *check, const size_t *order, size_t count)
{
    for (size_t i = 0; i < count && i < INCIDENTS_TOLD; i++) {
        const struct finding *finding = &check->incidents->kept[order[i]];

        fprintf(out, "%s ", check_status_name(status_of(check->incidents->worst[order[i]])));
        put_incident(out, check, finding);
        for (size_t k = 0; k < finding->party_count; k++) {
            fputs(k == 0 ? "; " : ", ", out);
            print_text_party(out, &finding->parties[k]);
        }
        fputc('\n', out);
        if (finding->fix[0] == '\0')
            continue;
        fputs("  fix: ", out);
        put_clean(out, finding->fix);
        fputc('\n', out);
    }
    if (count > INCIDENTS_TOLD)
        fprintf(out, "and %zu more\n", count - INCIDENTS_TOLD);
}

void check_line_print(FILE *out, const struct check_line *check)
{
    size_t order[INCIDENTS_MAX], count = sort(check, order);

    fprintf(out, "VRRP %s - ", check_status_name(check_line_status(check)));
    if (count == 0 && routers_heard(check) != 0)
        put_well(out, check);
    if (routers_heard(check) == 0)
        put_nothing_heard(out, check);
    if (count != 0 && routers_heard(check) == 0)
        fputs("; ", out);
    if (count != 0)
        put_incident(out, check, &check->incidents->kept[order[0]]);
    if (count > 1)
        fprintf(out, " and %zu more", count - 1);
    put_data(out, check);
    put_long_text(out, check, order, count);
}

void check_line_unknown(FILE *out, const char *reason)
{
    fputs("VRRP UNKNOWN - ", out);
    put_clean(out, reason);
    fputc('\n', out);
}
