/* vrrpwatch/node_judge, node_incident, node_proc: each fault of a node with its clean case beside it. */
#include "vrrpwatch/node_judge.h"

#include "tests/unit/check.h"
#include "vrrpwatch/node_incident.h"
#include "vrrpwatch/node_proc.h"

enum { SECOND_US = 1000000, FOUND_MAX = 16 };

/* A node at work as backup: the master 10.0.0.2 is heard on the wire and by the socket. */
struct scene {
    struct watch_instance instance;
    struct node_facts facts;
    struct node_vip vip;
    struct node_source sources[2]; /* the other one, then us */
    struct node_view view;
    struct finding found[FOUND_MAX];
    size_t count;
};

static struct addr parse(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

static void arrange(struct scene *scene)
{
    memset(scene, 0, sizeof(*scene));
    scene->instance = (struct watch_instance){.name = "VI_1",
                                              .interface = "eth0",
                                              .vrid = 51,
                                              .family = ADDR_IPV4,
                                              .version = 2,
                                              .priority = 90,
                                              .backup = true,
                                              .interval_us = SECOND_US,
                                              .group = parse("224.0.0.18")};
    scene->vip = (struct node_vip){
        .address = parse("10.0.0.100"), .prefix_length = 24, .expected = "eth0", .found = ""};
    scene->facts = (struct node_facts){.daemon = NODE_DAEMON_RUNNING,
                                       .pid = 77,
                                       .program = "keepalived",
                                       .member = NODE_YES,
                                       .link_up = NODE_YES,
                                       .sysctls = {0, 0, 0, 0},
                                       .vips = &scene->vip,
                                       .vip_count = 1};
    scene->sources[0] = (struct node_source){.address = parse("10.0.0.2"),
                                             .priority = 150,
                                             .version = 2,
                                             .interval_us = SECOND_US,
                                             .last_us = 100 * SECOND_US,
                                             .wire = 12,
                                             .socket = 12};
    scene->sources[1] = (struct node_source){.address = parse("10.0.0.1"),
                                             .ours = true,
                                             .priority = 90,
                                             .version = 2,
                                             .interval_us = SECOND_US,
                                             .last_us = 100 * SECOND_US,
                                             .wire = 12};
    scene->view = (struct node_view){.instance = &scene->instance,
                                     .facts = &scene->facts,
                                     .interface = 3,
                                     .sources = scene->sources,
                                     .source_count = 1,
                                     .has_socket = true,
                                     .started_us = 90 * SECOND_US,
                                     .now_us = 100 * SECOND_US};
}

static void hold(struct scene *scene)
{
    memcpy(scene->vip.found, "eth0", sizeof("eth0"));
}

/* The healthy other half: we are master, hold the address and hear nobody. */
static void arrange_master(struct scene *scene)
{
    arrange(scene);
    hold(scene);
    scene->instance.priority = 200;
    scene->instance.backup = false;
    scene->sources[0] = scene->sources[1];
    scene->sources[0].priority = 200;
}

static void keep(void *context, const struct finding *finding)
{
    struct scene *scene = context;

    CHECK(strlen(finding->sentence) > 10 && strlen(finding->sentence) < FINDING_TEXT_MAX - 1);
    CHECK(strlen(finding->fix) > 3 && strlen(finding->fix) < FINDING_TEXT_MAX - 1);
    CHECK_EQ_INT(finding->verdict, VERDICT_NODE);
    CHECK_EQ_INT(finding->vrid, 51);
    CHECK_EQ_INT(finding->interface, 3);
    if (scene->count < FOUND_MAX)
        scene->found[scene->count++] = *finding;
}

static size_t judge(struct scene *scene)
{
    size_t told;

    scene->count = 0;
    told = node_judge(&scene->view, keep, scene);
    CHECK_EQ_INT(told, scene->count);
    return told;
}

static const struct finding *found(const struct scene *scene, enum cause cause)
{
    for (size_t i = 0; i < scene->count; i++)
        if (scene->found[i].cause == cause)
            return &scene->found[i];
    return NULL;
}

/* The first finding is this one; its texts contain the two. */
static void is(struct scene *scene, enum cause cause, enum severity severity, const char *sentence,
               const char *fix)
{
    const struct finding *first = &scene->found[0];

    judge(scene);
    if (!CHECK(scene->count > 0))
        return;
    CHECK_EQ_STR(cause_code(first->cause), cause_code(cause));
    CHECK_EQ_STR(severity_name(first->severity), severity_name(severity));
    if (!CHECK(strstr(first->sentence, sentence) != NULL))
        fprintf(stderr, "    got  %s\n    want %s\n", first->sentence, sentence);
    if (!CHECK(strstr(first->fix, fix) != NULL))
        fprintf(stderr, "    got  %s\n    want %s\n", first->fix, fix);
}

static void a_healthy_backup_and_a_healthy_master_give_nothing(void)
{
    struct scene scene;

    arrange(&scene);
    CHECK_EQ_INT(judge(&scene), 0);
    arrange_master(&scene);
    CHECK_EQ_INT(judge(&scene), 0);
    scene.view.now_us += 1000 * SECOND_US; /* for long, without any querier */
    scene.sources[0].last_us = scene.view.now_us;
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a1_what_the_wire_has_and_the_socket_has_not(void)
{
    struct scene scene;

    arrange(&scene);
    scene.sources[0].socket = 0;
    is(&scene, CAUSE_A1, SEVERITY_WARNING, "(wire 12, socket 0)", "ip protocol vrrp accept");
    hold(&scene);
    is(&scene, CAUSE_A1, SEVERITY_CRITICAL, "a local firewall drops IP protocol 112", "firewall-cmd");
    scene.instance.family = ADDR_IPV6;
    is(&scene, CAUSE_A1, SEVERITY_CRITICAL, "firewall", "ip6 nexthdr vrrp accept");
    arrange(&scene);
    scene.sources[0].socket = 11; /* one was on its way */
    CHECK_EQ_INT(judge(&scene), 0);
    scene.sources[0].wire = 2;
    scene.sources[0].socket = 0;
    CHECK_EQ_INT(judge(&scene), 0);
    scene.sources[0].wire = 12;
    scene.view.has_socket = false;
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a2_an_address_and_no_advert(void)
{
    struct scene scene;

    arrange_master(&scene);
    scene.view.source_count = 0;
    is(&scene, CAUSE_A2, SEVERITY_CRITICAL, "holds 10.0.0.100 but none of its adverts leaves on eth0",
       "output ip protocol vrrp accept");
    scene.view.started_us = scene.view.now_us - SECOND_US; /* too short to say */
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a3_silence_without_a_querier(void)
{
    struct scene scene;

    arrange(&scene);
    scene.view.now_us = 400 * SECOND_US;
    CHECK_EQ_INT(judge(&scene), 0); /* it may have died */
    scene.view.other_holders = 1;
    is(&scene, CAUSE_A3, SEVERITY_WARNING, "stopped 300 s ago", "mcast_querier 1");
    scene.view.querier_seen = true;
    CHECK_EQ_INT(judge(&scene), 0);
    scene.view.querier_seen = false;
    scene.facts.link_up = NODE_NO;
    CHECK_EQ_INT(judge(&scene), 0);
    scene.facts.link_up = NODE_YES;
    scene.instance.unicast = true;
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a4_no_member_is_no_firewall(void)
{
    struct scene scene;

    arrange(&scene);
    scene.facts.member = NODE_NO;
    scene.sources[0].socket = 0;
    is(&scene, CAUSE_A4, SEVERITY_WARNING, "eth0 is not a member of 224.0.0.18",
       "systemctl restart keepalived");
    CHECK(found(&scene, CAUSE_A1) == NULL);
    scene.facts.daemon = NODE_DAEMON_ABSENT; /* who should be one? */
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a_and_a13_another_one_answers_and_nobody_is_heard(void)
{
    struct scene scene;

    arrange_master(&scene);
    scene.view.other_holders = 1;
    is(&scene, CAUSE_A, SEVERITY_CRITICAL, "another node answers for 10.0.0.100", "unicast_peer");
    memcpy(scene.vip.found, "eth1", sizeof("eth1"));
    memcpy(scene.vip.expected, "eth1", sizeof("eth1"));
    is(&scene, CAUSE_A13, SEVERITY_CRITICAL, "VRRP runs on eth0", "or run VRRP on eth1");
    scene.view.other_holders = 0;
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a10_and_c7_and_c6_sysctls(void)
{
    struct scene scene;

    arrange(&scene);
    scene.facts.sysctls.proxy_arp = 1;
    is(&scene, CAUSE_C7, SEVERITY_WARNING, "proxy ARP is on for eth0", "net.ipv4.conf.eth0.proxy_arp=0");
    arrange(&scene);
    scene.instance.vmac = true;
    is(&scene, CAUSE_A10, SEVERITY_WARNING, "two MACs", "net.ipv4.conf.eth0.arp_ignore=1");
    scene.facts.sysctls.arp_ignore = 1;
    CHECK_EQ_INT(judge(&scene), 0);
    arrange(&scene);
    scene.vip.loopback = true;
    memcpy(scene.vip.found, "lo", sizeof("lo"));
    is(&scene, CAUSE_C6, SEVERITY_WARNING, "is on lo and arp_ignore is 0", "arp_ignore=1");
    scene.facts.sysctls.arp_ignore = 1; /* a real server as it should be */
    CHECK_EQ_INT(judge(&scene), 0);
}

static void b_settings_that_differ_from_what_the_master_sends(void)
{
    struct scene scene;

    arrange(&scene);
    scene.sources[0].version = 3;
    is(&scene, CAUSE_B4, SEVERITY_WARNING, "10.0.0.2 speaks version 3", "vrrp_version");
    arrange(&scene);
    scene.sources[0].auth_type = 1;
    is(&scene, CAUSE_B1, SEVERITY_WARNING, "10.0.0.2 uses authentication PASS", "same authentication");
    scene.instance.auth = CONF_AUTH_PASS;
    CHECK_EQ_INT(judge(&scene), 0);
    scene.sources[0].interval_us = 2 * SECOND_US;
    is(&scene, CAUSE_B3, SEVERITY_WARNING, "every 2000 ms", "advert_int");
    scene.instance.version = scene.sources[0].version = 3; /* version 3 follows the master */
    scene.sources[0].auth_type = 0;
    CHECK_EQ_INT(judge(&scene), 0);
}

static void c1_an_address_without_a_daemon(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    scene.facts.daemon = NODE_DAEMON_ABSENT;
    scene.facts.program[0] = '\0';
    is(&scene, CAUSE_C1, SEVERITY_CRITICAL, "still owns 10.0.0.100 on eth0 but runs no VRRP daemon",
       "ip addr del 10.0.0.100/24 dev eth0");
    scene.facts.daemon = NODE_DAEMON_UNKNOWN; /* then nobody can say */
    judge(&scene);
    CHECK(found(&scene, CAUSE_C1) == NULL);
    arrange(&scene);
    scene.facts.daemon = NODE_DAEMON_ABSENT; /* and no address: a node out of service */
    CHECK_EQ_INT(judge(&scene), 0);
}

static void a2_a_stronger_master_whose_adverts_do_not_leave(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    scene.instance.priority = 200; /* it hears a weaker one: nothing silences it */
    is(&scene, CAUSE_A2, SEVERITY_CRITICAL, "none of its own adverts leaves on eth0",
       "nft insert rule inet filter output ip protocol vrrp accept");
    CHECK(found(&scene, CAUSE_C) == NULL);
    scene.instance.auth = CONF_AUTH_PASS; /* it may be refusing the other for its password */
    scene.sources[0].auth_type = 1;
    judge(&scene);
    CHECK(found(&scene, CAUSE_A2) == NULL);
    CHECK(found(&scene, CAUSE_C) != NULL);
}

static void adverts_of_those_who_are_gone_do_not_count(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    scene.sources[0].last_us = 10 * SECOND_US;
    scene.view.other_holders = 1; /* and yet somebody answers for the address */
    is(&scene, CAUSE_A, SEVERITY_CRITICAL, "none of its adverts arrives", "vrrpwatch --node");
}

static void c3_an_address_that_is_not_the_daemons(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    memcpy(scene.facts.program, "vrrpd", sizeof("vrrpd"));
    is(&scene, CAUSE_C3, SEVERITY_CRITICAL, "configured statically", "ip addr del 10.0.0.100/24 dev eth0");
    scene.vip.protocol = 112; /* its own: it is master and cannot be heard */
    is(&scene, CAUSE_B, SEVERITY_CRITICAL, "adverts are refused", "vrrpctl compare");
    memcpy(scene.facts.program, "keepalived", sizeof("keepalived"));
    scene.vip.protocol = 0; /* keepalived does not always mark its own */
    is(&scene, CAUSE_C, SEVERITY_CRITICAL, "the other's adverts are refused (password?)",
       "vrrpctl compare A B");
    arrange(&scene);
    memcpy(scene.vip.found, "eth7", sizeof("eth7"));
    scene.sources[0].wire = scene.sources[0].socket = 0;
    scene.view.source_count = 2;
    is(&scene, CAUSE_C3, SEVERITY_WARNING, "is on eth7, the configuration puts it on eth0", "dev eth7");
}

static void c4_a_daemon_that_stands_still(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    scene.facts.daemon = NODE_DAEMON_STOPPED;
    is(&scene, CAUSE_C4, SEVERITY_CRITICAL, "keepalived (process 77) is stopped", "kill -CONT 77");
    CHECK(found(&scene, CAUSE_C3) == NULL);
    scene.facts.daemon = NODE_DAEMON_BLOCKED;
    is(&scene, CAUSE_C4, SEVERITY_CRITICAL, "blocked in the kernel", "/proc/77/stack");
    scene.vip.found[0] = '\0';
    is(&scene, CAUSE_C4, SEVERITY_WARNING, "blocked", "/proc/77/stack");
}

static void c8_a_master_without_its_address(void)
{
    struct scene scene;

    arrange_master(&scene);
    scene.vip.found[0] = '\0';
    is(&scene, CAUSE_C8, SEVERITY_CRITICAL, "advertises vrid 51 but 10.0.0.100 is not on eth0",
       "systemctl restart keepalived");
    scene.sources[0].priority = 0; /* it has just resigned */
    CHECK_EQ_INT(judge(&scene), 0);
    scene.sources[0].priority = 200;
    scene.sources[0].last_us -= 10 * SECOND_US; /* or is silent */
    CHECK_EQ_INT(judge(&scene), 0);
}

/* Moments of every clean hand-over that look like a fault when looked at for too short a time. */
static void a_hand_over_is_no_fault(void)
{
    struct scene scene;

    arrange(&scene); /* the master has resigned, we took over */
    hold(&scene);
    scene.view.source_count = 2;
    scene.sources[0].priority = 0;
    judge(&scene);
    CHECK(scene.count == 1 && scene.found[0].cause == CAUSE_F3); /* the rule that it is the backup */
    arrange(&scene); /* it fell silent three intervals and our skew ago */
    hold(&scene);
    scene.view.source_count = 2;
    scene.sources[0].last_us -= 3650000;
    judge(&scene);
    CHECK(scene.count == 1 && scene.found[0].cause == CAUSE_F3);
    arrange(&scene); /* it came back a moment ago and we have yielded */
    scene.view.source_count = 2;
    scene.sources[1].last_us -= SECOND_US / 2;
    CHECK_EQ_INT(judge(&scene), 0);
    arrange_master(&scene); /* our daemon was ended without a word */
    scene.vip.found[0] = '\0';
    scene.facts.daemon = NODE_DAEMON_ABSENT;
    CHECK_EQ_INT(judge(&scene), 0);
}

static const struct finding *rule(const struct scene *scene)
{
    for (size_t i = 0; i < scene->count; i++)
        if (strncmp(scene->found[i].sentence, "the backup holds the VIP", 24) == 0)
            return &scene->found[i];
    return NULL;
}

static void the_two_rules_about_a_backup(void)
{
    struct scene scene;

    arrange(&scene);
    hold(&scene);
    scene.view.source_count = 2;
    scene.sources[0].socket = 0;
    scene.view.service = NODE_SERVICE_UP;
    judge(&scene);
    CHECK(found(&scene, CAUSE_A1) != NULL);
    if (CHECK(rule(&scene) != NULL)) {
        CHECK_EQ_INT(rule(&scene)->severity, SEVERITY_CRITICAL);
        CHECK_EQ_INT(rule(&scene)->cause, CAUSE_A1);
        CHECK(strstr(rule(&scene)->sentence, "and the master and its service still live") != NULL);
    }
    CHECK(strstr(rule(&scene)->fix, "mend SB-A1") != NULL);
    scene.view.service = NODE_SERVICE_DOWN;
    judge(&scene);
    CHECK(rule(&scene) != NULL && rule(&scene)->severity == SEVERITY_WARNING);
    scene.sources[0].last_us -= 60 * SECOND_US; /* the master is silent, the backup took over */
    scene.view.service = NODE_SERVICE_UNASKED;
    scene.sources[0].socket = scene.sources[0].wire;
    judge(&scene);
    CHECK(scene.count == 1 && rule(&scene) != NULL && rule(&scene)->severity == SEVERITY_WARNING);
    scene.instance.priority = 200; /* we are the stronger one: no backup */
    CHECK_EQ_INT(judge(&scene), 0);
}

/* ---- incidents ---- */

static void a_fault_opens_an_incident_and_its_end_closes_it(void)
{
    struct scene scene, told = {.count = 0};
    struct node_incidents *incidents = node_incidents_new(2, keep, &told);
    enum severity worst;

    arrange(&scene);
    scene.facts.member = NODE_NO;
    for (int round = 0; round < 3; round++) {
        scene.view.now_us = (100 + round) * SECOND_US;
        node_judge(&scene.view, node_incidents_take, incidents);
        node_incidents_round(incidents, scene.view.now_us);
        CHECK_EQ_INT(told.count, round >= 1);
    }
    CHECK_EQ_INT(told.found[0].phase, FINDING_OPEN);
    CHECK(told.found[0].number >= NODE_INCIDENT_FIRST);
    CHECK_EQ_INT(node_incidents_open(incidents, &worst), 1);
    CHECK_EQ_INT(worst, SEVERITY_WARNING);
    hold(&scene); /* now it is worse */
    scene.sources[1].last_us = scene.view.now_us;
    scene.sources[0].last_us = scene.view.now_us;
    node_judge(&scene.view, node_incidents_take, incidents);
    node_incidents_round(incidents, scene.view.now_us);
    CHECK_EQ_INT(told.found[1].phase, FINDING_UPDATE);
    CHECK_EQ_INT(told.found[1].severity, SEVERITY_CRITICAL);
    CHECK_EQ_INT(told.found[1].number, told.found[0].number);
    told.count = 0;
    node_incidents_round(incidents, 110 * SECOND_US);
    CHECK_EQ_INT(told.count, 1); /* the rule was found once only and never told */
    CHECK_EQ_INT(told.found[0].phase, FINDING_CLOSED);
    CHECK_EQ_INT(told.found[0].duration_us, 10 * SECOND_US);
    CHECK_EQ_INT(node_incidents_open(incidents, &worst), 0);
    node_incidents_free(incidents);
}

/* ---- /proc ---- */

static void membership_is_read_from_proc(void)
{
    static const char igmp[] = "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter\n"
                               "1\tlo        :     1      V3\n"
                               "\t\t\t\t010000E0     1 0:00000000\t\t0\n"
                               "2\teth0      :     2      V3\n"
                               "\t\t\t\t120000E0     1 0:00000000\t\t0\n"
                               "\t\t\t\t010000E0     1 0:00000000\t\t0\n"
                               "3\teth0.5    :     1      V3\n"
                               "\t\t\t\t010000E0     1 0:00000000\t\t0\n";
    static const char igmp6[] = "1    lo              ff020000000000000000000000000001     1 0000000C 0\n"
                                "2    eth0            ff020000000000000000000000000012     1 00000004 0\n"
                                "3    eth1            ff020000000000000000000000000001     1 0000000C 0\n";
    struct addr four = parse("224.0.0.18"), six = parse("ff02::12");

    CHECK(node_proc_igmp(igmp, "eth0", &four));
    CHECK(!node_proc_igmp(igmp, "eth0.5", &four));
    CHECK(!node_proc_igmp(igmp, "lo", &four));
    CHECK(!node_proc_igmp(igmp, "eth", &four));
    CHECK(!node_proc_igmp("", "eth0", &four));
    CHECK(node_proc_igmp6(igmp6, "eth0", &six));
    CHECK(!node_proc_igmp6(igmp6, "eth1", &six));
    CHECK(!node_proc_igmp6(igmp6, "eth", &six));
}

static void processes_are_known_by_name_and_state(void)
{
    char name[16];

    CHECK_EQ_INT(node_proc_state("12 (keepalived) T 1 12 12 0", name, sizeof(name)), 'T');
    CHECK_EQ_STR(name, "keepalived");
    CHECK_EQ_INT(node_proc_state("12 (a) (b) S 1", name, sizeof(name)), 'S');
    CHECK_EQ_STR(name, "a) (b");
    CHECK_EQ_INT(node_proc_state("garbage", name, sizeof(name)), '\0');
    CHECK_EQ_INT(node_proc_state(")(", name, sizeof(name)), '\0');
    CHECK_EQ_STR(node_proc_daemon("keepalived_vrrp"), "keepalived");
    CHECK_EQ_STR(node_proc_daemon("vrrpd-kernel"), "vrrpd");
    CHECK_EQ_STR(node_proc_daemon("vrrpd"), "vrrpd");
    CHECK(node_proc_daemon("vrrpdump") == NULL);
    CHECK(node_proc_daemon("vrrpwatch") == NULL);
}

int main(void)
{
    a_healthy_backup_and_a_healthy_master_give_nothing();
    a1_what_the_wire_has_and_the_socket_has_not();
    a2_an_address_and_no_advert();
    a3_silence_without_a_querier();
    a4_no_member_is_no_firewall();
    a_and_a13_another_one_answers_and_nobody_is_heard();
    a10_and_c7_and_c6_sysctls();
    b_settings_that_differ_from_what_the_master_sends();
    c1_an_address_without_a_daemon();
    a2_a_stronger_master_whose_adverts_do_not_leave();
    adverts_of_those_who_are_gone_do_not_count();
    c3_an_address_that_is_not_the_daemons();
    c4_a_daemon_that_stands_still();
    c8_a_master_without_its_address();
    a_hand_over_is_no_fault();
    the_two_rules_about_a_backup();
    a_fault_opens_an_incident_and_its_end_closes_it();
    membership_is_read_from_proc();
    processes_are_known_by_name_and_state();
    return check_report("node");
}
