/* The ledger of installed addresses; see ledger.h. */
#include "vrrpd/os/ledger.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int compare(const struct ledger_entry *a, const struct ledger_entry *b)
{
    int order = strcmp(a->interface, b->interface);

    if (order == 0)
        order = addr_compare(&a->address, &b->address);
    return order != 0 ? order : a->prefix_length - b->prefix_length;
}

/* Where the entry is, or would be. */
static size_t find(const struct ledger *ledger, const struct ledger_entry *entry)
{
    size_t low = 0, high = ledger->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&ledger->entries[middle], entry) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct ledger *ledger, size_t place, const struct ledger_entry *entry)
{
    return place < ledger->count && compare(&ledger->entries[place], entry) == 0;
}

bool ledger_has(const struct ledger *ledger, const struct ledger_entry *entry)
{
    return is_at(ledger, find(ledger, entry), entry);
}

/* One more element, where the array is full: its room is always a power of two. */
static void *grow(void *array, size_t count, size_t size)
{
    if (count != 0 && (count & (count - 1)) != 0)
        return array;
    return realloc(array, (count == 0 ? 1 : 2 * count) * size);
}

int ledger_add(struct ledger *ledger, const struct ledger_entry *entry)
{
    size_t place = find(ledger, entry);
    struct ledger_entry *entries;

    if (is_at(ledger, place, entry))
        return 0;
    if (ledger->count == LEDGER_ENTRIES_MAX)
        return -ENOMEM;
    entries = grow(ledger->entries, ledger->count, sizeof(*entries));
    if (entries == NULL)
        return -ENOMEM;
    ledger->entries = entries;
    memmove(entries + place + 1, entries + place, (ledger->count - place) * sizeof(*entries));
    entries[place] = *entry;
    ledger->count++;
    return 0;
}

/* The array then has more room than grow() thinks; it only asks for it again. */
void ledger_remove(struct ledger *ledger, const struct ledger_entry *entry)
{
    size_t place = find(ledger, entry);

    if (!is_at(ledger, place, entry))
        return;
    ledger->count--;
    memmove(ledger->entries + place, ledger->entries + place + 1,
            (ledger->count - place) * sizeof(*ledger->entries));
}

static size_t find_setting(const struct ledger *ledger, const char *path)
{
    size_t i = 0;

    while (i < ledger->setting_count && strcmp(ledger->settings[i].path, path) != 0)
        i++;
    return i;
}

bool ledger_has_setting(const struct ledger *ledger, const char *path)
{
    return find_setting(ledger, path) < ledger->setting_count;
}

int ledger_add_setting(struct ledger *ledger, const char *path, const char *before)
{
    struct ledger_setting *settings;

    if (ledger_has_setting(ledger, path))
        return 0;
    settings = grow(ledger->settings, ledger->setting_count, sizeof(*settings));
    if (settings == NULL)
        return -ENOMEM;
    ledger->settings = settings;
    settings += ledger->setting_count++;
    snprintf(settings->path, sizeof(settings->path), "%s", path);
    snprintf(settings->before, sizeof(settings->before), "%s", before);
    return 0;
}

void ledger_remove_setting(struct ledger *ledger, const char *path)
{
    size_t place = find_setting(ledger, path);

    if (place < ledger->setting_count)
        ledger->settings[place] = ledger->settings[--ledger->setting_count];
}

/* FNV-1a: 64 bits of it meet no other text by chance. */
uint64_t ledger_mark(const char *text)
{
    uint64_t mark = 0xcbf29ce484222325U;

    for (; *text != '\0'; text++)
        mark = (mark ^ (uint8_t)*text) * 0x100000001b3U;
    return mark;
}

