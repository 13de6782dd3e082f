/* The fence command; see engine_runner_fence.h. */
#include "vrrpd/engine_runner_fence.h"

#include <stdio.h>
#include <string.h>

#include "lib/fence_rule.h"
#include "lib/hook_run.h"
#include "lib/log.h"
#include "lib/script_file.h"

enum { VARIABLES = 12, VARIABLE_MAX = 160 };

static const int64_t timeout_us = 60000000;

struct variables {
    char text[VARIABLES][VARIABLE_MAX];
    char *list[VARIABLES + 1];
    size_t count;
};

static void add(struct variables *variables, const char *name, const char *value)
{
    if (variables->count == VARIABLES)
        return;
    snprintf(variables->text[variables->count], VARIABLE_MAX, "%s=%s", name, value);
    variables->list[variables->count] = variables->text[variables->count];
    variables->count++;
}

static void format_mac(const struct party *party, char text[18])
{
    const uint8_t *mac = party->mac;

    text[0] = '\0';
    if (party->has_mac)
        snprintf(text, 18, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
}

/* As vrrpwatch's fence commands have them. */
static void fill(const struct page_event *event, struct variables *variables)
{
    static const char *const sides[] = {
        [FENCE_OBSERVER] = "observer", [FENCE_WINNER] = "winner", [FENCE_LOSER] = "loser"};
    const struct fence_shot *shot = &event->shot;
    char text[ADDR_TEXT_MAX], mac[18], vrid[8];

    format_mac(&shot->target, mac);
    snprintf(vrid, sizeof(vrid), "%u", shot->vrid);
    add(variables, "PATH", SCRIPT_FILE_PATH);
    add(variables, "LANG", "C.UTF-8");
    add(variables, "HOME", "/");
    add(variables, "VRRP_FENCE_ADDRESS", addr_format(&shot->target.address, text));
    add(variables, "VRRP_FENCE_MAC", mac);
    add(variables, "VRRP_FENCE_SIDE", sides[shot->side]);
    add(variables, "VRRP_WINNER", addr_format(&shot->winner.address, text));
    add(variables, "VRRP_VRID", vrid);
    add(variables, "VRRP_FAMILY", shot->family == ADDR_IPV6 ? "ipv6" : "ipv4");
    add(variables, "VRRP_VIP", addr_format(&shot->vip, text));
    add(variables, "VRRP_INTERFACE", event->interface);
    add(variables, "VRRP_NAME", event->name);
}

void runner_fence(const struct conf_global *global, const struct script_users *users,
                  const struct page_event *event)
{
    const struct conf_command *command = &global->fence.command;
    const struct script_user *user = command->argc > 0 ? script_users_find(users, command) : NULL;
    struct variables variables = {.count = 0};
    struct hook_run run = {.program = "vrrpd",
                           .owner = event->name,
                           .input = "",
                           .environment = variables.list,
                           .count = 1,
                           .timeout_us = timeout_us};
    pid_t pid;

    if (command->argc == 0)
        return; /* an event of a configuration before this one */
    if (user == NULL || user->why[0] != '\0') {
        log_line(LOG_LEVEL_ERROR, "the fence command cannot be run: %s",
                 user != NULL ? user->why : "no such user");
        return;
    }
    fill(event, &variables);
    run.commands[0] =
        (struct hook_command){.label = "fence", .argv = command->argv, .identity = &user->identity};
    pid = hook_run_start(&run);
    if (pid < 0)
        log_line(LOG_LEVEL_ERROR, "the fence command cannot be run: %s", strerror(-pid));
}
