/* See node_window.h. */
#include "vrrpwatch/node_window.h"

static struct node_window_entry *find(struct node_window *window, const struct node_window_key *key)
{
    for (size_t i = 0; i < window->count; i++) {
        const struct node_window_key *known = &window->entries[i].key;

        if (known->interface == key->interface && known->vrid == key->vrid &&
            addr_equal(&known->address, &key->address))
            return &window->entries[i];
    }
    if (window->count == NODE_WINDOW_SOURCES)
        return NULL;
    window->entries[window->count] = (struct node_window_entry){.key = *key};
    return &window->entries[window->count++];
}

struct node_window_reading node_window_take(struct node_window *window, const struct node_window_key *key,
                                            struct node_window_reading now)
{
    struct node_window_entry *entry = find(window, key);
    struct node_window_reading old;

    if (entry == NULL)
        return now;
    /* The detector forgot the source and met it again. */
    if (now.wire < entry->recent.wire || now.socket < entry->recent.socket)
        entry->old = entry->recent = (struct node_window_reading){.wire = 0, .socket = now.socket};
    old = entry->old;
    if (now.wire - entry->recent.wire >= NODE_WINDOW_ADVERTS) {
        entry->old = entry->recent;
        entry->recent = now;
    }
    return (struct node_window_reading){.wire = now.wire - old.wire, .socket = now.socket - old.socket};
}
