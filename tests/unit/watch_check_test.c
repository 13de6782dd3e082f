/* vrrpwatch --check: the plugin's line, and what is remembered from one run to the next. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "vrrpwatch/check_line.h"
#include "vrrpwatch/check_state.h"
#include "vrrpwatch/state_file.h"
#include "tests/unit/check.h"
#include "tests/unit/watch_sample.h"

/* Two routers with a master each, and what a test adds. */
struct run {
    struct print_names names;
    struct source masters[2];
    struct router routers[2];
    struct summary summary;
    struct incidents incidents;
    struct check_line check;
};

static void run_open(struct run *run)
{
    memset(run, 0, sizeof(*run));
    run->names = sample_names();
    for (uint8_t i = 0; i < 2; i++) {
        run->masters[i] = (struct source){
            .address = sample_addr("10.0.0.1"), .priority = 150, .adverts = 5, .gap_max_us = 1002000};
        run->routers[i] = (struct router){.interface = i,
                                          .family = ADDR_IPV4,
                                          .vrid = 51,
                                          .sources = &run->masters[i],
                                          .master = &run->masters[i],
                                          .adverts = 5};
        summary_take(&run->summary, &run->routers[i]);
    }
    run->check = (struct check_line){.incidents = &run->incidents,
                                     .summary = &run->summary,
                                     .names = &run->names,
                                     .listened_us = 5000000,
                                     .probes = 3,
                                     .answers = 3};
}

static void run_close(struct run *run)
{
    summary_free(&run->summary);
    incidents_free(&run->incidents);
}

static char *line_of(const struct run *run)
{
    struct sample_text out;

    sample_open(&out);
    check_line_print(out.file, &run->check);
    return sample_close(&out);
}

static void find(struct run *run, uint32_t number, enum finding_phase phase, enum severity severity)
{
    struct finding finding = sample_split(phase);

    finding.number = number;
    finding.severity = severity;
    incidents_take(&run->incidents, &finding);
}

static void all_is_well_in_one_line(void)
{
    struct run run;
    char *text;

    run_open(&run);
    find(&run, 1, FINDING_NOTE, SEVERITY_INFO);
    text = line_of(&run);
    CHECK_EQ_STR(
        text, "VRRP OK - 2 virtual routers: eth0 vrid 51 master 10.0.0.1 (priority 150), eth1 vrid 51 master "
              "10.0.0.1 (priority 150) | routers=2;;;0 incidents=0;;;0 probes=3c answers=3c "
              "masters_51=1;;1:1;0 adverts_51=5c gap_51=1.002000s;;;0 "
              "masters_51_4_2=1;;1:1;0 adverts_51_4_2=5c gap_51_4_2=1.002000s;;;0\n");
    CHECK_EQ_INT(check_line_status(&run.check), CHECK_OK);
    free(text);
    run_close(&run);
}

static void the_gravest_comes_first_with_its_fix(void)
{
    struct run run;
    char *text, *first, *second;

    run_open(&run);
    find(&run, 1, FINDING_OPEN, SEVERITY_WARNING);
    CHECK_EQ_INT(check_line_status(&run.check), CHECK_WARNING);
    find(&run, 2, FINDING_CLOSED, SEVERITY_CRITICAL);
    find(&run, 3, FINDING_OPEN, SEVERITY_CRITICAL);
    text = line_of(&run);
    CHECK(
        strncmp(text,
                "VRRP CRITICAL - split-brain SB-A on eth0.10 vrid 51 (10.0.0.100 ...): 10.0.0.2 is deaf: it "
                "does not hear 10.0.0.1 and 2 more | routers=2",
                130) == 0);
    first = strchr(text, '\n') + 1;
    CHECK(strncmp(first, "CRITICAL split-brain SB-A on eth0.10", 36) == 0);
    CHECK(strstr(first, "10.0.0.1; 10.0.0.1 (02:00:00:00:00:01, priority 150), 10.0.0.2 (") != NULL);
    second = strstr(first, "\n  fix: iptables -I INPUT -p vrrp -j ACCEPT\nCRITICAL ");
    CHECK(second != NULL && strstr(second, "(over after 1 min 1 s)") != NULL);
    CHECK(second != NULL && strstr(second, "\nWARNING ") != NULL);
    free(text);
    run_close(&run);
}

