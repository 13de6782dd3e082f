/* Text as mail carries it: encoded words (RFC 2047), base64, folded header lines, dates, identifiers. Pure.
 */
#ifndef NOTIFY_MESSAGE_ENCODE_H
#define NOTIFY_MESSAGE_ENCODE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Writes `text` with control characters (and what is not UTF-8) replaced by blanks and '?'. */
void encode_clean(FILE *out, const char *text);

/* As encode_clean(), but newlines stay. */
void encode_clean_lines(FILE *out, const char *text);

/* Writes a header with unstructured text: "NAME: TEXT" CRLF, as encoded words where it has to be. */
void encode_header(FILE *out, const char *name, const char *text);

/* Writes `text` as the display name of an address: quoted, or encoded words. */
void encode_phrase(FILE *out, const char *text);

/* Writes `text` with CRLF for LF in base64, lines of 76. */
void encode_body(FILE *out, const char *text);

/* "Fri, 20 Nov 2026 10:00:00 +0000" into `text`. Returns it. */
const char *encode_date(int64_t wall_us, char text[40]);

/* A number of 128 bits made of texts that are added one after another; not for secrets. */
struct encode_hash {
    uint64_t a, b;
};
void encode_hash_start(struct encode_hash *hash);
void encode_hash_add(struct encode_hash *hash, const char *text); /* its end counts too */

#endif
