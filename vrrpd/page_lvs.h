/* What services and kernel tell one another about LVS: shared memory beside the state page, records as there.
 * A row of the configuration is known to a successor with another numbering by its key. Two tables alternate
 * between configurations. Each record has one writer. */
#ifndef VRRPD_PAGE_LVS_H
#define VRRPD_PAGE_LVS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_lvs.h"

/* Writer: services. What is wanted of one virtual server. */
struct page_virtual {
    uint64_t key;   /* of page_lvs_virtual_key() */
    uint8_t quorum; /* is there */
    uint8_t sorry;  /* the sorry server serves */
    uint8_t sorry_present;
    uint8_t padding[5];
    uint32_t sorry_weight;
    uint32_t padding2;
};

/* Writer: services. What is wanted of one real server, and what is known of it. */
struct page_server {
    uint64_t key; /* of page_lvs_server_key() */
    uint32_t weight;
    uint8_t present; /* is to be in the table */
    uint8_t up;
    uint8_t known; /* there was a verdict */
    uint8_t padding;
    uint32_t failed_checks; /* bit i: check i says down */
    int32_t dynamic;        /* weight by a check, -1: none */
    int64_t since_us;       /* of `up` */
};

/* Writer: services. Its part as a whole. */
struct page_lvs_wanted {
    uint64_t generation; /* counts every change of the records above; 0: nothing was decided yet */
    uint64_t asked;      /* counters were wanted so often */
};

/* Writer: kernel. Its part as a whole. */
struct page_lvs_done {
    uint64_t generation; /* up to which the table is what is wanted */
    uint64_t counted;    /* `asked` up to which the counters are fresh */
    int64_t counted_us;
    int32_t error;       /* negative errno of the last failure, 0: none; -ENOENT: no ip_vs in this kernel */
    uint32_t failed;     /* rows that were refused in the last round */
    uint64_t requests;   /* edits ever sent */
    uint64_t corrected;  /* rows that somebody else had changed, put right */
    uint32_t sync_roles; /* enum ipvs_sync_role that run */
    uint32_t services;   /* rows of ours in the table */
};

/* Writer: kernel. Connections and rates of one real server, over all endpoints of its virtual server. The
 * sorry servers follow the real servers, by number of the virtual server. */
struct page_traffic {
    uint64_t key; /* of page_lvs_server_key(); 0: not in the table */
    uint64_t connections, bytes_in, bytes_out;
    uint32_t active, inactive, persistent;
    uint32_t connection_rate;
    uint32_t weight; /* that the kernel has */
    uint32_t padding;
};

enum { PAGE_LVS_EVENTS = 256, PAGE_LVS_NAME_MAX = 80 };

enum page_lvs_event_kind {
    PAGE_LVS_SERVER,
    PAGE_LVS_QUORUM,
    PAGE_LVS_NETWORK, /* `up` false: losses are not believed any more, it is this node's network */
};

/* Writer: services, in slot sequence % PAGE_LVS_EVENTS. Texts, because numbers change with a configuration.
 */
struct page_lvs_event {
    uint64_t sequence;
    int64_t at_us;
    uint8_t kind; /* enum page_lvs_event_kind */
    uint8_t up, drained;
    uint8_t mails; /* the configuration wants messages about it */
    uint32_t padding;
    int64_t duration_us; /* PAGE_LVS_NETWORK, when it is over */
    char service[PAGE_LVS_NAME_MAX];
    char server[PAGE_LVS_NAME_MAX];
    char reason[128];
};

/* Writer: services. Events ever published; both survive configurations. */
struct page_lvs_log {
    uint64_t count;
    uint64_t acked; /* events before this number are on the dispatcher's disk */
};

struct page_lvs;

/* New, empty and shared with all children, or NULL with errno; *fd as of page_map(). */
struct page_lvs *page_lvs_map(int *fd);

/* That of the program before; NULL with errno. */
struct page_lvs *page_lvs_map_again(int fd);

/* What two programs have to agree on to share it, hashed. */
uint64_t page_lvs_layout(void);

/* Takes the right to write from this process, but for the part that services or the kernel process writes in
 * that table; `part` 0 for nobody's. 0 or negative errno. */
enum page_lvs_part { PAGE_LVS_NOTHING, PAGE_LVS_WANTED, PAGE_LVS_DONE };
int page_lvs_read_only_but(struct page_lvs *page, unsigned table, enum page_lvs_part part);

/* Forgets a table. Writer: supervisor, while no process uses it. */
void page_lvs_clear(struct page_lvs *page, unsigned table);

/* What a virtual server or real server is, hashed: the same in two configurations exactly when it is the same
 * row (endpoints and protocol; address and port within its virtual server). Never 0. */
uint64_t page_lvs_virtual_key(const struct conf_virtual_server *service);
uint64_t page_lvs_server_key(uint64_t service_key, const struct conf_server *server);

bool page_lvs_read_virtual(const struct page_lvs *page, unsigned table, size_t index,
                           struct page_virtual *out);
bool page_lvs_read_server(const struct page_lvs *page, unsigned table, size_t index, struct page_server *out);
bool page_lvs_read_wanted(const struct page_lvs *page, unsigned table, struct page_lvs_wanted *out);
bool page_lvs_read_done(const struct page_lvs *page, unsigned table, struct page_lvs_done *out);
bool page_lvs_read_traffic(const struct page_lvs *page, unsigned table, size_t index,
                           struct page_traffic *out);
bool page_lvs_read_log(const struct page_lvs *page, struct page_lvs_log *out);
/* Event number `sequence`; false when it was overwritten or has not happened. */
bool page_lvs_read_event(const struct page_lvs *page, uint64_t sequence, struct page_lvs_event *out);
void page_lvs_write_virtual(struct page_lvs *page, unsigned table, size_t index,
                            const struct page_virtual *in);
void page_lvs_write_server(struct page_lvs *page, unsigned table, size_t index, const struct page_server *in);
void page_lvs_write_wanted(struct page_lvs *page, unsigned table, const struct page_lvs_wanted *in);
void page_lvs_write_done(struct page_lvs *page, unsigned table, const struct page_lvs_done *in);
void page_lvs_write_traffic(struct page_lvs *page, unsigned table, size_t index,
                            const struct page_traffic *in);
void page_lvs_write_log(struct page_lvs *page, const struct page_lvs_log *in);
void page_lvs_write_event(struct page_lvs *page, const struct page_lvs_event *in);

#endif
