/* The ready-made priority 0 adverts in the state page, for the day their instance cannot send one itself: how
 * they lie in a table's frames, and sending them. Decides nothing. */
#ifndef VRRPD_RESIGN_H
#define VRRPD_RESIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "vrrpd/child.h"
#include "vrrpd/page.h"
#include "vrrpd/vrrp/instance.h"

/* Bytes that the resignations of an instance take, whatever its addresses will be. */
size_t resign_room(const struct instance *instance);

/* Writes them to the table's frames at record->resign_offset and notes that in the record; nothing when there
 * is no room left. */
void resign_keep(struct page *page, unsigned table, const struct instance *instance,
                 struct page_instance *record);

/* Sends those of a record, if it says MASTER, through the sockets of its interface among `count`. */
void resign_send(struct page *page, unsigned table, const struct page_instance *record,
                 const struct child_socket *sockets, size_t count);

#endif
