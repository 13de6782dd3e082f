/* vrrpd/vrrp/uevent: which of the kernel's events say that the machine was restored or cloned. */
#include "vrrpd/vrrp/uevent.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/check.h"

/* As Linux 6.10 and later send it: the first line, what all events have, what the driver adds, a number. */
static const char restored[] = "change@/devices/platform/VMGENCTR:00\0"
                               "ACTION=change\0"
                               "DEVPATH=/devices/platform/VMGENCTR:00\0"
                               "SUBSYSTEM=platform\0"
                               "NEW_VMGENID=1\0"
                               "DRIVER=vmgenid\0"
                               "MODALIAS=acpi:VMGENCTR:VM_GEN_COUNTER:\0"
                               "SEQNUM=1234";

/* In memory of exactly that size, so that a sanitizer sees what is read behind it. */
static bool says(const char *text, size_t size)
{
    char *copy = malloc(size > 0 ? size : 1);
    bool found;

    if (copy == NULL)
        abort();
    memcpy(copy, text, size);
    found = uevent_is_new_generation(copy, size);
    free(copy);
    return found;
}

static void the_kernels_own(void)
{
    CHECK(says(restored, sizeof(restored)));
}

/* The last line has no zero then, or there is less. */
static void cut_off(void)
{
    for (size_t size = 0; size < sizeof(restored); size++) {
        bool whole = size > 0 && restored[size - 1] == '\0' &&
                     memmem(restored, size, "NEW_VMGENID=1", sizeof("NEW_VMGENID=1")) != NULL;

        CHECK_EQ_INT(says(restored, size), whole);
    }
}

#define SAYS(text) says(text, sizeof(text))

static void others(void)
{
    CHECK(!SAYS(""));
    CHECK(!SAYS("change@/devices/virtual/block/loop0\0ACTION=change\0DISK_MEDIA_CHANGE=1\0SEQNUM=9"));
    CHECK(!SAYS("add@/devices/x\0ACTION=add\0NEW_VMGENID=1"));
    CHECK(!SAYS("change@/devices/x\0ACTION=change\0NEW_VMGENID=0"));
    CHECK(!SAYS("change@/devices/x\0ACTION=change\0NEW_VMGENID=10"));
    CHECK(!SAYS("change@/devices/x\0ACTION=change\0OLD_NEW_VMGENID=1"));
    /* A user wrote to a file named uevent: what he adds has a prefix. */
    CHECK(!SAYS("change@/devices/x\0ACTION=change\0SYNTH_UUID=0\0SYNTH_ARG_NEW_VMGENID=1"));
    CHECK(!SAYS("\0\0\0\0\0\0\0"));
    CHECK(!says("NEW_VMGENID=1", 13));
}

int main(void)
{
    the_kernels_own();
    cut_off();
    others();
    return check_report("uevent");
}
