/* conf/compare: every way in which two nodes' files do not go together has a finding of its own, in either
 * format, and files that do go together have none. */
#include "conf/compare.h"
#include "tests/unit/sample.h"

#define GLOBAL         "global_defs {\n router_id x\n}\n"
#define INSTANCE(body) GLOBAL "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n" body "\n}\n"
#define VIP            " virtual_ipaddress {\n 10.9.0.100\n }\n"
#define AUTH(pass)     " authentication {\n auth_type PASS\n auth_pass " pass "\n }\n"
#define SCRIPT(weight) "vrrp_script chk {\n script \"/bin/true\"\n weight " weight "\n}\n"
#define TRACK          " track_script {\n chk\n }\n"

static const char strong[] = INSTANCE(" priority 150\n" AUTH("secret") VIP);
static const char weak[] = INSTANCE(" priority 100\n" AUTH("secret") VIP);

struct read_pair {
    struct conf *confs[2];
    struct compare_findings findings;
};

static struct conf *read_one(const char *name, const char *text)
{
    struct conf_errors errors;
    struct conf *conf = memory_conf(name, text, strlen(text), &errors);

    if (!CHECK(conf != NULL))
        for (size_t i = 0; i < errors.count; i++)
            fprintf(stderr, "    %u: %s\n", errors.items[i].place.line, errors.items[i].message);
    conf_errors_free(&errors);
    return conf;
}

static struct read_pair compare_texts(const char *a, const char *b)
{
    struct read_pair pair;

    pair.confs[0] = read_one(a[0] == 'i' || strncmp(a, "virtual_servers", 15) == 0 ? "a.yaml" : "a.conf", a);
    pair.confs[1] = read_one(b[0] == 'i' || strncmp(b, "virtual_servers", 15) == 0 ? "b.yaml" : "b.conf", b);
    CHECK_EQ_INT(compare_confs((const struct conf *const *)pair.confs, 2, &pair.findings), 0);
    return pair;
}

static void free_pair(struct read_pair *pair)
{
    compare_free(&pair->findings);
    conf_free(pair->confs[0]);
    conf_free(pair->confs[1]);
}

/* Exactly one finding, with words for everything, whichever file comes first. */
static void only(const char *a, const char *b, const char *code, enum compare_severity severity)
{
    for (int turned = 0; turned < 2; turned++) {
        struct read_pair pair = turned ? compare_texts(b, a) : compare_texts(a, b);
        const struct compare_finding *first = pair.findings.items;

        CHECK_EQ_INT(pair.findings.count, 1);
        for (size_t i = 1; i < pair.findings.count; i++)
            fprintf(stderr, "    also %s\n", pair.findings.items[i].code);
        if (pair.findings.count > 0) {
            CHECK_EQ_STR(first->code, code);
            CHECK_EQ_INT(first->severity, severity);
            CHECK(first->wire[0] != '\0' && first->fix[0] != '\0' && first->subject[0] != '\0');
            CHECK(strlen(first->wire) < COMPARE_TEXT_MAX - 1 && strlen(first->fix) < COMPARE_TEXT_MAX - 1);
            for (size_t i = 0; i < 2; i++)
                CHECK(first->sides[i].place.file != NULL && first->sides[i].value[0] != '\0');
        }
        free_pair(&pair);
    }
}

static void none(const char *a, const char *b)
{
    struct read_pair pair = compare_texts(a, b);

    CHECK_EQ_INT(pair.findings.count, 0);
    for (size_t i = 0; i < pair.findings.count; i++)
        fprintf(stderr, "    %s: %s\n", pair.findings.items[i].code, pair.findings.items[i].wire);
    free_pair(&pair);
}

static void files_that_go_together(void)
{
    none(strong, weak);
    none("instances:\n  X: {interface: ens3, vrid: 51, priority: 7, addresses: [10.9.0.100/32]}\n",
         "global_defs {\n vrrp_version 3\n}\nvrrp_instance VI_1 {\n interface eth0\n virtual_router_id "
         "51\n" VIP "}\n");
}

