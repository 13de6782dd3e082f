/* vrrpwatch/node_facts: this host as it is, with a daemon of our own making. */
#include "vrrpwatch/node_facts.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/clock.h"
#include "tests/unit/check.h"

static struct addr parse(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

/* An instance on lo with an address that is there, one that is on another interface than it says, and one
 * that is nowhere. */
static void look(enum node_daemon *daemon)
{
    static struct watch_vip vips[3];
    static struct watch_instance instance;
    static struct watch_config config;
    struct node_facts *facts = NULL;

    vips[0] = (struct watch_vip){.address = parse("127.0.0.1"), .prefix_length = 8, .interface = "lo"};
    vips[1] = (struct watch_vip){.address = parse("127.0.0.1"), .prefix_length = 8, .interface = "eth9"};
    vips[2] = (struct watch_vip){.address = parse("198.51.100.77"), .prefix_length = 24, .interface = "lo"};
    instance = (struct watch_instance){.name = "A",
                                       .interface = "lo",
                                       .vrid = 51,
                                       .family = ADDR_IPV4,
                                       .group = parse("224.0.0.18"),
                                       .vips = vips,
                                       .vip_count = 3};
    config = (struct watch_config){.instances = &instance, .instance_count = 1};
    CHECK_EQ_INT(node_facts_read(&config, &facts), 0);
    if (facts == NULL)
        return;
    *daemon = facts->daemon;
    CHECK_EQ_INT(facts->vip_count, 3);
    CHECK_EQ_STR(facts->vips[0].found, "lo");
    CHECK(facts->vips[0].loopback);
    CHECK_EQ_STR(facts->vips[1].expected, "eth9");
    CHECK_EQ_STR(facts->vips[1].found, "lo");
    CHECK_EQ_STR(facts->vips[2].found, "");
    CHECK_EQ_INT(facts->member, NODE_NO);
    CHECK(facts->sysctls.arp_ignore >= 0 && facts->sysctls.proxy_arp >= 0);
    instance.group = parse("224.0.0.1"); /* every interface is a member of this one */
    node_facts_free(&config, facts);
    CHECK_EQ_INT(node_facts_read(&config, &facts), 0);
    CHECK_EQ_INT(facts->member, NODE_YES);
    node_facts_free(&config, facts);
}

static void a_daemon_is_found_and_a_stopped_one_is_told_apart(void)
{
    enum node_daemon daemon = NODE_DAEMON_UNKNOWN;
    pid_t pid = fork();
    int status;

    if (pid == 0) {
        prctl(PR_SET_NAME, "keepalived_vrrp");
        for (;;)
            pause();
    }
    clock_sleep_us(50000);
    look(&daemon);
    CHECK(daemon >= NODE_DAEMON_RUNNING);
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    look(&daemon);
    CHECK(daemon >= NODE_DAEMON_STOPPED);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
}

static void a_service_is_up_or_down(void)
{
    struct sockaddr_in place = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct addr loopback = parse("127.0.0.1");
    socklen_t size = sizeof(place);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    CHECK(bind(fd, (struct sockaddr *)&place, size) == 0 && listen(fd, 1) == 0);
    CHECK(getsockname(fd, (struct sockaddr *)&place, &size) == 0);
    CHECK_EQ_INT(node_facts_service(&loopback, ntohs(place.sin_port), 1000000), NODE_SERVICE_UP);
    close(fd);
    CHECK_EQ_INT(node_facts_service(&loopback, ntohs(place.sin_port), 1000000), NODE_SERVICE_DOWN);
}

int main(void)
{
    a_daemon_is_found_and_a_stopped_one_is_told_apart();
    a_service_is_up_or_down();
    return check_report("node_facts");
}
