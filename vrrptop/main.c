/* vrrptop: the command line becomes a run. Decides nothing else. */
#include <fcntl.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "lib/locale.h"
#include "lib/process.h"
#include "vrrptop/options.h"
#include "vrrptop/run_batch.h"
#include "vrrptop/run_screen.h"
#include "vrrptop/screen_guard.h"

/* On a terminal that cannot show a screen, frames follow one another as text. */
static int show(void *context)
{
    struct run *run = context;
    const char *why;
    int status;

    status = run_open(run);
    if (status == EX_OK && run->options->format == FORMAT_SCREEN) {
        status = run_screen(run, &why);
        if (status == RUN_NO_SCREEN) {
            fprintf(stderr, "vrrptop: %s: plain frames instead\n", why);
            status = run_batch(run, FORMAT_TEXT);
        }
    } else if (status == EX_OK) {
        status = run_batch(run, run->options->format);
    }
    run_close(run);
    fflush(stdout);
    return status;
}

/* What was closed would become something of ours under a standard number. */
static void open_standard(void)
{
    int fd;

    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

int main(int argc, char **argv)
{
    struct options options;
    struct run run = {.options = &options};
    int status;

    open_standard();
    locale_init();
    process_init(argc, argv);
    status = options_parse(argc, argv, &options);
    if (status != 0)
        return status - 1;
    status = run_settings(&run);
    if (status != 0)
        return status;
    if (options.format != FORMAT_SCREEN)
        return show(&run);
    status = screen_guard(show, &run);
    return status >= 0 ? status : EX_OSERR;
}
