/* vrrpd/vrrp/instance: the advert as it leaves, and what is done with those that come. */
#include <errno.h>
#include <stdlib.h>

#include "tests/unit/sample.h"
#include "vrrpd/vrrp/instance.h"

enum { MTU = 1500, NOW_US = 5000000 };

static const char version_3[] =
    "instances:\n"
    "  a: {interface: eth0, vrid: 51, priority: 150, advert_interval: 100ms,\n"
    "      addresses: [10.9.0.100/24, 10.9.0.101/24], excluded: [10.9.0.102/24]}\n";
static const char version_2[] = "instances:\n"
                                "  a: {interface: eth0, vrid: 51, version: 2, priority: 150,\n"
                                "      auth: {type: pass, password_file: /secret},\n"
                                "      addresses: [10.9.0.100/24]}\n";

static struct packet decode(const uint8_t *message, size_t size, const char *source)
{
    struct addr from = sample_addr(source), to = sample_addr("224.0.0.18");
    struct packet packet;

    CHECK_EQ_INT(packet_decode(message, size, &from, &to, PACKET_TTL, &packet), PACKET_OK);
    return packet;
}

static void open_instance(struct instance *instance, const struct conf *conf)
{
    struct addr source = sample_addr("10.9.0.1");

    CHECK_EQ_INT(instance_init(instance, &conf->instances[0]), 0);
    CHECK(instance_set_source(instance, &source, MTU));
}

static void the_advert_says_what_is_configured(void)
{
    struct conf *conf = sample_conf(version_3);
    struct addr want = sample_addr("10.9.0.101"), got;
    struct instance instance;
    struct packet packet;

    open_instance(&instance, conf);
    packet = decode(instance_advert(&instance, 0), instance.advert_size, "10.9.0.1");
    CHECK_EQ_INT(packet.version, 3);
    CHECK_EQ_INT(packet.vrid, 51);
    CHECK_EQ_INT(packet.priority, 150);
    CHECK_EQ_INT(packet.interval_us, 100000);
    CHECK_EQ_INT(packet.address_count, 2); /* excluded is excluded */
    CHECK_EQ_INT(packet.checksum, PACKET_CHECKSUM_PSEUDO);
    got = packet_address(&packet, 1);
    CHECK(addr_equal(&got, &want));
    packet = decode(instance_resign(&instance, 0), instance.advert_size, "10.9.0.1");
    CHECK_EQ_INT(packet.priority, 0);
    instance_free(&instance);
    conf_free(conf);
}

/* The same bytes, patched: the checksum stays right for every priority. */
static void the_priority_is_patched(void)
{
    struct conf *conf = sample_conf(version_3);
    struct instance instance;
    struct election_output out;
    struct packet packet;

    open_instance(&instance, conf);
    for (int priority = 1; priority < 255; priority++) {
        election_set_priority(&instance.election, (uint8_t)priority);
        packet = decode(instance_advert(&instance, 0), instance.advert_size, "10.9.0.1");
        CHECK_EQ_INT(packet.priority, priority);
    }
    election_drain(&instance.election, true, NOW_US, &out);
    packet = decode(instance_advert(&instance, 0), instance.advert_size, "10.9.0.1");
    CHECK_EQ_INT(packet.priority, ELECTION_PRIORITY_DRAINED);
    packet = decode(instance_resign(&instance, 0), instance.advert_size, "10.9.0.1");
    CHECK_EQ_INT(packet.priority, 0);
    instance_free(&instance);
    conf_free(conf);
}

static void the_password_is_sent_and_checked(void)
{
    struct conf *conf = sample_conf(version_2);
    struct instance instance;
    struct election_output out;
    struct packet packet;

    open_instance(&instance, conf);
    packet = decode(instance_advert(&instance, 0), instance.advert_size, "10.9.0.2");
    CHECK_EQ_INT(packet.version, 2);
    CHECK_EQ_INT(packet.auth_type, PACKET_AUTH_SIMPLE);
    CHECK(memcmp(packet.auth_data, "secret\0\0", 8) == 0);
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US, &out), PACKET_OK);
    for (size_t i = 0; i < PACKET_AUTH_SIZE; i++) {
        packet.auth_data[i] ^= 1;
        CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US, &out), PACKET_AUTH_FAILED);
        packet.auth_data[i] ^= 1;
    }
    packet.auth_type = PACKET_AUTH_NONE;
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US, &out), PACKET_AUTH_TYPE_MISMATCH);
    packet.auth_type = PACKET_AUTH_SIMPLE;
    packet.interval_us = 2000000;
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US, &out), PACKET_INTERVAL_MISMATCH);
    CHECK_EQ_INT(instance.counters.rejected[PACKET_AUTH_FAILED], PACKET_AUTH_SIZE);
    CHECK_EQ_INT(instance.counters.rejected[PACKET_AUTH_TYPE_MISMATCH], 1);
    CHECK_EQ_INT(instance.counters.rejected[PACKET_INTERVAL_MISMATCH], 1);
    CHECK_EQ_INT(instance.counters.adverts_received, 1);
    instance_free(&instance);
    conf_free(conf);
}

/* A started BACKUP, and an advert of a stronger master at 10.9.0.2. */
static void start_backup(struct instance *instance, const struct conf *conf, struct packet *packet)
{
    struct addr source = sample_addr("10.9.0.1");
    struct election_output out;

    open_instance(instance, conf);
    *packet = decode(instance->adverts, instance->advert_size, "10.9.0.1");
    packet->source = sample_addr("10.9.0.2");
    packet->priority = 200;
    election_start(&instance->election, &source, ELECTION_REASON_NONE, NOW_US, &out);
}

