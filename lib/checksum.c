#include "lib/checksum.h"

static uint32_t fold(uint64_t sum)
{
    while (sum > 0xFFFF)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint32_t)sum;
}

uint32_t checksum_add(uint32_t sum, const uint8_t *bytes, size_t size)
{
    uint64_t total = sum;

    for (size_t i = 0; i + 1 < size; i += 2)
        total += (uint32_t)bytes[i] << 8 | bytes[i + 1];
    if (size % 2 != 0)
        total += (uint32_t)bytes[size - 1] << 8;
    return fold(total);
}

uint32_t checksum_add_pseudo(uint32_t sum, const struct addr *source, const struct addr *destination,
                             uint8_t protocol, size_t size)
{
    /* The two families lay these fields out differently; the sum of their 16-bit words is the same. */
    uint64_t fields = (uint64_t)protocol + (size >> 16) + (size & 0xFFFF);

    sum = checksum_add(sum, source->bytes, addr_size(source));
    sum = checksum_add(sum, destination->bytes, addr_size(destination));
    return fold(sum + fields);
}

uint16_t checksum_finish(uint32_t sum)
{
    return (uint16_t)~fold(sum);
}
