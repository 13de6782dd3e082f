/* notify/hook_turn and notify/hook_box: whoever runs the hooks is killed at every system call it makes. Its
 * successor runs what is left: each hook once, in order, never two at once. */
#include "notify/hook_turn.h"

#include <ftw.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/log.h"
#include "notify/hook_box.h"
#include "tests/unit/check.h"

enum { MOMENTS_MAX = 4000 };

static char folder[64], calls[80];
static char script[400];

/* ---- one owner ---- */

static void make_turn(struct conf_global *global, struct conf_command *hooks, char **argv,
                      struct hook_turn *out)
{
    argv[0] = (char *)(uintptr_t) "/bin/sh";
    argv[1] = (char *)(uintptr_t) "-c";
    argv[2] = script;
    argv[3] = NULL;
    memset(hooks, 0, CONF_HOOK_COUNT * sizeof(*hooks));
    for (int i = 0; i < CONF_HOOK_ANY; i++)
        hooks[i] = (struct conf_command){.argv = argv, .argc = 3};
    *global = (struct conf_global){.script_user = getpwuid(geteuid())->pw_name};
    *out = (struct hook_turn){
        .global = global, .hooks = hooks, .name = "VI_1", .spool = folder, .timeout_us = 5000000};
}

static void run(void)
{
    struct conf_command hooks[CONF_HOOK_COUNT];
    struct conf_global global;
    struct hook_turn turn;
    char *argv[4];

    make_turn(&global, hooks, argv, &turn);
    hook_turn_run(&turn);
}

static void put(int64_t at_us, const char *kind, const char *to)
{
    struct event event = {.sequence = (uint64_t)at_us, .boot = 7, .source = "user", .instance = "VI_1"};
    char key[HOOK_BOX_KEY_MAX], *text;
    struct hook_box *box;

    snprintf(event.kind, sizeof(event.kind), "%s", kind);
    snprintf(event.to, sizeof(event.to), "%s", to);
    text = event_print(&event);
    CHECK(text != NULL && hook_box_open(folder, &box) == 0);
    hook_box_key("VI_1", false, key);
    CHECK(hook_box_put(box, key, at_us, text) == 0);
    hook_box_close(box);
    free(text);
}

/* What was called, lines joined by commas. */
static void read_calls(char *out, size_t size)
{
    FILE *file = fopen(calls, "r");
    size_t used = file != NULL ? fread(out, 1, size - 1, file) : 0;

    if (file != NULL)
        fclose(file);
    out[used] = '\0';
    for (char *at = out; *at != '\0'; at++)
        if (*at == '\n')
            *at = ',';
}

static size_t left(void)
{
    char key[HOOK_BOX_KEY_MAX];
    struct hook_box *box;
    size_t count = 99;

    CHECK(hook_box_open(folder, &box) == 0);
    hook_box_key("VI_1", false, key);
    free(hook_box_list(box, key, &count));
    hook_box_close(box);
    return count;
}

/* ---- a life and its end ---- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

static void begin(void)
{
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    CHECK(mkdir(folder, 0700) == 0);
}

/* Until its `moment`th stop, entries and exits of system calls; 0: to its end. True when it came to that. */
static bool run_until(unsigned moment)
{
    pid_t pid = fork();
    int status = 0;

    if (pid == 0) {
        if (moment > 0 && (ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 || raise(SIGSTOP) != 0))
            _exit(5);
        run();
        _exit(0);
    }
    waitpid(pid, &status, 0);
    for (unsigned i = 0; i < moment && WIFSTOPPED(status); i++) {
        ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
        waitpid(pid, &status, 0);
    }
    if (WIFSTOPPED(status)) {
        kill(pid, SIGKILL);
        waitpid(pid, &status, 0);
        return false;
    }
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    return true;
}

static bool may_trace(void)
{
    pid_t pid = fork();
    int status;

    if (pid == 0)
        _exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0);
    waitpid(pid, &status, 0);
    return status == 0;
}

