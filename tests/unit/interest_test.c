/* notify/interest and notify/record: who wants to hear of what, and how keepalived's words become records. */
#include <stdio.h>
#include <string.h>

#include "conf/model.h"
#include "notify/interest.h"
#include "notify/record.h"
#include "tests/unit/check.h"

static struct conf_instance instances[3];
static size_t members[2] = {1, 2};
static struct conf_group group = {.name = (char[]){"G"}, .members = members, .member_count = 2};
static struct conf_mail_server server;

static struct conf sample(enum conf_format format)
{
    struct conf conf = {
        .format = format, .instances = instances, .instance_count = 3, .groups = &group, .group_count = 1};
    static char names[3][8] = {"VI_1", "VI_2", "VI_3"};

    conf.notify = conf_notify_defaults();
    conf.notify.servers = &server;
    conf.notify.server_count = 1;
    for (size_t i = 0; i < 3; i++)
        instances[i] =
            (struct conf_instance){.name = names[i], .mail = i == 0, .group_index = i == 0 ? -1 : 0};
    group.mail = false;
    return conf;
}

static struct event change(const char *source, const char *instance, const char *from, const char *to)
{
    struct event event = {.kind = "transition"};

    snprintf(event.source, sizeof(event.source), "%s", source);
    snprintf(event.instance, sizeof(event.instance), "%s", instance);
    snprintf(event.from, sizeof(event.from), "%s", from);
    snprintf(event.to, sizeof(event.to), "%s", to);
    return event;
}

static bool wants(const struct conf *conf, struct event event)
{
    return interest_wants(conf, &event);
}

static void an_instance_decides(void)
{
    struct conf conf = sample(CONF_FORMAT_KEEPALIVED);

    CHECK(wants(&conf, change("vrrpd", "VI_1", "BACKUP", "MASTER")));
    CHECK(!wants(&conf, change("vrrpd", "VI_2", "BACKUP", "MASTER")));
    CHECK(!wants(&conf, change("vrrpd", "unknown", "BACKUP", "MASTER")));
    CHECK(wants(&conf, change("vrrpd", "unknown", "BACKUP", "DELETED")));
    CHECK(wants(&conf, change("vrrpd", "VI_1", "INIT", "BACKUP")));
    group.mail = true; /* its first member speaks for all */
    CHECK(wants(&conf, change("vrrpd", "VI_2", "BACKUP", "MASTER")));
    CHECK(!wants(&conf, change("vrrpd", "VI_3", "BACKUP", "MASTER")));
}

static void some_things_are_no_news(void)
{
    struct conf conf = sample(CONF_FORMAT_YAML);
    struct event event = change("vrrpd", "VI_1", "MASTER", "MASTER");

    CHECK(!wants(&conf, change("vrrpd", "VI_1", "INIT", "BACKUP")));
    CHECK(wants(&conf, change("vrrpd", "VI_1", "MASTER", "BACKUP")));
    snprintf(event.kind, sizeof(event.kind), "master-rx-lower");
    CHECK(!wants(&conf, event));
    CHECK(wants(&conf, change("vrrpd", "VI_1", "BACKUP", "FAULT")));
    conf.notify.faults = false;
    CHECK(!wants(&conf, change("vrrpd", "VI_1", "BACKUP", "FAULT")));
    CHECK(wants(&conf, change("keepalived", "VI_7", "", "MASTER"))); /* who asks has decided */
    snprintf(event.kind, sizeof(event.kind), "incident");
    CHECK(wants(&conf, event));
    snprintf(event.incident.severity, sizeof(event.incident.severity), "info");
    CHECK(!wants(&conf, event));
    conf.notify.server_count = 0;
    CHECK(!wants(&conf, change("keepalived", "VI_7", "", "MASTER"))); /* and there is nobody to tell */
}

static bool line(const char *text, struct event *out)
{
    char copy[256], why[RECORD_WHY_MAX] = "";
    bool good;

    snprintf(copy, sizeof(copy), "%s", text);
    good = record_from_fifo(copy, out, why);
    CHECK(good || why[0] != '\0');
    return good;
}

static void what_keepalived_writes(void)
{
    struct event event;

    CHECK(line("INSTANCE \"VI_1\" MASTER 150", &event));
    CHECK_EQ_STR(event.instance, "VI_1");
    CHECK_EQ_STR(event.to, "MASTER");
    CHECK_EQ_INT(event.priority, 150);
    CHECK(line("GROUP \"虚拟 组\" FAULT 0", &event));
    CHECK_EQ_STR(event.group, "虚拟 组");
    CHECK_EQ_STR(event.instance, "");
    CHECK(line("INSTANCE \"a \"quoted\" name\" BACKUP 1", &event));
    CHECK_EQ_STR(event.instance, "a \"quoted\" name");
    CHECK(line("INSTANCE \"VI_1\" MASTER_RX_LOWER_PRI 150", &event));
    CHECK_EQ_STR(event.kind, "master-rx-lower");
    CHECK(line("VS [10.0.0.1]:tcp:80 UP", &event));
    CHECK_EQ_STR(event.kind, "quorum");
    CHECK(line("RS [10.0.0.2]:tcp:80 DOWN", &event));
    CHECK_EQ_STR(event.kind, "server");
    CHECK(!line("", &event));
    CHECK(!line("INSTANCE", &event));
    CHECK(!line("INSTANCE \"VI_1", &event));
    CHECK(!line("INSTANCE \"VI_1\"", &event));
    CHECK(!line("INSTANCE \"VI_1\" SOMEWHERE 1", &event));
    CHECK(!line("INSTANCE \"VI_1\" MASTER 1000", &event));
    CHECK(!line("ELSE \"VI_1\" MASTER 1", &event));
    CHECK(!line("INSTANCE \"\" MASTER 1", &event));
}

int main(void)
{
    an_instance_decides();
    some_things_are_no_news();
    what_keepalived_writes();
    return check_report("interest");
}
