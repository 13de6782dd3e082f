/* The three changes that a reader may ask for; see view_state.h. Each is asked about before it is told. */
#include "vrrptop/view_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void refuse(struct view *view, const char *who, const char *why)
{
    char note[VIEW_NOTE_MAX];

    snprintf(note, sizeof(note), "%.80s%s%s", who, who[0] != '\0' ? ": " : "", why);
    view_note(view, note);
}

/* True when somebody listens who could change something. */
static bool is_asked(struct view *view, const struct row *row)
{
    const struct scene_host *host = &view->scene.hosts[row->host];

    if (view->replay.on)
        refuse(view, "", "this is a recording: nothing can be changed");
    else if (host->origin != WORLD_DAEMON)
        refuse(view, host->name, "no control socket of vrrpd to ask");
    else if (host->link != WORLD_LIVE)
        refuse(view, host->name, "it does not answer now");
    else
        return true;
    return false;
}

static void act_on_router(struct view *view, const struct row *row, enum action action)
{
    const struct status_instance *instance =
        &view->scene.hosts[row->host].sample->status.instances[row->item];
    struct view_request *pending = &view->pending;

    if (action == ACTION_WEIGHT) {
        refuse(view, "", "only real servers have a weight: view 3");
    } else if (action == ACTION_FAILOVER && strcmp(instance->state, "MASTER") != 0) {
        refuse(view, instance->name, "it is not MASTER there and cannot step down");
    } else {
        *pending = (struct view_request){.kind = action == ACTION_DRAIN ? REQUEST_DRAIN : REQUEST_FAILOVER,
                                         .host = row->host,
                                         .undo = action == ACTION_DRAIN && instance->drained};
        status_copy_text(pending->name, sizeof(pending->name), instance->name);
        view->overlay = OVERLAY_CONFIRM;
    }
}

static void act_on_server(struct view *view, const struct row *row, enum action action)
{
    const struct status_service *service =
        &view->scene.hosts[row->host].sample->status.virtual_servers[row->item];
    const struct status_server *server =
        row->sub < service->server_count ? &service->servers[row->sub] : NULL;
    struct view_request *pending = &view->pending;
    char weight[VIEW_INPUT_MAX];

    if (server == NULL || strcmp(server->state, "SORRY") == 0) {
        refuse(view, "", "stand on a real server, not on a service or its sorry server");
        return;
    }
    *pending = (struct view_request){.kind = action == ACTION_DRAIN ? REQUEST_DRAIN : REQUEST_WEIGHT,
                                     .host = row->host,
                                     .undo = action == ACTION_DRAIN && strcmp(server->state, "DRAIN") == 0};
    status_copy_text(pending->service, sizeof(pending->service), service->name);
    status_copy_text(pending->server, sizeof(pending->server), server->address);
    snprintf(weight, sizeof(weight), "%" PRIu32,
             server->operator_weight >= 0 ? (uint32_t)server->operator_weight : server->weight);
    if (action == ACTION_WEIGHT)
        view_prompt_open(view, OVERLAY_WEIGHT, weight);
    else
        view->overlay = OVERLAY_CONFIRM;
}

void view_act(struct view *view, enum action action)
{
    const struct row *row = view_row(view);

    view->overlay = OVERLAY_NONE;
    if (row == NULL || view->kind == VIEW_EVENTS || view->kind == VIEW_SERVICES)
        refuse(view, "", "stand on a virtual router (view 1) or a real server (view 3)");
    else if (!is_asked(view, row))
        return;
    else if (view->kind == VIEW_ROUTERS)
        act_on_router(view, row, action);
    else if (action == ACTION_FAILOVER)
        refuse(view, "", "only a virtual router steps down: view 1");
    else
        act_on_server(view, row, action);
}

const char *view_act_question(const struct view *view, char out[VIEW_LINE_MAX])
{
    const struct view_request *pending = &view->pending;
    const char *host = pending->host < view->scene.host_count ? view->scene.hosts[pending->host].name : "?";
    bool of_router = pending->name[0] != '\0';

    if (pending->kind == REQUEST_FAILOVER)
        snprintf(out, VIEW_LINE_MAX, "Let %s step down on %s?", pending->name, host);
    else if (pending->kind == REQUEST_WEIGHT)
        snprintf(out, VIEW_LINE_MAX, "Weight %" PRId32 " for %s of %s on %s?", pending->weight,
                 pending->server, pending->service, host);
    else if (of_router)
        snprintf(out, VIEW_LINE_MAX, "%s %s on %s?", pending->undo ? "Undrain" : "Drain", pending->name,
                 host);
    else
        snprintf(out, VIEW_LINE_MAX, "%s %s of %s on %s?", pending->undo ? "Enable" : "Drain",
                 pending->server, pending->service, host);
    return out;
}
