/* vrrpd/vrrp/fence_proof: which adverts may have somebody fenced. */
#include "vrrpd/vrrp/fence_proof.h"

#include "tests/unit/sample.h"

static const uint8_t listed[] = {10, 9, 0, 100, 10, 9, 0, 2};

static bool counts(const char *source, uint8_t priority, enum packet_error verdict)
{
    const struct packet packet = {
        .priority = priority, .source = sample_addr(source), .addresses = listed, .address_count = 2};

    return fence_proof(&packet, verdict);
}

static void another_configuration_is_proof_and_damage_is_none(void)
{
    CHECK(counts("10.9.0.1", 100, PACKET_OK));
    CHECK(counts("10.9.0.1", 100, PACKET_AUTH_FAILED));
    CHECK(counts("10.9.0.1", 100, PACKET_AUTH_TYPE_MISMATCH));
    CHECK(counts("10.9.0.1", 100, PACKET_VERSION_MISMATCH));
    CHECK(counts("10.9.0.1", 100, PACKET_INTERVAL_MISMATCH));
    CHECK(!counts("10.9.0.1", 100, PACKET_BAD_TTL));
    CHECK(!counts("10.9.0.1", 100, PACKET_BAD_CHECKSUM));
    CHECK(!counts("10.9.0.1", 100, PACKET_OWN_SOURCE));
    CHECK(!counts("10.9.0.1", 100, PACKET_UNKNOWN_PEER));
}

static void an_owner_has_the_address(void)
{
    CHECK(!counts("10.9.0.1", 255, PACKET_OK));
    CHECK(counts("10.9.0.2", 255, PACKET_OK));
    CHECK(counts("10.9.0.1", 254, PACKET_OK));
}

int main(void)
{
    another_configuration_is_proof_and_damage_is_none();
    an_owner_has_the_address();
    return check_report("fence_proof");
}
