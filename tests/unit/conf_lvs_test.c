/* What the two readers and the printer of virtual servers share, and what is settled for the whole file:
 * names, numbers, ports, instances and check lists that are held once. */
#include "conf/lvs.h"
#include "tests/fuzz/memory_loader.h"
#include "tests/unit/check.h"

/* ---- words ---- */

static void try_endpoint(const char *text, const char *address, uint16_t port)
{
    struct addr parsed = {.family = ADDR_NONE};
    char again[LVS_ENDPOINT_TEXT_MAX], host[ADDR_TEXT_MAX];
    uint16_t number = 7;

    if (!CHECK(lvs_endpoint_parse(text, &parsed, &number)))
        return;
    CHECK_EQ_STR(addr_format(&parsed, host), address);
    CHECK_EQ_INT(number, port);
    CHECK_EQ_STR(lvs_endpoint_format(&parsed, number, again), text);
}

static void endpoints_are_an_address_and_a_port(void)
{
    static const char *const bad[] = {"",
                                      "10.9.0.1:",
                                      "10.9.0.1:x",
                                      "10.9.0.1:65536",
                                      "10.9.0.1:-1",
                                      "[10.9.0.1]:80",
                                      "[2001:db8::1]",
                                      "[2001:db8::1]80",
                                      "[2001:db8::1",
                                      "[]:80",
                                      ":80",
                                      "name:80",
                                      "[aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]:80"};
    struct addr address = {.family = ADDR_NONE};
    uint16_t port = 7;

    try_endpoint("10.9.0.1:80", "10.9.0.1", 80);
    try_endpoint("10.9.0.1", "10.9.0.1", 0);
    try_endpoint("[2001:db8::1]:65535", "2001:db8::1", 65535);
    try_endpoint("2001:db8::1", "2001:db8::1", 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!lvs_endpoint_parse(bad[i], &address, &port)))
            fprintf(stderr, "    %s\n", bad[i]);
    CHECK(address.family == ADDR_NONE && port == 7);
}

static void hexadecimal_is_whole_bytes(void)
{
    uint8_t bytes[4] = {0};

    CHECK_EQ_INT(lvs_hex("00fF 1 ", bytes, 4), 0);
    CHECK_EQ_INT(lvs_hex("00fF 10", bytes, 4), 3);
    CHECK(bytes[0] == 0 && bytes[1] == 0xff && bytes[2] == 0x10);
    CHECK_EQ_INT(lvs_hex("0011223344", bytes, 4), 0);
    CHECK_EQ_INT(lvs_hex("", bytes, 4), 0);
    CHECK_EQ_INT(lvs_hex("0x00", bytes, 4), 0);
}

static void statuses_are_ranges(void)
{
    struct conf_status_range range;
    static const char *const bad[] = {"",     "99",       "1000", "300-200", "200-",
                                      "-200", "200-299-", " 200", "200x"};

    CHECK(lvs_status_range("200", &range) && range.from == 200 && range.to == 200);
    CHECK(lvs_status_range("100-999", &range) && range.from == 100 && range.to == 999);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (!CHECK(!lvs_status_range(bad[i], &range)))
            fprintf(stderr, "    %s\n", bad[i]);
}

static void dns_types_have_names_and_numbers(void)
{
    char text[LVS_DNS_TEXT_MAX];
    uint16_t type = 0;

    CHECK(lvs_dns_type("aaaa", &type) && type == 28);
    CHECK(lvs_dns_type("TYPE28", &type) && type == 28);
    CHECK_EQ_STR(lvs_dns_type_name(28, text), "AAAA");
    CHECK_EQ_STR(lvs_dns_type_name(65535, text), "TYPE65535");
    CHECK(lvs_dns_type(text, &type) && type == 65535);
    CHECK(!lvs_dns_type("TYPE0", &type) && !lvs_dns_type("TYPE65536", &type) && !lvs_dns_type("", &type));
}

static void dns_names_have_labels(void)
{
    char longest[300];

    memset(longest, 'a', sizeof longest);
    for (size_t i = 63; i < sizeof longest; i += 64)
        longest[i] = '.';
    longest[253] = '\0';
    CHECK(lvs_dns_name(longest) && lvs_dns_name(".") && lvs_dns_name("a.") && lvs_dns_name("_x._y.example"));
    longest[253] = 'a';
    longest[254] = '\0';
    CHECK(!lvs_dns_name(longest) && !lvs_dns_name("") && !lvs_dns_name("..") && !lvs_dns_name("a b"));
    longest[63] = 'a';
    longest[70] = '\0';
    CHECK(!lvs_dns_name(longest));
}

