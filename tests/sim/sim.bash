# Shared by the scenarios: `run_sim` plays the text on its standard input and shows what failed.
# shellcheck shell=bash

load ../helpers

run_sim() {
    "$OUT/tests/sim/scenario"
}
