#!/usr/bin/env bats
# The master is silent: whoever asks the LAN who has the address knows whether its kernel lives.
#
#      a: master, 150, dead or muted        b: backup, asks        cl: a client, a stranger
#            |                                  |                      |
#      ------+----------------------------------+----------------------+------ 10.9.0.0/24

load lab
load frr

export LAB PEERS_ROOT PEERS_LIBRARIES

STRANGER=02:00:00:00:09:66

# silent_pair DAEMON_A MODE KEY=VALUE...: a is master, b follows it and knows its MAC.
silent_pair() {
    local daemon=$1 mode=$2 vip=$VIP
    shift 2
    router_conf a "$daemon" && instance a "$daemon" priority=150 "$@"
    router_conf b vrrpd && instance b vrrpd priority=100 more="    on_silent_master: $mode" "$@"
    observer_start
    router_start a "$daemon"
    case "$*" in *vips=*) vip=$VIP6 ;; esac
    wait_for 10 has_vip a "$vip"
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
    sleep 1
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

held() {
    [ "$(field b "i['held_by']")" = probe ]
}

# mute NODE: a firewall on the node drops VRRP, out and in; everything else goes on.
mute() {
    ip netns exec "$1" nft add table inet mute
    ip netns exec "$1" nft add chain inet mute out '{ type filter hook output priority 0; }'
    ip netns exec "$1" nft add rule inet mute out meta l4proto 112 drop
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute out "{ type filter hook ingress device to-$1 priority 0; }"
    ip netns exec lan nft add rule netdev mute out ip protocol 112 drop
}

unmute() {
    ip netns exec "$1" nft delete table inet mute
    ip netns exec lan nft delete table netdev mute
}

# Dies without a word, and the addresses stay.
die() {
    local pids
    mapfile -t pids < <(cat "$LAB/$1.pid"; ps -o pid= --ppid "$(cat "$LAB/$1.pid")")
    kill -STOP "${pids[@]}"
    kill -KILL "${pids[@]}"
}

both_hold() {
    has_vip a && has_vip b
}

# never_both SECONDS: looks every 10 ms.
never_both() {
    local until=$(($(now_us) + $1 * 1000000))
    while [ "$(now_us)" -lt "$until" ]; do
        not both_hold || return 1
        sleep 0.01
    done
}

@test "a firewall against VRRP with hold: no moment with two holders, and nothing moves" {
    silent_pair vrrpd hold
    ip netns exec a nft add table inet mute
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute out '{ type filter hook ingress device to-a priority 0; }'
    ip netns exec lan nft add rule netdev mute out ip protocol 112 drop
    never_both 5
    held
    state_is b BACKUP
    [ "$(adverts_count b)" = 0 ]
    reports b 'SB-C4 open: 10.9.0.1 with priority 150 is silent but 02:00:00:00:09:01 still answers for 10.9.0.100'
    ctl b explain VI_1 | grep -F 'SB-C4'
    unmute a
    wait_for 2 not held
    wait_for 2 reports b 'SB-C4 closed'
    never_both 1
}

@test "a firewall against VRRP with promote: no delay, an event and a diagnosis" {
    local since
    silent_pair vrrpd promote
    since=$(now_us)
    mute a
    wait_for 5 has_vip b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    wait_for 2 reports b 'SB-C4: 10.9.0.1 with priority 150 is silent but 02:00:00:00:09:01 still answers for 10.9.0.100'
    ctl b events --json >"$LAB/events"
    grep -q '"code":"SB-C4"' "$LAB/events"
    "$TOP/tests/schema/validate" event <"$LAB/events"
}

@test "a dead daemon on a live kernel, no lease: hold waits until somebody removes the address" {
    silent_pair vrrpd hold
    sed -i 's/advert_interval/lease: off\n    advert_interval/' "$LAB/a.cfg"
    router_hup a
    wait_for 5 eval '[ "$(field a "i['"'lease_us'"']")" = None ] || [ "$(field a "i['"'lease_us'"']")" = null ]'
    sleep 0.5
    die a
    never_both 3
    held
    ip -n a addr del $VIP/24 dev eth0
    wait_for 1 has_vip b
}

