#!/usr/bin/env bats
# A stronger router comes back to a segment where a weaker one is master.
#
#      a: priority 150, comes late       b: priority 100, is master
#            |                                |
#      ------+--------------------------------+------ 10.9.0.0/24

load lab

ROUTER=${ROUTER:-vrrpd}

# b is master before a starts.
b_first() {
    pair "$ROUTER" "$ROUTER" "$@"
    observer_start
    router_start b "$ROUTER"
    wait_for 5 holds b
    started=$(now_us)
    router_start a "$ROUTER"
}

@test "with preemption the stronger router takes over after its master down interval, without a second master" {
    b_first
    wait_for 5 holds a
    holds_for 0.5 holds a
    [ "$(moves "$started")" = 1 ]
    between "$(down_us 150 100)" $(($(adverts a | awk '{ print $1; exit }') - started)) 1500000
}

@test "with nopreempt the stronger router leaves the address where it is" {
    b_first preempt=no
    holds_for 2 holds b
    [ "$(adverts_count a)" = 0 ]
}

@test "with nopreempt it still takes over when the master dies" {
    b_first preempt=no
    sleep 1
    started=$(now_us)
    power_off b
    wait_for 5 has_vip a
    on_time "$(down_us 150 100)" "$(takeover_us b a "$started")"
}

@test "with preempt_delay it waits for the delay first" {
    b_first delay=2
    holds_for 2 holds b
    wait_for 3 holds a
    between 2000000 $(($(adverts a | awk '{ print $1; exit }') - started)) 4000000
}

@test "with preempt_delay a dead master is replaced at once" {
    b_first delay=5
    sleep 1
    started=$(now_us)
    power_off b
    wait_for 3 has_vip a
    on_time "$(down_us 150 100)" "$(takeover_us b a "$started")"
}

@test "of two masters with equal priority the one with the larger address stays" {
    router_conf a "$ROUTER" && instance a "$ROUTER" priority=100
    router_conf b "$ROUTER" && instance b "$ROUTER" priority=100
    observer_start
    ip -n lan link set to-a nomaster
    router_start a "$ROUTER"
    router_start b "$ROUTER"
    wait_for 5 has_vip a
    wait_for 5 has_vip b
    # b has to hear a first: when it is the other way round, a is silent at once and b learns nothing.
    cut_link a rx
    started=$(now_us)
    ip -n lan link set to-a master br0
    sleep 0.3
    mend_link a
    wait_for 2 holds b
    [ "$(garps b "$started" | wc -l)" -ge 5 ]
}
