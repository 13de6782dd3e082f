/* The doctor; see doctor.h. */
#include "vrrpd/lvs/doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct doctor {
    const struct conf *conf;
    const struct doctor_facts *facts;
    doctor_sink *sink;
    void *context;
    size_t count;
    bool said_ip_vs, said_forward, said_forward6, said_mark;
};

__attribute__((format(printf, 2, 3))) static void say(char out[DOCTOR_TEXT_MAX], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out, DOCTOR_TEXT_MAX, format, arguments);
    va_end(arguments);
}

static void tell(struct doctor *doctor, const struct doctor_finding *finding)
{
    doctor->count++;
    doctor->sink(doctor->context, finding);
}

/* An address of this host: on an interface that carries the word, NULL for any. */
static const struct doctor_address *find_address(const struct doctor_facts *facts, const struct addr *address)
{
    for (size_t i = 0; i < facts->address_count; i++)
        if (addr_equal(&facts->addresses[i].address, address))
            return &facts->addresses[i];
    return NULL;
}

static bool is_virtual(const struct conf *conf, const struct addr *address)
{
    for (size_t i = 0; i < conf->instance_count; i++) {
        const struct conf_instance *instance = &conf->instances[i];

        for (size_t j = 0; j < instance->address_count; j++)
            if (addr_equal(&instance->addresses[j].address, address))
                return true;
        for (size_t j = 0; j < instance->excluded_count; j++)
            if (addr_equal(&instance->excluded[j].address, address))
                return true;
    }
    return false;
}

/* The real server of that virtual server that is this host. */
static const struct conf_server *own_server(const struct doctor *doctor,
                                            const struct conf_virtual_server *service)
{
    for (size_t i = 0; i < service->server_count; i++) {
        const struct addr *address = &service->servers[i].address;

        if (!is_virtual(doctor->conf, address) && find_address(doctor->facts, address) != NULL)
            return &service->servers[i];
    }
    return NULL;
}

/* ---- director ---- */

