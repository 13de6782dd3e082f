/* authentication { .. } */
#include "conf/keepalived_auth.h"

#include <string.h>

#include "conf/keepalived_vrrp.h"
#include "conf/read_secret.h"
#include "conf/suggest.h"

static void read_auth_type(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const char *const names[] = {"PASS", "AH"};
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];
    char suggestion[SUGGEST_TEXT_MAX];

    instance->ah_word = line->words[0];
    if (strcmp(word->text, "PASS") == 0) {
        instance->auth = KEEPALIVED_AUTH_PASS;
    } else if (strcmp(word->text, "AH") == 0) {
        instance->auth = KEEPALIVED_AUTH_AH;
    } else {
        instance->auth = KEEPALIVED_AUTH_UNKNOWN;
        keepalived_warn(keepalived, word,
                        "unknown auth_type `%s': keepalived runs without authentication, and so do we%s",
                        word->text, suggest_format(suggest_from(word->text, names, 2), suggestion));
    }
}

static void read_auth_pass(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;
    const struct keepalived_word *word = &line->words[1];
    size_t size = strlen(word->text);

    instance->has_pass = size > 0;
    if (read_secret_take(instance->model, word->text))
        keepalived_warn(keepalived, word, "auth_pass is longer than 8 bytes: only the first 8 are used");
    if (size > 1 && word->text[0] == '\'' && word->text[size - 1] == '\'')
        keepalived_warn(keepalived, word,
                        "the single quotes are part of the password; only double quotes quote");
}

void keepalived_auth(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_keyword keywords[] = {
        {"auth_type", KEYWORD_READ, false, 1, 1, read_auth_type, NULL, 0},
        {"auth_pass", KEYWORD_READ, false, 1, 1, read_auth_pass, NULL, 0},
    };
    static const struct keepalived_table table = {"authentication", keywords, 2, false};

    ((struct keepalived_instance *)target)->auth_word = line->words[0];
    keepalived_walk_block(keepalived, &table, line, target);
}
