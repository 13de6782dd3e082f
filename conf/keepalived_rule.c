/* One rule a line. An option that is not understood drops the rule: without it, the rule would match more. */
#include "conf/keepalived_rule.h"

#include <string.h>

#include "conf/quantity.h"
#include "conf/route.h"

/* The reading of one line; `next` is the word after the one at hand. */
struct rule_line {
    struct keepalived *keepalived;
    const struct keepalived_line *line;
    size_t next;
    struct conf_rule *rule;
};

/* Each returns false when the rule is dropped. */
typedef bool option_reader(struct rule_line *at, const struct keepalived_word *value);

static bool refuse(struct rule_line *at, const struct keepalived_word *word, const char *why)
{
    keepalived_warn(at->keepalived, word, "`%s' %s: this rule is not installed", word->text, why);
    return false;
}

static bool read_network(struct rule_line *at, const struct keepalived_word *value, struct addr *address,
                         uint8_t *length)
{
    int prefix;

    if (strcmp(value->text, "all") == 0 || strcmp(value->text, "any") == 0 ||
        strcmp(value->text, "default") == 0)
        return true;
    if (!quantity_address(value->text, address, &prefix) || prefix == QUANTITY_PREFIX_BAD)
        return refuse(at, value, "is not a network");
    *length = prefix == QUANTITY_PREFIX_NONE ? addr_host_prefix(address) : (uint8_t)prefix;
    return true;
}

static bool read_from(struct rule_line *at, const struct keepalived_word *value)
{
    return read_network(at, value, &at->rule->from, &at->rule->from_length);
}

static bool read_to(struct rule_line *at, const struct keepalived_word *value)
{
    return read_network(at, value, &at->rule->to, &at->rule->to_length);
}

static bool read_input(struct rule_line *at, const struct keepalived_word *value)
{
    return keepalived_interface(at->keepalived, value, "the rule", at->rule->input);
}

static bool read_output(struct rule_line *at, const struct keepalived_word *value)
{
    return keepalived_interface(at->keepalived, value, "the rule", at->rule->output);
}

static bool read_mark(struct rule_line *at, const struct keepalived_word *value)
{
    return route_mark(value->text, &at->rule->mark, &at->rule->mark_mask) ||
           refuse(at, value, "is not a mark");
}

static bool read_tos(struct rule_line *at, const struct keepalived_word *value)
{
    uint32_t tos, ignored;

    if (!route_mark(value->text, &tos, &ignored) || strchr(value->text, '/') || tos > UINT8_MAX)
        return refuse(at, value, "is not a type of service");
    at->rule->tos = (uint8_t)tos;
    return true;
}

static bool read_preference(struct rule_line *at, const struct keepalived_word *value)
{
    uint64_t preference;

    if (!quantity_unsigned(value->text, UINT32_MAX, &preference))
        return refuse(at, value, "is not a preference");
    at->rule->has_preference = true;
    at->rule->preference = (uint32_t)preference;
    return true;
}

static bool read_table(struct rule_line *at, const struct keepalived_word *value)
{
    return route_table(value->text, &at->rule->table) ||
           refuse(at, value, "is neither a table's number nor main, default, local");
}

static bool read_not(struct rule_line *at, const struct keepalived_word *word)
{
    (void)word;
    at->rule->inverted = true;
    return true;
}

static bool read_family(struct rule_line *at, const struct keepalived_word *word)
{
    at->rule->family = word->text[4] == '6' ? ADDR_IPV6 : ADDR_IPV4;
    return true;
}

static bool read_nothing(struct rule_line *at, const struct keepalived_word *word)
{
    (void)at, (void)word;
    return true;
}

static const struct {
    const char *name;
    bool has_value;
    option_reader *read;
} options[] = {
    {"from", true, read_from},
    {"to", true, read_to},
    {"iif", true, read_input},
    {"dev", true, read_input},
    {"oif", true, read_output},
    {"fwmark", true, read_mark},
    {"tos", true, read_tos},
    {"dsfield", true, read_tos},
    {"preference", true, read_preference},
    {"pref", true, read_preference},
    {"order", true, read_preference},
    {"priority", true, read_preference},
    {"table", true, read_table},
    {"lookup", true, read_table},
    {"not", false, read_not},
    {"inet", false, read_family},
    {"inet6", false, read_family},
    {"no_track", false, read_nothing},
    {"track_group", true, read_nothing},
    {"protocol", true, read_nothing},
};

static bool read_option(struct rule_line *at)
{
    const struct keepalived_word *word = &at->line->words[at->next++];
    int type = route_type(word->text);

    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        if (strcmp(options[i].name, word->text) != 0)
            continue;
        if (!options[i].has_value)
            return options[i].read(at, word);
        if (at->next < at->line->count)
            return options[i].read(at, &at->line->words[at->next++]);
        return refuse(at, word, "needs a value");
    }
    if (type < 0)
        return refuse(at, word, "is not an option of a rule that is understood");
    at->rule->type = (enum conf_route_type)type;
    return true;
}

/* keepalived counts down for rules that do not say where they stand; the order decides which one wins. */
static void choose_preference(struct keepalived *keepalived, struct conf_rule *rule)
{
    const struct keepalived_word word = {.text = "", .place = rule->place};

    rule->has_preference = true;
    rule->preference = KEEPALIVED_RULE_PREFERENCE - keepalived->rules++ % KEEPALIVED_RULE_PREFERENCE;
    keepalived_warn(keepalived, &word, "this rule has no preference: keepalived gives it %u, and so do we",
                    rule->preference);
}

static void read_line(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_instance *model = ((struct keepalived_instance *)target)->model;
    struct conf_rule rule = {.place = line->words[0].place};
    struct rule_line at = {.keepalived = keepalived, .line = line, .rule = &rule};
    bool keep = true;

    route_rule_defaults(&rule);
    while (keep && at.next < line->count)
        keep = read_option(&at);
    if (!keep)
        return;
    if (!rule.has_preference)
        choose_preference(keepalived, &rule);
    model->rules = conf_append(keepalived->reader->conf, model->rules, &model->rule_count, sizeof rule);
    model->rules[model->rule_count - 1] = rule;
}

void keepalived_rules(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_each(keepalived, line, read_line, target);
}

void keepalived_rules_finish(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    size_t kept = 0;

    for (size_t i = 0; i < model->rule_count; i++) {
        struct conf_rule *rule = &model->rules[i];
        const struct keepalived_word word = {.text = "", .place = rule->place};
        route_rule_settle(rule, model->family);
        const char *problem = route_rule_problem(rule);
        if (problem)
            keepalived_warn(keepalived, &word, "this rule %s: it is not installed", problem);
        else
            model->rules[kept++] = *rule;
    }
    model->rule_count = kept;
}
