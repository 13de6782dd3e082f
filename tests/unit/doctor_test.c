/* The LVS doctor: what a host lacks as director and as real server. */
#include <stdio.h>
#include <string.h>

#include "tests/unit/check.h"
#include "vrrpd/lvs/doctor.h"

enum { ALL, ETH0, TUNL0 };

struct host {
    struct doctor_address addresses[3];
    struct doctor_interface interfaces[3];
    struct doctor_facts facts;
    struct conf_server servers[2];
    struct conf_endpoint endpoint;
    struct conf_virtual_server service;
    struct conf conf;
    struct doctor_roles roles;
    char said[1024];
};

static struct addr address(const char *text)
{
    struct addr out = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &out));
    return out;
}

/* A real server by DR with all that it takes. */
static void make(struct host *host)
{
    *host = (struct host){.interfaces = {[ALL] = {.name = "all", .arp_ignore = 1, .arp_announce = 2},
                                         [ETH0] = {.name = "eth0"},
                                         [TUNL0] = {.name = "tunl0"}}};
    host->addresses[0] = (struct doctor_address){address("10.0.0.21"), 24, "eth0"};
    host->addresses[1] = (struct doctor_address){address("10.0.0.100"), 32, "lo"};
    host->facts = (struct doctor_facts){.addresses = host->addresses,
                                        .address_count = 2,
                                        .interfaces = host->interfaces,
                                        .interface_count = 3,
                                        .ip_vs = true};
    host->servers[0] =
        (struct conf_server){.address = address("10.0.0.21"), .forward.method = CONF_METHOD_DR};
    host->servers[1] =
        (struct conf_server){.address = address("10.0.0.22"), .forward.method = CONF_METHOD_DR};
    host->endpoint =
        (struct conf_endpoint){.address = address("10.0.0.100"), .port = 80, .family = ADDR_IPV4};
    host->service = (struct conf_virtual_server){
        .endpoints = &host->endpoint, .endpoint_count = 1, .servers = host->servers, .server_count = 2};
    host->conf = (struct conf){.virtual_servers = &host->service, .virtual_server_count = 1};
}

static void take(void *context, const struct doctor_finding *finding)
{
    struct host *host = context;
    size_t used = strlen(host->said);

    snprintf(host->said + used, sizeof(host->said) - used, "%s | %s\n", finding->what, finding->command);
}

static size_t judge(struct host *host)
{
    static char name[] = "web";

    host->said[0] = '\0';
    host->service.name = name;
    return doctor_judge(&host->conf, &host->facts, &host->roles, take, host);
}

static void says(const struct host *host, const char *words)
{
    if (!check_that(strstr(host->said, words) != NULL, __FILE__, __LINE__, words))
        fprintf(stderr, "    said %s", host->said);
}

static void a_real_server_that_lacks_nothing(void)
{
    struct host host;

    make(&host);
    CHECK_EQ_INT(judge(&host), 0);
    CHECK(host.roles.real_server && !host.roles.director);
}

static void a_real_server_without_the_address(void)
{
    struct host host;

    make(&host);
    host.facts.address_count = 1;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "ip addr add 10.0.0.100/32 dev lo");
    make(&host);
    host.addresses[1].prefix_length = 24;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "ip addr del 10.0.0.100/24 dev lo");
}

static void a_real_server_that_answers_arp(void)
{
    struct host host;

    make(&host);
    host.interfaces[ALL].arp_ignore = 0;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "net.ipv4.conf.eth0.arp_ignore=1");
    host.interfaces[ETH0].arp_ignore = 1; /* the larger one counts */
    CHECK_EQ_INT(judge(&host), 0);
    host.interfaces[ALL].arp_announce = 1;
    CHECK_EQ_INT(judge(&host), 1);
}

static void a_real_server_behind_a_tunnel(void)
{
    struct host host;

    make(&host);
    host.servers[0].forward.method = CONF_METHOD_TUN;
    CHECK_EQ_INT(judge(&host), 0);
    host.interfaces[TUNL0].rp_filter = 1;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "tunl0.rp_filter=0");
    host.facts.interface_count = 2;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "modprobe ipip");
}

static void a_director(void)
{
    struct host host;

    make(&host);
    host.addresses[0].address = address("10.0.0.1");
    CHECK_EQ_INT(judge(&host), 0);
    CHECK(host.roles.director && !host.roles.real_server);
    host.facts.ip_vs = false;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "modprobe ip_vs");
    host.facts.ip_vs = true;
    host.servers[1].forward.method = CONF_METHOD_NAT;
    CHECK_EQ_INT(judge(&host), 1);
    says(&host, "sysctl -w net.ipv4.ip_forward=1");
    host.facts.ip_forward = 1;
    CHECK_EQ_INT(judge(&host), 0);
}

/* The address is on eth0 of the MASTER, yet it has to be on lo for the time as BACKUP: there it is found. */
static void a_director_that_is_a_real_server(void)
{
    struct conf_instance instance = {.vrid = 51};
    struct host host;

    make(&host);
    host.conf.instances = &instance;
    host.conf.instance_count = 1;
    CHECK_EQ_INT(judge(&host), 0);
    CHECK(host.roles.director && host.roles.real_server);
    host.facts.ip_vs = false;
    host.facts.address_count = 1;
    CHECK_EQ_INT(judge(&host), 2);
}

int main(void)
{
    a_real_server_that_lacks_nothing();
    a_real_server_without_the_address();
    a_real_server_that_answers_arp();
    a_real_server_behind_a_tunnel();
    a_director();
    a_director_that_is_a_real_server();
    return check_report("doctor");
}
