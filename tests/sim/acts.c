#include "tests/sim/acts.h"

#include <string.h>

#include "tests/sim/attack.h"

static bool is(const char *word, const char *name)
{
    return strcmp(word, name) == 0;
}

/* `key value` pairs of `router` and `reload`. */
static void set_election(struct script *script, struct election_config *config, const char *key,
                         const char *value)
{
    if (is(key, "priority"))
        config->priority = (uint8_t)script_number(script, value);
    else if (is(key, "version"))
        config->version = (uint8_t)script_number(script, value);
    else if (is(key, "interval"))
        config->interval_us = script_ms(script, value);
    else if (is(key, "preempt_delay"))
        config->preempt_delay_us = script_ms(script, value);
    else if (is(key, "down_adverts"))
        config->down_adverts = (uint8_t)script_number(script, value);
    else if (is(key, "garp_delay"))
        config->announce_delay_us = script_ms(script, value);
    else if (is(key, "garp_repeat"))
        config->announce_repeat = (uint8_t)script_number(script, value);
    else if (is(key, "garp_refresh"))
        config->announce_refresh_us = script_ms(script, value);
    else
        script_die(script, "unknown setting", key);
}

static void set_node(struct script *script, struct node_config *config, const char *key, const char *value)
{
    if (is(key, "address")) {
        config->source = script_address(script, value);
    } else if (is(key, "pass")) {
        config->auth_type = PACKET_AUTH_SIMPLE;
        memset(config->auth_data, 0, sizeof(config->auth_data));
        memcpy(config->auth_data, value, strnlen(value, sizeof(config->auth_data)));
    } else if (is(key, "checksum")) {
        config->checksum = is(value, "plain") ? PACKET_CHECKSUM_PLAIN : PACKET_CHECKSUM_PSEUDO;
    } else {
        set_election(script, &config->election, key, value);
    }
}

static void configure(struct script *script, struct node_config *config, const struct script_line *line)
{
    for (int i = 2; i < line->count; i++) {
        const char *key = line->words[i];
        if (is(key, "preempt") || is(key, "nopreempt"))
            config->election.preempt = is(key, "preempt");
        else if (i + 1 < line->count)
            set_node(script, config, key, line->words[++i]);
        else
            script_die(script, "a setting without a value", key);
    }
}

/* router NAME [key value]... with keepalived's defaults; addresses rise in the order of the text. */
static void act_router(struct script *script, const struct script_line *line)
{
    struct node_config config = {.election = {.version = 3,
                                              .priority = 100,
                                              .down_adverts = 3,
                                              .preempt = true,
                                              .serves = true,
                                              .interval_us = 1000000,
                                              .announce_delay_us = 5000000,
                                              .announce_lower_delay_us = 5000000,
                                              .announce_repeat = 5,
                                              .announce_refresh_repeat = 1,
                                              .announce_lower_repeat = 5},
                                 .source = addr_from_ipv4(0x0A090001U + (uint32_t)script->lan->count)};

    strncpy(config.name, line->words[1], sizeof(config.name) - 1);
    configure(script, &config, line);
    if (lan_add(script->lan, &config) < 0)
        script_die(script, "too many routers", line->words[1]);
}

static void act_reload(struct script *script, const struct script_line *line)
{
    int index = script_router(script, line->words[1]);
    struct node_config config = script->lan->nodes[index].config;

    configure(script, &config, line);
    node_adopt(script->lan, index, &config);
}

/* The verbs that take nothing but a router's name. */
static void act_on_router(struct script *script, const struct script_line *line)
{
    const char *verb = line->words[0];
    struct lan *lan = script->lan;
    int index = script_router(script, line->words[1]);
    struct node_config config = lan->nodes[index].config;

    if (is(verb, "start"))
        node_start(lan, index);
    else if (is(verb, "crash"))
        node_crash(lan, index);
    else if (is(verb, "kill"))
        node_kill(lan, index);
    else if (is(verb, "adopt"))
        node_adopt(lan, index, &config);
    else if (is(verb, "pause"))
        node_pause(lan, index);
    else if (is(verb, "resume"))
        node_resume(lan, index);
    else if (is(verb, "down") || is(verb, "up"))
        node_set_link(lan, index, is(verb, "up"));
    else
        node_set_address(lan, index, is(verb, "find-address"));
}

static void act_operator(struct script *script, const struct script_line *line)
{
    const char *verb = line->words[0];
    int index = script_router(script, line->words[1]);
    enum coverage_event kind = is(verb, "stop")      ? COVERAGE_STOP
                               : is(verb, "drain")   ? COVERAGE_DRAIN
                               : is(verb, "undrain") ? COVERAGE_UNDRAIN
                                                     : COVERAGE_YIELD;

    judge_cause(script->lan, index);
    node_do(script->lan, index, kind);
}

