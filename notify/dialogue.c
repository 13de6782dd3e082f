/* An SMTP dialogue as it goes by; see dialogue.h. */
#include "notify/dialogue.h"

#include <string.h>
#include <strings.h>

/* What others say does not steer the terminal that it is shown on. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            *text = ' ';
}

static void show(const struct dialogue *dialogue, const char *who, const char *text)
{
    if (dialogue->out != NULL)
        fprintf(dialogue->out, "%s %s\n", who, text);
}

static int code_of(const char *line)
{
    for (int i = 0; i < 3; i++)
        if (line[i] < '0' || line[i] > '9')
            return 0;
    return (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
}

static void server_line(struct dialogue *dialogue, char *line)
{
    int code = code_of(line);
    const char *text = code != 0 && line[3] != '\0' ? line + 4 : "";

    make_printable(line);
    show(dialogue, "S:", line);
    if (strncasecmp(text, "AUTH", 4) == 0 && (text[4] == ' ' || text[4] == '=')) {
        dialogue->offers_auth = true;
        snprintf(dialogue->mechanisms, sizeof(dialogue->mechanisms), "%s", text + 5);
    }
    if (code == 0 || line[3] == '-')
        return;
    dialogue->code = code;
    dialogue->data = code == 354;
    dialogue->authenticated |= code == 235;
    snprintf(dialogue->text, sizeof(dialogue->text), "%s", text);
    if (code < 400)
        return;
    dialogue->bad = code;
    snprintf(dialogue->bad_text, sizeof(dialogue->bad_text), "%s", text);
}

/* Everything that follows a 334 is part of a login, so is what stands after the mechanism's name. */
static void client_line(struct dialogue *dialogue, char *line)
{
    if (dialogue->data) {
        if (strcmp(line, ".") == 0)
            show(dialogue, "C:", "(the message)");
        return;
    }
    make_printable(line);
    dialogue->data = strncasecmp(line, "BDAT ", 5) == 0; /* RFC 3030: the message follows at once */
    if (dialogue->code == 334) {
        show(dialogue, "C:", "***");
    } else if (strncasecmp(line, "AUTH ", 5) == 0) {
        char *secret = strchr(line + 5, ' ');

        if (secret != NULL)
            strcpy(secret, strlen(secret) >= 4 ? " ***" : "");
        show(dialogue, "C:", line);
    } else {
        show(dialogue, "C:", line);
    }
}

/* Lines of any length are collected up to what a person reads. */
static void collect(struct dialogue *dialogue, int side, const char *bytes, size_t size)
{
    char *line = dialogue->line[side];
    size_t *used = &dialogue->used[side];

    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != '\n') {
            if (*used < DIALOGUE_LINE_MAX - 1 && bytes[i] != '\r')
                line[(*used)++] = bytes[i] != '\0' ? bytes[i] : ' ';
            continue;
        }
        line[*used] = '\0';
        if (side == 0)
            client_line(dialogue, line);
        else
            server_line(dialogue, line);
        *used = 0;
    }
}

void dialogue_server(struct dialogue *dialogue, const char *bytes, size_t size)
{
    collect(dialogue, 1, bytes, size);
}

void dialogue_client(struct dialogue *dialogue, const char *bytes, size_t size)
{
    collect(dialogue, 0, bytes, size);
}

bool dialogue_is_mail(const char *bytes, size_t size)
{
    return (size >= 10 && strncasecmp(bytes, "MAIL FROM:", 10) == 0) ||
           memmem(bytes, size, "\nMAIL FROM:", 11) != NULL; /* RFC 2920: behind another command */
}