static void expressions_are_bounded(void)
{
    char longest[LVS_REGEX_MAX + 2];

    CHECK(!lvs_regex_fault("^(ok|fine)[[:space:]]{1,9}\\.$"));
    CHECK(!lvs_regex_fault("a{2,}b{,3}"));
    CHECK(lvs_regex_fault("("));
    CHECK(lvs_regex_fault("(a{32}){33}"));
    CHECK(lvs_regex_fault("a{99999999999999999999}"));
    CHECK(lvs_regex_fault("fi++++++++++++++++++++++++++ne"));
    CHECK(lvs_regex_fault("(((((((((((a+)+)+)+)+)+)+)+)+)+)+)+"));
    CHECK(!lvs_regex_fault("a+b+c+d+e+f+g+h+i+j+k+l+m+n+(o+)+"));
    CHECK(lvs_regex_fault("(a)\\1"));
    CHECK(!lvs_regex_fault("\\\\1"));
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CHECK(lvs_regex_fault(longest));
    CHECK(!lvs_regex_fault(longest + 1));
}

/* ---- the whole file ---- */

static struct conf *read_text(const char *path, const char *text)
{
    struct conf_errors errors;
    struct conf *conf = memory_conf(path, text, strlen(text), &errors);

    if (!CHECK(conf != NULL) && errors.count)
        fprintf(stderr, "    %s\n", errors.items[0].message);
    conf_errors_free(&errors);
    return conf;
}

static void names_are_what_clients_talk_to(void)
{
    struct conf *conf =
        read_text("a.yaml", "virtual_servers:\n"
                            "  - {address: 10.9.0.1:80, servers: [10.9.1.1]}\n"
                            "  - {address: '[2001:db8::1]:53', protocol: udp, servers: "
                            "['2001:db8::2', '2001:db8::3']}\n"
                            "  - {fwmark: 3, servers: [10.9.1.1]}\n"
                            "  - {fwmark: 3, servers: ['2001:db8::2']}\n"
                            "  - {name: WEB, addresses: [10.9.0.2:80], servers: [10.9.1.1]}\n");
    static const char *const names[] = {"10.9.0.1:80/tcp", "[2001:db8::1]:53/udp", "fwmark 3",
                                        "fwmark 3/ipv6", "group WEB"};

    if (!conf)
        return;
    CHECK_EQ_INT(conf->virtual_server_count, 5);
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        CHECK_EQ_STR(conf->virtual_servers[i].name, names[i]);
    CHECK_EQ_INT(conf->server_count, 6);
    CHECK_EQ_INT(conf->virtual_servers[1].servers[1].index, 2);
    CHECK_EQ_INT(conf->virtual_servers[4].servers[0].index, 5);
    CHECK_EQ_INT(conf->virtual_servers[0].servers[0].port, 80);
    CHECK_EQ_INT(conf->virtual_servers[2].servers[0].port, 0);
    CHECK_EQ_INT(conf->virtual_servers[1].persistence_length, 128);
    conf_free(conf);
}

static void a_virtual_server_finds_the_instance_of_its_address(void)
{
    struct conf *conf =
        read_text("a.yaml", "global: {lvs: {sync: {interface: eth1, instance: VI_2}}}\n"
                            "instances:\n"
                            "  VI_1: {interface: eth0, vrid: 51, addresses: [10.9.0.3/24, 10.9.0.1/24]}\n"
                            "  VI_2: {interface: eth0, vrid: 52, addresses: [10.9.0.4/24], excluded: "
                            "[10.9.0.2/24]}\n"
                            "virtual_servers:\n"
                            "  - {address: 10.9.0.1:80, servers: [10.9.1.1]}\n"
                            "  - {address: 10.9.0.2:80, servers: [10.9.1.1]}\n"
                            "  - {address: 10.9.0.9:80, servers: [10.9.1.1]}\n"
                            "  - {fwmark: 3, servers: [10.9.1.1]}\n");

    if (!conf)
        return;
    CHECK_EQ_INT(conf->virtual_servers[0].instance, 0);
    CHECK_EQ_INT(conf->virtual_servers[1].instance, 1);
    CHECK_EQ_INT(conf->virtual_servers[2].instance, -1);
    CHECK_EQ_INT(conf->virtual_servers[3].instance, -1);
    CHECK_EQ_INT(conf->lvs.sync.id, 52);
    conf_free(conf);
}

