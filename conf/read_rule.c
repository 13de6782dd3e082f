/* Policy rules in YAML; target is struct conf_rule. */
#include "conf/read_rule.h"

#include "conf/node.h"
#include "conf/quantity.h"
#include "conf/route.h"

static void read_network(struct reader *reader, const struct yaml_tree *value, struct addr *address,
                         uint8_t *length)
{
    int prefix;

    if (node_address(reader, value, address, &prefix))
        *length = prefix == QUANTITY_PREFIX_NONE ? addr_host_prefix(address) : (uint8_t)prefix;
}

static void read_from(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_rule *rule = target;

    read_network(reader, value, &rule->from, &rule->from_length);
}

static void read_to(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_rule *rule = target;

    read_network(reader, value, &rule->to, &rule->to_length);
}

static void read_input(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_rule *)target)->input);
}

static void read_output(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_interface(reader, value, ((struct conf_rule *)target)->output);
}

static void read_mark(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_rule *rule = target;
    const char *text = node_text(reader, value);

    if (text && !route_mark(text, &rule->mark, &rule->mark_mask))
        node_error(reader, value, "`%s' is not a mark such as 1 or 0x1/0xff", text);
}

static void read_tos(struct reader *reader, const struct yaml_tree *value, void *target)
{
    uint64_t tos;

    if (node_number(reader, value, 0, UINT8_MAX, &tos))
        ((struct conf_rule *)target)->tos = (uint8_t)tos;
}

static void read_not(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_rule *)target)->inverted);
}

static void read_preference(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_rule *rule = target;
    uint64_t preference;

    if (!node_number(reader, value, 0, UINT32_MAX, &preference))
        return;
    rule->has_preference = true;
    rule->preference = (uint32_t)preference;
}

static void read_table(struct reader *reader, const struct yaml_tree *value, void *target)
{
    const char *text = node_text(reader, value);

    if (text && !route_table(text, &((struct conf_rule *)target)->table))
        node_error(reader, value, "`%s' is neither a table's number nor main, default, local", text);
}

static void read_type(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"unicast", "blackhole", "unreachable", "prohibit"};
    int i = node_choice(reader, value, names, sizeof names / sizeof *names);

    if (i >= 0)
        ((struct conf_rule *)target)->type = (enum conf_route_type)route_type(names[i]);
}

static void read_family(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"ipv4", "ipv6"};
    int i = node_choice(reader, value, names, 2);

    if (i >= 0)
        ((struct conf_rule *)target)->family = i == 0 ? ADDR_IPV4 : ADDR_IPV6;
}

static const struct node_key keys[] = {
    {"from", read_from},   {"to", read_to},     {"iif", read_input},     {"oif", read_output},
    {"mark", read_mark},   {"tos", read_tos},   {"not", read_not},       {"preference", read_preference},
    {"table", read_table}, {"type", read_type}, {"family", read_family},
};

void read_rules(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_instance *instance = target;

    if (!node_is(reader, value, YAML_TREE_LIST, "`rules'"))
        return;
    for (size_t i = 0; i < value->count; i++) {
        struct conf_rule rule = {.place = value->items[i]->place};
        route_rule_defaults(&rule);
        node_map(reader, value->items[i], keys, sizeof keys / sizeof *keys, "a rule", &rule);
        instance->rules = conf_append(reader->conf, instance->rules, &instance->rule_count, sizeof rule);
        instance->rules[instance->rule_count - 1] = rule;
    }
}
