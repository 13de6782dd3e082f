#!/usr/bin/env bats
# Leases: a node that cannot say that it is master loses its addresses by itself; one that can never does.
#
#      a: dies, freezes, starves        b: would take over        client cl
#            |                                |                      |
#      ------+--------------------------------+----------------------+------ 10.9.0.0/24

load lab
load size
load holders

# lease_pair KEY=VALUE...: a is MASTER, b BACKUP, both watched address by address. Many deaths are meant here.
lease_pair() {
    pair vrrpd vrrpd "$@"
    sed -i 's/^instances:/  crash_loop: {deaths: 64, within: 1s}\n&/' "$LAB/a.cfg"
    lease_start
}

lease_start() {
    observer_start
    watch_holders a
    watch_holders b
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    wait_for 5 ctl b status
    sleep 1
    since=$(now_us)
}

losses() {
    changes "$@" | grep -c -e - || true
}

# never_lost NODE [VIP]
never_lost() {
    [ "$(losses "$@")" = 0 ] || fail "$1 lost ${2:-$VIP}: $(changes "$@" | tail -n 5)"
}

daemon_gone() {
    ! kill -0 "$(cat "$LAB/$1.pid")" 2>/dev/null
}

# lifetime NODE [VIP]: "2" or "forever".
lifetime() {
    ip -n "$1" -o addr show to "${2:-$VIP}" | grep -o 'valid_lft [a-z0-9]*' | sed 's/valid_lft //;s/sec$//'
}

leased() {
    [ "$(lifetime "$@")" != forever ] && has_vip "$@"
}

permanent() {
    [ "$(lifetime "$@")" = forever ]
}

# cpu_us PID: what it has used up.
cpu_us() {
    awk '{ printf "%.0f\n", $1 / 1000 }' "/proc/$1/schedstat"
}

@test "everything is killed at 1 s adverts: the address is gone before the peer has it" {
    local before
    lease_pair interval_ms=1000
    for _ in 1 2 3; do
        sleep "0.$((RANDOM % 10))"
        before=$(both_us) # from when a took it back: b served it until then
        signal_all a KILL
        wait_for 6 holds b
        [ "$(both_us)" = "$before" ]
        wait_for 2 daemon_gone a
        router_start a vrrpd
        wait_for 8 holds a
        sleep 1.2
    done
    changes a | grep -c -e - | grep -qx 3
}

@test "everything is killed at 1 s adverts: no microsecond with two holders, also beside the most eager peer" {
    router_conf a vrrpd && instance a vrrpd priority=254 interval_ms=1000
    router_conf b vrrpd && instance b vrrpd priority=253 interval_ms=1000 preempt=no
    lease_start
    for _ in 1 2 3 4; do
        sleep "0.$((RANDOM % 10))"
        signal_all a KILL
        wait_for 6 holds b
        [ "$(both_us)" = 0 ] || fail "$(both_us) us with two holders"
        wait_for 2 daemon_gone a
        router_stop_alone b
        router_start a vrrpd
        wait_for 8 holds a
        router_start b vrrpd
        sleep 1.5
    done
    [ "$(both_us)" = 0 ] || fail "$(both_us) us with two holders"
}

# As router_stop, where the test has a process of its own in the namespace.
router_stop_alone() {
    kill -TERM "$(cat "$LAB/$1.pid")"
    wait_for 10 daemon_gone "$1"
}

@test "everything is frozen: the address goes, and after the thaw the node yields without having it again" {
    local kernel
    router_conf a vrrpd && instance a vrrpd priority=100 interval_ms=1000
    router_conf b vrrpd && instance b vrrpd priority=150 interval_ms=1000 preempt=no
    lease_start
    for _ in 1 2; do
        kernel=$(process a kernel)
        signal_all a STOP
        wait_for 6 holds b
        sleep 2
        kill -CONT "$kernel" # thawed a moment before the engine, it must not believe the last advert
        sleep 0.3
        daemon_pids a | xargs kill -CONT
        holds_for 2 holds b
        [ "$(field a "i['state']")" = BACKUP ]
        ctl b failover VI_1
        wait_for 5 holds a
        sleep 1.5
    done
    [ "$(losses a)" = 2 ]
}

@test "everything is frozen for long, the node is the stronger one: the address comes back after an advert, not before" {
    local thawed
    lease_pair interval_ms=1000
    signal_all a STOP
    wait_for 6 holds b
    [ "$(both_us)" = 0 ]
    sleep 2
    thawed=$(now_us)
    daemon_pids a | xargs kill -CONT
    wait_for 5 holds a
    [ "$(both_us)" -lt 50000 ]
    reports a 'its addresses wait for the next one|MASTER'
    [ "$(adverts_count a "$thawed")" -ge 1 ]
}