static void nothing_heard_is_critical(void)
{
    struct run run;
    char *text;

    run_open(&run);
    run.check.vrid = 7;
    text = line_of(&run);
    CHECK(strncmp(text, "VRRP CRITICAL - no advert for vrid 7 was heard in 5 s | routers=0", 65) == 0);
    CHECK_EQ_INT(check_line_status(&run.check), CHECK_CRITICAL);
    free(text);
    run.check.vrid = 0;
    run.summary.count = 0;
    text = line_of(&run);
    CHECK(strncmp(text, "VRRP CRITICAL - no virtual router was heard in 5 s |", 52) == 0);
    free(text);
    run_close(&run);
}

static void other_vrids_are_of_no_interest(void)
{
    struct run run;
    struct finding finding = sample_split(FINDING_OPEN);
    struct check_state state;

    run_open(&run);
    run.check.vrid = 51;
    finding.vrid = 52;
    incidents_take(&run.incidents, &finding);
    CHECK_EQ_INT(check_line_status(&run.check), CHECK_OK);
    check_state_fill(&run.check, &state);
    CHECK_EQ_INT(state.count, 0);
    run_close(&run);
}

static void bars_and_newlines_do_not_break_the_format(void)
{
    struct run run;
    struct finding finding = sample_split(FINDING_OPEN);
    struct sample_text out;
    char *text, *at;
    int bars = 0;

    run_open(&run);
    strcpy(finding.sentence, "a|b\nc");
    strcpy(finding.fix, "x | y");
    incidents_take(&run.incidents, &finding);
    text = line_of(&run);
    for (at = text; (at = strchr(at, '|')) != NULL; at++)
        bars++;
    CHECK_EQ_INT(bars, 1);
    CHECK(strstr(text, ": a\xc2\xa6"
                       "b c | routers") != NULL);
    CHECK(strstr(text, "\n  fix: x \xc2\xa6 y\n") != NULL);
    free(text);
    sample_open(&out);
    check_line_unknown(out.file, "eth9: no such\ninterface | x");
    text = sample_close(&out);
    CHECK_EQ_STR(text, "VRRP UNKNOWN - eth9: no such interface \xc2\xa6 x\n");
    free(text);
    run_close(&run);
}

static char *state_text(const struct check_state *state)
{
    struct sample_text out;

    sample_open(&out);
    check_state_print(out.file, state);
    return sample_close(&out);
}

static void a_state_is_read_as_it_was_written(void)
{
    struct check_state state, again;
    struct run run;
    char *text;

    run_open(&run);
    find(&run, 1, FINDING_OPEN, SEVERITY_CRITICAL);
    find(&run, 2, FINDING_OPEN, SEVERITY_CRITICAL); /* the same kind again */
    find(&run, 3, FINDING_NOTE, SEVERITY_WARNING);
    find(&run, 4, FINDING_CLOSED, SEVERITY_WARNING);
    check_state_fill(&run.check, &state);
    text = state_text(&state);
    CHECK_EQ_STR(text, "vrrpwatch-check 1\nstatus CRITICAL\nincident SB-A eth0 10 ipv4 51\n");
    check_state_parse(text, &again);
    CHECK(!check_state_changed(&state, &again));
    again.incidents[0].vrid = 52;
    CHECK(check_state_changed(&state, &again));
    free(text);
    run_close(&run);
}

