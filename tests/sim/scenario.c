/* Plays a scenario from standard input: one verb a line, times in milliseconds, `#` begins a comment. The
 * verbs are in acts.c and checks.c. Exits 0 when every check and every invariant held, 1 when not, 2 when the
 * text makes no sense. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/acts.h"
#include "tests/sim/checks.h"
#include "tests/sim/script.h"

static struct script_line split(char *text)
{
    struct script_line line = {.count = 0};
    char *rest, *word;

    text[strcspn(text, "#\n")] = '\0';
    for (word = strtok_r(text, " \t", &rest); word && line.count < SCRIPT_WORDS_MAX;
         word = strtok_r(NULL, " \t", &rest))
        line.words[line.count++] = word;
    return line;
}

static void play(struct script *script, const struct script_line *line)
{
    const struct script_verb *verb = acts_find(line->words[0]);

    if (!verb)
        verb = checks_find(line->words[0]);
    if (!verb)
        script_die(script, "unknown verb", line->words[0]);
    if (line->count < verb->words_min)
        script_die(script, "too few words after", line->words[0]);
    verb->play(script, line);
}

int main(void)
{
    static struct coverage coverage;
    struct script script = {.lan = malloc(sizeof(struct lan))};
    char text[512];

    if (!script.lan)
        return 2;
    lan_init(script.lan, 1, &coverage);
    while (fgets(text, sizeof(text), stdin) && !judge_failed(&script.lan->judge)) {
        struct script_line line = split(text);
        script.line++;
        if (line.count > 0)
            play(&script, &line);
    }
    if (judge_failed(&script.lan->judge))
        script_fail(&script, "%s", script.lan->judge.text);
    if (script.failures > 0)
        trace_print(&script.lan->trace, stdout);
    free(script.lan);
    return script.failures > 0;
}
