/* lib/checksum: against the example of RFC 1071 and a second, slower way to compute it. */
#include "lib/checksum.h"

#include <stdlib.h>

#include "tests/unit/check.h"

/* The definition, one carry at a time. */
static uint16_t slow_sum(const uint8_t *bytes, size_t size)
{
    uint16_t sum = 0;

    for (size_t i = 0; i < size; i++) {
        uint16_t word = (uint16_t)(bytes[i] << (i % 2 == 0 ? 8 : 0));
        sum = (uint16_t)(sum + word);
        sum = (uint16_t)(sum + (sum < word));
    }
    return sum;
}

static void rfc1071_example(void)
{
    const uint8_t bytes[] = {0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};

    CHECK_EQ_INT(checksum_finish(checksum_add(0, bytes, sizeof(bytes))), 0xFFFF & ~0xddf2);
    CHECK_EQ_INT(checksum_finish(0), 0xFFFF);
}

static void random_bytes_agree_with_the_definition(void)
{
    uint8_t bytes[301];

    srandom(1);
    for (int round = 0; round < 2000; round++) {
        size_t size = (size_t)random() % sizeof(bytes), cut = size / 4 * 2;
        for (size_t i = 0; i < size; i++)
            bytes[i] = (uint8_t)(round % 2 ? random() : 0xFF);
        uint16_t want = (uint16_t)~slow_sum(bytes, size);
        CHECK_EQ_INT(checksum_finish(checksum_add(0, bytes, size)), want);
        uint32_t sum = checksum_add(0, bytes, cut);
        CHECK_EQ_INT(checksum_finish(checksum_add(sum, bytes + cut, size - cut)), want);
    }
}

static void a_long_input_does_not_overflow(void)
{
    size_t size = (size_t)4 << 20;
    uint8_t *bytes = malloc(size);

    memset(bytes, 0xFF, size);
    CHECK_EQ_INT(checksum_finish(checksum_add(0xFFFFFFFF, bytes, size)), 0);
    free(bytes);
}

static void pseudo_header(const struct addr *source, const struct addr *destination, const uint8_t *header,
                          size_t header_size)
{
    uint32_t sum = checksum_add_pseudo(0, source, destination, 112, 0x1234);

    CHECK_EQ_INT(checksum_finish(sum), (uint16_t)~slow_sum(header, header_size));
}

static void pseudo_headers_as_laid_out(void)
{
    const uint8_t v4[] = {10, 9, 0, 1, 224, 0, 0, 18, 0, 112, 0x12, 0x34};
    const uint8_t v6[] = {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,    0, 0, 0,    1,    0xff, 0x02, 0, 0,
                          0,    0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x12, 0, 0, 0x12, 0x34, 0,    0,    0, 112};
    struct addr source = addr_from_bytes(ADDR_IPV4, v4), destination = addr_from_bytes(ADDR_IPV4, v4 + 4);

    pseudo_header(&source, &destination, v4, sizeof(v4));
    source = addr_from_bytes(ADDR_IPV6, v6);
    destination = addr_from_bytes(ADDR_IPV6, v6 + 16);
    pseudo_header(&source, &destination, v6, sizeof(v6));
    /* A length that needs more than 16 bits: the upper half is a word of its own (RFC 8200 8.1). */
    CHECK_EQ_INT(checksum_finish(checksum_add_pseudo(0, &source, &destination, 112, 0x51234)),
                 checksum_finish(checksum_add_pseudo(0, &source, &destination, 112 + 5, 0x1234)));
}

int main(void)
{
    rfc1071_example();
    random_bytes_agree_with_the_definition();
    a_long_input_does_not_overflow();
    pseudo_headers_as_laid_out();
    return check_report("checksum");
}
