#!/usr/bin/env bats
# Random swarms of faults; a failure prints the seed, the invariant and what happened last.

load sim

swarm() {
    "$OUT/tests/sim/swarm" "$@"
}

@test "2000 days, each with at least 20 faults, violate no invariant and visit every cell" {
    swarm --seeds 2000 --coverage
}

@test "the same seed gives the same trace, another seed another one (I15)" {
    local seed
    for seed in 7 300 4711; do
        [ "$(swarm --seed $seed)" = "$(swarm --seed $seed)" ]
    done
    [ "$(swarm --first 1 --seeds 20 --jobs 1)" = "$(swarm --first 1 --seeds 20 --jobs 2)" ]
    [ "$(swarm --seed 7 | grep -o 'trace .*')" != "$(swarm --seed 8 | grep -o 'trace .*')" ]
}

@test "an unknown option is refused" {
    run swarm --colour 3
    [ "$status" -eq 2 ]
}
