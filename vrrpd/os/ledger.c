/* The ledger of installed addresses; see ledger.h. */
#include "vrrpd/os/ledger.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool same(const struct ledger_entry *a, const struct ledger_entry *b)
{
    return strcmp(a->interface, b->interface) == 0 && a->prefix_length == b->prefix_length &&
           addr_equal(&a->address, &b->address);
}

bool ledger_has(const struct ledger *ledger, const struct ledger_entry *entry)
{
    for (size_t i = 0; i < ledger->count; i++)
        if (same(&ledger->entries[i], entry))
            return true;
    return false;
}

int ledger_add(struct ledger *ledger, const struct ledger_entry *entry)
{
    struct ledger_entry *entries;

    if (ledger_has(ledger, entry))
        return 0;
    if (ledger->count == LEDGER_ENTRIES_MAX)
        return -ENOMEM;
    entries = realloc(ledger->entries, (ledger->count + 1) * sizeof(*entries));
    if (entries == NULL)
        return -ENOMEM;
    ledger->entries = entries;
    entries[ledger->count++] = *entry;
    return 0;
}

void ledger_remove(struct ledger *ledger, const struct ledger_entry *entry)
{
    for (size_t i = 0; i < ledger->count; i++) {
        if (same(&ledger->entries[i], entry)) {
            ledger->entries[i] = ledger->entries[--ledger->count];
            return;
        }
    }
}

/* "eth0 10.9.0.100/24" */
static bool parse_line(const char *line, struct ledger_entry *entry)
{
    char address[ADDR_TEXT_MAX];
    unsigned prefix;

    if (sscanf(line, "%15s %45[0-9a-fA-F.:]/%u", entry->interface, address, &prefix) != 3)
        return false;
    if (!addr_parse(address, &entry->address) || prefix > addr_host_prefix(&entry->address))
        return false;
    entry->prefix_length = (uint8_t)prefix;
    return true;
}

int ledger_read(struct ledger *ledger, int fd)
{
    FILE *file;
    char *line = NULL;
    size_t room = 0;
    int copy = dup(fd);

    *ledger = (struct ledger){.fd = fd};
    file = copy < 0 ? NULL : fdopen(copy, "r");
    if (file == NULL)
        return -errno;
    rewind(file);
    while (getline(&line, &room, file) > 0) {
        struct ledger_entry entry = {.prefix_length = 0};

        if (parse_line(line, &entry) && ledger_add(ledger, &entry) < 0)
            break;
    }
    free(line);
    fclose(file);
    return 0;
}

void ledger_free(struct ledger *ledger)
{
    free(ledger->entries);
    *ledger = (struct ledger){.fd = -1};
}

int ledger_write(struct ledger *ledger)
{
    size_t room = ledger->count * 80 + 1, size = 0;
    char *text = malloc(room);
    char address[ADDR_TEXT_MAX];
    int error = 0;

    if (text == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < ledger->count; i++)
        size += (size_t)snprintf(text + size, room - size, "%s %s/%u\n", ledger->entries[i].interface,
                                 addr_format(&ledger->entries[i].address, address),
                                 ledger->entries[i].prefix_length);
    if (pwrite(ledger->fd, text, size, 0) != (ssize_t)size || ftruncate(ledger->fd, (off_t)size) < 0)
        error = -errno;
    free(text);
    return error;
}
