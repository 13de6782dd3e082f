#!/usr/bin/env bats
# Sync groups on several nodes and segments: a failure prints the seed, what is wrong and what happened last.

load sim

groups() {
    "$OUT/tests/sim/groups" "$@"
}

@test "2000 clusters with 30 faults each: members agree after every event, one node holds the group in the end (I10)" {
    groups --seeds 2000
}

@test "the same seed gives the same trace" {
    [ "$(groups --seed 14)" = "$(groups --seed 14)" ]
    [ "$(groups --seed 14)" != "$(groups --seed 15)" ]
}

@test "an unknown option of the group swarm is refused" {
    run groups --colour 3
    [ "$status" -eq 2 ]
}