static void what_makes_two_masters(void)
{
    only(strong, INSTANCE(" priority 100\n" AUTH("Secret") VIP), "password-differs", COMPARE_SPLIT);
    only(strong, INSTANCE(" priority 100\n" VIP), "auth-differs", COMPARE_SPLIT);
    only(strong, INSTANCE(" priority 100\n advert_int 2\n" AUTH("secret") VIP), "interval-differs",
         COMPARE_SPLIT);
    only(INSTANCE(" priority 90\n" VIP), INSTANCE(" version 3\n" VIP), "version-differs", COMPARE_SPLIT);
    only(INSTANCE(" priority 90\n" VIP),
         GLOBAL "vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 52\n" VIP "}\n", "vrid-differs",
         COMPARE_SPLIT);
    only(INSTANCE(" priority 90\n mcast_src_ip 10.9.0.1\n" VIP), INSTANCE(" mcast_src_ip 10.9.0.1\n" VIP),
         "source-shared", COMPARE_SPLIT);
    only(INSTANCE(" priority 90\n" VIP),
         "global_defs {\n vrrp_mcast_group4 224.0.0.19\n}\nvrrp_instance VI_1 {\n interface eth0\n "
         "virtual_router_id 51\n" VIP "}\n",
         "group-differs", COMPARE_SPLIT);
}

static void unicast_peers_point_at_each_other(void)
{
#define UNICAST(priority, source, peer)                                                                      \
    INSTANCE(" priority " priority "\n unicast_src_ip " source "\n unicast_peer {\n " peer "\n }\n" VIP)
    none(UNICAST("150", "10.9.0.1", "10.9.0.2"), UNICAST("100", "10.9.0.2", "10.9.0.1"));
    only(UNICAST("150", "10.9.0.1", "10.9.0.3"), UNICAST("100", "10.9.0.2", "10.9.0.1"), "peer-missing",
         COMPARE_SPLIT);
    only(UNICAST("150", "10.9.0.1", "10.9.0.2"), INSTANCE(" priority 100\n" VIP), "unicast-and-multicast",
         COMPARE_SPLIT);
}

static void what_surprises(void)
{
    only(INSTANCE(VIP), INSTANCE(VIP), "priority-equal", COMPARE_WARNING);
    only(INSTANCE(" priority 90\n version 3\n advert_int 2\n" VIP), INSTANCE(" version 3\n" VIP),
         "interval-differs", COMPARE_WARNING);
    only(INSTANCE(" priority 90\n" VIP), INSTANCE(" virtual_ipaddress {\n 10.9.0.100\n 10.9.0.101\n }\n"),
         "addresses-differ", COMPARE_WARNING);
    only(INSTANCE(" priority 90\n virtual_ipaddress {\n 10.9.0.101\n 10.9.0.100\n }\n"),
         INSTANCE(" virtual_ipaddress {\n 10.9.0.100\n 10.9.0.101\n }\n"), "address-order-differs",
         COMPARE_WARNING);
    only(INSTANCE(" priority 90\n state BACKUP\n" VIP), INSTANCE(" state BACKUP\n nopreempt\n" VIP),
         "preempt-differs", COMPARE_WARNING);
    only(INSTANCE(" priority 90\n" VIP), INSTANCE(" state MASTER\n priority 100\n nopreempt\n" VIP),
         "nopreempt-with-master", COMPARE_WARNING);
    only(INSTANCE(" priority 90\n version 3\n" VIP), INSTANCE(" version 3\n v3_checksum_as_v2\n" VIP),
         "checksum-differs", COMPARE_WARNING);
    only(GLOBAL, strong, "no-partner", COMPARE_WARNING);
}