static void keepalived_defaults_are_keepalived_s(void)
{
    struct conf *conf = read_text("a.conf", "virtual_server 10.9.0.1 80 {\n protocol TCP\n"
                                            " real_server 10.9.1.1 80 {\n  TCP_CHECK {\n }\n"
                                            "  DNS_CHECK {\n }\n  MISC_CHECK {\n misc_path /x\n }\n"
                                            "  HTTP_GET {\n url {\n path /\n }\n }\n }\n}\n");
    const struct conf_check *checks;

    if (!conf)
        return;
    const struct conf_virtual_server *service = &conf->virtual_servers[0];
    CHECK_EQ_INT(service->scheduler, CONF_SCHEDULER_WLC);
    CHECK_EQ_INT(service->servers[0].forward.method, CONF_METHOD_NAT);
    CHECK_EQ_INT(service->servers[0].weight, 1);
    CHECK_EQ_INT(service->quorum, 1);
    CHECK(!service->mail && !service->servers[0].mail);
    checks = service->servers[0].checks;
    CHECK_EQ_INT(checks[0].interval_us, 60000000);
    CHECK_EQ_INT(checks[0].timeout_us, 5000000);
    CHECK_EQ_INT(checks[0].retries, 1);
    CHECK_EQ_INT(checks[0].retry_delay_us, 1000000);
    CHECK_EQ_INT(checks[0].warmup_us, 60000000);
    CHECK_EQ_INT(checks[1].retries, 3);
    CHECK_EQ_INT(checks[1].retry_delay_us, 60000000);
    CHECK_EQ_INT(checks[1].dns_type, 6);
    CHECK_EQ_INT(checks[2].retries, 0);
    CHECK_EQ_INT(checks[2].timeout_us, 60000000);
    CHECK_EQ_INT(checks[3].retry_delay_us, 3000000);
    conf_free(conf);
}

static void where_stands_in_the_block_does_not_matter(void)
{
    struct conf *conf = read_text("a.conf", "virtual_server 10.9.0.1 80 {\n"
                                            " real_server 10.9.1.1 80 {\n  TCP_CHECK {\n }\n  retry 7\n }\n"
                                            " real_server 10.9.1.2 80 {\n  TCP_CHECK {\n retry 8\n }\n }\n"
                                            " delay_loop 9\n retry 4\n lb_kind DR\n protocol TCP\n}\n");

    if (!conf)
        return;
    const struct conf_server *servers = conf->virtual_servers[0].servers;
    CHECK_EQ_INT(servers[0].checks[0].interval_us, 9000000);
    CHECK_EQ_INT(servers[0].checks[0].retries, 7);
    CHECK_EQ_INT(servers[1].checks[0].retries, 8);
    CHECK_EQ_INT(servers[1].forward.method, CONF_METHOD_DR);
    conf_free(conf);
}

static void ports_that_cannot_be_translated_are_those_of_checks(void)
{
    struct conf *conf = read_text("a.yaml", "virtual_servers:\n"
                                            "  - address: 10.9.0.1:80\n"
                                            "    method: dr\n"
                                            "    check: {type: tcp}\n"
                                            "    servers: [10.9.1.1:8080, 10.9.1.2:80, 10.9.1.3]\n");

    if (!conf)
        return;
    const struct conf_server *servers = conf->virtual_servers[0].servers;
    CHECK_EQ_INT(servers[0].port, 80);
    CHECK_EQ_INT(servers[0].checks[0].port, 8080);
    CHECK_EQ_INT(servers[1].port, 80);
    CHECK_EQ_INT(servers[1].checks[0].port, 0);
    CHECK_EQ_INT(servers[2].port, 80);
    CHECK(servers[1].checks == servers[2].checks); /* the same list is held once */
    CHECK(servers[0].checks != servers[1].checks);
    conf_free(conf);
}

static void more_than_the_model_holds_is_an_error(void)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    struct conf_errors errors;

    fputs("virtual_servers:\n", out);
    for (unsigned i = 0; i <= CONF_VIRTUAL_SERVERS_MAX; i++)
        fprintf(out, "  - {fwmark: %u, servers: [10.9.1.1]}\n", i + 1);
    fclose(out);
    struct conf *conf = memory_conf("a.yaml", text, size, &errors);
    CHECK(conf == NULL);
    if (CHECK_EQ_INT(errors.count, 1)) {
        CHECK_EQ_STR(errors.items[0].message, "more than 8192 virtual servers");
        CHECK_EQ_INT(errors.items[0].place.line, CONF_VIRTUAL_SERVERS_MAX + 2);
    }
    conf_errors_free(&errors);
    free(text);
}

static void a_range_of_too_many_addresses_is_an_error(void)
{
    static const char text[] = "virtual_server_group A {\n 10.0.0.0-10.0.63.255 80\n 10.1.0.0 80\n}\n"
                               "virtual_server group A {\n protocol TCP\n real_server 10.9.1.1 80 {\n }\n}\n";
    struct conf_errors errors;
    struct conf *conf = memory_conf("a.conf", text, strlen(text), &errors);

    CHECK(conf == NULL && errors.errors == 1);
    conf_errors_free(&errors);
}

int main(void)
{
    endpoints_are_an_address_and_a_port();
    hexadecimal_is_whole_bytes();
    statuses_are_ranges();
    dns_types_have_names_and_numbers();
    dns_names_have_labels();
    expressions_are_bounded();
    names_are_what_clients_talk_to();
    a_virtual_server_finds_the_instance_of_its_address();
    keepalived_defaults_are_keepalived_s();
    where_stands_in_the_block_does_not_matter();
    ports_that_cannot_be_translated_are_those_of_checks();
    more_than_the_model_holds_is_an_error();
    a_range_of_too_many_addresses_is_an_error();
    return check_report("conf_lvs_test");
}
