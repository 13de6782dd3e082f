#include "tests/sim/rng.h"

struct rng rng_make(uint64_t seed)
{
    struct rng rng = {.state = seed * 0xD1342543DE82EF95u + 1};

    rng_next(&rng);
    return rng;
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t z = rng->state += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    return low + (int64_t)(rng_next(rng) % (uint64_t)(high - low + 1));
}

bool rng_chance(struct rng *rng, int permille)
{
    return permille > 0 && rng_between(rng, 0, 999) < permille;
}

int64_t rng_scale(struct rng *rng, int64_t low, int64_t high)
{
    int doublings = 0;

    while (low << (doublings + 1) <= high)
        doublings++;
    low <<= rng_between(rng, 0, doublings);
    return rng_between(rng, low, 2 * low - 1 < high ? 2 * low - 1 : high);
}
