#!/usr/bin/env bats
# Configuration files as they are, each as a mixed pair with keepalived in both roles: one master, nothing rejected, a
# takeover, nothing left. `make pairs CONF=FOLDER` does the same with any files.

load lab

setup() {
    need_peer
}

@test "keepalived.conf files run as mixed pairs in both roles" {
    cd "$BATS_TEST_DIRNAME/../conf/good"
    run "$BATS_TEST_DIRNAME/pair_files" --jobs 8 boot.conf hooks.conf state.conf strict.conf sync-group.conf vmac.conf \
        listed-twice.conf
    echo "$output"
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = "14 ok, 0 skipped, 0 failed" ]
}
