/* DNS as far as a check of a name server needs it: one question, and whether a datagram answers it. Pure;
 * trusts no byte. RFC 1035 4.1. */
#ifndef VRRPD_LVS_REPLY_DNS_H
#define VRRPD_LVS_REPLY_DNS_H

#include <stddef.h>
#include <stdint.h>

enum { REPLY_DNS_QUESTION_MAX = 12 + 255 + 4 };

/* Writes a question for `name` ("." is the root, a dot at the end is allowed) of class IN that wants
 * recursion. Its size, or 0 when the name is none. */
size_t reply_dns_question(uint8_t out[REPLY_DNS_QUESTION_MAX], uint16_t id, const char *name, uint16_t type);

/* The response code (0: no error) when the bytes are an answer with this id, else -1: somebody else's
 * business. */
int reply_dns_code(const uint8_t *bytes, size_t size, uint16_t id);

/* The word for a response code, "SERVFAIL"; "error" for one that has none. */
const char *reply_dns_name(int code);

#endif
