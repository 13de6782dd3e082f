#!/usr/bin/env bats
# Nodes die, freeze, crash, are cut off, stopped and drained at random: no address is ever on two of them for longer than a
# hand-over takes, and when it is over one of them has it.

load sim

@test "20,000 nights of faults, leases and heartbeats: never two holders for longer than a hand-over" {
    run "$OUT/tests/sim/safety" --seeds 20000
    echo "$output" | tail -n 60
    [ "$status" = 0 ]
}
