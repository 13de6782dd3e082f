/* vrrpd/os/ledger: what the file says is what was put there, and damage costs a line, not the rest. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/check.h"
#include "vrrpd/os/ledger.h"

static struct ledger_entry entry(const char *interface, const char *address, uint8_t prefix_length)
{
    struct ledger_entry made = {.prefix_length = prefix_length};

    snprintf(made.interface, sizeof(made.interface), "%s", interface);
    CHECK(addr_parse(address, &made.address));
    return made;
}

static bool has(const struct ledger *ledger, const char *interface, const char *address,
                uint8_t prefix_length)
{
    struct ledger_entry wanted = entry(interface, address, prefix_length);

    return ledger_has(ledger, &wanted);
}

static void add(struct ledger *ledger, const char *interface, const char *address, uint8_t prefix_length)
{
    struct ledger_entry added = entry(interface, address, prefix_length);

    CHECK_EQ_INT(ledger_add(ledger, &added), 0);
}

static int file_with(const char *text)
{
    int fd = memfd_create("ledger", MFD_CLOEXEC);

    CHECK_EQ_INT(write(fd, text, strlen(text)), strlen(text));
    return fd;
}

static void check_file(int fd, const char *want)
{
    char text[1024] = "";

    CHECK(pread(fd, text, sizeof(text) - 1, 0) >= 0);
    CHECK_EQ_STR(text, want);
}

static void what_is_written_is_read(void)
{
    int fd = file_with("");
    struct ledger ledger, again;
    struct ledger_entry gone = entry("eth0", "10.9.0.100", 24);

    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    CHECK_EQ_INT(ledger.count, 0);
    add(&ledger, "eth0", "10.9.0.100", 24);
    add(&ledger, "eth0", "10.9.0.100", 24);
    add(&ledger, "eth0", "10.9.0.100", 32);
    add(&ledger, "fifteen-letters", "10.9.0.100", 24);
    add(&ledger, "eth0", "2001:db8::1", 128);
    CHECK_EQ_INT(ledger.count, 4);
    CHECK_EQ_INT(ledger_write(&ledger), 0);
    CHECK_EQ_INT(ledger_read(&again, fd), 0);
    CHECK_EQ_INT(again.count, 4);
    CHECK(has(&again, "eth0", "10.9.0.100", 24));
    CHECK(has(&again, "eth0", "10.9.0.100", 32));
    CHECK(has(&again, "fifteen-letters", "10.9.0.100", 24));
    CHECK(has(&again, "eth0", "2001:db8::1", 128));
    CHECK(!has(&again, "eth1", "10.9.0.100", 24));
    ledger_free(&again);
    ledger_remove(&ledger, &gone);
    ledger_remove(&ledger, &gone);
    CHECK_EQ_INT(ledger.count, 3);
    CHECK_EQ_INT(ledger_write(&ledger), 0); /* shorter than before: nothing of the old rest stays */
    CHECK_EQ_INT(ledger_read(&again, fd), 0);
    CHECK_EQ_INT(again.count, 3);
    CHECK(!has(&again, "eth0", "10.9.0.100", 24));
    ledger_free(&again);
    ledger_free(&ledger);
    close(fd);
}

static void damaged_lines_are_skipped(void)
{
    int fd = file_with("eth0 10.9.0.1/24\n"
                       "\n"
                       "eth0\n"
                       "eth0 10.9.0.2\n"
                       "eth0 10.9.0.3/33\n"
                       "eth0 10.9.0.4/-1\n"
                       "eth0 10.9.0.999/24\n"
                       "eth0 2001:db8::5/129\n"
                       "a-name-of-more-than-15 10.9.0.6/24\n"
                       "\x01\xff\xfe 1/1\n"
                       "eth0 10.9.0.7/24\n"
                       "eth0 10.9.0.8/2"); /* cut off, and still an address */
    struct ledger ledger;

    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    CHECK_EQ_INT(ledger.count, 3);
    CHECK(has(&ledger, "eth0", "10.9.0.1", 24));
    CHECK(has(&ledger, "eth0", "10.9.0.7", 24));
    CHECK(has(&ledger, "eth0", "10.9.0.8", 2));
    ledger_free(&ledger);
    close(fd);
}

static void an_overlong_line_is_one_line(void)
{
    char text[400];
    struct ledger ledger;
    int fd;

    memset(text, ' ', sizeof(text));
    memcpy(text + 127, "eth0 10.9.0.9/24", 16); /* where a buffer would begin again */
    snprintf(text + 200, sizeof(text) - 200, "\neth0 10.9.0.1/24\n");
    text[0] = 'x';
    fd = file_with(text);
    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    CHECK(!has(&ledger, "eth0", "10.9.0.9", 24));
    CHECK(has(&ledger, "eth0", "10.9.0.1", 24));
    ledger_free(&ledger);
    close(fd);
}

static void the_format_is_stable(void)
{
    int fd = file_with("");
    struct ledger ledger;

    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    add(&ledger, "eth0", "10.9.0.100", 24);
    add(&ledger, "eth1", "10.9.0.101", 32);
    CHECK_EQ_INT(ledger_write(&ledger), 0);
    check_file(fd, "eth0 10.9.0.100/24\neth1 10.9.0.101/32\n");
    ledger_free(&ledger);
    close(fd);
    CHECK_EQ_INT(ledger_read(&ledger, -1), -EBADF);
}

