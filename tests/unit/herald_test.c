/* vrrpwatch/herald: the process that tells people, with real commands. */
#include "vrrpwatch/herald.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/event.h"
#include "tests/unit/check.h"

static char *make_line(const char *phase, const char *code)
{
    struct event event = {.kind = "incident",
                          .source = "vrrpwatch",
                          .host = "lb01",
                          .vrid = 51,
                          .family = "ipv4",
                          .interface = "eth0",
                          .sequence = 1};

    snprintf(event.incident.id, sizeof(event.incident.id), "lb01-1-1");
    snprintf(event.incident.phase, sizeof(event.incident.phase), "%s", phase);
    snprintf(event.incident.code, sizeof(event.incident.code), "%s", code);
    snprintf(event.incident.severity, sizeof(event.incident.severity), "critical");
    event.incident.duration_us = -1;
    return event_print(&event);
}

static void tell(struct herald *herald, const char *phase, const char *code)
{
    char *line = make_line(phase, code);

    herald_tell(herald, line);
    free(line);
}

static char *read_file(const char *path)
{
    static char text[8192];
    FILE *file = fopen(path, "r");
    size_t size = file != NULL ? fread(text, 1, sizeof(text) - 1, file) : 0;

    text[size] = '\0';
    if (file != NULL)
        fclose(file);
    return text;
}

/* A folder that only its owner may write to: others are not trusted with commands. */
static const char *folder(void)
{
    static char path[64];

    if (path[0] == '\0')
        snprintf(path, sizeof(path), "herald_test.%ld", (long)getpid());
    mkdir(path, 0700);
    return path;
}

static const char *output(void)
{
    static char path[512];
    char here[256];

    if (getcwd(here, sizeof(here)) != NULL)
        snprintf(path, sizeof(path), "%s/%s/out", here, folder());
    return path;
}

static struct herald *begin(const char *shell, bool fence, bool fence_now)
{
    static char command[1024];
    const char *alerts[] = {command};
    struct herald_options options = {.least = SEVERITY_WARNING};
    struct herald *herald = NULL;
    char why[HERALD_WHY_MAX] = "";

    snprintf(command, sizeof(command), "%s/bin/sh -c '{ %s; } >>%s'", fence ? "" : "exec:", shell, output());
    if (fence) {
        options.fence = command;
        options.fence_now = fence_now;
    } else {
        options.alerts = alerts;
        options.alert_count = 1;
    }
    if (!CHECK(herald_start(&options, &herald, why) == 0))
        fprintf(stderr, "%s\n", why);
    return herald;
}

static void a_command_gets_each_alert_in_order_on_its_standard_input(void)
{
    struct herald *herald =
        begin("echo $VRRP_PHASE $VRRP_CODE $VRRP_VRID $VRRP_INTERFACE; cat; sleep 0.1", false, false);
    char *line = make_line("open", "SB-A");

    tell(herald, "open", "SB-A");
    tell(herald, "update", "SB-A");
    tell(herald, "update", "SB-A1");
    tell(herald, "closed", "SB-A1");
    CHECK(herald_finish(herald, 10000000));
    CHECK_EQ_INT(strncmp(read_file(output()), "open SB-A 51 eth0\n{", 19), 0);
    CHECK(strstr(read_file(output()), line) != NULL);
    CHECK(strstr(read_file(output()), "}\nupdate SB-A1 51 eth0\n{") != NULL);
    CHECK(strstr(read_file(output()), "}\nclosed SB-A1 51 eth0\n{") != NULL);
    CHECK(strstr(read_file(output()), "update SB-A 51") == NULL);
    free(line);
    unlink(output());
}

static void a_failed_command_is_told_and_a_slow_one_is_not_waited_for(void)
{
    struct herald *herald = begin("exit 3", false, false);
    int64_t began_us = clock_now_us();

    tell(herald, "open", "SB-A");
    CHECK(!herald_finish(herald, 10000000));
    herald = begin("sleep 2; echo late", false, false);
    tell(herald, "open", "SB-A");
    CHECK(!herald_finish(herald, 300000));
    CHECK(clock_now_us() - began_us < 2000000);
    clock_sleep_us(2500000);
    CHECK_EQ_STR(read_file(output()), "late\n"); /* it was told all the same */
    unlink(output());
}

static struct fence_shot make_shot(void)
{
    return (struct fence_shot){
        .target = {.address = addr_from_ipv4(0x0A000002), .has_mac = true, .mac = {2, 0, 0, 0, 0, 0x1f}},
        .winner = {.address = addr_from_ipv4(0x0A000001)},
        .side = FENCE_WINNER,
        .vrid = 51,
        .vip = addr_from_ipv4(0x0A000064)};
}

static void fencing_runs_only_when_it_is_armed(void)
{
    struct fence_shot shot = make_shot();
    const char *words = "echo $VRRP_FENCE_ADDRESS $VRRP_FENCE_MAC $VRRP_FENCE_SIDE $VRRP_WINNER $VRRP_VRID "
                        "$VRRP_VIP $VRRP_INTERFACE";
    struct herald *herald = begin(words, true, false);

    herald_fence(herald, &shot, "eth0");
    CHECK(herald_finish(herald, 10000000));
    CHECK_EQ_STR(read_file(output()), "");
    herald = begin(words, true, true);
    herald_fence(herald, &shot, "eth0");
    tell(herald, "open", "SB-A"); /* nobody is to be told */
    CHECK(herald_finish(herald, 10000000));
    CHECK_EQ_STR(read_file(output()), "10.0.0.2 02:00:00:00:00:1f winner 10.0.0.1 51 10.0.0.100 eth0\n");
    unlink(output());
}

static void a_flood_never_blocks_and_what_is_lost_is_counted(void)
{
    struct herald *herald = begin("cat >/dev/null", false, false);
    int64_t began_us = clock_now_us();
    char *line = make_line("open", "SB-A");

    for (int i = 0; i < 20000; i++)
        herald_tell(herald, line);
    CHECK(clock_now_us() - began_us < 2000000);
    CHECK(herald_dropped(herald) < 20000);
    herald_finish(herald, 10000000);
    free(line);
    unlink(output());
}

static void wrong_options_are_refused_at_the_start(void)
{
    const char *const wrong[] = {"pigeon", "exec:", "exec:/nonexistent/command", "exec:'open"};
    const char *const none[] = {"none"};
    struct herald *herald;
    char why[HERALD_WHY_MAX];

    for (size_t i = 0; i < 4; i++) {
        struct herald_options options = {.alerts = &wrong[i], .alert_count = 1};

        why[0] = '\0';
        CHECK(herald_start(&options, &herald, why) < 0 && herald == NULL);
        CHECK(why[0] != '\0');
    }
    CHECK_EQ_INT(herald_start(&(struct herald_options){.alerts = none, .alert_count = 1}, &herald, why), 0);
    CHECK(herald == NULL);
    herald_tell(herald, "{}");
    CHECK(herald_flush(herald) && herald_finish(herald, 0) && herald_dropped(herald) == 0);
}

int main(void)
{
    a_command_gets_each_alert_in_order_on_its_standard_input();
    a_failed_command_is_told_and_a_slow_one_is_not_waited_for();
    fencing_runs_only_when_it_is_armed();
    a_flood_never_blocks_and_what_is_lost_is_counted();
    wrong_options_are_refused_at_the_start();
    rmdir(folder());
    return check_report("herald");
}