static void weights_that_move_nothing(void)
{
    only(SCRIPT("-5") INSTANCE(" priority 110\n" VIP TRACK),
         SCRIPT("-5") INSTANCE(" priority 100\n" VIP TRACK), "weight-too-small", COMPARE_WARNING);
    only(SCRIPT("-10") INSTANCE(" priority 110\n" VIP TRACK),
         SCRIPT("-10") INSTANCE(" priority 100\n" VIP TRACK), "weight-too-small", COMPARE_WARNING);
    none(SCRIPT("-11") INSTANCE(" priority 110\n" VIP TRACK),
         SCRIPT("-11") INSTANCE(" priority 100\n" VIP TRACK));
    none(SCRIPT("20") INSTANCE(" priority 110\n" VIP TRACK),
         SCRIPT("20") INSTANCE(" priority 100\n" VIP TRACK));
    only(SCRIPT("5") INSTANCE(" priority 110\n" VIP TRACK), SCRIPT("5") INSTANCE(" priority 100\n" VIP TRACK),
         "weight-too-small", COMPARE_WARNING);
    none(SCRIPT("0") INSTANCE(" priority 110\n" VIP TRACK),
         SCRIPT("0") INSTANCE(" priority 100\n" VIP TRACK));
    only(SCRIPT("-20") INSTANCE(" priority 110\n state BACKUP\n nopreempt\n" VIP TRACK),
         SCRIPT("-20") INSTANCE(" priority 100\n state BACKUP\n nopreempt\n" VIP TRACK),
         "weight-and-nopreempt", COMPARE_WARNING);
    only(SCRIPT("0") INSTANCE(" priority 110\n" VIP TRACK), INSTANCE(" priority 100\n" VIP), "checks-differ",
         COMPARE_WARNING);
}

#define TWO(first, second)                                                                                   \
    GLOBAL "vrrp_instance A {\n interface eth0\n virtual_router_id 51\n priority " first                     \
           "\n virtual_ipaddress {\n 10.9.0.100\n }\n}\n"                                                    \
           "vrrp_instance B {\n interface eth0\n virtual_router_id 52\n priority " second                    \
           "\n virtual_ipaddress {\n 10.9.0.101\n }\n}\n"
#define GROUP "vrrp_sync_group G {\n group {\n A\n B\n }\n}\n"

static void groups_that_differ(void)
{
    struct read_pair pair;

    none(TWO("150", "150") GROUP, TWO("100", "100") GROUP);
    only(TWO("150", "100") GROUP, TWO("100", "150") GROUP, "group-prefers-two-nodes", COMPARE_WARNING);
    pair = compare_texts(TWO("150", "150") GROUP, TWO("100", "100"));
    CHECK_EQ_INT(pair.findings.count, 2); /* each member */
    CHECK(pair.findings.count == 2 && strcmp(pair.findings.items[0].code, "groups-differ") == 0);
    free_pair(&pair);
}

/* One segment, one VRID, two services that have nothing to do with each other: said for both lists. */
static void a_vrid_used_twice_on_a_segment(void)
{
    struct read_pair pair =
        compare_texts(INSTANCE(" priority 90\n" VIP), INSTANCE(" virtual_ipaddress {\n 10.9.0.200\n }\n"));

    CHECK_EQ_INT(pair.findings.count, 2);
    for (size_t i = 0; i < pair.findings.count; i++)
        CHECK_EQ_STR(pair.findings.items[i].code, "vrid-collision");
    free_pair(&pair);
}

static void passwords_stay_secret(void)
{
    struct read_pair pair = compare_texts(strong, INSTANCE(" priority 100\n" AUTH("hidden") VIP));

    for (size_t i = 0; i < pair.findings.count; i++) {
        const struct compare_finding *finding = &pair.findings.items[i];

        for (size_t side = 0; side < 2; side++)
            CHECK(strstr(finding->sides[side].value, "secret") == NULL &&
                  strstr(finding->sides[side].value, "hidden") == NULL);
        CHECK(strstr(finding->wire, "secret") == NULL && strstr(finding->fix, "hidden") == NULL);
    }
    free_pair(&pair);
}