@test "the engine freezes, and who would replace it: nobody renews for it" {
    lease_pair interval_ms=1000
    kill -STOP "$(process a supervisor)" "$(process a vrrp)"
    wait_for 6 holds b
    [ "$(both_us)" = 0 ]
}

@test "the engine is killed: no lease runs out, at 1 s and at 100 ms adverts" {
    local pid i
    for i in 1000 100; do
        [ "$i" = 1000 ] || lab_up
        lease_pair interval_ms=$i
        for _ in 1 2 3 4 5; do
            pid=$(process a vrrp)
            kill -KILL "$pid"
            sleep "0.$((RANDOM % 10))"
            sleep 0.5
        done
        sleep 2.5
        never_lost a
        [ "$(adverts_count b "$since")" = 0 ]
    done
}

@test "the address writer is killed: no lease runs out" {
    lease_pair interval_ms=1000
    for _ in 1 2 3 4 5; do
        kill -KILL "$(process a kernel)"
        sleep "0.$((RANDOM % 10))"
        sleep 0.5
    done
    sleep 2.5
    never_lost a
    [ "$(adverts_count b "$since")" = 0 ]
}

@test "the address writer stands still: adverts go on, what ran out is put back at once and called by its name" {
    local pid
    lease_pair
    pid=$(process a kernel)
    kill -STOP "$(process a supervisor)" "$pid" # it would replace it
    sleep 1.3
    kill -CONT "$pid"
    sleep 1.5
    has_vip a
    never_lost a

    kill -STOP "$pid"
    wait_for 5 lacks_vip a
    kill -CONT "$pid"
    wait_for 0.5 has_vip a
    holds_for 2 has_vip a
    [ "$(grep -c 'leases of 1 address.* had run out' "$LAB/a.log")" = 1 ]
    not reports a 'removed from .* by somebody else'
    [ "$(adverts_count b "$since")" = 0 ]
}

@test "an address that somebody removes is put back, and that is called by its name" {
    lease_pair
    ip -n a addr del "$VIP/24" dev eth0
    wait_for 0.5 has_vip a
    sleep 0.2
    reports a 'removed from .* by somebody else'
    not reports a 'had run out'
}

@test "adverts that the node's own firewall refuses entitle to nothing: the address goes before the peer has it" {
    lease_pair interval_ms=1000
    ip netns exec a nft add table ip f
    ip netns exec a nft add chain ip f out '{ type filter hook output priority 0; }'
    ip netns exec a nft add rule ip f out ip protocol 112 drop
    wait_for 6 holds b
    [ "$(both_us)" = 0 ]
    reports a 'its addresses wait for the next one'
    since=$(now_us)
    sleep 2.5
    [ "$(garps a "$since" | wc -l)" = 0 ] # it would draw traffic to where nobody answers
    holds b
    ip netns exec a nft flush ruleset
    wait_for 3 holds a
}

@test "a stop keeps the address until the peer has it, and no longer" {
    lease_pair interval_ms=1000
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 2 holds b
    between 1 "$(both_us)" 60000
}

@test "reloads never let a lease run out, and change its length" {
    lease_pair interval_ms=1000
    [ "$(field a "i['lease_us']")" = 2000000 ]
    [ "$(field b "i['lease_us']")" = 2000000 ]
    for lease in off 9s off auto auto; do
        sed -i '/lease:/d' "$LAB/a.cfg"
        printf '    lease: %s\n' "$lease" >>"$LAB/a.cfg"
        ctl a reload
        sleep "0.$((RANDOM % 10))"
        sleep 0.5
        case $lease in
        off) wait_for 1 permanent a && [ "$(field a "i['lease_us']")" = null ] ;;
        9s) wait_for 2 leased a && [ "$(lifetime a)" -ge 5 ] ;;
        auto) wait_for 2 leased a && wait_for 2 eval '[ "$(lifetime a)" -le 2 ]' ;;
        esac
    done
    sleep 3
    never_lost a
    holds a
}

@test "without a lease the address is there for ever" {
    pair vrrpd vrrpd interval_ms=1000 more='    lease: off'
    lease_start
    permanent a
    sleep 1.5
    [ "$(changes a | wc -l)" = 1 ]
    signal_all a KILL
    wait_for 6 has_vip b
    sleep 2
    has_vip a
}

@test "a TCP connection to the address lives through renewals" {
    lease_pair interval_ms=1000
    spawn a server python3 -c '
import socket
s = socket.create_server(("'$VIP'", 7777))
c, _ = s.accept()
while d := c.recv(100): c.sendall(d)'
    sleep 0.5
    ip netns exec cl timeout 30 python3 -c '
import socket, time
c = socket.create_connection(("'$VIP'", 7777), timeout=1)
slowest = 0
end = time.monotonic() + 10
while time.monotonic() < end:
    t = time.monotonic()
    c.sendall(b"x")
    assert c.recv(100) == b"x"
    slowest = max(slowest, time.monotonic() - t)
    time.sleep(0.005)
print("slowest answer", slowest)
assert slowest < 0.15' # a segment that is lost is sent again after 0.2 s
    never_lost a
}

