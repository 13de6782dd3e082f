/* The reason of a state; see field_why.h. */
#include "vrrptop/field_why.h"

#include <stdio.h>
#include <string.h>

#include "vrrptop/field_part.h"
#include "vrrptop/field_routers.h"

/* The name of another host that is master of the same one; NULL: none is found. */
static const char *rival_of(const struct scene *scene, const struct row *row)
{
    const struct status_instance *ours = field_instance(scene, row), *other;
    struct row at = *row;

    for (at.host = 0; at.host < scene->host_count; at.host++)
        for (at.item = 0; at.host != row->host && (other = field_instance(scene, &at)) != NULL; at.item++)
            if (other->vrid == ours->vrid && field_is_contested(scene, &at) &&
                strcmp(other->family, ours->family) == 0)
                return scene->hosts[at.host].name;
    return NULL;
}

/* What lowers or raises the priority, or takes it away. */
static bool counts(const struct status_tracker *tracker, bool fault)
{
    if (!tracker->known || tracker->disabled)
        return false;
    if (!tracker->ok)
        return tracker->weight <= 0 && (tracker->weight == 0 || !fault);
    return tracker->weight > 0 && !fault;
}

/* False where there was no room: then a "+" says that there are more. */
static bool add_tracker(const struct status_tracker *tracker, char *out, size_t size)
{
    size_t used = strlen(out);
    char weight[16] = "";

    if (tracker->weight != 0)
        snprintf(weight, sizeof(weight), " %+d", tracker->weight);
    if (used + strlen(tracker->name) + strlen(weight) + sizeof(", ") + 2 > size) {
        strcpy(out + used, " +");
        return false;
    }
    snprintf(out + used, size - used, "%s%s%s", used != 0 ? ", " : "", tracker->name, weight);
    return true;
}

/* "chk_nginx -20", "eth1, chk_nginx"; a single one that failed says why: "eth1: no carrier". */
static bool set_trackers(const struct status_instance *instance, bool fault, struct value *out)
{
    const struct status_tracker *last = NULL;
    size_t count = 0, used;

    out->room[0] = '\0';
    for (size_t i = 0; i < instance->tracker_count; i++) {
        if (!counts(&instance->trackers[i], fault))
            continue;
        last = &instance->trackers[i];
        count++;
        if (!add_tracker(last, out->room, sizeof(out->room)))
            break;
    }
    used = strlen(out->room);
    if (count == 1 && !last->ok && last->reason[0] != '\0' && used + 3 < sizeof(out->room)) {
        strcpy(out->room + used, ": ");
        status_copy_text(out->room + used + 2, sizeof(out->room) - used - 2, last->reason);
    }
    field_set_text(out, out->room);
    return count > 0;
}

void field_why(const struct scene *scene, const struct row *row, struct value *out)
{
    const struct status_instance *instance = field_instance(scene, row);
    bool fault;

    if (instance == NULL)
        return;
    fault = strcmp(instance->state, "FAULT") == 0;
    if (field_is_contested(scene, row)) {
        const char *rival = rival_of(scene, row);

        strcpy(out->room, "MASTER too: ");
        status_copy_text(out->room + strlen(out->room), sizeof(out->room) - strlen(out->room),
                         rival != NULL ? rival : "another host");
        field_set_text(out, out->room);
        out->tone = TONE_BAD;
    } else if (instance->drained) {
        field_set_text(out, "drained by hand");
        out->tone = TONE_WARN;
    } else if ((fault || instance->effective_priority != instance->priority) &&
               set_trackers(instance, fault, out)) {
        out->tone = fault ? TONE_BAD : TONE_WARN;
    } else if (instance->last_transition.known) {
        field_set_text(out, instance->last_transition.reason);
        out->tone = TONE_DIM;
    }
}
