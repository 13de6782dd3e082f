/* The kernel's events; see uevent.h. */
#include "vrrpd/vrrp/uevent.h"

#include <string.h>

static const char change[] = "ACTION=change";
static const char generation[] = "NEW_VMGENID=1";

/* With its zero: a line that was cut off is not the whole one. */
static bool is_line(const char *line, size_t room, const char *wanted, size_t size)
{
    return room >= size && memcmp(line, wanted, size) == 0;
}

bool uevent_is_new_generation(const char *text, size_t size)
{
    bool changed = false, renewed = false;
    size_t at = 0;

    while (at < size) {
        const char *end = memchr(text + at, '\0', size - at);

        if (end == NULL)
            return false;
        changed = changed || is_line(text + at, size - at, change, sizeof(change));
        renewed = renewed || is_line(text + at, size - at, generation, sizeof(generation));
        at = (size_t)(end - text) + 1;
    }
    return changed && renewed;
}
