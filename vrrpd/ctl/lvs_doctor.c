/* vrrpctl lvs doctor: gathers what doctor.h wants to know of this host, prints what it says. */
#include "vrrpd/ctl/lvs_doctor.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "conf/files.h"
#include "conf/read.h"
#include "vrrpd/lvs/doctor.h"
#include "vrrpd/os/sysctl_file.h"

static const char *const default_files[] = {"/etc/vrrpd/vrrpd.yaml", "/etc/keepalived/keepalived.conf"};

/* What doctor_facts points to. */
struct host {
    struct doctor_facts facts;
    struct doctor_address *addresses;
    struct doctor_interface *interfaces;
};

/* ---- facts ---- */

static int read_setting(const char *path)
{
    char value[SYSCTL_FILE_VALUE_MAX];

    return sysctl_file_read(path, value) == 0 ? atoi(value) : -1;
}

static int read_of(const char *interface, const char *name)
{
    char path[SYSCTL_FILE_PATH_MAX];

    snprintf(path, sizeof(path), "ipv4/conf/%.15s/%s", interface, name);
    return read_setting(path);
}

static void add_interface(struct host *host, const char *name)
{
    struct doctor_interface *interface = &host->interfaces[host->facts.interface_count];

    for (size_t i = 0; i < host->facts.interface_count; i++)
        if (strcmp(host->interfaces[i].name, name) == 0)
            return;
    snprintf(interface->name, sizeof(interface->name), "%s", name);
    interface->arp_ignore = read_of(name, "arp_ignore");
    interface->arp_announce = read_of(name, "arp_announce");
    interface->rp_filter = read_of(name, "rp_filter");
    host->facts.interface_count++;
}

static uint8_t count_bits(const uint8_t *bytes, size_t size)
{
    uint8_t bits = 0;

    for (size_t i = 0; i < size; i++)
        bits = (uint8_t)(bits + __builtin_popcount(bytes[i]));
    return bits;
}

static void add_address(struct host *host, const struct ifaddrs *entry)
{
    struct doctor_address *address = &host->addresses[host->facts.address_count];
    const void *bytes, *mask = entry->ifa_netmask;

    if (entry->ifa_addr->sa_family == AF_INET) {
        bytes = &((const struct sockaddr_in *)(const void *)entry->ifa_addr)->sin_addr;
        mask = mask != NULL ? &((const struct sockaddr_in *)mask)->sin_addr : NULL;
        address->address = addr_from_bytes(ADDR_IPV4, bytes);
    } else if (entry->ifa_addr->sa_family == AF_INET6) {
        bytes = &((const struct sockaddr_in6 *)(const void *)entry->ifa_addr)->sin6_addr;
        mask = mask != NULL ? &((const struct sockaddr_in6 *)mask)->sin6_addr : NULL;
        address->address = addr_from_bytes(ADDR_IPV6, bytes);
    } else {
        return;
    }
    address->prefix_length = mask != NULL ? count_bits(mask, addr_size(&address->address)) : 0;
    snprintf(address->interface, sizeof(address->interface), "%s", entry->ifa_name);
    host->facts.address_count++;
}

static bool look_at_host(struct host *host)
{
    struct ifaddrs *list = NULL;
    size_t count = 0;

    if (getifaddrs(&list) < 0)
        return false;
    for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next)
        count++;
    *host = (struct host){.addresses = calloc(count + 1, sizeof(*host->addresses)),
                          .interfaces = calloc(count + 1, sizeof(*host->interfaces))};
    if (host->addresses == NULL || host->interfaces == NULL) {
        freeifaddrs(list);
        return false;
    }
    add_interface(host, "all");
    for (const struct ifaddrs *entry = list; entry != NULL; entry = entry->ifa_next) {
        add_interface(host, entry->ifa_name);
        if (entry->ifa_addr != NULL)
            add_address(host, entry);
    }
    freeifaddrs(list);
    host->facts.addresses = host->addresses;
    host->facts.interfaces = host->interfaces;
    host->facts.ip_forward = read_setting("ipv4/ip_forward");
    host->facts.ip6_forward = read_setting("ipv6/conf/all/forwarding");
    host->facts.ip_vs = access("/proc/net/ip_vs", F_OK) == 0;
    return true;
}

/* ---- what is said ---- */

static void print_finding(void *context, const struct doctor_finding *finding)
{
    (void)context;
    printf("%s\n", finding->what);
    if (finding->command[0] != '\0')
        printf("    %s\n", finding->command);
}

static int examine(const struct conf *conf)
{
    struct doctor_roles roles;
    struct host host;
    size_t count;

    if (!look_at_host(&host)) {
        fprintf(stderr, "vrrpctl: cannot look at this host's addresses\n");
        return CTL_BAD;
    }
    count = doctor_judge(conf, &host.facts, &roles, print_finding, NULL);
    if (count == 0)
        printf("nothing is missing on this host as %s%s%s\n", roles.director ? "director" : "",
               roles.director && roles.real_server ? " and " : "", roles.real_server ? "real server" : "");
    free(host.addresses);
    free(host.interfaces);
    return count == 0 ? CTL_GOOD : CTL_BAD;
}

static const char *find_file(void)
{
    for (size_t i = 0; i < sizeof(default_files) / sizeof(default_files[0]); i++)
        if (access(default_files[i], F_OK) == 0)
            return default_files[i];
    return NULL;
}

int ctl_lvs_doctor(const struct ctl *ctl)
{
    const char *path = ctl->argc > 1 ? ctl->argv[1] : find_file();
    struct conf_loader disk = conf_files_loader();
    struct conf_options options = {.config_id = NULL};
    struct conf_errors errors;
    struct conf *conf;
    char line[1024];
    int status = CTL_BAD;

    if (path == NULL) {
        fprintf(stderr,
                "vrrpctl: which configuration? On a real server name a copy of the director's: vrrpctl lvs "
                "doctor FILE\n");
        return CTL_USAGE;
    }
    conf_errors_init(&errors);
    conf = conf_read(path, &disk, &options, &errors);
    for (size_t i = 0; conf == NULL && i < errors.count; i++)
        fprintf(stderr, "%s\n", conf_error_format(&errors.items[i], line, sizeof(line)));
    if (conf != NULL && conf->virtual_server_count == 0)
        fprintf(stderr, "vrrpctl: %s has no virtual servers\n", path);
    else if (conf != NULL)
        status = examine(conf);
    conf_free(conf);
    conf_errors_free(&errors);
    return status;
}
