/* notify/dispatch: bounds, relays, retries, what was given up, and what does not belong into a spool. */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/event.h"
#include "lib/log.h"
#include "notify/dispatch.h"
#include "tests/unit/check.h"

static const int64_t start_us = 1795168800000000, second_us = 1000000;

static char folder[64];
static struct spool *spool;
static struct dispatch *dispatch;
static uint64_t sequence;

static struct dispatch_policy policy(void)
{
    return (struct dispatch_policy){.queue = {.group_wait_us = 10000000,
                                              .min_interval_us = 0,
                                              .repeat_us = 1800000000,
                                              .flap_window_us = 1000000,
                                              .stable_us = 600000000,
                                              .flap_changes = 60},
                                    .records = 10,
                                    .bytes = 1 << 20,
                                    .give_up_us = INT64_C(3600000000),
                                    .channel_count = 1,
                                    .channels = {"mail"},
                                    .relays = {2}};
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status, (void)kind, (void)where;
    return remove(path);
}

static void begin(const struct dispatch_policy *how)
{
    CHECK_EQ_INT(spool_open(folder, &spool), 0);
    CHECK_EQ_INT(spool_lock(spool), 0);
    CHECK_EQ_INT(dispatch_open(spool, how, start_us, &dispatch), 0);
}

static void end(bool remove_all)
{
    dispatch_close(dispatch);
    spool_close(spool);
    if (remove_all)
        nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int accept(const char *instance, int64_t now_us)
{
    struct event event = {
        .sequence = ++sequence, .boot = 7, .host = "lb01", .source = "vrrpd", .kind = "transition"};
    char *text;
    int error;

    snprintf(event.instance, sizeof(event.instance), "%s", instance);
    snprintf(event.to, sizeof(event.to), "MASTER");
    text = event_print(&event);
    error = dispatch_accept(dispatch, text, now_us);
    free(text);
    return error;
}

static size_t files_in(enum spool_box box)
{
    uint64_t bytes;
    size_t files;

    CHECK_EQ_INT(spool_size(spool, box, &files, &bytes), 0);
    return files;
}

static void what_was_superseded_makes_room(void)
{
    struct dispatch_policy how = policy();
    struct dispatch_counts counts;

    begin(&how);
    for (int i = 0; i < 30; i++)
        CHECK_EQ_INT(accept("VI_1", start_us), 0);
    CHECK_EQ_INT(files_in(SPOOL_NEW), 10);
    dispatch_count(dispatch, &counts);
    CHECK(counts.accepted == 30 && counts.dropped == 20);
    dispatch_compose(dispatch, start_us + 11 * second_us);
    CHECK(files_in(SPOOL_NEW) == 0 && files_in(SPOOL_READY) == 1);
    end(true);
}

static void the_last_state_of_each_is_never_given_up_for_another(void)
{
    struct dispatch_policy how = policy();
    char name[8];

    begin(&how);
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof(name), "VI_%d", i);
        CHECK_EQ_INT(accept(name, start_us), 0);
    }
    CHECK_EQ_INT(accept("VI_10", start_us), -ENOSPC);
    CHECK_EQ_INT(files_in(SPOOL_NEW), 10);
    CHECK_EQ_INT(dispatch_accept(dispatch, "{}", start_us), -EBADMSG);
    end(true);
}

static void relays_are_one_attempt(void)
{
    struct dispatch_policy how = policy();
    int64_t now_us = start_us + 11 * second_us;
    struct dispatch_job job;

    begin(&how);
    accept("VI_1", start_us);
    dispatch_compose(dispatch, now_us);
    CHECK(dispatch_next(dispatch, now_us, &job) && job.relay == 0 && !job.again);
    dispatch_result(dispatch, &job, DISPATCH_LATER, "451", now_us, 0);
    CHECK(dispatch_next(dispatch, now_us, &job) && job.relay == 1); /* at once */
    dispatch_result(dispatch, &job, DISPATCH_FAILED, "550", now_us, 0);
    CHECK(!dispatch_next(dispatch, now_us, &job)); /* one of them said later */
    CHECK(dispatch_due_us(dispatch, now_us) == now_us + 15 * second_us);
    CHECK(dispatch_next(dispatch, now_us + 15 * second_us, &job) && job.relay == 0);
    dispatch_result(dispatch, &job, DISPATCH_SENT, "250", now_us, 0);
    CHECK(files_in(SPOOL_READY) == 0 && files_in(SPOOL_FAILED) == 0);
    end(true);
}

static void what_is_refused_is_kept(void)
{
    struct dispatch_policy how = policy();
    int64_t now_us = start_us + 11 * second_us;
    struct dispatch_job job;

    begin(&how);
    accept("VI_1", start_us);
    dispatch_compose(dispatch, now_us);
    for (int i = 0; i < 2; i++) {
        CHECK(dispatch_next(dispatch, now_us, &job));
        dispatch_result(dispatch, &job, DISPATCH_FAILED, "550 no such user", now_us, 0);
    }
    CHECK(files_in(SPOOL_READY) == 0 && files_in(SPOOL_FAILED) == 1);
    CHECK(dispatch_due_us(dispatch, now_us) == INT64_MAX);
    end(true);
}

