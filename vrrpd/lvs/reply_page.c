/* Is this the page that was wanted? See reply_page.h. */
#include "vrrpd/lvs/reply_page.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STATUS_FROM = 200, STATUS_TO = 299, EXPRESSION_MAX = 4096 };

static bool wants_digest(const struct reply_page *page)
{
    return page->url == NULL || page->url->has_digest;
}

bool reply_page_begin(struct reply_page *page, const struct conf_url *url)
{
    page->url = url;
    page->size = 0;
    page->head_size = 0;
    page->cut = false;
    if (wants_digest(page))
        digest_begin(&page->digest);
    if (url != NULL && url->regex != NULL && page->head == NULL)
        page->head = malloc(REPLY_PAGE_HEAD + 1);
    return url == NULL || url->regex == NULL || page->head != NULL;
}

void reply_page_free(struct reply_page *page)
{
    free(page->head);
    page->head = NULL;
}

/* The end of text is a NUL for the expression's library: in the page it is a blank. */
static void keep_head(struct reply_page *page, const char *bytes, size_t size)
{
    size_t room = REPLY_PAGE_HEAD - page->head_size, taken = size < room ? size : room;

    for (size_t i = 0; i < taken; i++)
        page->head[page->head_size + i] = bytes[i];
    for (size_t i = 0; i < taken; i++)
        if (page->head[page->head_size + i] == '\0')
            page->head[page->head_size + i] = ' ';
    page->head_size += taken;
}

bool reply_page_take(struct reply_page *page, const char *bytes, size_t size)
{
    size_t limit = wants_digest(page) ? REPLY_PAGE_DIGEST_MAX : REPLY_PAGE_MAX;

    if (size > limit - page->size) {
        size = limit - page->size;
        page->cut = true;
    }
    page->size += size;
    if (wants_digest(page))
        digest_take(&page->digest, bytes, size);
    if (page->url != NULL && page->url->regex != NULL)
        keep_head(page, bytes, size);
    return !page->cut;
}

/* ---- judging ---- */

static bool is_wanted_status(const struct conf_url *url, unsigned status)
{
    if (url->status_count == 0)
        return status >= STATUS_FROM && status <= STATUS_TO;
    for (size_t i = 0; i < url->status_count; i++)
        if (status >= url->statuses[i].from && status <= url->statuses[i].to)
            return true;
    return false;
}

static void say_status(const struct conf_url *url, unsigned status, char reason[REPLY_PAGE_REASON])
{
    size_t used = (size_t)snprintf(reason, REPLY_PAGE_REASON, "status %u, not ", status);

    if (url->status_count == 0)
        snprintf(reason + used, REPLY_PAGE_REASON - used, "%d-%d", STATUS_FROM, STATUS_TO);
    for (size_t i = 0; i < url->status_count && used < REPLY_PAGE_REASON; i++) {
        const struct conf_status_range *range = &url->statuses[i];
        const char *comma = i > 0 ? "," : "";
        int size =
            range->from == range->to
                ? snprintf(reason + used, REPLY_PAGE_REASON - used, "%s%u", comma, range->from)
                : snprintf(reason + used, REPLY_PAGE_REASON - used, "%s%u-%u", comma, range->from, range->to);

        used += (size_t)size;
    }
}

/* A group that is referred to again makes matching take for ever on a page made for that. */
static bool refers_back(const char *expression)
{
    for (const char *at = expression; *at != '\0'; at++) {
        if (*at != '\\')
            continue;
        at++;
        if (*at >= '1' && *at <= '9')
            return true;
        if (*at == '\0')
            break;
    }
    return false;
}

/* 1 when it matches, 0 when not, -1 when it is no expression. Made to begin at the page's first byte, so that
 * the library goes over the page once, and not once from each byte. */
static int matches(const struct conf_url *url, const char *text)
{
    char whole[EXPRESSION_MAX];
    int flags = REG_EXTENDED | REG_NOSUB | (url->regex_any_case ? REG_ICASE : 0);
    int size = snprintf(whole, sizeof(whole), "^.*(%s)", url->regex);
    regex_t compiled;
    int result;

    if (size >= (int)sizeof(whole) || refers_back(url->regex) || regcomp(&compiled, whole, flags) != 0)
        return -1;
    result = regexec(&compiled, text, 0, NULL, 0);
    regfree(&compiled);
    if (result == 0)
        return 1;
    return result == REG_NOMATCH ? 0 : -1;
}

static enum reply_page_fault judge_digest(struct reply_page *page, char reason[REPLY_PAGE_REASON])
{
    uint8_t found[DIGEST_SIZE];
    char text[DIGEST_TEXT], wanted[DIGEST_TEXT];

    if (page->cut) {
        snprintf(reason, REPLY_PAGE_REASON, "body of more than %d MiB, too long for a digest",
                 REPLY_PAGE_DIGEST_MAX / 1024 / 1024);
        return REPLY_PAGE_WRONG;
    }
    digest_end(&page->digest, found);
    if (memcmp(found, page->url->digest, DIGEST_SIZE) == 0)
        return REPLY_PAGE_GOOD;
    snprintf(reason, REPLY_PAGE_REASON, "digest %s, not %s", digest_format(found, text),
             digest_format(page->url->digest, wanted));
    return REPLY_PAGE_WRONG;
}

static enum reply_page_fault judge_text(struct reply_page *page, char reason[REPLY_PAGE_REASON])
{
    int found;

    page->head[page->head_size] = '\0';
    found = matches(page->url, page->head);
    if (found < 0) {
        snprintf(reason, REPLY_PAGE_REASON, "the regular expression cannot be used");
        return REPLY_PAGE_OURS;
    }
    if ((found == 1) != page->url->regex_inverted)
        return REPLY_PAGE_GOOD;
    snprintf(reason, REPLY_PAGE_REASON, found == 1 ? "the body matches %s" : "the body does not match %s",
             page->url->regex);
    return REPLY_PAGE_WRONG;
}

enum reply_page_fault reply_page_judge(struct reply_page *page, unsigned status,
                                       char reason[REPLY_PAGE_REASON])
{
    const struct conf_url *url = page->url;
    enum reply_page_fault fault = REPLY_PAGE_GOOD;

    if (!is_wanted_status(url, status)) {
        say_status(url, status, reason);
        return REPLY_PAGE_WRONG;
    }
    if (url->has_digest)
        fault = judge_digest(page, reason);
    if (fault == REPLY_PAGE_GOOD && url->regex != NULL)
        fault = judge_text(page, reason);
    if (fault == REPLY_PAGE_GOOD)
        snprintf(reason, REPLY_PAGE_REASON, "status %u%s", status,
                 page->cut ? ", the body is longer than what is read" : "");
    return fault;
}

bool reply_page_digest(struct reply_page *page, uint8_t out[DIGEST_SIZE])
{
    if (page->cut)
        return false;
    digest_end(&page->digest, out);
    return true;
}
