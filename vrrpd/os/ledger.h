/* The ledger: a file in the run directory that lists every address and link vrrpd put (or was about to put)
 * into the kernel, and what the settings it changed were before, so that what a crash left behind is known
 * from what an administrator did. Written before the kernel is asked, through a descriptor opened before
 * rights were given away. Routes and rules carry a protocol number in the kernel, but so do those of another
 * vrrpd on this host, and virtual servers carry nothing: the ledger says which are of this one. */
#ifndef VRRPD_OS_LEDGER_H
#define VRRPD_OS_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/addr.h"

enum {
    LEDGER_NAME_MAX = 16,
    LEDGER_ENTRIES_MAX = 65536,
    LEDGER_PATH_MAX = 64,
    LEDGER_VALUE_MAX = 16,
};

/* An address on an interface, or with family ADDR_NONE the interface itself. */
struct ledger_entry {
    char interface[LEDGER_NAME_MAX];
    struct addr address;
    uint8_t prefix_length;
};

/* A setting under /proc/sys/net and its value before vrrpd changed it; or, by a path that begins with
 * LEDGER_FOREIGN_PREFIX, something else that its own room knows how to undo. */
#define LEDGER_FOREIGN_PREFIX "other/"
struct ledger_setting {
    char path[LEDGER_PATH_MAX];
    char before[LEDGER_VALUE_MAX];
};

/* Marks of one kind of things. */
struct ledger_marks {
    uint64_t *items; /* sorted */
    size_t count;
};

struct ledger {
    int fd;                       /* not owned */
    struct ledger_entry *entries; /* sorted */
    size_t count;
    struct ledger_setting *settings;
    size_t setting_count;
    struct ledger_marks routes;   /* and rules */
    struct ledger_marks services; /* of IPVS */
};

/* Reads what the file says; a damaged line is skipped. 0 or negative errno. */
int ledger_read(struct ledger *ledger, int fd);
/* Frees the list; the file stays as it is. */
void ledger_free(struct ledger *ledger);

/* True when the entry is in the list. */
bool ledger_has(const struct ledger *ledger, const struct ledger_entry *entry);

/* Add or remove in memory; ledger_write() makes it last. Adding what is there is fine. 0 or -ENOMEM. */
int ledger_add(struct ledger *ledger, const struct ledger_entry *entry);

/* Takes it off the list, if it is there. */
void ledger_remove(struct ledger *ledger, const struct ledger_entry *entry);

/* Remembers what a setting was; what is remembered already stays. 0 or -ENOMEM. */
int ledger_add_setting(struct ledger *ledger, const char *path, const char *before);

/* True when something is remembered of that setting. */
bool ledger_has_setting(const struct ledger *ledger, const char *path);

/* Forgets a setting, if it is there. */
void ledger_remove_setting(struct ledger *ledger, const char *path);

/* The mark of something that its own room can describe in a text, the same whenever it is described. */
uint64_t ledger_mark(const char *text);

/* True when the mark is in the list. */
bool ledger_has_mark(const struct ledger_marks *marks, uint64_t mark);

/* Adds a mark; one that is there already is fine. 0 or -ENOMEM. */
int ledger_add_mark(struct ledger_marks *marks, uint64_t mark);

/* Forgets all marks but those of `kept`, which it adds. True when the list is another one now. */
bool ledger_keep_marks(struct ledger_marks *marks, const uint64_t *kept, size_t count);

/* Replaces the file's content. 0 or negative errno. */
int ledger_write(struct ledger *ledger);

#endif
