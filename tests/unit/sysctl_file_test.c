/* vrrpd/os/sysctl_file: a setting changes and changes back, and no path leads out of the folder. */
#include "vrrpd/os/sysctl_file.h"

#include <errno.h>
#include <sched.h>

#include "tests/unit/check.h"

static void settings_are_read(void)
{
    char value[SYSCTL_FILE_VALUE_MAX];

    CHECK_EQ_INT(sysctl_file_read("ipv4/conf/lo/arp_ignore", value), 0);
    CHECK(value[0] >= '0' && value[0] <= '9');
    CHECK(strchr(value, '\n') == NULL);
    CHECK_EQ_INT(sysctl_file_read("ipv4/conf/no-such-link/arp_ignore", value), -ENOENT);
    CHECK_EQ_INT(sysctl_file_write("ipv4/conf/no-such-link/arp_ignore", "1"), -ENOENT);
}

static void no_way_out(void)
{
    char value[SYSCTL_FILE_VALUE_MAX];

    CHECK_EQ_INT(sysctl_file_read("../kernel/ostype", value), -EINVAL);
    CHECK_EQ_INT(sysctl_file_read("ipv4/./ip_forward", value), -EINVAL);
    CHECK_EQ_INT(sysctl_file_read("ipv4//ip_forward", value), -EINVAL);
    CHECK_EQ_INT(sysctl_file_read("/etc/hostname", value), -EINVAL);
    CHECK_EQ_INT(sysctl_file_read("", value), -EINVAL);
    CHECK_EQ_INT(
        sysctl_file_read("ipv4/a-name-that-is-longer-than-any-path-of-a-network-setting-can-be", value),
        -ENAMETOOLONG);
}

static void what_is_written_is_read(void)
{
    char value[SYSCTL_FILE_VALUE_MAX];

    if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
        return; /* no network namespace here */
    CHECK_EQ_INT(sysctl_file_write("ipv4/conf/lo/arp_ignore", "1"), 0);
    CHECK_EQ_INT(sysctl_file_read("ipv4/conf/lo/arp_ignore", value), 0);
    CHECK_EQ_STR(value, "1");
    CHECK_EQ_INT(sysctl_file_write("ipv4/conf/lo/arp_ignore", "0"), 0);
    CHECK_EQ_INT(sysctl_file_read("ipv4/conf/lo/arp_ignore", value), 0);
    CHECK_EQ_STR(value, "0");
    CHECK_EQ_INT(sysctl_file_write("ipv4/conf/lo/arp_ignore", "nonsense"), -EINVAL);
}

int main(void)
{
    settings_are_read();
    no_way_out();
    what_is_written_is_read();
    return check_report("sysctl_file");
}
