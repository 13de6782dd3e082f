/* lib/addr: text and value of both families. */
#include "lib/addr.h"

#include "tests/unit/check.h"

static struct addr parsed(const char *text)
{
    struct addr address = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &address));
    return address;
}

static void formats_canonically(void)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"10.9.0.1", "10.9.0.1"},
        {"0.0.0.0", "0.0.0.0"},
        {"255.255.255.255", "255.255.255.255"},
        {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},
        {"::", "::"},
        {"ff02::12", "ff02::12"},
    };
    char text[ADDR_TEXT_MAX];

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct addr address = parsed(rows[i].in);
        CHECK_EQ_STR(addr_format(&address, text), rows[i].out);
    }
    struct addr longest = parsed("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255");
    CHECK(strlen(addr_format(&longest, text)) < ADDR_TEXT_MAX);
    CHECK_EQ_STR(addr_format(&(struct addr){.family = ADDR_NONE}, text), "-");
}

static void refuses_what_is_not_an_address(void)
{
    static const char *const texts[] = {"",           " 10.0.0.1",   "10.0.0.1 ",    "10.0.0",
                                        "10.0.0.256", "10.0.0.1/24", "fe80::1%eth0", "1:2:3:4:5:6:7:8:9",
                                        ":::",        "10.0.0.01",   "0x0a.0.0.1",   "-"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct addr address = addr_from_ipv4(0x01020304);
        CHECK(!addr_parse(texts[i], &address));
        struct addr before = addr_from_ipv4(0x01020304);
        CHECK(addr_equal(&address, &before));
    }
}

static void orders_by_family_then_value(void)
{
    static const char *const rising[] = {"0.0.0.1", "9.255.255.255", "10.0.0.1",  "128.0.0.1",
                                         "::1",     "fe80::1",       "fe80::100", "ff02::"};
    size_t count = sizeof(rising) / sizeof(rising[0]);

    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            struct addr a = parsed(rising[i]), b = parsed(rising[j]);
            int order = addr_compare(&a, &b);
            CHECK((i < j) == (order < 0) && (i == j) == (order == 0));
            CHECK(addr_equal(&a, &b) == (i == j));
        }
    }
    struct addr none = {.family = ADDR_NONE}, lowest = parsed("0.0.0.0");
    CHECK(addr_compare(&none, &lowest) < 0);
    CHECK(addr_equal(&none, &none));
}

static void knows_its_sizes(void)
{
    struct addr v4 = addr_from_ipv4(0xE0000012), v6 = parsed("ff02::12"), none = {.family = ADDR_NONE};
    struct addr copy = addr_from_bytes(ADDR_IPV4, (const uint8_t[]){224, 0, 0, 18});
    struct addr copy6 = addr_from_bytes(ADDR_IPV6, v6.bytes);

    CHECK(addr_equal(&v4, &copy));
    CHECK(addr_equal(&v6, &copy6));
    CHECK_EQ_INT(addr_size(&v4), 4);
    CHECK_EQ_INT(addr_size(&v6), 16);
    CHECK_EQ_INT(addr_size(&none), 0);
    CHECK_EQ_INT(addr_host_prefix(&v4), 32);
    CHECK_EQ_INT(addr_host_prefix(&v6), 128);
    CHECK_EQ_INT(addr_host_prefix(&none), 0);
    for (size_t i = 4; i < sizeof(v4.bytes); i++)
        CHECK_EQ_INT(v4.bytes[i], 0);
}

static bool is(bool (*test)(const struct addr *), const char *text)
{
    struct addr address;

    CHECK(addr_parse(text, &address));
    return test(&address);
}

static void kinds_of_addresses(void)
{
    struct addr none = {.family = ADDR_NONE, .bytes = {0xFF}};

    CHECK(is(addr_is_multicast, "224.0.0.18"));
    CHECK(is(addr_is_multicast, "239.255.255.255"));
    CHECK(!is(addr_is_multicast, "223.255.255.255"));
    CHECK(!is(addr_is_multicast, "240.0.0.1"));
    CHECK(is(addr_is_multicast, "ff02::12"));
    CHECK(!is(addr_is_multicast, "fe80::12"));
    CHECK(!addr_is_multicast(&none));
    CHECK(is(addr_is_link_local, "169.254.0.1"));
    CHECK(!is(addr_is_link_local, "169.253.0.1"));
    CHECK(is(addr_is_link_local, "fe80::1"));
    CHECK(is(addr_is_link_local, "febf::1"));
    CHECK(!is(addr_is_link_local, "fec0::1"));
    CHECK(!is(addr_is_link_local, "2001:db8::1"));
}

int main(void)
{
    formats_canonically();
    refuses_what_is_not_an_address();
    orders_by_family_then_value();
    knows_its_sizes();
    kinds_of_addresses();
    return check_report("addr");
}
