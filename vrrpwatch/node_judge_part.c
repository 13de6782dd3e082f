#include "vrrpwatch/node_judge_part.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct finding node_begin(const struct judge *judge, enum cause cause, enum severity severity)
{
    const struct node_view *view = judge->view;
    struct finding finding = {.verdict = VERDICT_NODE,
                              .cause = cause,
                              .severity = severity,
                              .phase = FINDING_OPEN,
                              .time_us = view->now_us,
                              .since_us = view->now_us,
                              .duration_us = -1,
                              .interface = view->interface,
                              .family = view->instance->family,
                              .vrid = view->instance->vrid};

    for (size_t i = 0; i < judge->facts->vip_count && finding.vip_count < FINDING_VIPS_MAX; i++)
        if (!judge->facts->vips[i].excluded)
            finding.vips[finding.vip_count++] = judge->facts->vips[i].address;
    finding.vip_total = finding.vip_count;
    if (judge->peer != NULL)
        finding.parties[finding.party_count++] =
            (struct party){.address = judge->peer->address, .priority = judge->peer->priority};
    if (judge->own != NULL)
        finding.parties[finding.party_count++] =
            (struct party){.address = judge->own->address, .priority = judge->own->priority};
    finding.evidence[finding.evidence_count++] =
        (struct finding_evidence){.name = "wire_adverts", .value = (int64_t)judge->wire};
    if (view->has_socket)
        finding.evidence[finding.evidence_count++] =
            (struct finding_evidence){.name = "socket_adverts", .value = (int64_t)judge->socket};
    return finding;
}

void node_say(char text[FINDING_TEXT_MAX], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, FINDING_TEXT_MAX, format, arguments);
    va_end(arguments);
}

void node_tell(struct judge *judge, const struct finding *finding)
{
    if (judge->exact == CAUSE_COUNT)
        judge->exact = finding->cause;
    judge->told++;
    judge->sink(judge->context, finding);
}

enum severity node_harm(const struct judge *judge)
{
    return judge->held != NULL || judge->own != NULL ? SEVERITY_CRITICAL : SEVERITY_WARNING;
}

const char *node_daemon_of(const struct judge *judge)
{
    return judge->facts->program[0] != '\0' ? judge->facts->program : "keepalived";
}

void node_say_removal(char *text, size_t size, const struct node_vip *vip, const char *rest)
{
    char address[ADDR_TEXT_MAX];

    snprintf(text, size, "ip addr del %s/%u dev %s%s", addr_format(&vip->address, address),
             vip->prefix_length, vip->found, rest);
}