static void patience_ends(void)
{
    struct dispatch_policy how = policy();
    int64_t now_us = start_us + 11 * second_us;
    struct dispatch_job job;
    unsigned attempts = 0;

    how.relays[0] = 1;
    begin(&how);
    accept("VI_1", start_us);
    dispatch_compose(dispatch, now_us);
    while (files_in(SPOOL_READY) == 1 && attempts < 100) {
        now_us = dispatch_due_us(dispatch, now_us);
        CHECK(dispatch_next(dispatch, now_us, &job));
        dispatch_result(dispatch, &job, DISPATCH_LATER, "421", now_us, 1023);
        attempts++;
    }
    CHECK_EQ_INT(files_in(SPOOL_FAILED), 1);
    CHECK(attempts >= 6 && attempts <= 9); /* 0.5, 1.5, 3.5, 8.5, 18.5, 48.5 minutes, then an hour is over */
    end(true);
}

static void a_start_goes_on(void)
{
    struct dispatch_policy how = policy();
    int64_t now_us = start_us + 11 * second_us;
    struct dispatch_job job;

    begin(&how);
    accept("VI_1", start_us);
    dispatch_compose(dispatch, now_us);
    accept("VI_2", now_us);
    CHECK(dispatch_next(dispatch, now_us, &job));
    end(false); /* in the middle of an attempt */
    begin(&how);
    CHECK(dispatch_next(dispatch, now_us, &job) && job.again);
    dispatch_result(dispatch, &job, DISPATCH_SENT, "250", now_us, 0);
    CHECK(!dispatch_next(dispatch, now_us, &job));
    dispatch_compose(dispatch, now_us + 11 * second_us);
    CHECK(dispatch_next(dispatch, now_us + 11 * second_us, &job) && !job.again);
    end(true);
}

static void one_dispatcher_a_spool(void)
{
    struct dispatch_policy how = policy();
    struct spool *second;

    begin(&how);
    CHECK_EQ_INT(spool_open(folder, &second), 0);
    CHECK_EQ_INT(spool_lock(second), -EWOULDBLOCK);
    spool_close(second);
    CHECK_EQ_INT(chmod(folder, 0777), 0);
    CHECK_EQ_INT(spool_open(folder, &second), -EPERM);
    CHECK_EQ_INT(chmod(folder, 0700), 0);
    end(true);
}

static void put(const char *name, const char *text)
{
    char path[160];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    CHECK(file != NULL);
    if (file == NULL)
        return;
    fputs(text, file);
    fclose(file);
}

/* Somebody may be writing while a dispatcher starts. */
static void drafts_of_the_living_stay(void)
{
    struct dispatch_policy how = policy();
    char name[64];

    begin(&how);
    end(false);
    snprintf(name, sizeof(name), "tmp/0000000000000001-%08x-00000001", (unsigned)getpid());
    put(name, "half");
    put("tmp/0000000000000001-7ffffff0-00000001", "half");
    begin(&how);
    CHECK_EQ_INT(files_in(SPOOL_TMP), 1);
    end(true);
}

static void what_does_not_belong_there_is_set_aside(void)
{
    struct dispatch_policy how = policy();
    char path[160];

    begin(&how);
    end(false);
    put("new/garbage", "not JSON");
    put("new/empty", "");
    put("ready/half", "{\"schema\":1,\"kind\":\"event\"");
    put("state", "{\"schema\":1,\"keys\":[{\"name\":1}]}");
    snprintf(path, sizeof(path), "%s/new/link", folder);
    CHECK_EQ_INT(symlink("/etc/passwd", path), 0);
    snprintf(path, sizeof(path), "%s/ready/fifo", folder);
    CHECK_EQ_INT(mkfifo(path, 0600), 0);
    begin(&how);
    CHECK(files_in(SPOOL_NEW) == 0 && files_in(SPOOL_READY) == 0);
    CHECK_EQ_INT(accept("VI_1", start_us), 0);
    CHECK(access("/etc/passwd", R_OK) == 0);
    end(true);
}

int main(void)
{
    log_open("test", NULL, 3, true, LOG_LEVEL_ERROR);
    snprintf(folder, sizeof(folder), "%s/vrrpkit-rules.%d",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
    what_was_superseded_makes_room();
    the_last_state_of_each_is_never_given_up_for_another();
    relays_are_one_attempt();
    what_is_refused_is_kept();
    patience_ends();
    a_start_goes_on();
    one_dispatcher_a_spool();
    what_does_not_belong_there_is_set_aside();
    drafts_of_the_living_stay();
    return check_report("dispatch_rules");
}
