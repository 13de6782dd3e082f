/* vrrpd/lvs/wish: rows of the table from a configuration and from who is wanted. */
#include "tests/unit/check.h"
#include "vrrpd/lvs/wish.h"

static struct addr address(const char *text)
{
    struct addr made = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &made));
    return made;
}

/* What the callbacks say. */
struct said {
    bool placed[2];
    bool present[4];
    uint32_t weight[4];
    bool sorry[2];
};

static bool placed(void *context, size_t virtual)
{
    const struct said *said = context;

    return said->placed[virtual];
}

static bool row(void *context, const struct wish_row *row, uint32_t *weight)
{
    const struct said *said = context;

    *weight = row->sorry ? 1 : said->weight[row->index];
    return row->sorry ? said->sorry[row->index] : said->present[row->index];
}

static const struct table *fill(struct wish *wish, struct said *said)
{
    const struct wish_source source = {.context = said, .placed = placed, .row = row};

    return wish_fill(wish, &source);
}

static void every_endpoint_has_every_server(void)
{
    struct conf_server servers[3] = {{.address = address("10.0.0.9"), .port = 80, .index = 0},
                                     {.address = address("10.0.0.3"), .port = 80, .index = 1},
                                     {.address = address("10.0.0.3"), .port = 81, .index = 2}};
    struct conf_endpoint endpoints[2] = {{.address = address("192.0.2.2"), .port = 80},
                                         {.address = address("192.0.2.1"), .port = 80}};
    struct conf_endpoint mark = {.mark = 7, .family = ADDR_IPV6};
    struct conf_server six = {.address = address("2001:db8::3"), .index = 3};
    struct conf_virtual_server services[2] = {{.endpoints = endpoints,
                                               .endpoint_count = 2,
                                               .protocol = 6,
                                               .servers = servers,
                                               .server_count = 3,
                                               .persistence_length = 32},
                                              {.endpoints = &mark,
                                               .endpoint_count = 1,
                                               .protocol = 17,
                                               .servers = &six,
                                               .server_count = 1,
                                               .persistence_length = 128}};
    const struct conf conf = {.virtual_servers = services, .virtual_server_count = 2};
    struct said said = {{true, true}, {true, true, false, true}, {5, 0, 7, 2}, {false, false}};
    const struct table *table;
    struct wish wish;

    CHECK(wish_init(&wish, &conf));
    table = fill(&wish, &said);
    CHECK_EQ_INT(table->service_count, 3);
    CHECK_EQ_INT(table->services[0].service.key.address.bytes[3], 1); /* sorted */
    CHECK_EQ_INT(table->services[1].service.key.address.bytes[3], 2);
    CHECK_EQ_INT(table->services[2].service.key.mark, 7);
    CHECK_EQ_INT(table->services[2].service.key.protocol, 0);
    CHECK_EQ_INT(table->services[2].service.key.family, ADDR_IPV6);
    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(table->services[i].server_count, 2);
        CHECK_EQ_INT(table->services[i].servers[0].key.address.bytes[3], 3);
        CHECK_EQ_INT(table->services[i].servers[0].weight, 0);
        CHECK_EQ_INT(table->services[i].servers[1].weight, 5);
    }
    said.placed[0] = false;
    said.present[2] = true;
    CHECK_EQ_INT(fill(&wish, &said)->service_count, 1);
    said.placed[0] = true;
    CHECK_EQ_INT(fill(&wish, &said)->services[0].server_count, 3);
    wish_free(&wish);
}

