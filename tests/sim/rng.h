/* Random numbers for the simulator: small, fast, the same on every machine. Owns nothing but its word of
 * state. */
#ifndef TESTS_SIM_RNG_H
#define TESTS_SIM_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

/* Starts the sequence that belongs to `seed`; neighbouring seeds give unrelated sequences. */
struct rng rng_make(uint64_t seed);

/* The next 64 random bits (splitmix64). */
uint64_t rng_next(struct rng *rng);

/* Uniform in low..high, both included; low <= high. */
int64_t rng_between(struct rng *rng, int64_t low, int64_t high);

/* True `permille` times out of a thousand. */
bool rng_chance(struct rng *rng, int permille);

/* Between low and high so that every factor of two is equally likely; 0 < low <= high. */
int64_t rng_scale(struct rng *rng, int64_t low, int64_t high);

#endif
