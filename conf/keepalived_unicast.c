/* Unicast peers. */
#include "conf/keepalived_unicast.h"

#include <string.h>

#include "conf/keepalived_number.h"

static const struct keepalived_range ttl_range = {0, 255, "keepalived ignores it"};

/* [min_ttl N] [max_ttl N] */
static void read_bounds(struct keepalived *keepalived, const struct keepalived_line *line,
                        struct conf_peer *peer)
{
    for (size_t i = 1; i < line->count; i++) {
        bool max = strcmp(line->words[i].text, "max_ttl") == 0;
        int64_t ttl;
        if (!max && strcmp(line->words[i].text, "min_ttl") != 0) {
            keepalived_warn(keepalived, &line->words[i],
                            "keepalived ignores `%s' here: each peer needs a line of its own",
                            line->words[i].text);
        } else if (++i >= line->count) {
            keepalived_warn(keepalived, &line->words[i - 1], "`%s' needs a number: it is ignored",
                            line->words[i - 1].text);
        } else if (keepalived_number(keepalived, &line->words[i], &ttl_range, &ttl)) {
            *(max ? &peer->max_ttl : &peer->min_ttl) = (uint8_t)ttl;
        }
    }
}

static bool has_peer(const struct conf_instance *model, const struct addr *address)
{
    for (size_t i = 0; i < model->peer_count; i++)
        if (addr_equal(&model->peers[i].address, address))
            return true;
    return false;
}

/* The first address of an instance decides its family. */
static bool fits_family(struct keepalived *keepalived, struct keepalived_instance *instance,
                        const struct keepalived_word *word, uint8_t family)
{
    if (!instance->has_family)
        instance->model->family = family;
    instance->has_family = true;
    if (instance->model->family != family)
        keepalived_warn(keepalived, word,
                        "`%s' is not of the instance's address family: keepalived skips this peer",
                        word->text);
    return instance->model->family == family;
}

static void read_peer(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;
    struct conf_instance *model = instance->model;
    const struct keepalived_word *word = &line->words[0];
    struct conf_peer peer = {.place = word->place};

    if (!addr_parse(word->text, &peer.address)) {
        keepalived_warn(keepalived, word, "`%s' is not an address: keepalived skips this peer", word->text);
        return;
    }
    if (model->peer_count > CONF_PEERS_MAX || !fits_family(keepalived, instance, word, peer.address.family))
        return;
    instance->has_peers = true;
    read_bounds(keepalived, line, &peer);
    if (peer.max_ttl && peer.min_ttl > peer.max_ttl)
        keepalived_warn(keepalived, word, "min_ttl is above max_ttl: no advert of this peer will be taken");
    if (has_peer(model, &peer.address)) {
        keepalived_warn(keepalived, word, "`%s' is listed twice: adverts go there once", word->text);
        return;
    }
    model->peers = conf_append(keepalived->reader->conf, model->peers, &model->peer_count, sizeof peer);
    model->peers[model->peer_count - 1] = peer;
}

void keepalived_unicast_peers(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    struct keepalived_instance *instance = target;

    instance->unicast_word = line->words[0];
    keepalived_each(keepalived, line, read_peer, target);
    if (!instance->has_peers)
        keepalived_fail(
            keepalived, &line->words[0],
            "no peer: keepalived would fall back to multicast, which this node's peers do not hear");
}

void keepalived_unicast_ttl(struct keepalived *keepalived, const struct keepalived_line *line, void *target)
{
    static const struct keepalived_range range = {1, 255, "255 is used"};
    int64_t ttl;

    if (keepalived_number(keepalived, &line->words[1], &range, &ttl))
        ((struct keepalived_instance *)target)->model->ttl = (uint8_t)ttl;
}

/* Why such a peer cannot be, or NULL. */
static const char *why_no_peer(const struct conf_instance *model, const struct conf_peer *peer)
{
    if (addr_is_multicast(&peer->address))
        return "is a multicast group and no peer";
    if (addr_equal(&peer->address, &model->source))
        return "is this node itself";
    return NULL;
}

void keepalived_unicast_finish(struct keepalived *keepalived, struct keepalived_instance *instance)
{
    struct conf_instance *model = instance->model;
    size_t kept = 0;

    for (size_t i = 0; i < model->peer_count; i++) {
        const struct keepalived_word word = {.text = "", .place = model->peers[i].place};
        const char *why = why_no_peer(model, &model->peers[i]);
        char text[ADDR_TEXT_MAX];
        if (why)
            keepalived_warn(keepalived, &word, "%s %s: it is left out",
                            addr_format(&model->peers[i].address, text), why);
        else
            model->peers[kept++] = model->peers[i];
    }
    model->peer_count = kept;
    if (instance->has_peers && kept == 0)
        keepalived_fail(keepalived, &instance->unicast_word,
                        "no peer is left: nobody would hear this node, and it would become a second master");
    if (kept == 0)
        model->ttl = 255; /* a matter of unicast */
}
