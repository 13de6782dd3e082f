#!/usr/bin/env bats
# The master's link or address is taken from it by somebody else.
#
#      a: priority 150        b: priority 100
#            X                      |
#      ------+----------------------+------ 10.9.0.0/24

load lab

master_a() {
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 eval '[ "$(field b "i[\"state\"]")" = BACKUP ]'
    sleep 0.3
    since=$(now_us)
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

@test "without carrier the master goes to FAULT and gives its address up; with it, it comes back" {
    master_a
    ip -n lan link set to-a down
    wait_for 2 state_is a FAULT
    wait_for 2 holds b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    ip -n lan link set to-a up
    wait_for 5 holds a
    state_is b BACKUP
}

@test "an interface set down and up again gets its address back" {
    master_a
    ip -n a link set eth0 down
    wait_for 2 state_is a FAULT
    wait_for 2 holds b
    ip -n a link set eth0 up
    wait_for 5 holds a
}

@test "an interface that is deleted and made anew is taken up again" {
    master_a
    ip -n lan link del to-a
    wait_for 2 state_is a FAULT
    wait_for 2 holds b
    lab_plug a
    wait_for 5 holds a
    state_is a MASTER
}

@test "an interface that appears after the start is waited for in FAULT" {
    ip -n lan link del to-a
    pair vrrpd vrrpd
    router_start a vrrpd
    wait_for 3 state_is a FAULT
    lab_plug a
    wait_for 5 has_vip a
    state_is a MASTER
}

@test "an address that somebody deletes from the master is put back and reported" {
    master_a
    ip -n a addr del $VIP/24 dev eth0
    wait_for 1 has_vip a
    holds_for 0.5 holds a
    [ "$(moves "$since")" = 0 ]
    wait_for 1 eval '[ "$(garps a "$since" | wc -l)" -ge 1 ]'
    reports a "$VIP.* putting it back"
}

@test "somebody else's address on the interface is left alone" {
    ip -n a addr add 10.9.0.77/24 dev eth0
    master_a
    router_stop a
    has_vip a 10.9.0.77
    lacks_vip a
}

@test "with promote_secondaries an address survives the first of its subnet, and the setting is put back" {
    local setting=/proc/sys/net/ipv4/conf/eth0/promote_secondaries
    ip netns exec a bash -c "echo 0 >$setting"
    router_conf a vrrpd && instance a vrrpd more='    promote_secondaries: true'
    router_start a vrrpd
    wait_for 5 has_vip a
    [ "$(ip netns exec a cat $setting)" = 1 ]
    ip -n a addr add 10.9.1.1/24 dev eth0 # something left to send from
    spawn a addresses ip -4 monitor address
    sleep 0.2
    ip -n a addr del 10.9.0.1/24 dev eth0
    wait_for 3 grep -q 'Deleted.*10.9.0.1/24' "$LAB/addresses.log"
    sleep 0.2
    has_vip a
    not grep -q "Deleted.*$VIP" "$LAB/addresses.log"
    kill "$(cat "$LAB/addresses.pid")"
    router_stop a
    [ "$(ip netns exec a cat $setting)" = 0 ]
}
