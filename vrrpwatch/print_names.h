/* The words that every printer of vrrpwatch shares: names of interfaces, families and phases, MACs,
 * durations, and text that is safe to show. Decides on no layout; owns nothing. Pure. */
#ifndef VRRPWATCH_PRINT_NAMES_H
#define VRRPWATCH_PRINT_NAMES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "vrrpwatch/finding.h"
#include "vrrpwatch/frame.h"

enum {
    PRINT_MAC_MAX = 18,
    PRINT_DURATION_MAX = 32,
    PRINT_INTERFACE_MAX = 16,
    PRINT_LINK_MAX = 24, /* interface, point, VLAN */
};

/* What the indices of interfaces in frames and findings stand for; not owned. */
struct print_names {
    const char *const *interfaces;
    size_t interface_count;
};

/* "eth0"; an index without a name becomes "if3". Returns `text`. */
const char *print_names_interface(const struct print_names *names, uint16_t interface,
                                  char text[PRINT_INTERFACE_MAX]);

/* "eth0", tagged "eth0.10". Returns `text`. */
const char *print_names_link(const struct print_names *names, uint16_t interface, uint16_t vlan,
                             char text[PRINT_LINK_MAX]);

/* "ipv4", "ipv6". */
const char *print_names_family(uint8_t family);

/* "open", "update", "closed"; a note is closed at once. */
const char *print_names_phase(enum finding_phase phase);

/* "02:00:00:00:00:01". Returns `text`. */
const char *print_names_mac(const uint8_t mac[FRAME_MAC_SIZE], char text[PRINT_MAC_MAX]);

/* "640 us", "12.3 ms", "3.61 s", "1 min 4 s", "2 h 3 min"; "-" when negative. Returns `text`. */
const char *print_names_duration(int64_t duration_us, char text[PRINT_DURATION_MAX]);

/* Copies into `size` bytes what a terminal and JSON can take: control characters and what is no UTF-8 become
 * '?', newlines and tabs a space; cut between two characters where it does not fit. */
void print_names_clean(char *out, size_t size, const char *text);

/* Writes `text` cleaned in the same way. */
void print_names_put(FILE *out, const char *text);

#endif
