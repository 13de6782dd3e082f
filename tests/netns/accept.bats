#!/usr/bin/env bats
# `accept: false`: the master forwards for its addresses but does not answer for itself, neighbour discovery apart.

load lab

# answers ADDRESS: a connection to a port that nobody has open is refused at once, or nothing comes back.
answers() {
    local status=0
    ip netns exec cl timeout 1 bash -c "exec 3<>/dev/tcp/$1/9" 2>/dev/null || status=$?
    [ $status != 124 ]
}

tables() {
    ip netns exec "$1" nft list tables | grep -c vrrpd_ || true
}

learned() {
    ip -n cl neigh show to "$1" | grep -q "lladdr"
}

setup() {
    lab_up
    wait_for 5 ready6 a
}

@test "the addresses of a master that does not accept do not answer, but are resolved" {
    router_conf a vrrpd
    instance a vrrpd accept=no vips=$VIP,$VIP2
    instance a vrrpd name=VI_2 vrid=52 vips=10.9.0.102
    instance a vrrpd name=VI_6 vrid=53 accept=no vips=$VIP6
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 5 has_vip a 10.9.0.102
    wait_for 5 has_vip a $VIP6
    sleep 0.1
    not answers $VIP
    not answers $VIP2
    learned $VIP
    answers 10.9.0.102
    answers 10.9.0.1
    not answers "$VIP6%eth0"
    learned $VIP6
    [ "$(tables a)" = 1 ]
    ip netns exec a nft list ruleset | grep -q 'ip daddr @ipv4 drop'

    router_stop a
    [ "$(tables a)" = 0 ]
    ip -n a addr add $VIP/24 dev eth0
    wait_for 3 answers $VIP
}

@test "an owner accepts whatever the file says" {
    router_conf a vrrpd && instance a vrrpd accept=no priority=255
    router_start a vrrpd
    wait_for 5 has_vip a
    answers $VIP
    [ "$(tables a)" = 0 ]
}

@test "what a killed daemon closed is opened by a file that accepts" {
    router_conf a vrrpd && instance a vrrpd accept=no
    router_start a vrrpd
    wait_for 5 has_vip a
    not answers $VIP
    router_kill a
    [ "$(tables a)" = 1 ]
    router_conf a vrrpd && instance a vrrpd
    router_start a vrrpd
    wait_for 5 ctl a status
    wait_for 5 answers $VIP
    [ "$(tables a)" = 0 ]
}

@test "a reload keeps them closed" {
    router_conf a vrrpd && instance a vrrpd accept=no
    router_start a vrrpd
    wait_for 5 has_vip a
    router_hup a
    wait_for 5 reports a reload
    sleep 0.5
    not answers $VIP
    [ "$(tables a)" = 1 ]
}
