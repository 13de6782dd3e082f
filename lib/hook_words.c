/* How a hook is called; see hook_words.h. */
#include "lib/hook_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/script_file.h"

static void add_variable(struct hook_words *words, const char *name, const char *value)
{
    size_t used = 0;
    char *text;

    while (words->environment[used] != NULL)
        used++;
    if (used < HOOK_WORDS_ENVIRONMENT_MAX - 1 && asprintf(&text, "%s=%s", name, value) >= 0)
        words->environment[used] = text;
}

static void add_addresses(struct hook_words *words, const struct event *record)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    if (out == NULL)
        return;
    for (size_t i = 0; i < record->address_count; i++)
        fprintf(out, "%s%s", i > 0 ? " " : "", record->addresses[i]);
    if (fclose(out) == 0)
        add_variable(words, "VRRP_ADDRESSES", text);
    free(text);
}

static void fill_environment(struct hook_words *words, const struct event *record, const char *group)
{
    char number[8];

    add_variable(words, "PATH", SCRIPT_FILE_PATH);
    add_variable(words, "LANG", "C.UTF-8");
    add_variable(words, "HOME", "/");
    add_variable(words, "VRRP_TYPE", group != NULL ? "GROUP" : "INSTANCE");
    add_variable(words, "VRRP_NAME", group != NULL ? group : record->instance);
    add_variable(words, "VRRP_GROUP", record->group);
    add_variable(words, "VRRP_STATE", words->state);
    add_variable(words, "VRRP_FROM", group != NULL ? "" : record->from);
    add_variable(words, "VRRP_PRIORITY", words->priority);
    if (group == NULL) {
        snprintf(number, sizeof(number), "%u", record->vrid);
        add_variable(words, "VRRP_VRID", number);
        add_variable(words, "VRRP_FAMILY", record->family);
        add_variable(words, "VRRP_INTERFACE", record->interface);
        add_variable(words, "VRRP_REASON_CODE", record->reason_code);
        add_variable(words, "VRRP_REASON", record->reason);
        add_addresses(words, record);
    }
}

/* Words of the configuration, then TYPE NAME STATE PRIORITY. */
static char **append_arguments(struct hook_words *words, char *const *command, bool is_group,
                               const char *name)
{
    size_t count = 0;
    char **argv;

    while (command[count] != NULL)
        count++;
    argv = calloc(count + 5, sizeof(*argv));
    if (argv == NULL)
        return NULL;
    memcpy(argv, command, count * sizeof(*argv));
    argv[count] = (char *)(uintptr_t)(is_group ? "GROUP" : "INSTANCE");
    argv[count + 1] = (char *)(uintptr_t)name;
    argv[count + 2] = words->state;
    argv[count + 3] = words->priority;
    return argv;
}

void hook_words_prepare(struct hook_words *words, struct event *record, const char *group, const char *state,
                        char *const *any)
{
    memset(words, 0, sizeof(*words));
    snprintf(words->state, sizeof(words->state), "%s", state);
    snprintf(words->priority, sizeof(words->priority), "%u", record->priority);
    if (group != NULL) {
        status_copy_text(record->group, sizeof(record->group), group);
        status_copy_text(record->to, sizeof(record->to), words->state);
    }
    fill_environment(words, record, group);
    if (any != NULL)
        words->any = append_arguments(words, any, group != NULL, group != NULL ? group : record->instance);
}

void hook_words_add_passed(struct hook_words *words, const struct hook_item *item)
{
    char text[HOOK_QUEUE_LISTED * 21 + 1] = "";
    size_t used = 0;

    snprintf(text, sizeof(text), "%llu", (unsigned long long)item->sequence);
    add_variable(words, "VRRP_SEQ", text);
    snprintf(text, sizeof(text), "%u", item->collapsed);
    add_variable(words, "VRRP_COLLAPSED", text);
    text[0] = '\0';
    for (uint32_t i = 0; i < item->collapsed && i < HOOK_QUEUE_LISTED; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%llu", i > 0 ? " " : "",
                                 (unsigned long long)item->passed[i]);
    add_variable(words, "VRRP_COLLAPSED_SEQ", text);
}

void hook_words_free(struct hook_words *words)
{
    for (size_t i = 0; i < HOOK_WORDS_ENVIRONMENT_MAX; i++)
        free(words->environment[i]);
    free(words->any);
}
