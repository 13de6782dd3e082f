/* What both readers need of routes and rules: defaults, names of tables, scopes and types, and what the
 * kernel would refuse. Knows no file format. Pure. */
#ifndef CONF_ROUTE_H
#define CONF_ROUTE_H

#include "conf/model.h"

enum {
    ROUTE_TABLE_MAIN = 254,
    ROUTE_SCOPE_UNSET = 255,
};

/* Fill what is neither zero nor said. */
void route_defaults(struct conf_route *route);
void route_rule_defaults(struct conf_rule *rule);

/* A number or one of main, default and local. */
bool route_table(const char *text, uint32_t *out);

/* global, site, link, host, or a number of these; false for all else. */
bool route_scope(const char *text, uint8_t *out);

/* "unicast", "blackhole", "unreachable", "prohibit"; -1 for all else. */
int route_type(const char *text);
const char *route_type_name(enum conf_route_type type);

/* MARK[/MASK], decimal or with 0x. */
bool route_mark(const char *text, uint32_t *mark, uint32_t *mask);

/* Gives a default route and a rule without addresses the family of what they go with, else `family`. */
void route_settle(struct conf_route *route, uint8_t family);
void route_rule_settle(struct conf_rule *rule, uint8_t family);

/* Why the kernel would not take it, as the end of a sentence about the route, or NULL. */
const char *route_problem(const struct conf_route *route);
const char *route_rule_problem(const struct conf_rule *rule);

#endif
