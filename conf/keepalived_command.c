/* Command and user words. */
#include "conf/keepalived_command.h"

#include <stdio.h>
#include <string.h>

#include "conf/command.h"

static bool ends_quote(const char *text)
{
    size_t size = strlen(text);

    return size > 0 && text[size - 1] == '\'';
}

static bool closes_quote(const struct keepalived_line *line, size_t i)
{
    const struct keepalived_word *word = &line->words[i];

    return !word->quoted && ends_quote(word->text) && (i > 1 || word->text[1]);
}

/* Single quotes hold words together for commands alone, so they are put together again here. */
static char *join_quoted(struct keepalived *keepalived, const struct keepalived_line *line, size_t *rest)
{
    size_t size = 1, last = 1;

    while (last + 1 < line->count && !closes_quote(line, last))
        last++;
    for (size_t i = 1; i <= last; i++)
        size += strlen(line->words[i].text) + 3;
    char *joined = conf_alloc(keepalived->reader->conf, size);
    for (size_t i = 1, used = 0; i <= last; i++)
        used += (size_t)snprintf(joined + used, size - used, line->words[i].quoted ? "%s\"%s\"" : "%s%s",
                                 i > 1 ? " " : "", line->words[i].text);
    *rest = last + 1;
    /* The outer quotes go; the words inside are split like those of a double-quoted string. */
    if (ends_quote(joined + 1))
        joined[strlen(joined) - 1] = '\0';
    return joined + 1;
}

bool keepalived_command(struct keepalived *keepalived, const struct keepalived_line *line,
                        struct conf_command *out, size_t *rest)
{
    struct keepalived_word word = line->words[1];
    struct conf *conf = keepalived->reader->conf;

    *rest = 2;
    *out = (struct conf_command){.place = word.place};
    if (!word.quoted && word.text[0] == '\'')
        word.text = join_quoted(keepalived, line, rest);
    if (!command_split(conf, keepalived_clean(keepalived, &word), out))
        keepalived_warn(keepalived, &word, "a quote inside the command is never closed");
    if (out->argc == 0 || !out->argv[0][0]) {
        keepalived_warn(keepalived, &word, "`%s' is empty: nothing can be run", line->words[0].text);
        return false;
    }
    const char *shell = command_shell_word(out);
    if (shell)
        keepalived_warn(
            keepalived, &word,
            "no shell runs this: keepalived hands `%s' to the program as an argument, and so do we", shell);
    return true;
}

bool keepalived_command_user(struct keepalived *keepalived, const struct keepalived_line *line, size_t first,
                             struct conf_command *out)
{
    for (size_t i = first; i < line->count && i < first + 2; i++) {
        const struct keepalived_word *word = &line->words[i];
        char *name = keepalived_clean(keepalived, word);
        if (!command_is_user(name)) {
            keepalived_warn(
                keepalived, word,
                "`%s' stands where a user or group is expected and is none: keepalived ignores the "
                "line; arguments belong into the double quotes of the command",
                name);
            return false;
        }
        *(i == first ? &out->user : &out->group) = name;
    }
    if (line->count > first + 2)
        keepalived_warn(keepalived, &line->words[first + 2], "keepalived ignores `%s' and what follows",
                        line->words[first + 2].text);
    return true;
}
