#include "tests/sim/trace.h"

#include "vrrpd/vrrp/reason.h"

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9FB21C651E98DF25u;
    return hash ^ hash >> 32;
}

void trace_add(struct trace *trace, const struct trace_entry *entry)
{
    uint64_t word = (uint64_t)entry->code | (uint64_t)entry->node << 8 | (uint64_t)entry->before << 16 |
                    (uint64_t)entry->after << 24 | (uint64_t)entry->reason << 32 |
                    (uint64_t)entry->detail << 40 | (uint64_t)entry->actions << 48;

    trace->entries[trace->count++ % TRACE_KEPT] = *entry;
    trace->hash = mix(mix(trace->hash, (uint64_t)entry->at_us), word);
}

static void print_actions(uint16_t actions, FILE *out)
{
    static const char *const names[ELECTION_ACTION_COUNT] = {
        [ELECTION_SEND_ADVERT] = "advert",  [ELECTION_SEND_RESIGN] = "resign",
        [ELECTION_TAKE_ADDRESSES] = "take", [ELECTION_DROP_ADDRESSES] = "drop",
        [ELECTION_ANNOUNCE] = "announce",   [ELECTION_REPORT] = "report",
    };

    for (int kind = 0; kind < ELECTION_ACTION_COUNT; kind++)
        if (actions >> kind & 1)
            fprintf(out, " +%s", names[kind]);
}

void trace_print(const struct trace *trace, FILE *out)
{
    uint64_t first = trace->count > TRACE_KEPT ? trace->count - TRACE_KEPT : 0;

    for (uint64_t i = first; i < trace->count; i++) {
        const struct trace_entry *entry = &trace->entries[i % TRACE_KEPT];
        fprintf(out, "%14.6f  ", (double)entry->at_us / 1e6);
        if (entry->node == TRACE_NO_NODE)
            fprintf(out, "-  %s %u", entry->what, entry->detail);
        else
            fprintf(out, "%c  %-13s %3u  %s", 'a' + entry->node, entry->what, entry->detail,
                    reason_state_name((enum election_state)entry->before));
        if (entry->before != entry->after)
            fprintf(out, " -> %s (%s)", reason_state_name((enum election_state)entry->after),
                    reason_code((enum election_reason)entry->reason));
        print_actions(entry->actions, out);
        fputc('\n', out);
    }
}
