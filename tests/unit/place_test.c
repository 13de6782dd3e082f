/* vrrpd/lvs/place: who is in the table of which node. */
#include "tests/unit/check.h"
#include "vrrpd/lvs/place.h"

static struct addr address(const char *text)
{
    struct addr made = {.family = ADDR_NONE};

    CHECK(addr_parse(text, &made));
    return made;
}

static void wanted(void)
{
    static const struct {
        enum conf_program program;
        int instance;
        bool local, master, want;
    } cases[] = {
        {CONF_PROGRAM_AUTO, -1, false, false, true},   {CONF_PROGRAM_AUTO, -1, true, false, true},
        {CONF_PROGRAM_AUTO, 0, false, false, true},    {CONF_PROGRAM_AUTO, 0, true, false, false},
        {CONF_PROGRAM_AUTO, 0, true, true, true},      {CONF_PROGRAM_ALWAYS, 0, true, false, true},
        {CONF_PROGRAM_ALWAYS, 0, false, false, true},  {CONF_PROGRAM_MASTER, 0, false, false, false},
        {CONF_PROGRAM_MASTER, 0, true, false, false},  {CONF_PROGRAM_MASTER, 0, false, true, true},
        {CONF_PROGRAM_MASTER, -1, false, false, true},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct conf_virtual_server service = {.program = cases[i].program, .instance = cases[i].instance};

        CHECK_EQ_INT(place_wanted(&service, cases[i].local, cases[i].master), cases[i].want);
    }
}

static void local(void)
{
    struct addr own[] = {address("10.0.0.1"), address("127.0.0.1"), address("192.0.2.5"),
                         address("2001:db8::5")};
    struct conf_server servers[] = {{.address = address("192.0.2.4")}, {.address = address("192.0.2.5")}};
    struct conf_server remote[] = {{.address = address("192.0.2.4")}, {.address = address("2001:db8::4")}};
    struct conf_server six = {.address = address("2001:db8::5")};
    struct conf_virtual_server service = {.servers = servers, .server_count = 2};

    CHECK(place_is_local(&service, own, 4));
    CHECK(!place_is_local(&service, own, 2));
    CHECK(!place_is_local(&service, NULL, 0));
    service.servers = remote;
    CHECK(!place_is_local(&service, own, 4));
    service.servers = &six;
    service.server_count = 1;
    CHECK(place_is_local(&service, own, 4));
    service.server_count = 0;
    service.has_sorry = true;
    service.sorry = servers[1];
    CHECK(!place_is_local(&service, own, 4)); /* it serves when nobody else does */
}

int main(void)
{
    wanted();
    local();
    return check_report("place");
}
