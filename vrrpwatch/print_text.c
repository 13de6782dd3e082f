/* Findings for people; see print_text.h. */
#include "vrrpwatch/print_text.h"

#include <inttypes.h>

#define COLOUR_OFF "\033[0m"

static const char indent[] = "    ";

const char *print_text_clock(int64_t time_us, char text[PRINT_TEXT_CLOCK_MAX])
{
    const int64_t day_us = INT64_C(86400000000);
    uint32_t millis = (uint32_t)(((time_us % day_us + day_us) % day_us) / 1000);

    snprintf(text, PRINT_TEXT_CLOCK_MAX, "%02u:%02u:%02u.%03u", millis / 3600000 % 24, millis / 60000 % 60,
             millis / 1000 % 60, millis % 1000);
    return text;
}

void print_text_party(FILE *out, const struct party *party)
{
    char address[ADDR_TEXT_MAX], mac[PRINT_MAC_MAX];
    bool named = party->address.family != ADDR_NONE;

    if (named)
        fputs(addr_format(&party->address, address), out);
    if (!named)
        fputs(party->has_mac ? print_names_mac(party->mac, mac) : "unknown", out);
    if ((named && party->has_mac) || party->priority >= 0)
        fputs(" (", out);
    if (named && party->has_mac)
        fprintf(out, "%s%s", print_names_mac(party->mac, mac), party->priority >= 0 ? ", " : ")");
    if (party->priority >= 0)
        fprintf(out, "priority %d)", party->priority);
}

void print_text_vips(FILE *out, const struct finding *finding)
{
    char text[ADDR_TEXT_MAX];

    if (finding->vip_count == 0)
        fputs("-", out);
    for (size_t i = 0; i < finding->vip_count; i++)
        fprintf(out, "%s%s", i != 0 ? ", " : "", addr_format(&finding->vips[i], text));
    if (finding->vip_total > finding->vip_count)
        fprintf(out, " and %zu more", finding->vip_total - finding->vip_count);
}

void print_text_evidence(FILE *out, const struct finding *finding)
{
    for (size_t i = 0; i < finding->evidence_count; i++)
        fprintf(out, "%s%s=%" PRId64, i != 0 ? " " : "", finding->evidence[i].name,
                finding->evidence[i].value);
}

static bool is_healed(const struct finding *finding)
{
    return finding->phase == FINDING_CLOSED;
}

static void print_severity(FILE *out, const struct print_text_options *options, const struct finding *finding)
{
    static const char *const words[] = {"INFO    ", "WARNING ", "CRITICAL"};
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[1;31m"};
    const char *word = is_healed(finding) ? "HEALED  " : words[finding->severity];
    const char *colour = is_healed(finding) ? "\033[32m" : colours[finding->severity];

    if (options->colour)
        fprintf(out, "%s%s" COLOUR_OFF, colour, word);
    else
        fputs(word, out);
}

/* What it is about, up to the colon. */
static void print_subject(FILE *out, const struct print_text_options *options, const struct finding *finding)
{
    char link[PRINT_LINK_MAX];

    fprintf(out, " %s %s %s ", verdict_name(finding->verdict), cause_code(finding->cause),
            print_names_link(&options->names, finding->interface, finding->vlan, link));
    if (finding->vrid != 0)
        fprintf(out, "vrid %u ", (unsigned)finding->vrid);
    print_text_vips(out, finding);
    fputs(": ", out);
}

static void print_healed(FILE *out, const struct finding *finding)
{
    char duration[PRINT_DURATION_MAX];

    fprintf(out, "over after %s", print_names_duration(finding->duration_us, duration));
    if (finding->party_count != 0) {
        fputs(", ", out);
        print_text_party(out, &finding->parties[0]);
        fputs(" is left", out);
    }
    if (finding->sentence[0] != '\0')
        fputs("; ", out);
}

static void print_parties(FILE *out, const struct finding *finding)
{
    for (size_t i = 0; i < finding->party_count; i++) {
        fputs(i == 0 ? " | " : ", ", out);
        print_text_party(out, &finding->parties[i]);
    }
}

static void print_below(FILE *out, const char *label, const char *text)
{
    if (text[0] == '\0')
        return;
    fprintf(out, "%s%s: ", indent, label);
    print_names_put(out, text);
    fputc('\n', out);
}

void print_text_finding(FILE *out, const struct print_text_options *options, const struct finding *finding)
{
    char clock[PRINT_TEXT_CLOCK_MAX];

    fprintf(out, "%s ", print_text_clock(finding->time_us + options->clock_offset_us, clock));
    print_severity(out, options, finding);
    print_subject(out, options, finding);
    if (is_healed(finding))
        print_healed(out, finding);
    else if (finding->phase == FINDING_UPDATE)
        fputs("now: ", out);
    print_names_put(out, finding->sentence);
    if (!is_healed(finding))
        print_parties(out, finding);
    if (finding->evidence_count != 0)
        fputs(" | ", out);
    print_text_evidence(out, finding);
    fputc('\n', out);
    if (!is_healed(finding))
        print_below(out, "fix", finding->fix);
    if (options->verbose)
        print_below(out, "not seen from here", finding->unseen);
}
