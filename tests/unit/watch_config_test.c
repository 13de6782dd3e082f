/* vrrpwatch/watch_config: what vrrpwatch keeps of a configuration. */
#include "vrrpwatch/watch_config.h"

#include <stdlib.h>
#include <unistd.h>

#include "tests/unit/check.h"

static struct watch_config *read_text(const char *name, const char *text, char **why)
{
    char path[64];
    FILE *file;
    struct watch_config *config;

    snprintf(path, sizeof(path), "/tmp/watch_config_%ld.%s", (long)getpid(), name);
    file = fopen(path, "w");
    if (file == NULL)
        return NULL;
    fputs(text, file);
    fclose(file);
    config = watch_config_read(path, why);
    unlink(path);
    return config;
}

static void a_keepalived_file_gives_its_instances(void)
{
    char *why, address[ADDR_TEXT_MAX];
    struct watch_config *config =
        read_text("conf",
                  "vrrp_instance A { interface eth0\n virtual_router_id 51\n priority 150\n advert_int 2\n"
                  " authentication {\n auth_type PASS\n auth_pass secret\n }\n"
                  " unicast_src_ip 10.0.0.1\n unicast_peer {\n 10.0.0.2\n }\n"
                  " virtual_ipaddress {\n 10.0.0.100/24\n 10.1.0.100/24 dev eth1\n }\n"
                  " virtual_ipaddress_excluded {\n 10.0.0.101/24\n }\n}\n",
                  &why);
    const struct watch_instance *instance;

    if (!CHECK(config != NULL && config->instance_count == 1))
        return;
    instance = config->instances;
    CHECK_EQ_STR(instance->name, "A");
    CHECK_EQ_STR(instance->interface, "eth0");
    CHECK_EQ_INT(instance->vrid, 51);
    CHECK_EQ_INT(instance->version, 2);
    CHECK_EQ_INT(instance->priority, 150);
    CHECK_EQ_INT(instance->interval_us, 2000000);
    CHECK_EQ_INT(instance->auth, CONF_AUTH_PASS);
    CHECK(instance->unicast && !instance->vmac);
    CHECK_EQ_INT(instance->peer_count, 1);
    CHECK_EQ_STR(addr_format(&instance->peers[0], address), "10.0.0.2");
    CHECK_EQ_INT(instance->vip_count, 3);
    CHECK_EQ_STR(instance->vips[0].interface, "eth0");
    CHECK_EQ_STR(instance->vips[1].interface, "eth1");
    CHECK(!instance->vips[1].excluded && instance->vips[2].excluded);
    CHECK_EQ_INT(instance->vips[0].prefix_length, 24);
    watch_config_free(config);
}

/* Passwords stay where they are: the file that is named does not even exist. */
static void a_yaml_file_gives_the_watch_section_too(void)
{
    char *why;
    struct watch_config *config = read_text(
        "yaml",
        "instances:\n  A: {interface: eth0, vrid: 7, version: 2, auth: {type: pass, password_file: "
        "/nonexistent/x}, addresses: [10.0.0.100/24]}\nwatch: {interfaces: [eth0, eth1], alert: [mail, "
        "'exec:/bin/true x']}\n",
        &why);

    if (!CHECK(config != NULL)) {
        fprintf(stderr, "%s", why);
        free(why);
        return;
    }
    CHECK_EQ_INT(config->instance_count, 1);
    CHECK_EQ_INT(config->interface_count, 2);
    CHECK_EQ_STR(config->interfaces[1], "eth1");
    CHECK_EQ_INT(config->alert_count, 2);
    CHECK_EQ_STR(config->alerts[0], "mail");
    CHECK_EQ_STR(config->alerts[1], "exec:/bin/true x");
    watch_config_free(config);
}

static void a_vmac_holds_the_addresses(void)
{
    char *why;
    struct watch_config *config =
        read_text("conf",
                  "vrrp_instance A { interface eth0\n virtual_router_id 51\n use_vmac\n"
                  " virtual_ipaddress {\n 10.0.0.100/24\n }\n}\n",
                  &why);

    if (!CHECK(config != NULL))
        return;
    CHECK(config->instances[0].vmac);
    CHECK_EQ_STR(config->instances[0].interface, "eth0");
    CHECK_EQ_STR(config->instances[0].vips[0].interface, "vrrp.51");
    watch_config_free(config);
}

static void a_bad_file_says_where(void)
{
    char *why = NULL;
    struct watch_config *config = read_text("yaml", "instances:\n  A: {interface: eth0}\n", &why);

    CHECK(config == NULL);
    CHECK(why != NULL && strstr(why, ".yaml:2:") != NULL && strstr(why, "error: ") != NULL);
    free(why);
    CHECK(watch_config_read("/nonexistent/vrrpd.yaml", &why) == NULL && why != NULL);
    free(why);
}

int main(void)
{
    a_keepalived_file_gives_its_instances();
    a_yaml_file_gives_the_watch_section_too();
    a_vmac_holds_the_addresses();
    a_bad_file_says_where();
    return check_report("watch_config");
}
