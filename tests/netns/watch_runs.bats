#!/usr/bin/env bats
# How a run of vrrpwatch ends, on a pair of real keepalived in good health and in a split brain: the summary, a plugin's
# exit status and line, and a capture that says the same as the live run did.

load lab
load watch

A=10.9.0.1 B=10.9.0.2

healthy() {
    need_peer
    pair keepalived keepalived interval_ms=200
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b keepalived
    sleep 1
    holds a
}

deafen() {
    ip netns exec "$1" nft add table inet filter
    ip netns exec "$1" nft add chain inet filter input '{ type filter hook input priority 0; }'
    ip netns exec "$1" nft add rule inet filter input ip protocol vrrp drop
}

mend() {
    ip netns exec "$1" nft delete table inet filter
}

# look OPTION...: vrrpwatch on the third host, in the foreground.
look() {
    run ip netns exec ob env TZ=UTC "$OUT/bin/vrrpwatch" -i eth0 "$@"
    echo "$output"
}

@test "a bounded run ends with a summary: who is master, of what, how regular" {
    healthy
    look --for 3s --color never
    [ "$status" = 0 ]
    [[ $output == *"$A is master"* ]]
    [[ $output == *"$VIP"* ]]
    [[ $output != *WARNING* && $output != *CRITICAL* ]]
    deafen b
    sleep 2
    look --for 3s --color never
    [ "$status" = 0 ]
    [[ $output == *CRITICAL*SB-A* ]]
}

@test "--check is 0 with perfdata in good health, 2 in a split brain, 3 without the interface" {
    healthy
    look --check
    [ "$status" = 0 ]
    [[ $output == *"OK"*"|"*"="* ]]
    deafen b
    sleep 2
    look --check
    [ "$status" = 2 ]
    [[ $output == *CRITICAL*"SB-A"*"$B"* ]]
    run ip netns exec ob "$OUT/bin/vrrpwatch" --check -i nonesuch
    echo "$output"
    [ "$status" = 3 ]
    [[ $output == *UNKNOWN* ]]
}

# verdicts FILE: the codes, phases, sentences and commands of a run, without times.
verdicts() {
    WATCH=$1 incidents '"\n".join(" ".join([e["phase"], e["code"], e["severity"], e["cause"], e["fix"]]) for e in all)'
}

@test "what was kept with -w says with -r what the live run said" {
    need_peer
    pair keepalived keepalived interval_ms=200
    watch_start ob -w "$LAB/kept.pcap"
    router_start a keepalived
    wait_for 8 has_vip a
    router_start b keepalived
    sleep 1
    nothing_found
    deafen b
    wait_for 5 found SB-A update
    mend b
    wait_for 5 healed SB-A
    sleep 2 # time passes in a file with its frames alone
    watch_stop
    "$OUT/bin/vrrpwatch" --json -r "$LAB/kept.pcap" >"$LAB/replay.json"
    WATCH=replay found SB-A update
    diff <(verdicts watch) <(verdicts replay)
}