static void judge_director(struct doctor *doctor, const struct conf_virtual_server *service)
{
    struct doctor_finding finding = {.command = ""};

    if (!doctor->facts->ip_vs && !doctor->said_ip_vs) {
        doctor->said_ip_vs = true;
        say(finding.what, "the kernel has no ip_vs loaded: no virtual server works");
        say(finding.command, "modprobe ip_vs && echo ip_vs >/etc/modules-load.d/ip_vs.conf");
        tell(doctor, &finding);
    }
    for (size_t i = 0; i < service->server_count; i++) {
        bool six = service->servers[i].address.family == ADDR_IPV6;
        bool *said = six ? &doctor->said_forward6 : &doctor->said_forward;
        int forward = six ? doctor->facts->ip6_forward : doctor->facts->ip_forward;

        if (service->servers[i].forward.method != CONF_METHOD_NAT || forward != 0 || *said)
            continue;
        *said = true;
        say(finding.what, "%s forwards by NAT, but this host forwards no %s packets", service->name,
            six ? "IPv6" : "IPv4");
        say(finding.command, "sysctl -w %s=1", six ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward");
        tell(doctor, &finding);
    }
}

/* ---- real server ---- */

static int larger(int a, int b)
{
    return a > b ? a : b;
}

/* The interface's own setting and that of "all": the kernel takes the larger one. */
static void judge_arp(struct doctor *doctor, const char *name)
{
    const struct doctor_interface *all = &doctor->facts->interfaces[0];
    struct doctor_finding finding = {.command = ""};

    for (size_t i = 1; i < doctor->facts->interface_count; i++) {
        const struct doctor_interface *interface = &doctor->facts->interfaces[i];
        int ignore = larger(all->arp_ignore, interface->arp_ignore);
        int announce = larger(all->arp_announce, interface->arp_announce);

        if (strcmp(interface->name, name) != 0 || (ignore >= 1 && announce >= 2))
            continue;
        say(finding.what,
            "%s answers ARP for addresses of other interfaces (arp_ignore %d, arp_announce %d): "
            "clients will find this host instead of the director",
            name, ignore, announce);
        say(finding.command, "sysctl -w net.ipv4.conf.%s.arp_ignore=1 net.ipv4.conf.%s.arp_announce=2", name,
            name);
        tell(doctor, &finding);
    }
}

static void judge_loopback(struct doctor *doctor, const struct conf_virtual_server *service,
                           const char *where)
{
    struct doctor_finding finding = {.command = ""};
    char text[ADDR_TEXT_MAX];

    for (size_t i = 0; i < service->endpoint_count; i++) {
        const struct addr *address = &service->endpoints[i].address;
        const struct doctor_address *found = find_address(doctor->facts, address);
        uint8_t host = addr_host_prefix(address);

        if (address->family == ADDR_NONE)
            continue;
        addr_format(address, text);
        if (found == NULL) {
            say(finding.what, "%s is not on this host: packets for it that the director sends are refused",
                text);
            say(finding.command, "ip addr add %s/%u dev %s", text, host, where);
        } else if (strcmp(found->interface, "lo") == 0 && found->prefix_length != host) {
            say(finding.what, "%s/%u on lo makes this host take a whole network for itself", text,
                found->prefix_length);
            say(finding.command, "ip addr del %s/%u dev lo; ip addr add %s/%u dev lo", text,
                found->prefix_length, text, host);
        } else {
            continue;
        }
        tell(doctor, &finding);
    }
}

/* What comes out of a tunnel has a source that its own interface does not lead to. */
static void judge_tunnel(struct doctor *doctor)
{
    const struct doctor_interface *all = &doctor->facts->interfaces[0];
    struct doctor_finding finding = {.command = ""};
    bool there = false;

    for (size_t i = 1; i < doctor->facts->interface_count; i++) {
        const struct doctor_interface *interface = &doctor->facts->interfaces[i];

        if (strcmp(interface->name, "tunl0") != 0)
            continue;
        there = true;
        if (larger(all->rp_filter, interface->rp_filter) <= 0)
            continue;
        say(finding.what, "rp_filter drops what comes out of tunl0 (all %d, tunl0 %d)", all->rp_filter,
            interface->rp_filter);
        say(finding.command, "sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0");
        tell(doctor, &finding);
    }
    if (there)
        return;
    say(finding.what, "there is no tunl0: tunnelled packets are not unpacked");
    say(finding.command, "modprobe ipip && ip link set tunl0 up");
    tell(doctor, &finding);
}

static void judge_real_server(struct doctor *doctor, const struct conf_virtual_server *service,
                              const struct conf_server *own)
{
    const struct doctor_address *here = find_address(doctor->facts, &own->address);
    bool tunnel = own->forward.method == CONF_METHOD_TUN && own->forward.tunnel == CONF_TUNNEL_IPIP;

    if (own->forward.method == CONF_METHOD_NAT)
        return;
    judge_loopback(doctor, service, tunnel ? "tunl0" : "lo");
    if (own->address.family == ADDR_IPV4)
        judge_arp(doctor, here->interface);
    if (tunnel && own->address.family == ADDR_IPV4)
        judge_tunnel(doctor);
}

static void judge_mark(struct doctor *doctor, const struct conf_virtual_server *service)
{
    struct doctor_finding finding = {.command = ""};

    if (doctor->said_mark || service->endpoint_count == 0 ||
        service->endpoints[0].address.family != ADDR_NONE)
        return;
    doctor->said_mark = true;
    say(finding.what, "%s needs a rule that marks its packets; whether there is one is not looked at",
        service->name);
    say(finding.command, "nft list ruleset | grep 'mark set'");
    tell(doctor, &finding);
}

/* Two virtual servers with one address, or one interface, would say the same twice. */
static bool seen_before(const struct doctor *doctor, size_t index)
{
    const struct conf_virtual_server *service = &doctor->conf->virtual_servers[index];

    for (size_t i = 0; i < index; i++) {
        const struct conf_virtual_server *other = &doctor->conf->virtual_servers[i];

        if (other->endpoint_count > 0 && service->endpoint_count > 0 && own_server(doctor, other) != NULL &&
            addr_equal(&other->endpoints[0].address, &service->endpoints[0].address))
            return true;
    }
    return false;
}

size_t doctor_judge(const struct conf *conf, const struct doctor_facts *facts, struct doctor_roles *roles,
                    doctor_sink *sink, void *context)
{
    struct doctor doctor = {.conf = conf, .facts = facts, .sink = sink, .context = context};

    *roles = (struct doctor_roles){.real_server = false};
    for (size_t i = 0; i < conf->virtual_server_count; i++)
        roles->real_server |= own_server(&doctor, &conf->virtual_servers[i]) != NULL;
    roles->director = conf->instance_count > 0 || !roles->real_server;
    for (size_t i = 0; i < conf->virtual_server_count; i++) {
        const struct conf_virtual_server *service = &conf->virtual_servers[i];
        const struct conf_server *own = own_server(&doctor, service);

        if (roles->director)
            judge_director(&doctor, service);
        if (roles->director)
            judge_mark(&doctor, service);
        if (own != NULL && !seen_before(&doctor, i))
            judge_real_server(&doctor, service, own);
    }
    return doctor.count;
}