@test "a dead daemon on a live kernel, no lease: hold-for ends when its time is over" {
    local since
    silent_pair vrrpd 'hold-for 1s' 
    sed -i 's/advert_interval/lease: off\n    advert_interval/' "$LAB/a.cfg"
    router_hup a
    sleep 1.5
    since=$(now_us)
    die a
    wait_for 3 has_vip b
    between $(($(down_us 100 100) + 1000000 - 1000)) "$(takeover_us a b "$since")" $(($(down_us 100 100) + 1150000))
    wait_for 2 reports b 'SB-C4: 10.9.0.1 with priority 150 is silent'
}

@test "everything is killed with a lease: hold-for takes over when the kernel has dropped the address, never beside it" {
    silent_pair vrrpd hold-for
    die a
    never_both 4
    wait_for 1 has_vip b
    lacks_vip a
}

@test "keepalived killed on a live kernel: its address stays, hold waits, promote says so" {
    need_peer
    silent_pair keepalived hold
    router_kill a
    never_both 2
    held
    ip -n a addr del $VIP/24 dev eth0
    wait_for 1 has_vip b
}

@test "FRR killed on a live kernel: the virtual MAC answers, hold waits" {
    need_frr
    observer_start
    frr_start a 150 $VIP
    wait_for 10 frr_is a Master
    router_conf b vrrpd && instance b vrrpd priority=100 more="    on_silent_master: hold"
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
    sleep 1
    kill -KILL "$(cat "$LAB/a.frr/vrrpd.pid")" "$(cat "$LAB/a.frr/zebra.pid")"
    sleep 2
    held
    state_is b BACKUP
    reports b 'SB-C4 open: 10.9.0.1 with priority 100 is silent but 00:00:5e:00:01:33' || reports b 'SB-C4 open: 10.9.0.1 with priority 150 is silent but 00:00:5e:00:01:33'
}

@test "power is gone: nobody answers, hold costs nothing" {
    local since
    silent_pair vrrpd hold
    since=$(now_us)
    power_off a
    wait_for 3 has_vip b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    not reports b SB-
}

@test "a stranger has the address, or a proxy answers for it: told, and not taken for the master" {
    local since
    silent_pair vrrpd hold
    spawn cl proxy "$TOP/tests/netns/neighbour.py" eth0 $STRANGER answer $VIP
    wait_for 5 grep -q READY "$LAB/proxy.log"
    since=$(now_us)
    power_off a
    wait_for 3 has_vip b
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    wait_for 2 reports b "SB-C5: the master is silent and $STRANGER, which is not known as it, answers for $VIP"
    not reports b SB-C4
}

@test "a resignation and preemption are not held, whoever answers" {
    silent_pair vrrpd hold
    spawn cl proxy "$TOP/tests/netns/neighbour.py" eth0 "${NODE_MAC[a]}" answer $VIP
    wait_for 5 grep -q READY "$LAB/proxy.log"
    router_stop a
    wait_for 2 has_vip b
    router_start a vrrpd
    wait_for 5 holds a
}

@test "the engine of a backup that holds is killed: its successor holds on" {
    silent_pair vrrpd hold
    ip netns exec a nft add table inet mute
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute out '{ type filter hook ingress device to-a priority 0; }'
    ip netns exec lan nft add rule netdev mute out ip protocol 112 drop
    wait_for 3 held
    kill -KILL "$(process b vrrp)"
    never_both 2
    held
}

@test "hold over IPv6" {
    wait_for 5 ready6 a
    wait_for 5 ready6 b
    silent_pair vrrpd hold vips="$VIP6"
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute out '{ type filter hook ingress device to-a priority 0; }'
    ip netns exec lan nft add rule netdev mute out ip6 nexthdr 112 drop
    sleep 2
    held
    state_is b BACKUP
    reports b "SB-C4 open: ${NODE_ADDRESS6[a]} with priority 150 is silent but 02:00:00:00:09:01 still answers for $VIP6"
}

@test "with a virtual MAC on both nodes hold knows the master's" {
    silent_pair vrrpd hold vmac=yes
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute out '{ type filter hook ingress device to-a priority 0; }'
    ip netns exec lan nft add rule netdev mute out ip protocol 112 drop
    sleep 2
    held
    state_is b BACKUP
}
