/* vrrpnotify: the command line becomes a command. Decides nothing else. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "lib/log.h"
#include "lib/process.h"
#include "notify/options.h"
#include "notify/run.h"
#include "notify/verb_send.h"
#include "notify/verb_spool.h"
#include "notify/verb_test.h"

enum { FACILITY_DAEMON = 3 };

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int (*run)(const struct options *options);
    } verbs[] = {{"run", run_dispatcher}, {"hook", verb_hook},    {"fifo", verb_fifo},
                 {"send", verb_send},     {"queue", verb_queue},  {"silence", verb_silence},
                 {"test", verb_test},     {"doctor", verb_doctor}};
    struct options options;
    int status;

    process_init(argc, argv);
    status = options_parse(argc, argv, &options);
    if (status != 0)
        return status - 1;
    signal(SIGPIPE, SIG_IGN);
    log_open("vrrpnotify", NULL, FACILITY_DAEMON, options.console || strcmp(options.verb, "run") != 0,
             strcmp(options.verb, "run") == 0 ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING);
    for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
        if (strcmp(verbs[i].name, options.verb) == 0)
            return verbs[i].run(&options);
    fprintf(stderr, "vrrpnotify: there is no command `%s', see vrrpnotify --help\n", options.verb);
    return EX_USAGE;
}