static void every_moment_of_death(void)
{
    char text[256];
    unsigned moment;
    bool ended = false;

    for (moment = 1; moment < MOMENTS_MAX && !ended; moment++) {
        begin();
        put(1, "transition", "BACKUP"); /* passed over */
        put(2, "transition", "MASTER");
        put(3, "master-rx-lower", "MASTER");
        ended = run_until(moment);
        run_until(0);
        while (wait(NULL) > 0) /* the minders too: we adopt them */
            continue;
        read_calls(text, sizeof(text));
        CHECK_EQ_STR(text, "MASTER 2 1,MASTER_RX_LOWER_PRI 3 0,");
        CHECK_EQ_INT(left(), 0);
        if (strcmp(text, "MASTER 2 1,MASTER_RX_LOWER_PRI 3 0,") != 0)
            fprintf(stderr, "    killed at moment %u\n", moment);
    }
    CHECK(ended && moment > 200); /* the net has the mesh we think it has */
}

/* ---- order ---- */

static void late_ones(void)
{
    char text[256];

    begin();
    put(20, "transition", "MASTER");
    run();
    put(10, "transition", "BACKUP"); /* it began before the other and was slower */
    run();
    CHECK_EQ_INT(left(), 0);
    put(30, "transition", "FAULT");
    run();
    read_calls(text, sizeof(text));
    CHECK_EQ_STR(text, "MASTER 20 0,FAULT 30 0,");
}

static void rubbish(void)
{
    char text[256];

    begin();
    put(1, "transition", "NONSENSE");
    put(2, "incident", "MASTER");
    put(3, "transition", "STOP");
    run();
    CHECK_EQ_INT(left(), 0);
    read_calls(text, sizeof(text));
    CHECK_EQ_STR(text, "STOP 3 0,");
}

/* A file of an earlier boot is older than all, however large its time is. */
static void earlier_boot(void)
{
    char key[HOOK_BOX_KEY_MAX], old[HOOK_BOX_NAME_MAX], from[200], to[200];
    char(*names)[HOOK_BOX_NAME_MAX];
    struct hook_box *box;
    size_t count;

    begin();
    put(5000, "transition", "MASTER");
    CHECK(hook_box_open(folder, &box) == 0);
    hook_box_key("VI_1", false, key);
    names = hook_box_list(box, key, &count);
    CHECK(names != NULL && count == 1);
    memcpy(old, names[0], sizeof(old));
    free(names);
    snprintf(from, sizeof(from), "%s/hooks/%s", folder, old);
    memcpy(old + strlen(key) + 1, "zzzzzzzz", 8);
    snprintf(to, sizeof(to), "%s/hooks/%s", folder, old);
    CHECK(rename(from, to) == 0);
    put(1, "transition", "BACKUP");
    names = hook_box_list(box, key, &count);
    CHECK(names != NULL && count == 2 && strcmp(names[0], old) == 0);
    CHECK(hook_box_is_late(box, names[0], names[1]) && !hook_box_is_late(box, names[1], names[0]));
    free(names);
    hook_box_close(box);
}

static void names(void)
{
    char a[HOOK_BOX_KEY_MAX], b[HOOK_BOX_KEY_MAX];

    hook_box_key("VI_1", false, a);
    hook_box_key("VI_1", true, b);
    CHECK(strcmp(a, b) != 0 && strlen(a) == 16);
    hook_box_key("../../etc/passwd", false, b);
    CHECK(strchr(b, '/') == NULL && strlen(b) == 16);
}

int main(void)
{
    snprintf(folder, sizeof(folder), "%s/vrrpkit-hooks.%d",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    snprintf(calls, sizeof(calls), "%s/calls", folder);
    snprintf(script, sizeof(script),
             "mkdir %s/busy || echo two at once >>%s; echo $VRRP_STATE $VRRP_SEQ $VRRP_COLLAPSED >>%s; "
             "rmdir %s/busy",
             folder, calls, calls, folder);
    log_open("test", NULL, 3, true, LOG_LEVEL_ERROR);
    process_adopt_orphans();
    names();
    late_ones();
    rubbish();
    earlier_boot();
    if (may_trace())
        every_moment_of_death();
    else
        printf("hook_turn: not killed: this machine lets nobody trace a child\n");
    nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    return check_report("hook_turn");
}
