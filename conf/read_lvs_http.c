/* URLs and what their pages must be. */
#include "conf/read_lvs_http.h"

#include <stdio.h>
#include <string.h>

#include "conf/lvs.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The URL that the keys of the check itself are of. */
static struct conf_url *first_url(void *target)
{
    return &((struct conf_check *)target)->urls[0];
}

void read_lvs_token(struct reader *reader, const struct yaml_tree *value, char **out)
{
    const char *text = node_text(reader, value);

    if (text && !lvs_is_token(text))
        node_error(reader, value, "`%s' has a blank or a control character in it", text);
    else if (text)
        *out = conf_strdup(reader->conf, text);
}

static void read_path(struct reader *reader, const struct yaml_tree *value, struct conf_url *url)
{
    const char *text = node_text(reader, value);

    if (text && text[0] != '/')
        node_error(reader, value, "a path begins with `/', `%s' does not", text);
    else if (text)
        read_lvs_token(reader, value, &url->path);
}

static void read_range(struct reader *reader, const struct yaml_tree *value, struct conf_url *url)
{
    const char *text = node_text(reader, value);
    struct conf_status_range range;

    if (!text)
        return;
    if (!lvs_status_range(text, &range))
        node_error(reader, value, "`%s' is not a status from %d to %d or a range of them, `200-299'", text,
                   LVS_STATUS_MIN, LVS_STATUS_MAX);
    else if (url->status_count == CONF_STATUS_RANGES_MAX)
        node_error(reader, value, "more than %d ranges of status codes", CONF_STATUS_RANGES_MAX);
    else
        url->statuses[url->status_count++] = range;
}

static void read_status(struct reader *reader, const struct yaml_tree *value, struct conf_url *url)
{
    if (value->kind != YAML_TREE_LIST)
        read_range(reader, value, url);
    for (size_t i = 0; value->kind == YAML_TREE_LIST && i < value->count; i++)
        read_range(reader, value->items[i], url);
}

static void read_digest(struct reader *reader, const struct yaml_tree *value, struct conf_url *url)
{
    const char *text = node_text(reader, value);

    if (!text)
        return;
    url->has_digest = strlen(text) == 2 * CONF_DIGEST_SIZE &&
                      lvs_hex(text, url->digest, CONF_DIGEST_SIZE) == CONF_DIGEST_SIZE;
    if (!url->has_digest)
        node_error(reader, value, "`%s' is not an MD5 digest of 32 hexadecimal digits, see `vrrpctl genhash'",
                   text);
}

/* ---- regex; target is struct conf_url ---- */

static void read_pattern(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_url *url = target;

    node_copy(reader, value, &url->regex);
    const char *fault = url->regex ? lvs_regex_fault(url->regex) : NULL;
    if (fault)
        node_error(reader, value, "the regular expression cannot be used: %s", fault);
}

static void read_invert(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_url *)target)->regex_inverted);
}

static void read_any_case(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_url *)target)->regex_any_case);
}

static void read_regex(struct reader *reader, const struct yaml_tree *value, struct conf_url *url)
{
    static const struct node_key keys[] = {
        {"pattern", read_pattern}, {"invert", read_invert}, {"ignore_case", read_any_case}};

    if (value->kind != YAML_TREE_MAP) {
        read_pattern(reader, value, url);
        return;
    }
    node_map(reader, value, keys, COUNT(keys), "`regex'", url);
    if (!node_find(value, "pattern"))
        node_error(reader, value, "`regex' needs the key `pattern'");
}

/* ---- the keys of a check ---- */

void read_lvs_path(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_path(reader, value, first_url(target));
}

void read_lvs_url_host(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_token(reader, value, &first_url(target)->host);
}

void read_lvs_status(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_status(reader, value, first_url(target));
}

void read_lvs_digest(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_digest(reader, value, first_url(target));
}

void read_lvs_regex(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_regex(reader, value, first_url(target));
}

/* ---- one of several URLs; target is struct conf_url ---- */

static void read_url_path(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_path(reader, value, target);
}

static void read_url_host(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_lvs_token(reader, value, &((struct conf_url *)target)->host);
}

static void read_url_status(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_status(reader, value, target);
}

static void read_url_digest(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_digest(reader, value, target);
}

static void read_url_regex(struct reader *reader, const struct yaml_tree *value, void *target)
{
    read_regex(reader, value, target);
}

void read_lvs_urls(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const struct node_key keys[] = {
        {"path", read_url_path},     {"host", read_url_host},   {"status", read_url_status},
        {"digest", read_url_digest}, {"regex", read_url_regex},
    };
    struct conf_check *check = target;

    if (!node_is(reader, value, YAML_TREE_LIST, "`urls'"))
        return;
    if (value->count == 0 || value->count > CONF_URLS_MAX) {
        node_error(reader, value, "`urls' has 1 to %d entries", CONF_URLS_MAX);
        return;
    }
    check->urls = conf_alloc(reader->conf, value->count * sizeof *check->urls);
    check->url_count = value->count;
    for (size_t i = 0; i < value->count; i++) {
        check->urls[i] = lvs_url_defaults(reader->conf);
        check->urls[i].place = value->items[i]->place;
        node_map(reader, value->items[i], keys, COUNT(keys), "a URL", &check->urls[i]);
    }
}

void read_lvs_sni(struct reader *reader, const struct yaml_tree *value, void *target)
{
    struct conf_check *check = target;

    if (value->kind == YAML_TREE_SCALAR && value->plain &&
        (strcmp(value->text, "true") == 0 || strcmp(value->text, "false") == 0)) {
        node_bool(reader, value, &check->sni);
        return;
    }
    read_lvs_token(reader, value, &check->sni_name);
    check->sni = true;
}

void read_lvs_version(struct reader *reader, const struct yaml_tree *value, void *target)
{
    static const char *const names[] = {"1.0", "1.1", "2"};
    int i = node_choice(reader, value, names, COUNT(names));

    if (i >= 0)
        ((struct conf_check *)target)->http_version = (enum conf_http_version)i;
}

void read_lvs_fast_recovery(struct reader *reader, const struct yaml_tree *value, void *target)
{
    node_bool(reader, value, &((struct conf_check *)target)->fast_recovery);
}
