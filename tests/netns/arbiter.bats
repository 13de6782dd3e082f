#!/usr/bin/env bats
# Arbiters: who cannot reach any of them may be the one that is cut off. Promotion needs the minimum; a master that
# loses all of them yields, or stays where the knob says so and nobody is known to hear one.
#
#      a eth0 10.9.0.1     b eth0 10.9.0.2     cl 10.9.0.10: answers pings and listens on port 7777
#      a eth1 192.0.2.1    b eth1 192.0.2.2    the heartbeats

load lab

setup() {
    lab_up
    ip -n a link add eth1 type veth peer name eth1 netns b
    ip -n a addr add 192.0.2.1/24 dev eth1
    ip -n b addr add 192.0.2.2/24 dev eth1
    ip -n a link set eth1 up
    ip -n b link set eth1 up
    (umask 077 && head -c 32 /dev/urandom | base64 >"$LAB/key")
    spawn cl server python3 -c '
import socket
s = socket.create_server(("10.9.0.10", 7777), backlog=100)
while True: s.accept()[0].close()'
    wait_for 5 eval 'ip netns exec cl ss -ltn | grep -q 7777'
}

# arbiters ON_LOST [MINIMUM]: both nodes have a ping and a connect to ask, and say nothing to each other beside adverts.
arbiters() {
    local node
    pair vrrpd vrrpd
    for node in a b; do
        sed -i "s|^global:|track:\n  ping: {cl: {gateway: 10.9.0.10, interval: 100ms, timeout: 100ms, count: 1, fall: 2}}\n  tcp: {web: {address: 10.9.0.10, port: 7777, interval: 100ms, timeout: 100ms, fall: 2}}\nglobal:\n  arbiter: {minimum: ${2-1}, on_lost: $1, targets: [{ping: cl}, {tcp: web}]}|" "$LAB/$node.cfg"
    done
}

heartbeats() {
    sed -i "s|^global:|global:\n  heartbeat: {key_file: $LAB/key, peers: [192.0.2.2]}|" "$LAB/a.cfg"
    sed -i "s|^global:|global:\n  heartbeat: {key_file: $LAB/key, peers: [192.0.2.1]}|" "$LAB/b.cfg"
}

begin() {
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 8 is b BACKUP
    [ ! -e "$LAB/with" ] || wait_for 5 live b
    sleep 0.3
}

live() {
    [ "$(ctl "$1" status --json | json "d['heartbeat']['peers'][0]['state']")" = live ]
}

is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# lose NODE [ping|tcp]: its questions to the arbiters get no answer.
lose() {
    ip netns exec "$1" nft add table ip lost
    ip netns exec "$1" nft add chain ip lost out '{ type filter hook output priority 0; }'
    [ "${2-ping}" != ping ] || ip netns exec "$1" nft add rule ip lost out ip daddr 10.9.0.10 ip protocol icmp drop
    [ "${2-tcp}" != tcp ] || ip netns exec "$1" nft add rule ip lost out ip daddr 10.9.0.10 tcp dport 7777 drop
}

find_again() {
    ip netns exec "$1" nft delete table ip lost
}

answering() {
    ctl "$1" status --json | json "d['arbiter']['answering']"
}

@test "a master that loses all of them yields to a node that hears them, and comes back" {
    arbiters yield
    begin
    [ "$(answering a)" = 2 ]
    lose a
    wait_for 3 holds b
    is a FAULT
    [ "$(field a "i['last_transition']['reason_code']")" = arbiters-lost ]
    reports a 'none of 2 arbiters answers: a master yields'
    ctl a explain VI_1 | grep -q '0 of 2 answer. That is too few'
    find_again a
    wait_for 5 holds a
}

@test "a master with one of two goes on, although a promotion would need both" {
    arbiters yield 2
    begin
    lose a tcp
    wait_for 2 eval '[ "$(answering a)" = 1 ]'
    holds_for 1 holds a
    [ "$(ctl a status --json | json "d['arbiter']['may_rise']")" = false ]
    ctl a failover VI_1
    wait_for 3 holds b
    wait_for 2 is a FAULT # and cannot come back
    find_again a
    wait_for 5 is a BACKUP
}

@test "promotion needs the minimum: the master dies, and who hears too few does not take its place" {
    arbiters yield 2
    begin
    lose b ping
    wait_for 3 is b FAULT
    power_off a
    holds_for 1.5 lacks_vip b
    find_again b
    wait_for 5 has_vip b
}

@test "who starts without them waits, and says what for" {
    arbiters stay
    lose a
    router_start a vrrpd
    wait_for 5 is a FAULT
    holds_for 1 lacks_vip a
    find_again a
    wait_for 5 has_vip a
}

@test "both sides lose them: yield means nobody, with and without heartbeats" {
    local with
    for with in no yes; do
        [ "$with" = no ] || lab_again
        arbiters yield
        [ "$with" = no ] || heartbeats
        begin
        lose a
        lose b
        wait_for 3 nobody_holds
        is a FAULT
        is b FAULT
        find_again a
        find_again b
        wait_for 5 holds a
    done
}

lab_again() {
    lab_down
    setup
}

@test "both sides lose them: stay means that the master stays, with and without heartbeats" {
    local with
    for with in no yes; do
        [ "$with" = no ] || lab_again
        arbiters stay
        [ "$with" = no ] || heartbeats
        begin
        lose a
        lose b
        wait_for 3 is b FAULT
        holds_for 2 holds a
        reports a 'none of 2 arbiters answers: a master stays'
        find_again a
        find_again b
        wait_for 3 is b BACKUP
        holds a
    done
}

@test "stay: a master that no other node can contradict stays" {
    arbiters stay
    begin
    lose a
    wait_for 2 reports a 'a master stays'
    holds_for 1.5 holds a
}

@test "stay: a master yields when by heartbeat the other node still hears one, and not before that could be known" {
    local lost
    arbiters stay
    heartbeats
    begin
    wait_for 5 live a
    lost=$(now_us)
    lose a
    wait_for 4 holds b
    is a FAULT
    # two rounds of two until it is lost here, as long again until the other side would know as well
    [ "$(($(now_us) - lost))" -gt 500000 ]
}

@test "a reload while they are lost keeps what is so" {
    arbiters yield
    begin
    lose a
    wait_for 3 holds b
    ctl a reload
    ctl b reload
    holds_for 1 holds b
    is a FAULT
}

@test "a TCP connect is a tracker like others: weights, reasons, reverse" {
    router_conf a vrrpd
    instance a vrrpd priority=150 more='    track: [{tcp: web, weight: -60}]'
    sed -i "s|^global:|track:\n  tcp: {web: {address: 10.9.0.10, port: 7777, interval: 100ms, timeout: 100ms}}\nglobal:|" "$LAB/a.cfg"
    router_start a vrrpd
    wait_for 8 has_vip a
    [ "$(field a "i['effective_priority']")" = 150 ]
    [ "$(field a "i['trackers'][0]['kind']")" = tcp ]
    lose a tcp
    wait_for 2 eval '[ "$(field a "i[\"effective_priority\"]")" = 90 ]'
    reports a 'tcp web failed: 10.9.0.10 port 7777'
    find_again a
    wait_for 2 eval '[ "$(field a "i[\"effective_priority\"]")" = 150 ]'
    kill "$(cat "$LAB/server.pid")"
    wait_for 2 eval '[ "$(field a "i[\"effective_priority\"]")" = 90 ]'
    field a "i['trackers'][0]['reason']" | grep -q 'connection refused'
}
