/* Splitting of command strings. */
#include "conf/command.h"

#include <ctype.h>
#include <string.h>

enum {
    USER_NAME_MAX = 32,
};

/* The count that conf_append() sees includes the NULL at the end. */
void command_append(struct conf *conf, struct conf_command *command, const char *word)
{
    size_t used = command->argc ? command->argc + 1 : 0;

    if (used == 0)
        command->argv = conf_append(conf, command->argv, &used, sizeof *command->argv);
    command->argv[command->argc++] = conf_strdup(conf, word);
    command->argv = conf_append(conf, command->argv, &used, sizeof *command->argv);
}

/* Copies one word from `text` to `word`; returns where it ended, NULL for a quote without its end. */
static const char *split_word(const char *text, char *word)
{
    char quote = '\0';

    for (; *text && (quote || !isspace((unsigned char)*text)); text++) {
        if (*text == '\\' && text[1] && quote != '\'')
            *word++ = *++text;
        else if (quote ? *text == quote : *text == '"' || *text == '\'')
            quote = quote ? '\0' : *text;
        else
            *word++ = *text;
    }
    *word = '\0';
    return quote ? NULL : text;
}

bool command_split(struct conf *conf, const char *text, struct conf_command *command)
{
    char *word = conf_alloc(conf, strlen(text) + 1);

    while (text && *text) {
        if (isspace((unsigned char)*text)) {
            text++;
            continue;
        }
        text = split_word(text, word);
        command_append(conf, command, word);
    }
    return text != NULL;
}

const char *command_shell_word(const struct conf_command *command)
{
    static const char *const words[] = {"&&", "||", "|", ";", "&"};

    for (size_t i = 0; i < command->argc; i++) {
        const char *word = command->argv[i];
        const char *rest = word + (*word == '2' || *word == '1');
        if (*rest == '>' || *word == '<' || *word == '`' || strncmp(word, "$(", 2) == 0)
            return word;
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (strcmp(word, words[w]) == 0)
                return word;
    }
    return NULL;
}

bool command_is_user(const char *text)
{
    size_t size = strlen(text);

    if (size == 0 || size > USER_NAME_MAX || text[0] == '-')
        return false;
    for (size_t i = 0; i < size; i++)
        if (!isalnum((unsigned char)text[i]) && !strchr("_.-", text[i]) && !(text[i] == '$' && i + 1 == size))
            return false;
    return true;
}
