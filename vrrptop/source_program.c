/* Programs of ours that write lines: vrrpctl on another host through ssh, vrrpwatch here; and lines that
 * somebody else pipes in. */
#include "vrrptop/source_program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/process.h"
#include "lib/script_file.h"
#include "vrrptop/source_state.h"

enum { FAREWELL_STEP_US = 10000, FAREWELL_STEPS = 20 };

extern char **environ;

/* We, with all our groups. */
static int ourselves(struct process_identity *out)
{
    int count = getgroups(PROCESS_GROUPS_MAX, out->groups);

    out->uid = geteuid();
    out->gid = getegid();
    out->group_count = count > 0 ? (size_t)count : 0;
    return count >= 0 ? 0 : -errno;
}

/* A program by its name: beside this one, where it is when nothing is installed yet, or where programs are.
 */
static bool find_program(const char *name, struct script_file *out)
{
    char own[PATH_MAX];
    ssize_t size = readlink("/proc/self/exe", own, sizeof(own) - 1);
    char *slash;

    own[size > 0 ? size : 0] = '\0';
    slash = strrchr(own, '/');
    if (slash != NULL) {
        slash[1] = '\0';
        if (snprintf(out->path, sizeof(out->path), "%s%s", own, name) < (int)sizeof(out->path) &&
            access(out->path, X_OK) == 0)
            return true;
    }
    return script_file_find(name, out);
}

/* The program at `path`. Its output and error come out of the descriptor; negative errno. */
static int start(const char *path, char *const *words, pid_t *pid)
{
    struct process_identity identity = {.uid = 0};
    struct process_program program = {
        .path = path, .argv = words, .environment = environ, .identity = &identity};
    int ends[2], error = ourselves(&identity);

    if (error == 0 && pipe2(ends, O_CLOEXEC) < 0)
        error = -errno;
    if (error < 0)
        return error;
    program.output = ends[1];
    *pid = process_run(&program);
    close(ends[1]);
    if (*pid > 0 && fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0)
        return ends[0];
    error = *pid < 0 ? *pid : -errno;
    close(ends[0]);
    return error;
}

/* By a name without a slash it is looked for. False with a sentence in file->why. */
static bool locate(const char *word, struct script_file *file)
{
    if (strchr(word, '/') == NULL)
        return find_program(word, file);
    snprintf(file->path, sizeof(file->path), "%s", word);
    return true;
}

static int open_program(struct source *source)
{
    struct script_file file;

    if (!locate(source->words[0], &file)) {
        snprintf(source->trouble, sizeof(source->trouble), "%.*s", WORLD_TROUBLE_MAX - 1, file.why);
        return -ENOENT;
    }
    source->fd = start(file.path, source->words, &source->pid);
    if (source->fd >= 0)
        return 0;
    source->pid = 0;
    return source->fd;
}

void source_program_stop(pid_t pid)
{
    int step = 0;

    kill(-pid, SIGTERM);
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        clock_sleep_us(FAREWELL_STEP_US);
        if (++step == FAREWELL_STEPS)
            kill(-pid, SIGKILL);
    }
}

void source_program_end(struct source *source)
{
    if (source->pid > 0)
        source_program_stop(source->pid);
    source->pid = 0;
}

static int open_stream(struct source *source)
{
    source->fd = source->stream;
    return 0;
}

static const struct source_kind source_program = {.open = open_program, .status = true};
static const struct source_kind source_stream = {.open = open_stream, .ends = true};

/* ---- adding them ---- */

/* A list of words that grows; NULL ends it. */
static bool add_word(char **words, const char *text, size_t size)
{
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    if (count + 1 >= SOURCE_ARGUMENTS_MAX)
        return false;
    words[count] = strndup(text, size);
    return words[count] != NULL;
}

/* Words between blanks: of a command line without quotes. */
static bool add_words(char **words, const char *text)
{
    while (*(text += strspn(text, " ")) != '\0') {
        size_t size = strcspn(text, " ");

        if (!add_word(words, text, size))
            return false;
        text += size;
    }
    return true;
}

/* What goes through the shell of the other host: anything else than these would need quoting. */
static bool is_plain(const char *word)
{
    return word[0] != '-' &&
           word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+@:[]")] ==
               '\0';
}

/* ssh to the other host, up to vrrpctl and its socket there. */
static bool add_way(char **words, const struct sources_way *way)
{
    static const char options[] =
        "-o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=5 -o ServerAliveCountMax=2 --";

    return add_words(words, way->command) && add_words(words, options) &&
           add_word(words, way->target, strlen(way->target)) && add_words(words, "vrrpctl") &&
           (way->path == NULL || (add_words(words, "-s") && add_word(words, way->path, strlen(way->path))));
}

int sources_add_host(struct sources *sources, const char *command, const char *target, const char *path)
{
    const struct sources_way way = {.path = path, .command = command, .target = target};
    const char *at = strrchr(target, '@'); /* who asks there is no part of its name */
    struct source *source;

    if (target[0] == '-' || target[0] == '\0' || (path != NULL && !is_plain(path)))
        return -EINVAL;
    source = source_add(sources, &source_program,
                        world_add_host(sources->world, at != NULL ? at + 1 : target, WORLD_DAEMON));
    if (source == NULL)
        return -ENOMEM;
    source->command = command;
    source->target = target;
    source->path = path;
    return add_way(source->words, &way) && add_words(source->words, "status --json --follow --changes")
               ? 0
               : -E2BIG;
}

int source_program_ask(const struct sources_way *way, const char *const words[], pid_t *pid)
{
    char *all[SOURCE_ARGUMENTS_MAX] = {NULL};
    struct script_file file;
    bool good = add_way(all, way);
    int fd = -EILSEQ;

    for (size_t i = 0; good && words[i] != NULL; i++)
        good = is_plain(words[i]) && add_word(all, words[i], strlen(words[i]));
    if (good)
        fd = locate(all[0], &file) ? start(file.path, all, pid) : -ENOENT;
    for (size_t i = 0; all[i] != NULL; i++)
        free(all[i]);
    return fd;
}

int sources_add_watch(struct sources *sources, const char *const interfaces[], size_t count)
{
    struct source *source =
        source_add(sources, &source_program, world_add_host(sources->world, "vrrpwatch", WORLD_WATCH));

    if (source == NULL)
        return -ENOMEM;
    if (!add_words(source->words, "vrrpwatch --json --summary-every 1s"))
        return -E2BIG;
    for (size_t i = 0; i < count; i++)
        if (!add_words(source->words, "-i") || !add_word(source->words, interfaces[i], strlen(interfaces[i])))
            return -E2BIG;
    world_expect_events(sources->world, source->host);
    return 0;
}

int sources_add_stream(struct sources *sources, int fd, const char *name)
{
    struct source *source =
        source_add(sources, &source_stream, world_add_host(sources->world, name, WORLD_WATCH));

    if (source == NULL)
        return -ENOMEM;
    if (fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK) < 0)
        return -errno;
    source->stream = fd;
    return 0;
}
