/* The LVS page: records, keys, and who may write where. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/check.h"
#include "vrrpd/page_lvs.h"

/* True when `write_there` can be carried out by a process that gave its rights up but for `part` of table 1.
 */
static bool may(enum page_lvs_part part, void (*write_there)(struct page_lvs *page))
{
    struct page_lvs *page = page_lvs_map(NULL);
    pid_t child = fork();
    int status;

    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* also where a sanitizer would catch it */
        if (page_lvs_read_only_but(page, 1, part) < 0)
            _exit(2);
        write_there(page);
        _exit(0);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) ? WTERMSIG(status) == SIGSEGV : WEXITSTATUS(status) == 0);
    return WIFEXITED(status);
}

static void wanted_1(struct page_lvs *page)
{
    page_lvs_write_wanted(page, 1, &(struct page_lvs_wanted){.generation = 1});
}

static void wanted_0(struct page_lvs *page)
{
    page_lvs_write_wanted(page, 0, &(struct page_lvs_wanted){.generation = 1});
}

static void last_server_1(struct page_lvs *page)
{
    page_lvs_write_server(page, 1, CONF_SERVERS_MAX - 1, &(struct page_server){.key = 1});
}

static void done_1(struct page_lvs *page)
{
    page_lvs_write_done(page, 1, &(struct page_lvs_done){.generation = 1});
}

static void last_traffic_1(struct page_lvs *page)
{
    page_lvs_write_traffic(page, 1, CONF_SERVERS_MAX + CONF_VIRTUAL_SERVERS_MAX - 1,
                           &(struct page_traffic){.key = 1});
}

static void event(struct page_lvs *page)
{
    page_lvs_write_event(page, &(struct page_lvs_event){.sequence = PAGE_LVS_EVENTS - 1});
    page_lvs_write_log(page, &(struct page_lvs_log){.count = 1});
}

static void each_part_has_one_writer(void)
{
    CHECK(may(PAGE_LVS_WANTED, wanted_1) && may(PAGE_LVS_WANTED, last_server_1) &&
          may(PAGE_LVS_WANTED, event));
    CHECK(!may(PAGE_LVS_WANTED, wanted_0) && !may(PAGE_LVS_WANTED, done_1));
    CHECK(may(PAGE_LVS_DONE, done_1) && may(PAGE_LVS_DONE, last_traffic_1));
    CHECK(!may(PAGE_LVS_DONE, wanted_1) && !may(PAGE_LVS_DONE, last_server_1) && !may(PAGE_LVS_DONE, event));
    CHECK(!may(PAGE_LVS_NOTHING, wanted_1) && !may(PAGE_LVS_NOTHING, done_1) &&
          !may(PAGE_LVS_NOTHING, event));
}

static void a_cleared_table_is_empty(void)
{
    struct page_lvs *page = page_lvs_map(NULL);
    struct page_lvs_wanted wanted;
    struct page_server server;
    struct page_traffic traffic;

    for (size_t i = 0; i < 3; i++) {
        page_lvs_write_server(page, 0, i, &(struct page_server){.key = i + 1, .weight = 7});
        page_lvs_write_server(page, 1, i, &(struct page_server){.key = i + 1});
        page_lvs_write_traffic(page, 0, i, &(struct page_traffic){.key = i + 1});
    }
    wanted_0(page);
    CHECK(page_lvs_read_server(page, 0, 2, &server) && server.key == 3 && server.weight == 7);
    page_lvs_clear(page, 0);
    CHECK(!page_lvs_read_server(page, 0, 0, &server) && !page_lvs_read_server(page, 0, 2, &server));
    CHECK(!page_lvs_read_wanted(page, 0, &wanted) && !page_lvs_read_traffic(page, 0, 1, &traffic));
    CHECK(page_lvs_read_server(page, 1, 2, &server));
}

static void keys_tell_rows_apart(void)
{
    struct conf_endpoint endpoint = {.address = addr_from_ipv4(0xC0000201), .port = 80, .family = ADDR_IPV4};
    struct conf_virtual_server service = {.endpoints = &endpoint, .endpoint_count = 1, .protocol = 6};
    struct conf_server server = {.address = addr_from_ipv4(0x0A000001), .port = 80};
    uint64_t key = page_lvs_virtual_key(&service), row = page_lvs_server_key(key, &server);

    CHECK(key != 0 && row != 0 && key != row);
    service.quorum = 9; /* how it is balanced is not what it is */
    server.weight = 9;
    CHECK(page_lvs_virtual_key(&service) == key && page_lvs_server_key(key, &server) == row);
    service.protocol = 17;
    CHECK(page_lvs_virtual_key(&service) != key);
    service.protocol = 6;
    endpoint.port = 81;
    CHECK(page_lvs_virtual_key(&service) != key);
    CHECK(page_lvs_server_key(page_lvs_virtual_key(&service), &server) != row);
    server.port = 81;
    CHECK(page_lvs_server_key(key, &server) != row);
}

int main(void)
{
    each_part_has_one_writer();
    a_cleared_table_is_empty();
    keys_tell_rows_apart();
    return check_report("page_lvs");
}
