/* Pages and what they must be. */
#include "conf/keepalived_lvs_http.h"

#include <stdio.h>
#include <string.h>

#include "conf/keepalived_lvs_words.h"
#include "conf/lvs.h"

/* A `url' block while it is read. */
struct url {
    struct conf_url model;
    struct keepalived_word regex_word;
};

/* ---- keywords of url; target is struct url ---- */

/* Blanks and control characters would end the request's line; servers want a slash in front. */
static void read_path(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const char *text = keepalived_clean(keepalived, &line->words[1]);
    size_t size = 3 * strlen(text) + 2, used = 0;
    char *path = conf_alloc(keepalived->reader->conf, size);

    if (text[0] != '/') {
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' has no `/' in front, keepalived asks for it as it stands and servers refuse "
                        "that: here one is put in front",
                        text);
        path[used++] = '/';
    }
    for (const char *c = text; *c; c++)
        used += (size_t)snprintf(path + used, size - used, (unsigned char)*c <= ' ' ? "%%%02X" : "%c",
                                 (unsigned char)*c);
    ((struct url *)target)->model.path = path;
}

static void read_digest(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_url *model = &((struct url *)target)->model;
    const char *text = line->words[1].text;
    uint8_t digest[CONF_DIGEST_SIZE];

    if (model->has_digest) {
        keepalived_warn(keepalived, &line->words[1], "`digest' again: keepalived keeps the first");
        return;
    }
    if (strlen(text) != 2 * CONF_DIGEST_SIZE || lvs_hex(text, digest, sizeof digest) != sizeof digest) {
        keepalived_warn(
            keepalived, &line->words[1],
            "`%s' is not an MD5 digest of 32 hexadecimal digits: keepalived ignores the line, and "
            "any page is good",
            text);
        return;
    }
    memcpy(model->digest, digest, sizeof digest);
    model->has_digest = true;
}

static void read_status(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct conf_url *model = &((struct url *)target)->model;
    struct conf_status_range range;

    for (size_t i = 1; i < line->count; i++) {
        if (!lvs_status_range(line->words[i].text, &range)) {
            keepalived_warn(keepalived, &line->words[i],
                            "`%s' is not a status from 100 to 999 or a range of them: keepalived ignores it",
                            line->words[i].text);
        } else if (model->status_count == CONF_STATUS_RANGES_MAX) {
            keepalived_warn(keepalived, &line->words[i],
                            "more than %d status codes and ranges: `%s' and what follows is ignored here",
                            CONF_STATUS_RANGES_MAX, line->words[i].text);
            return;
        } else {
            model->statuses[model->status_count++] = range;
        }
    }
}

static void read_url_host(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_host(keepalived, line, &((struct url *)target)->model.host);
}

static void append(char *out, const char *text)
{
    strcpy(out + strlen(out), text);
}

/* Perl's \d, \D and (?: in words of POSIX; false when something else of Perl's is left. */
static bool translate_regex(const char *text, bool quoted, char *out)
{
    bool bracket = false;

    for (const char *c = text; *c; c++) {
        char one[3] = {*c, '\0', '\0'};
        if (*c == '\\' && c[1]) {
            c += quoted && c[1] == '\\' && c[2]; /* keepalived's own escape in quotes */
            one[1] = *++c;
            bool digit = *c == 'd', other = *c == 'D';
            append(out, digit ? (bracket ? "0-9" : "[0-9]") : other && !bracket ? "[^0-9]" : one);
            continue;
        }
        if (!bracket && c[0] == '(' && c[1] == '?') {
            if (c[2] != ':')
                return false;
            c += 2;
        } else if (!bracket && strchr("*+?}", c[0]) && (c[1] == '?' || c[1] == '+')) {
            return false;
        }
        bracket = *c == '[' ? true : *c == ']' ? false : bracket;
        append(out, one);
    }
    return true;
}

static void read_regex(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    const struct keepalived_word *word = &line->words[1];
    char *text = keepalived_clean(keepalived, word);
    char *regex = conf_alloc(keepalived->reader->conf, 6 * strlen(text) + 1);
    const char *fault =
        translate_regex(text, word->quoted, regex) ? lvs_regex_fault(regex) : "it has what only Perl's have";

    ((struct url *)target)->regex_word = *word;
    ((struct url *)target)->model.regex = fault || !*regex ? NULL : regex;
    if (fault)
        keepalived_warn(keepalived, word,
                        "the regular expression is not used, so any page is good: %s; here they are POSIX "
                        "extended ones",
                        fault);
}

static void read_no_match(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    (void)keepalived, (void)line;
    ((struct url *)target)->model.regex_inverted = true;
}

