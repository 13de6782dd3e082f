/* What is wanted of the IPVS table: services' records, the instances' states, this node's addresses. */
#include <stdlib.h>

#include "vrrpd/engine_kernel_lvs_state.h"

/* ---- this node's addresses ---- */

bool kernel_lvs_wants_addresses(const struct kernel *kernel)
{
    const struct conf *conf = kernel->child->conf;

    for (size_t i = 0; i < conf->virtual_server_count; i++)
        if (conf->virtual_servers[i].program == CONF_PROGRAM_AUTO && conf->virtual_servers[i].instance >= 0)
            return true;
    return false;
}

static int by_address(const void *a, const void *b)
{
    return addr_compare(a, b);
}

static bool is_vip(const struct kernel *kernel, const struct addr *address)
{
    for (size_t i = 0; i < kernel->vips.count; i++)
        if (addr_equal(&kernel->vips.items[i].address.address, address))
            return true;
    return false;
}

void kernel_lvs_learn(struct kernel *kernel, const struct kernel_look *look)
{
    struct kernel_lvs *lvs = kernel->lvs;
    struct addr *own;

    if (!kernel_lvs_wants_addresses(kernel))
        return;
    own = calloc(look->address_count + 1, sizeof(*own));
    if (own == NULL)
        return; /* what was known stays */
    free(lvs->own);
    lvs->own = own;
    lvs->own_count = 0;
    for (size_t i = 0; i < look->address_count; i++)
        if (!is_vip(kernel, &look->addresses[i].address))
            own[lvs->own_count++] = look->addresses[i].address;
    qsort(own, lvs->own_count, sizeof(*own), by_address);
    lvs->own_known = true;
}

/* ---- what is wanted ---- */

bool lvs_place(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct conf *conf = kernel->child->conf;
    bool changed = false;

    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];
        bool local = service->program == CONF_PROGRAM_AUTO && service->instance >= 0 &&
                     place_is_local(service, lvs->own, lvs->own_count);
        bool placed =
            place_wanted(service, local, service->instance >= 0 && kernel->master[service->instance]);

        changed |= placed != lvs->placed[i];
        lvs->placed[i] = placed;
    }
    return changed;
}

bool lvs_ready(struct kernel *kernel)
{
    struct kernel_lvs *lvs = kernel->lvs;
    const struct child *child = kernel->child;
    const struct conf *conf = child->conf;

    if (conf->virtual_server_count == 0)
        return true;
    if (!page_lvs_read_wanted(child->lvs, child->table, &lvs->wanted) || lvs->wanted.generation == 0)
        return false;
    if (kernel_lvs_wants_addresses(kernel) && !lvs->own_known)
        return false;
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        if (conf->virtual_servers[i].instance >= 0 && !kernel->known[conf->virtual_servers[i].instance])
            return false;
    return true;
}

static bool is_placed(void *context, size_t virtual)
{
    const struct kernel *kernel = context;

    return kernel->lvs->placed[virtual];
}

static bool wants_row(void *context, const struct wish_row *row, uint32_t *weight)
{
    const struct kernel *kernel = context;
    const struct child *child = kernel->child;
    struct page_virtual service;
    struct page_server server;

    if (row->sorry) {
        if (!page_lvs_read_virtual(child->lvs, child->table, row->index, &service))
            return false;
        *weight = service.sorry_weight;
        return service.sorry_present;
    }
    if (!page_lvs_read_server(child->lvs, child->table, row->index, &server))
        return false;
    *weight = server.weight;
    return server.present;
}

void lvs_fill(struct kernel *kernel)
{
    const struct wish_source source = {.context = kernel, .placed = is_placed, .row = wants_row};

    wish_fill(&kernel->lvs->wish, &source);
    kernel->lvs->filled = kernel->lvs->wanted.generation;
}