static void lines_are_those_of_the_keys(void)
{
    struct read_pair pair =
        compare_texts(strong, INSTANCE(" priority 100\n advert_int 2\n" AUTH("secret") VIP));

    CHECK_EQ_INT(pair.findings.items[0].sides[0].place.line, 4); /* not written: the instance */
    CHECK_EQ_INT(pair.findings.items[0].sides[1].place.line, 8);
    CHECK_EQ_STR(pair.findings.items[0].sides[1].value, "adverts every 2s");
    free_pair(&pair);
}

/* ---- directors ---- */

#define SERVICE(body)           "virtual_server 10.9.0.100 80 {\n protocol TCP\n" body "}\n"
#define SERVER(address, weight) " real_server " address " 80 {\n weight " weight "\n }\n"
#define SYNC(rest)              "global_defs {\n lvs_sync_daemon " rest "\n}\n"

static void directors_balance_alike(void)
{
    static const char one[] = SERVICE(SERVER("10.9.1.1", "1") SERVER("10.9.1.2", "2"));

    none(one, SERVICE(SERVER("10.9.1.2", "2") SERVER("10.9.1.1", "1")));
    none(one, "virtual_servers:\n  - {address: 10.9.0.100:80, servers: [10.9.1.1, {address: 10.9.1.2, "
              "weight: 2}]}\n");
    only(one, GLOBAL, "no-virtual-servers", COMPARE_WARNING);
    only(one, SERVICE(SERVER("10.9.1.1", "1")), "servers-differ", COMPARE_WARNING);
    only(one, SERVICE(SERVER("10.9.1.1", "1") SERVER("10.9.1.2", "3")), "servers-differ", COMPARE_WARNING);
    only(one, SERVICE("lb_kind DR\n" SERVER("10.9.1.1", "1") SERVER("10.9.1.2", "2")), "servers-differ",
         COMPARE_WARNING);
    only(one, SERVICE("lb_algo rr\n" SERVER("10.9.1.1", "1") SERVER("10.9.1.2", "2")), "balance-differs",
         COMPARE_WARNING);
    only(one,
         SERVICE(SERVER("10.9.1.1", "1")
                     SERVER("10.9.1.2", "2")) "virtual_server fwmark 3 {\n" SERVER("10.9.1.1", "1") "}\n",
         "virtual-server-missing", COMPARE_WARNING);
}

static void directors_tell_each_other_of_connections(void)
{
    none(SYNC("eth1 id 3"), SYNC("eth2 id 3"));
    only(SYNC("eth1 id 3"), SYNC("eth1 id 4"), "sync-differs", COMPARE_WARNING);
    only(SYNC("eth1 id 3"), GLOBAL, "sync-differs", COMPARE_WARNING);
}

#define BEATING(priority, more)                                                                              \
    "instances:\n  VI_1: {interface: eth0, vrid: 51, priority: " priority ", addresses: "                    \
                                                                          "[10.9.0.100]}\n" more

static void heartbeats_of_both(void)
{
    static const char one[] =
        BEATING("150", "global: {heartbeat: {key_file: /secret/key, peers: [192.0.2.2]}}\n");

    none(one, BEATING("100", "global: {heartbeat: {key_file: /elsewhere/key, peers: [192.0.2.1]}}\n"));
    only(one, BEATING("100", ""), "heartbeat-one-sided", COMPARE_WARNING);
    only(one,
         BEATING("100", "global: {heartbeat: {key_file: /secret/key, port: 4000, peers: [192.0.2.1]}}\n"),
         "heartbeat-port-differs", COMPARE_WARNING);
    only(one, BEATING("100", "global: {heartbeat: {key_file: /secret/other-key, peers: [192.0.2.1]}}\n"),
         "heartbeat-key-differs", COMPARE_WARNING);
}

int main(void)
{
    heartbeats_of_both();
    directors_balance_alike();
    directors_tell_each_other_of_connections();
    files_that_go_together();
    what_makes_two_masters();
    unicast_peers_point_at_each_other();
    what_surprises();
    weights_that_move_nothing();
    groups_that_differ();
    a_vrid_used_twice_on_a_segment();
    passwords_stay_secret();
    lines_are_those_of_the_keys();
    return check_report("compare");
}