@test "100 hand-overs at 100 ms adverts: no late renewal brings an address back" {
    local from to
    lease_pair interval_ms=100
    for _ in $(seq 50); do
        for from in a b; do
            [ $from = a ] && to=b || to=a
            ctl $from failover VI_1 >/dev/null
            wait_for 3 has_vip $to
            sleep "0.$((RANDOM % 6))"
        done
    done
    sleep 3
    # One that was brought back would be lost once more.
    [ "$(losses a)" = 50 ] || fail "a lost it $(losses a) times"
    [ "$(losses b)" = 50 ] || fail "b lost it $(losses b) times"
    holds a
}

@test "every attribute is as it was after many renewals" {
    local before
    pair vrrpd vrrpd interval_ms=100 more='    excluded:
      - {address: 10.9.7.1/24, label: "eth0:x", broadcast: 10.9.7.255, scope: site}
      - {address: 2001:db8:7::1/64}
      - {address: 2001:db8:8::1/128}
      - {address: 2001:db8:9::7/64, dad: true}'
    router_start a vrrpd
    wait_for 5 has_vip a 10.9.7.1
    wait_for 5 has_vip a 2001:db8:9::7
    sleep 0.3
    attributes >"$LAB/before"
    grep -q 'inet 10.9.7.1/24 brd 10.9.7.255 scope site .*eth0:x' "$LAB/before"
    grep -q 'inet6 2001:db8:7::1/64 .*nodad' "$LAB/before"
    grep -q 'inet6 2001:db8:8::1/128 .*deprecated' "$LAB/before"
    sleep 5
    attributes >"$LAB/after"
    diff "$LAB/before" "$LAB/after"
    leased a 10.9.7.1
    leased a 2001:db8:7::1
    leased a 2001:db8:8::1
    permanent a 2001:db8:9::7 # duplicate address detection and leases exclude one another
}

attributes() {
    ip -n a -o addr show dev eth0 | sed -E 's/(valid|preferred)_lft [0-9]+sec//g; s/ +tentative//' | sort
}

@test "IPv6: the route of the host's own subnet is left alone, whoever goes" {
    ip -n a addr add 2001:db8:9::1/64 dev eth0 nodad
    router_conf a vrrpd
    instance a vrrpd vips=fe80::9:100,2001:db8:9::100 interval_ms=100 more='    lease: off'
    router_start a vrrpd
    wait_for 8 has_vip a 2001:db8:9::100
    permanent a 2001:db8:9::100
    sed -i '/lease: off/d' "$LAB/a.cfg"
    ctl a reload
    wait_for 2 leased a 2001:db8:9::100
    sleep 2.5
    leased a 2001:db8:9::100
    not eval 'ip -n a -6 route show 2001:db8:9::/64 | grep expires'
    signal_all a KILL
    wait_for 5 lacks_vip a 2001:db8:9::100
    lacks_vip a fe80::9:100
    ip -n a -6 route get 2001:db8:9::5 | grep -q 'dev eth0'
    ip -n a -6 route get fe80::5 oif eth0 | grep -q 'dev eth0'
}

@test "a virtual MAC's addresses have leases, too" {
    lease_pair interval_ms=1000 vmac=yes
    [ "$(ip -n a -o addr show to $VIP | awk '{ print $2 }')" = vrrp.51 ]
    leased a
    sleep 4
    never_lost a
    signal_all a KILL
    wait_for 6 holds b
    [ "$(both_us)" = 0 ]
}

@test "very many IPv6 addresses have no lease, and the log says so" {
    local i all=$VIP6
    for i in $(seq 70); do
        all+=,2001:db8:9::$i
    done
    router_conf a vrrpd
    instance a vrrpd vips=$all
    router_start a vrrpd
    wait_for 8 has_vip a 2001:db8:9::70
    reports a '71 IPv6 addresses are too many for leases'
    permanent a $VIP6
    [ "$(field a "i['lease_us']")" = null ]
}

@test "1,000 addresses are renewed: what it costs" {
    local lease pid before
    for lease in off auto; do
        [ $lease = off ] || lab_up
        router_conf a vrrpd
        wide_instance a vrrpd interval_ms=1000 more="    lease: $lease"
        router_start a vrrpd
        wait_for 20 wide_has a $SIZE_VIPS
        sleep 7 # the second round of announcements is over
        pid=$(process a kernel)
        before=$(cpu_us "$pid")
        sleep 10
        echo "# 1,000 addresses at 1 s adverts, lease $lease: $((($(cpu_us "$pid") - before) / 10)) us a second" >&3
        wide_has a $SIZE_VIPS
    done
}