/* weight NAME PRIORITY: the priority after weights. */
static void act_weight(struct script *script, const struct script_line *line)
{
    int index = script_router(script, line->words[1]);
    uint8_t priority = (uint8_t)script_number(script, line->words[2]);

    script->lan->nodes[index].weighted_priority = priority;
    judge_cause(script->lan, index);
    node_apply(script->lan, index, &(struct node_event){.kind = COVERAGE_SET_PRIORITY, .priority = priority});
}

static void act_run(struct script *script, const struct script_line *line)
{
    lan_run(script->lan, script->lan->now_us + script_ms(script, line->words[1]));
}

/* cut A: from everybody; cut A B: both ways; cut A > B: what A sends does not reach B. The same for join. */
static void act_cut(struct script *script, const struct script_line *line)
{
    struct lan *lan = script->lan;
    int index = script_router(script, line->words[1]);
    bool one_way = line->count > 3 && is(line->words[2], ">");
    int only = line->count > 2 ? script_router(script, line->words[line->count - 1]) : -1;

    for (int i = 0; i < lan->count; i++) {
        if (i == index || (only >= 0 && i != only))
            continue;
        lan_link(lan, index, i)->cut = is(line->words[0], "cut");
        lan_link_changed(lan, index, i);
        if (one_way)
            continue;
        lan_link(lan, i, index)->cut = is(line->words[0], "cut");
        lan_link_changed(lan, i, index);
    }
}

/* spoof ROUTER [priority N] [address A] [interval MS] [count N] [bad ERROR]: an attacker sends to ROUTER what
 * it would send itself, changed as said. */
static void act_spoof(struct script *script, const struct script_line *line)
{
    struct addr virtual_address;
    int index = script_router(script, line->words[1]), count = 1;
    struct packet_advert advert = attack_advert(script->lan, index, &virtual_address);

    advert.source = addr_from_ipv4(0x0A0900FA);
    for (int i = 2; i + 1 < line->count; i += 2) {
        const char *key = line->words[i], *value = line->words[i + 1];
        if (is(key, "priority"))
            advert.priority = (uint8_t)script_number(script, value);
        else if (is(key, "address"))
            advert.source = script_address(script, value);
        else if (is(key, "interval"))
            advert.interval_us = script_ms(script, value);
        else if (is(key, "count"))
            count = script_number(script, value);
        else
            script_die(script, "unknown setting", key);
    }
    for (int i = 0; i < count; i++)
        if (!attack_send(script->lan, index, &advert))
            script_die(script, "no frame can say that", line->words[1]);
}

/* malformed ROUTER ERROR: a frame with that defect and a priority that would win. */
static void act_malformed(struct script *script, const struct script_line *line)
{
    struct addr virtual_address;
    int index = script_router(script, line->words[1]);
    struct packet_advert advert = attack_advert(script->lan, index, &virtual_address);
    struct frame frame = {.from = LAN_ATTACKER};

    advert.source = addr_from_ipv4(0x0A0900FA);
    advert.priority = ELECTION_PRIORITY_OWNER;
    for (int error = 0; error < PACKET_ERROR_COUNT; error++) {
        if (!is(packet_error_name((enum packet_error)error), line->words[2]))
            continue;
        if (!frame_spoil(&frame, &advert, (enum packet_error)error))
            break;
        frame.from = LAN_ATTACKER;
        lan_inject(script->lan, index, &frame);
        return;
    }
    script_die(script, "no frame can have that defect", line->words[2]);
}

static void act_late(struct script *script, const struct script_line *line)
{
    node_set_lateness(script->lan, script_router(script, line->words[1]), script_ms(script, line->words[2]));
}

static void act_install(struct script *script, const struct script_line *line)
{
    script->lan->nodes[script_router(script, line->words[1])].install_us = script_ms(script, line->words[2]);
}

static void act_delay(struct script *script, const struct script_line *line)
{
    script->lan->delay_us = script_ms(script, line->words[1]);
}

const struct script_verb *acts_find(const char *name)
{
    static const struct script_verb verbs[] = {
        {"router", 2, act_router},
        {"reload", 2, act_reload},
        {"start", 2, act_on_router},
        {"crash", 2, act_on_router},
        {"kill", 2, act_on_router},
        {"adopt", 2, act_on_router},
        {"pause", 2, act_on_router},
        {"resume", 2, act_on_router},
        {"down", 2, act_on_router},
        {"up", 2, act_on_router},
        {"lose-address", 2, act_on_router},
        {"find-address", 2, act_on_router},
        {"stop", 2, act_operator},
        {"drain", 2, act_operator},
        {"undrain", 2, act_operator},
        {"yield", 2, act_operator},
        {"weight", 3, act_weight},
        {"run", 2, act_run},
        {"cut", 2, act_cut},
        {"join", 2, act_cut},
        {"spoof", 2, act_spoof},
        {"malformed", 3, act_malformed},
        {"late", 3, act_late},
        {"install", 3, act_install},
        {"delay", 2, act_delay},
    };

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
        if (is(verbs[i].name, name))
            return &verbs[i];
    return NULL;
}