static void changes_are_told_and_nothing_else(void)
{
    static const struct {
        const char *before, *now;
        bool changed;
    } table[] = {
        {NULL, "vrrpwatch-check 1\nstatus OK\n", false},
        {"", "vrrpwatch-check 1\nstatus OK\n", false},
        {NULL, "vrrpwatch-check 1\nstatus WARNING\n", true},
        {"rubbish\nstatus CRITICAL\n", "vrrpwatch-check 1\nstatus CRITICAL\n", true},
        {"vrrpwatch-check 1\nstatus CRITICAL\nincident SB-A eth0 0 ipv4 51\nincident SB-B eth0 0 ipv4 51\n",
         "vrrpwatch-check 1\nstatus CRITICAL\nincident SB-B eth0 0 ipv4 51\nincident SB-A eth0 0 ipv4 51\n",
         false},
        {"vrrpwatch-check 1\nstatus CRITICAL\nincident SB-A eth0 0 ipv4 51\n",
         "vrrpwatch-check 1\nstatus CRITICAL\nincident SB-A eth0 0 ipv6 51\n", true},
        {"vrrpwatch-check 1\nstatus CRITICAL\nincident SB-A eth0 0 ipv4 51\n",
         "vrrpwatch-check 1\nstatus OK\n", true},
        {"vrrpwatch-check 1\nstatus OK\nfuture 1\nincident SB-A eth0 5000 ipv4 51\nincident SB-A eth0\n",
         "vrrpwatch-check 1\nstatus OK\n", false},
    };

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        struct check_state before, now;

        check_state_parse(table[i].before, &before);
        check_state_parse(table[i].now, &now);
        CHECK_EQ_INT(check_state_changed(&before, &now), table[i].changed);
    }
}

static void more_than_there_is_room_for_is_left_out(void)
{
    struct sample_text out;
    struct check_state state;
    char *text;

    sample_open(&out);
    fputs("vrrpwatch-check 1\n", out.file);
    for (int i = 0; i < 3000; i++)
        fprintf(out.file, "incident SB-A eth0 %d ipv4 51\n", i);
    text = sample_close(&out);
    check_state_parse(text, &state);
    CHECK_EQ_INT(state.count, CHECK_STATE_INCIDENTS_MAX);
    free(text);
}

static void a_file_is_replaced_as_a_whole(const char *folder)
{
    char path[128], target[128], beside[160], *text = NULL;
    struct stat info;

    snprintf(path, sizeof(path), "%s/x.prom", folder);
    snprintf(target, sizeof(target), "%s/target", folder);
    snprintf(beside, sizeof(beside), "%s.%ld", path, (long)getpid());
    CHECK_EQ_INT(file_read_small(path, 10, &text), -ENOENT);
    CHECK_EQ_INT(file_replace(path, "one\n", 0644), 0);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0644);
    CHECK_EQ_INT(close(open(beside, O_CREAT | O_WRONLY, 0600)), 0); /* left by a dead process of our number */
    CHECK_EQ_INT(file_replace(path, "two two\n", 0600), 0);
    CHECK(stat(path, &info) == 0 && (info.st_mode & 07777) == 0600);
    CHECK(access(beside, F_OK) != 0);
    CHECK_EQ_INT(file_read_small(path, 8, &text), 0);
    CHECK_EQ_STR(text, "two two\n");
    free(text);
    text = NULL;
    CHECK_EQ_INT(file_read_small(path, 7, &text), -EFBIG);
    CHECK_EQ_INT(file_read_small(folder, 100, &text), -EINVAL);
    CHECK(rename(path, target) == 0 && symlink(target, path) == 0);
    CHECK_EQ_INT(file_read_small(path, 100, &text), -ELOOP);
    CHECK_EQ_INT(file_replace(path, "three\n", 0600), 0);
    CHECK_EQ_INT(file_read_small(target, 100, &text), 0);
    CHECK_EQ_STR(text, "two two\n");
    free(text);
    snprintf(beside, sizeof(beside), "%s/none/x", folder);
    CHECK_EQ_INT(file_replace(beside, "x", 0600), -ENOENT);
    unlink(path);
    unlink(target);
}

int main(void)
{
    char folder[] = "/tmp/watch_check_test.XXXXXX";

    all_is_well_in_one_line();
    the_gravest_comes_first_with_its_fix();
    nothing_heard_is_critical();
    other_vrids_are_of_no_interest();
    bars_and_newlines_do_not_break_the_format();
    a_state_is_read_as_it_was_written();
    changes_are_told_and_nothing_else();
    more_than_there_is_room_for_is_left_out();
    CHECK(mkdtemp(folder) != NULL);
    a_file_is_replaced_as_a_whole(folder);
    CHECK_EQ_INT(rmdir(folder), 0);
    return check_report("watch_check");
}
