/* What an upgrade passes on: the command line, the supervisor's memory, the state page. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/process.h"
#include "lib/state_page.h"
#include "tests/unit/check.h"
#include "vrrpd/inherit.h"
#include "vrrpd/options.h"
#include "vrrpd/supervisor_state.h"

/* ---- the command line ---- */

static int count_words(const struct options_words *words)
{
    int count = 0;

    while (words->words[count] != NULL)
        count++;
    return count;
}

static void same_text(const char *a, const char *b)
{
    CHECK_EQ_STR(a != NULL ? a : "(none)", b != NULL ? b : "(none)");
}

static void the_command_line_reads_back(char **argv, int argc)
{
    struct options first, second;
    struct options_words words;

    optind = 0;
    CHECK_EQ_INT(options_parse(argc, argv, &first), OPTIONS_RUN);
    options_print(&first, "/usr/sbin/vrrpd", NULL, &words);
    CHECK_EQ_STR(words.words[0], "/usr/sbin/vrrpd");
    optind = 0;
    CHECK_EQ_INT(options_parse(count_words(&words), words.words, &second), OPTIONS_RUN);
    same_text(first.file, second.file);
    same_text(first.config_id, second.config_id);
    same_text(first.pid_file, second.pid_file);
    same_text(first.run_dir, second.run_dir);
    CHECK_EQ_INT(first.facility, second.facility);
    CHECK(first.foreground == second.foreground && first.console == second.console &&
          first.debug == second.debug);
    CHECK(first.vrrp == second.vrrp && first.lvs == second.lvs && first.compat == second.compat);
    CHECK(!second.upgrade_check && !second.config_test);
    options_free(&first);
    options_free(&second);
}

static void every_option_reads_back(void)
{
    char *few[] = {"vrrpd", "-f", "/etc/a.yaml", NULL};
    char *many[] = {"vrrpd", "-f", "/etc/a b.conf", "-i",        "id",     "-n", "-l", "-D",       "-S",
                    "5",     "-p", "/run/p",        "--run-dir", "/run/x", "-P", "-C", "--compat", NULL};
    struct options options;
    struct options_words words;

    the_command_line_reads_back(few, 3);
    the_command_line_reads_back(many, 17);
    optind = 0;
    options_parse(17, many, &options);
    options_print(&options, "/usr/sbin/vrrpd", "--upgrade-check", &words);
    CHECK_EQ_STR(words.words[count_words(&words) - 1], "--upgrade-check");
    CHECK(count_words(&words) < OPTIONS_WORDS_MAX);
    options_free(&options);
}

/* ---- the supervisor's memory ---- */

/* Descriptors of the test's own, so that nothing else is touched. */
static struct supervisor *make(int *ends)
{
    struct supervisor *supervisor = calloc(1, sizeof(*supervisor));

    CHECK_EQ_INT(pipe2(ends, O_CLOEXEC), 0);
    supervisor->commands_send = ends[0];
    supervisor->commands_receive = ends[1];
    supervisor->record.boot_id = 42;
    supervisor->current[PAGE_VRRP] = (struct worker){.process = PAGE_VRRP, .pid = 4711, .pair = -1};
    for (int i = PAGE_KERNEL; i < PAGE_PROCESS_COUNT; i++)
        supervisor->current[i].pair = supervisor->retired[i].pair = -1;
    supervisor->retired[PAGE_VRRP].pair = -1;
    return supervisor;
}

static void the_heir_reads_what_was_left(void)
{
    struct supervisor heir;
    int ends[2], fd;
    struct supervisor *supervisor = make(ends);

    fd = inherit_write(supervisor);
    CHECK(fd >= 0);
    inherit_keep(supervisor, fd, true);
    CHECK_EQ_INT(fcntl(ends[0], F_GETFD), 0);
    CHECK_EQ_INT(fcntl(fd, F_GETFD), 0);
    CHECK_EQ_INT(inherit_read(fd, &heir), 0);
    CHECK_EQ_INT(fcntl(ends[1], F_GETFD), FD_CLOEXEC); /* not for the programs that the heir starts */
    CHECK_EQ_INT((int)heir.record.boot_id, 42);
    CHECK_EQ_INT(heir.current[PAGE_VRRP].pid, 4711);
    CHECK_EQ_INT(heir.commands_receive, ends[1]);
    close(fd);
    close(ends[0]);
    close(ends[1]);
    free(supervisor);
}

static void another_form_is_refused(void)
{
    struct supervisor heir;
    int ends[2], fd;
    struct supervisor *supervisor = make(ends);
    uint64_t layout = inherit_layout() ^ 1;

    CHECK(inherit_layout() != 0);
    fd = inherit_write(supervisor);
    CHECK_EQ_INT((int)pwrite(fd, &layout, sizeof(layout), 0), (int)sizeof(layout));
    CHECK_EQ_INT(inherit_read(fd, &heir), -EPROTO);
    CHECK_EQ_INT(ftruncate(fd, 100), 0);
    CHECK_EQ_INT(inherit_read(fd, &heir), -EPROTO);
    CHECK_EQ_INT(inherit_read(-1, &heir), -EPROTO);
    close(fd);
    close(ends[0]);
    close(ends[1]);
    free(supervisor);
}

/* ---- the page ---- */

static void the_page_is_mapped_again(void)
{
    const struct page_engine in = {.event_count = 7};
    struct page_engine out;
    struct page *page, *again;
    int fd = -1;

    page = page_map(&fd);
    CHECK(page != NULL && fd >= 0);
    page_write_engine(page, &in);
    again = page_map_again(fd);
    CHECK(again != NULL && again != page);
    CHECK(page_read_engine(again, &out));
    CHECK_EQ_INT((int)out.event_count, 7);
    CHECK(state_page_map_again(fd, 4096) == NULL);
    CHECK_EQ_INT(errno, EBADMSG);
    CHECK(page_layout() != page_lvs_layout());
    close(fd);
}

/* ---- who is stopped ---- */

static void a_stopped_child_is_seen(void)
{
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    CHECK(!process_look_at(child).stopped);
    CHECK(process_look_at(getpid()).runs);
    CHECK(process_look_at(getpid()).cpu_us >= 0);
    kill(child, SIGSTOP);
    for (int i = 0; i < 1000 && !process_look_at(child).stopped; i++)
        usleep(1000);
    CHECK(process_look_at(child).stopped);
    CHECK(process_look_at(child).stopped); /* asking changes nothing */
    kill(child, SIGCONT);
    for (int i = 0; i < 1000 && process_look_at(child).stopped; i++)
        usleep(1000);
    CHECK(!process_look_at(child).stopped);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    CHECK(!process_look_at(child).stopped);
}

int main(void)
{
    every_option_reads_back();
    the_heir_reads_what_was_left();
    another_form_is_refused();
    the_page_is_mapped_again();
    a_stopped_child_is_seen();
    return check_report("upgrade");
}