static void read_options(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    for (size_t i = 1; i < line->count; i++) {
        if (strcmp(line->words[i].text, "caseless") == 0)
            ((struct url *)target)->model.regex_any_case = true;
        else
            keepalived_warn(keepalived, &line->words[i], "`%s': of these options only `caseless' is acted on",
                            line->words[i].text);
    }
}

#define NO_OFFSET "not acted on: the expression may match anywhere in the beginning of the page"

static const struct keepalived_keyword url_keywords[] = {
    KEEPALIVED_READ("path", false, 1, 1, read_path),
    KEEPALIVED_READ("digest", false, 1, KEYWORD_ANY, read_digest),
    KEEPALIVED_READ("status_code", false, 1, KEYWORD_ANY, read_status),
    KEEPALIVED_READ("virtualhost", false, 1, 1, read_url_host),
    KEEPALIVED_READ("regex", false, 1, 1, read_regex),
    KEEPALIVED_READ("regex_no_match", false, 0, 0, read_no_match),
    KEEPALIVED_READ("regex_options", false, 1, KEYWORD_ANY, read_options),
    KEEPALIVED_LATER("regex_min_offset", NO_OFFSET),
    KEEPALIVED_LATER("regex_max_offset", NO_OFFSET),
    KEEPALIVED_QUIET("regex_stack"),
    KEEPALIVED_QUIET("tls_compliant"),
};

void keepalived_lvs_url(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_table table = {"url", url_keywords,
                                                  sizeof url_keywords / sizeof *url_keywords, false};
    struct conf_check *check = &((struct keepalived_lvs_check *)target)->model;
    struct url url = {.model = {.place = line->place}};

    keepalived_walk_block(keepalived, &table, line, &url);
    if (!url.model.path) {
        keepalived_warn(keepalived, &line->words[0], "a url without `path': keepalived ignores it");
        return;
    }
    if (check->url_count == CONF_URLS_MAX) {
        keepalived_warn(keepalived, &line->words[0], "more than %d urls: this one is ignored here",
                        CONF_URLS_MAX);
        return;
    }
    if (!url.model.regex)
        url.model.regex_inverted = url.model.regex_any_case = false;
    check->urls = conf_append(keepalived->reader->conf, check->urls, &check->url_count, sizeof *check->urls);
    check->urls[check->url_count - 1] = url.model;
}

/* ---- keywords of the checker ---- */

void keepalived_lvs_http_host(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_host(keepalived, line, &((struct keepalived_lvs_check *)target)->virtualhost);
}

void keepalived_lvs_http_version(struct keepalived *keepalived, const struct keepalived_line *line,
                                 void *target)
{
    struct conf_check *check = &((struct keepalived_lvs_check *)target)->model;
    const char *text = line->words[1].text;

    if (strcmp(text, "1.1") == 0)
        check->http_version = CONF_HTTP_1_1;
    else if (strcmp(text, "1.0") == 0 || strcmp(text, "1.0C") == 0 || strcmp(text, "1.0c") == 0)
        check->http_version = CONF_HTTP_1_0;
    else
        keepalived_warn(keepalived, &line->words[1],
                        "`%s' is not one of 1.0, 1.0C, 1.1: keepalived ignores the line", text);
}

void keepalived_lvs_http_sni(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_flag(keepalived, line, &((struct keepalived_lvs_check *)target)->model.sni);
}

void keepalived_lvs_http_sni_name(struct keepalived *keepalived, const struct keepalived_line *line,
                                  void *target)
{
    struct conf_check *check = &((struct keepalived_lvs_check *)target)->model;

    check->sni = true;
    if (line->count > 1)
        keepalived_lvs_host(keepalived, line, &check->sni_name);
}

void keepalived_lvs_http_fast(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    keepalived_lvs_flag(keepalived, line, &((struct keepalived_lvs_check *)target)->model.fast_recovery);
}

bool keepalived_lvs_http_finish(struct keepalived *keepalived, const struct keepalived_line *line,
                                struct keepalived_lvs_check *check)
{
    struct conf_check *model = &check->model;

    if (model->url_count == 0) {
        keepalived_warn(keepalived, &line->words[0],
                        "`%s' has no url: keepalived ignores it, and the server is not checked this way",
                        line->words[0].text);
        return false;
    }
    for (size_t i = 0; i < model->url_count; i++)
        if (!model->urls[i].host)
            model->urls[i].host = check->virtualhost;
    if (!model->tls || !model->sni) {
        model->sni = false;
        model->sni_name = NULL;
    }
    return true;
}