static void links_and_settings_are_kept_too(void)
{
    int fd = file_with("link vrrp.51\n"
                       "sysctl ipv4/conf/eth0/arp_ignore 0\n"
                       "link\nsysctl ipv4/conf/eth1/arp_ignore\n" /* damaged */
                       "sysctl 10.9.0.1/24\n"                     /* an interface of that name */
                       "eth0 10.9.0.100/24\n");
    struct ledger_entry link = {.interface = "vrrp.51"};
    struct ledger ledger;

    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    CHECK_EQ_INT(ledger.count, 3);
    CHECK(ledger_has(&ledger, &link));
    CHECK(has(&ledger, "sysctl", "10.9.0.1", 24));
    CHECK_EQ_INT(ledger.setting_count, 1);
    CHECK_EQ_STR(ledger.settings[0].path, "ipv4/conf/eth0/arp_ignore");
    CHECK_EQ_STR(ledger.settings[0].before, "0");
    CHECK_EQ_INT(ledger_add_setting(&ledger, "ipv4/conf/eth0/arp_ignore", "1"), 0); /* the first one counts */
    CHECK_EQ_INT(ledger_add_setting(&ledger, "ipv4/conf/eth0/arp_announce", "2"), 0);
    CHECK_EQ_INT(ledger_write(&ledger), 0);
    check_file(fd, "eth0 10.9.0.100/24\nsysctl 10.9.0.1/24\nlink vrrp.51\n"
                   "sysctl ipv4/conf/eth0/arp_ignore 0\nsysctl ipv4/conf/eth0/arp_announce 2\n");
    ledger_remove(&ledger, &link);
    ledger_remove_setting(&ledger, "ipv4/conf/eth0/arp_ignore");
    ledger_remove_setting(&ledger, "ipv4/conf/eth0/arp_ignore");
    CHECK_EQ_INT(ledger_write(&ledger), 0);
    check_file(fd, "eth0 10.9.0.100/24\nsysctl 10.9.0.1/24\nsysctl ipv4/conf/eth0/arp_announce 2\n");
    ledger_free(&ledger);
    close(fd);
}

static void marks_are_kept_too(void)
{
    int fd = file_with("mark 00000000000000ff\nmark\nmark x\nmark 10.9.0.1/24\nservice 0000000000000ee\n");
    uint64_t route = ledger_mark("route 10.0.0.0/8"), kept[] = {0xff, route};
    struct ledger ledger;

    CHECK(route != ledger_mark("route 10.0.0.0/9"));
    CHECK_EQ_INT(ledger_read(&ledger, fd), 0);
    CHECK_EQ_INT(ledger.routes.count, 1);
    CHECK(has(&ledger, "mark", "10.9.0.1", 24)); /* an interface of that name */
    CHECK(ledger_has_mark(&ledger.routes, 0xff));
    CHECK_EQ_INT(ledger_add_mark(&ledger.routes, 1), 0);
    CHECK_EQ_INT(ledger_add_mark(&ledger.routes, 1), 0);
    CHECK_EQ_INT(ledger.routes.count, 2);
    CHECK(ledger_keep_marks(&ledger.routes, kept, 2));
    CHECK(!ledger_keep_marks(&ledger.routes, kept, 2));
    CHECK(ledger_has_mark(&ledger.routes, route) && !ledger_has_mark(&ledger.routes, 1));
    CHECK(ledger_keep_marks(&ledger.routes, kept, 1));
    CHECK(ledger_has_mark(&ledger.services, 0xee) && !ledger_has_mark(&ledger.routes, 0xee));
    CHECK_EQ_INT(ledger_write(&ledger), 0);
    check_file(fd, "mark 10.9.0.1/24\nmark 00000000000000ff\nservice 00000000000000ee\n");
    ledger_free(&ledger);
    close(fd);
}

/* In any order in, found, and out again in any order. */
static void many_entries(void)
{
    enum { COUNT = 3000, STEP = 1237 };
    struct ledger ledger = {.fd = -1};
    struct ledger_entry wanted = {.interface = "eth0", .prefix_length = 24};

    for (uint32_t i = 0; i < COUNT; i++) {
        wanted.address = addr_from_ipv4(0x0A000000 + i * STEP % COUNT);
        CHECK_EQ_INT(ledger_add(&ledger, &wanted), 0);
    }
    CHECK_EQ_INT(ledger.count, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        wanted.address = addr_from_ipv4(0x0A000000 + i);
        CHECK(ledger_has(&ledger, &wanted));
        ledger_remove(&ledger, &wanted);
        CHECK(!ledger_has(&ledger, &wanted));
    }
    CHECK_EQ_INT(ledger.count, 0);
    ledger_free(&ledger);
}

int main(void)
{
    what_is_written_is_read();
    damaged_lines_are_skipped();
    an_overlong_line_is_one_line();
    the_format_is_stable();
    links_and_settings_are_kept_too();
    marks_are_kept_too();
    many_entries();
    return check_report("ledger");
}