static bool untouched(const struct instance *instance, const struct election_memory *before)
{
    return memcmp(&instance->election.memory, before, sizeof(*before)) == 0 && instance->last_heard_us == 0;
}

/* Law 6: whatever was wrong, it is counted under its name and nothing else happens. */
static void every_defect_is_counted_and_nothing_else(void)
{
    struct conf *conf = sample_conf(version_3);
    struct election_memory before;
    struct election_output out = {.count = 77};
    struct instance instance;
    struct packet packet;

    start_backup(&instance, conf, &packet);
    before = instance.election.memory;
    for (int error = 1; error < PACKET_ERROR_COUNT; error++) {
        CHECK_EQ_INT(instance_receive(&instance, &packet, (enum packet_error)error, NOW_US + 1, &out), error);
        CHECK_EQ_INT(out.count, 0);
        CHECK_EQ_INT(instance.counters.rejected[error], 1);
    }
    packet.version = 2;
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US + 1, &out), PACKET_VERSION_MISMATCH);
    packet.version = 3;
    packet.source = sample_addr("10.9.0.1");
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US + 1, &out), PACKET_OWN_SOURCE);
    CHECK_EQ_INT(instance.counters.rejected[PACKET_OWN_SOURCE], 2);
    CHECK_EQ_INT(instance.counters.adverts_received, 0);
    CHECK(untouched(&instance, &before));
    instance_free(&instance);
    conf_free(conf);
}

static void what_is_accepted_is_learned(void)
{
    struct conf *conf = sample_conf(version_3);
    struct election_output out;
    struct instance instance;
    struct packet packet;

    start_backup(&instance, conf, &packet);
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US + 1, &out), PACKET_OK);
    CHECK_EQ_INT(instance.counters.interval_learned, 0);
    CHECK_EQ_INT(instance.election.memory.master.priority, 200);
    CHECK(addr_equal(&instance.election.memory.master.address, &packet.source));
    CHECK_EQ_INT(instance.last_heard_us, NOW_US + 1);
    packet.interval_us = 500000;
    packet.trailing_bytes = 4;
    CHECK_EQ_INT(instance_receive(&instance, &packet, PACKET_OK, NOW_US + 2, &out), PACKET_OK);
    CHECK_EQ_INT(instance.counters.interval_learned, 1);
    CHECK_EQ_INT(instance.counters.trailing, 1);
    CHECK_EQ_INT(instance.counters.adverts_received, 2);
    CHECK_EQ_INT(instance.election.memory.master.interval_us, 500000);
    CHECK_EQ_INT(election_down_us(&instance.election), 3 * 500000 + 106 * 500000 / 256);
    instance_free(&instance);
    conf_free(conf);
}

/* More addresses than the link's MTU leaves room for: as many as fit are listed, in the order of the file. */
static void an_advert_lists_what_fits(void)
{
    struct conf *conf = sample_conf(version_3);
    struct addr source = sample_addr("10.9.0.1");
    struct instance instance;

    CHECK_EQ_INT(instance_init(&instance, &conf->instances[0]), 0);
    CHECK(instance_set_source(&instance, &source, 20 + 8 + 2 * 4));
    CHECK_EQ_INT(instance.listed_count, 2);
    CHECK(instance_set_source(&instance, &source, 20 + 8 + 2 * 4 - 1));
    CHECK_EQ_INT(instance.listed_count, 1);
    CHECK_EQ_INT(instance.advert_size, 8 + 4);
    CHECK(!instance_set_source(&instance, &source, 20 + 8 + 4 - 1));
    CHECK_EQ_INT(instance.advert_size, 0);
    instance_free(&instance);
    instance_free(&instance);
    conf_free(conf);
}

/* The pseudo-header holds the destination. */
static void each_unicast_peer_gets_its_own_checksum(void)
{
    struct conf *conf = sample_conf(version_3);
    struct conf_peer peers[2] = {{.address = sample_addr("10.9.0.2")}, {.address = sample_addr("10.9.0.3")}};
    struct addr source = sample_addr("10.9.0.1");
    struct instance instance;
    struct packet packet;

    conf->instances[0].peers = peers;
    conf->instances[0].peer_count = 2;
    open_instance(&instance, conf);
    CHECK_EQ_INT(instance.destination_count, 2);
    for (size_t i = 0; i < 2; i++) {
        CHECK(addr_equal(instance_destination(&instance, i), &peers[i].address));
        election_set_priority(&instance.election, 77);
        CHECK_EQ_INT(packet_decode(instance_advert(&instance, i), instance.advert_size, &source,
                                   &peers[i].address, PACKET_TTL, &packet),
                     PACKET_OK);
        CHECK_EQ_INT(packet.priority, 77);
        CHECK_EQ_INT(packet_decode(instance_resign(&instance, i), instance.advert_size, &source,
                                   &peers[i].address, PACKET_TTL, &packet),
                     PACKET_OK);
        CHECK_EQ_INT(packet.priority, 0);
        CHECK_EQ_INT(packet.checksum, PACKET_CHECKSUM_PSEUDO);
    }
    instance_free(&instance);
    conf_free(conf);
}

int main(void)
{
    the_advert_says_what_is_configured();
    the_priority_is_patched();
    the_password_is_sent_and_checked();
    every_defect_is_counted_and_nothing_else();
    what_is_accepted_is_learned();
    an_advert_lists_what_fits();
    each_unicast_peer_gets_its_own_checksum();
    return check_report("instance");
}