static void settings_become_the_kernels(void)
{
    struct conf_server servers[3] = {
        {.address = address("10.0.0.1"), .upper = 9, .lower = 8, .forward = {.method = CONF_METHOD_DR}},
        {.address = address("10.0.0.2"),
         .index = 1,
         .forward = {.method = CONF_METHOD_NAT, .tunnel_port = 9}},
        {.address = address("10.0.0.3"),
         .index = 2,
         .forward = {CONF_METHOD_TUN, CONF_TUNNEL_GUE, 6080, true, true}}};
    struct conf_endpoint endpoint = {.address = address("192.0.2.1"), .port = 80};
    struct conf_virtual_server service = {.endpoints = &endpoint,
                                          .endpoint_count = 1,
                                          .protocol = 6,
                                          .scheduler = CONF_SCHEDULER_SH,
                                          .scheduler_flags = CONF_SCHEDULER_FLAG_1 | CONF_SCHEDULER_FLAG_3,
                                          .one_packet = true,
                                          .persistence_us = 1500000,
                                          .persistence_length = 24,
                                          .engine = "sip",
                                          .servers = servers,
                                          .server_count = 3};
    const struct conf conf = {.virtual_servers = &service, .virtual_server_count = 1};
    struct said said = {{true}, {true, true, true}, {1, 1, 1}, {false}};
    const struct table_service *made;
    struct wish wish;

    CHECK(wish_init(&wish, &conf));
    made = fill(&wish, &said)->services;
    CHECK_EQ_STR(made->service.scheduler, "sh");
    CHECK_EQ_STR(made->service.engine, "sip");
    CHECK_EQ_INT(made->service.flags,
                 IPVS_PERSISTENT | IPVS_ONE_PACKET | IPVS_SCHEDULER_1 | IPVS_SCHEDULER_3);
    CHECK_EQ_INT(made->service.timeout_s, 2);
    CHECK_EQ_INT(made->service.prefix, 24);
    CHECK_EQ_INT(made->servers[0].forward, IPVS_DR);
    CHECK_EQ_INT(made->servers[0].upper, 9);
    CHECK_EQ_INT(made->servers[0].lower, 8);
    CHECK_EQ_INT(made->servers[1].forward, IPVS_NAT);
    CHECK_EQ_INT(made->servers[1].tunnel_port, 0);
    CHECK_EQ_INT(made->servers[2].forward, IPVS_TUN);
    CHECK_EQ_INT(made->servers[2].tunnel, IPVS_GUE);
    CHECK_EQ_INT(made->servers[2].tunnel_port, 6080);
    CHECK_EQ_INT(made->servers[2].tunnel_flags, 3);
    wish_free(&wish);
}

static void a_sorry_server_may_be_a_real_server_too(void)
{
    struct conf_server servers[2] = {{.address = address("10.0.0.1"), .port = 80},
                                     {.address = address("10.0.0.2"), .port = 80, .index = 1}};
    struct conf_endpoint endpoint = {.address = address("192.0.2.1"), .port = 80};
    struct conf_virtual_server service = {.endpoints = &endpoint,
                                          .endpoint_count = 1,
                                          .protocol = 6,
                                          .servers = servers,
                                          .server_count = 2,
                                          .has_sorry = true,
                                          .sorry = servers[1]};
    const struct conf conf = {.virtual_servers = &service, .virtual_server_count = 1};
    struct said said = {{true}, {false, true}, {1, 9}, {true}};
    const struct table_service *made;
    struct wish wish;

    CHECK(wish_init(&wish, &conf));
    made = fill(&wish, &said)->services;
    CHECK_EQ_INT(made->server_count, 1);
    CHECK_EQ_INT(made->servers[0].weight, 9);
    said.present[1] = false;
    made = fill(&wish, &said)->services;
    CHECK_EQ_INT(made->server_count, 1);
    CHECK_EQ_INT(made->servers[0].weight, 1);
    said.sorry[0] = false;
    CHECK_EQ_INT(fill(&wish, &said)->services[0].server_count, 0);
    wish_free(&wish);
}

static void nothing_configured_is_nothing_wanted(void)
{
    const struct conf conf = {.virtual_server_count = 0};
    struct said said = {{false}, {false}, {0}, {false}};
    struct wish wish;

    CHECK(wish_init(&wish, &conf));
    CHECK_EQ_INT(fill(&wish, &said)->service_count, 0);
    wish_free(&wish);
}

int main(void)
{
    every_endpoint_has_every_server();
    settings_become_the_kernels();
    a_sorry_server_may_be_a_real_server_too();
    nothing_configured_is_nothing_wanted();
    return check_report("wish");
}
