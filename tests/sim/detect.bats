#!/usr/bin/env bats
# I16: the detector of vrrpwatch beside simulated LANs; a failure prints the seed and what was wrong.

load sim

detect() {
    "$OUT/tests/sim/detect" "$@"
}

@test "4000 LANs with faults: an alarm if and only if two were MASTER or held the address (I16)" {
    run detect --seeds 4000
    echo "$output"
    [ "$status" -eq 0 ]
    # The LANs must have had what is to be found.
    [[ $output =~ \ ([0-9]+)\ splits,\ ([0-9]+)\ silent ]]
    [ "${BASH_REMATCH[1]}" -gt 1000 ]
    [ "${BASH_REMATCH[2]}" -gt 200 ]
}

@test "4000 LANs that lose no frame: clean hand-overs are never told as an overlap" {
    run detect --clean --seeds 4000
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *" 0 splits, 0 silent ones, 0 overlaps told, 0 wrong"* ]]
    [[ $output =~ \ ([0-9]+)\ hand-overs ]]
    [ "${BASH_REMATCH[1]}" -gt 20000 ]
}