static size_t find_mark(const struct ledger_marks *marks, uint64_t mark)
{
    size_t low = 0, high = marks->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (marks->items[middle] < mark)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool ledger_has_mark(const struct ledger_marks *marks, uint64_t mark)
{
    size_t place = find_mark(marks, mark);

    return place < marks->count && marks->items[place] == mark;
}

int ledger_add_mark(struct ledger_marks *marks, uint64_t mark)
{
    size_t place = find_mark(marks, mark);
    uint64_t *items;

    if (ledger_has_mark(marks, mark))
        return 0;
    if (marks->count == LEDGER_ENTRIES_MAX)
        return -ENOMEM;
    items = grow(marks->items, marks->count, sizeof(*items));
    if (items == NULL)
        return -ENOMEM;
    marks->items = items;
    memmove(items + place + 1, items + place, (marks->count - place) * sizeof(*items));
    items[place] = mark;
    marks->count++;
    return 0;
}

bool ledger_keep_marks(struct ledger_marks *marks, const uint64_t *kept, size_t count)
{
    struct ledger_marks before = *marks;
    bool same;

    *marks = (struct ledger_marks){.count = 0};
    for (size_t i = 0; i < count; i++)
        ledger_add_mark(marks, kept[i]);
    same = marks->count == before.count;
    for (size_t i = 0; i < marks->count && same; i++)
        same = marks->items[i] == before.items[i];
    free(before.items);
    return !same;
}

/* "eth0 10.9.0.100/24" */
static bool parse_address(const char *line, struct ledger_entry *entry)
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

/* An address, "link vrrp.51", "sysctl ipv4/conf/eth0/arp_ignore 0", "mark 0123456789abcdef" or "service
 * 0123...". */
static int parse_line(struct ledger *ledger, const char *line)
{
    struct ledger_entry entry = {.prefix_length = 0};
    struct ledger_setting setting;
    uint64_t mark;

    if (parse_address(line, &entry))
        return ledger_add(ledger, &entry);
    entry = (struct ledger_entry){.prefix_length = 0};
    if (sscanf(line, "link %15s", entry.interface) == 1)
        return ledger_add(ledger, &entry);
    if (sscanf(line, "sysctl %63s %15s", setting.path, setting.before) == 2)
        return ledger_add_setting(ledger, setting.path, setting.before);
    if (sscanf(line, "mark %16" SCNx64, &mark) == 1)
        return ledger_add_mark(&ledger->routes, mark);
    if (sscanf(line, "service %16" SCNx64, &mark) == 1)
        return ledger_add_mark(&ledger->services, mark);
    return 0;
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
    while (getline(&line, &room, file) > 0)
        if (parse_line(ledger, line) < 0)
            break;
    free(line);
    fclose(file);
    return 0;
}

void ledger_free(struct ledger *ledger)
{
    free(ledger->entries);
    free(ledger->settings);
    free(ledger->routes.items);
    free(ledger->services.items);
    *ledger = (struct ledger){.fd = -1};
}

static int print_entry(const struct ledger_entry *entry, char *text, size_t room)
{
    char address[ADDR_TEXT_MAX];

    if (entry->address.family == ADDR_NONE)
        return snprintf(text, room, "link %s\n", entry->interface);
    return snprintf(text, room, "%s %s/%u\n", entry->interface, addr_format(&entry->address, address),
                    entry->prefix_length);
}

/* One line for each; the size of all. */
static size_t print_marks(const struct ledger_marks *marks, const char *word, char *text, size_t room)
{
    size_t size = 0;

    for (size_t i = 0; i < marks->count; i++)
        size += (size_t)snprintf(text + size, room - size, "%s %016" PRIx64 "\n", word, marks->items[i]);
    return size;
}

int ledger_write(struct ledger *ledger)
{
    size_t lines = ledger->count + ledger->setting_count + ledger->routes.count + ledger->services.count;
    size_t room = lines * (LEDGER_PATH_MAX + LEDGER_VALUE_MAX + 16) + 1;
    size_t size = 0;
    char *text = malloc(room);
    ssize_t written;
    int error = 0;

    if (text == NULL)
        return -ENOMEM;
    for (size_t i = 0; i < ledger->count; i++)
        size += (size_t)print_entry(&ledger->entries[i], text + size, room - size);
    for (size_t i = 0; i < ledger->setting_count; i++)
        size += (size_t)snprintf(text + size, room - size, "sysctl %s %s\n", ledger->settings[i].path,
                                 ledger->settings[i].before);
    size += print_marks(&ledger->routes, "mark", text + size, room - size);
    size += print_marks(&ledger->services, "service", text + size, room - size);
    written = pwrite(ledger->fd, text, size, 0);
    if (written >= 0 && written < (ssize_t)size)
        error = -ENOSPC; /* a part was written, and errno says nothing of that */
    else if (written < 0 || ftruncate(ledger->fd, (off_t)size) < 0)
        error = -errno;
    free(text);
    return error;
}
