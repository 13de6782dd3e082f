/* Is this the page that was wanted? The status, the MD5 of the body, a regular expression on its beginning.
 * Takes the body piece by piece, keeps no more of it than the expression may see. Pure; trusts no byte. */
#ifndef VRRPD_LVS_REPLY_PAGE_H
#define VRRPD_LVS_REPLY_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/model_lvs.h"
#include "vrrpd/lvs/digest.h"

enum {
    REPLY_PAGE_HEAD = 65536,                  /* bytes that the expression sees */
    REPLY_PAGE_MAX = 1024 * 1024,             /* bytes of a body that are read when nobody wants its digest */
    REPLY_PAGE_DIGEST_MAX = 16 * 1024 * 1024, /* when somebody does */
    REPLY_PAGE_REASON = 96,
};

struct reply_page {
    const struct conf_url *url; /* NULL: any page, only its digest is wanted */
    size_t size;                /* of the body so far */
    bool cut;                   /* it is longer than what is read */
    struct digest digest;
    char *head; /* REPLY_PAGE_HEAD + 1 bytes, kept from page to page; NULL until one is needed; owned */
    size_t head_size;
};

/* What is wrong with a page. */
enum reply_page_fault {
    REPLY_PAGE_GOOD,
    REPLY_PAGE_WRONG,
    REPLY_PAGE_OURS, /* it cannot be judged: no memory, an expression that is none */
};

/* Before each page. False without memory. */
bool reply_page_begin(struct reply_page *page, const struct conf_url *url);

/* Takes the next piece of the body. False: enough, the rest is not wanted. */
bool reply_page_take(struct reply_page *page, const char *bytes, size_t size);

/* The verdict, with words for it. Once a page. */
enum reply_page_fault reply_page_judge(struct reply_page *page, unsigned status,
                                       char reason[REPLY_PAGE_REASON]);

/* The digest of a whole page that was begun without URL. False when it is cut. */
bool reply_page_digest(struct reply_page *page, uint8_t out[DIGEST_SIZE]);

void reply_page_free(struct reply_page *page);

#endif
