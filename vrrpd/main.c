/* vrrpd(8): reads the command line, has the configuration validated, takes the run directory, becomes a
 * daemon and the supervisor. Decides nothing about VRRP. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/log.h"
#include "lib/process.h"
#include "lib/sandbox.h"
#include "vrrpd/inherit.h"
#include "vrrpd/load.h"
#include "vrrpd/options.h"
#include "vrrpd/os/run_dir.h"
#include "vrrpd/supervisor.h"

enum {
    EXIT_TROUBLE = 1,
    EXIT_CONFIGURATION = 2,
    EXIT_USAGE = 64,
};

static const char compat_pid_file[] = "/run/keepalived.pid";
static const char *const default_files[] = {"/etc/vrrpd/vrrpd.yaml", "/etc/keepalived/keepalived.conf"};

/* The file as an absolute path: a daemon does not stay where it was started. */
static bool find_file(struct options *options)
{
    const char *file = options->file;
    char *absolute;

    for (size_t i = 0; file == NULL && i < sizeof(default_files) / sizeof(default_files[0]); i++)
        if (access(default_files[i], F_OK) == 0)
            file = default_files[i];
    if (file == NULL) {
        fprintf(stderr, "vrrpd: no configuration: neither %s nor %s exists; name one with -f\n",
                default_files[0], default_files[1]);
        return false;
    }
    absolute = realpath(file, NULL);
    if (absolute == NULL)
        fprintf(stderr, "vrrpd: %s: %s\n", file, strerror(errno));
    free(options->file);
    options->file = absolute;
    return absolute != NULL;
}

/* Reads and validates; what was found goes to standard error. */
static bool load(const struct options *options, struct load *out)
{
    int error = load_start(out, options);
    int status = 0;

    if (error < 0) {
        fprintf(stderr, "vrrpd: cannot read the configuration: %s\n", strerror(-error));
        return false;
    }
    while (waitpid(out->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    load_print(out, STDERR_FILENO);
    return WIFEXITED(status) && WEXITSTATUS(status) == LOAD_GOOD;
}

static int serve(const struct options *options, const struct load *configuration)
{
    struct run_dir dir;
    char why[256];
    int error, status;

    if (!sandbox_has(SANDBOX_NET_ADMIN | SANDBOX_NET_RAW)) {
        fprintf(stderr, "vrrpd: needs the capabilities NET_ADMIN and NET_RAW; start it as root\n");
        return EXIT_TROUBLE;
    }
    if (run_dir_open(&dir, options->run_dir, options->pid_file, why, sizeof(why)) < 0) {
        fprintf(stderr, "vrrpd: %s\n", why);
        return EXIT_TROUBLE;
    }
    if (options->compat && options->pid_file == NULL &&
        run_dir_alias(&dir, compat_pid_file, "keepalived", why, sizeof(why)) < 0) {
        fprintf(stderr, "vrrpd: %s\n", why);
        run_dir_close(&dir);
        return EXIT_TROUBLE;
    }
    if (!options->foreground && daemon(0, options->console) < 0) {
        fprintf(stderr, "vrrpd: cannot become a daemon: %s\n", strerror(errno));
        return EXIT_TROUBLE;
    }
    error = run_dir_write_pid(&dir);
    log_open("vrrpd", NULL, options->facility, options->console,
             options->debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    if (error < 0)
        log_line(LOG_LEVEL_WARNING, "cannot write %s: %s", dir.pid_path, strerror(-error));
    status = supervisor_run(options, &dir, configuration);
    run_dir_close(&dir);
    return status;
}

/* Another program of ours has become this one. */
static int go_on(const struct options *options, const char *inherited)
{
    struct run_dir dir = {.pid_file = -1};
    int fd = atoi(inherited);
    int status;

    unsetenv(INHERIT_VARIABLE);
    log_open("vrrpd", NULL, options->facility, options->console,
             options->debug ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    status = supervisor_go_on(options, fd, &dir);
    if (dir.pid_file >= 0)
        run_dir_close(&dir);
    return status;
}

static int run(struct options *options)
{
    const char *inherited = getenv(INHERIT_VARIABLE);
    struct load configuration;

    if (inherited != NULL && !options->config_test)
        return go_on(options, inherited);
    if (!find_file(options) || !load(options, &configuration))
        return EXIT_CONFIGURATION;
    if (options->upgrade_check)
        printf("%s %s %016" PRIx64 "\n", INHERIT_WORD, VRRPKIT_VERSION, inherit_layout());
    if (options->config_test) {
        printf("%s: good\n", options->file);
        return EXIT_SUCCESS;
    }
    return serve(options, &configuration);
}

int main(int argc, char **argv)
{
    struct options options;
    int status = EXIT_SUCCESS;

    process_init(argc, argv);
    switch (options_parse(argc, argv, &options)) {
    case OPTIONS_DONE:
        break;
    case OPTIONS_WRONG:
        status = EXIT_USAGE;
        break;
    case OPTIONS_RUN:
        status = run(&options);
        break;
    }
    options_free(&options);
    return status;
}
