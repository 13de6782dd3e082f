#!/usr/bin/env bats
# vrrpd and FRR 8.4 share one virtual router: VRRPv3 at 100 ms, IPv4 and IPv6, either one as master.
#
#      a: priority 150, one daemon        b: priority 100, the other one
#            |                                 |
#      ------+---------------------------------+------

load lab
load frr

export LAB PEERS_ROOT PEERS_LIBRARIES

setup() {
    need_frr
    lab_up
    wait_for 5 ready6 a
    wait_for 5 ready6 b
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

nothing_rejected() {
    [ "$(field "$1" "sum(i['rejected'].values())")" = 0 ] || fail "$1 rejected: $(field "$1" "i['rejected']")"
}

# frr_first ADDRESS: FRR is master on a, dies, comes back, is stopped; vrrpd on b follows.
frr_first() {
    local vip=$1 since
    observer_start
    frr_start a 150 "$vip"
    wait_for 10 frr_is a Master
    router_conf b vrrpd && instance b vrrpd priority=100 vips="$vip"
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
    sleep 1
    state_is b BACKUP
    nothing_rejected b

    since=$(now_us)
    power_off a
    wait_for 5 has_vip b "$vip"
    on_time "$(down_us 100 100)" "$(takeover_us a b "$since")"
    frr_gone a

    power_on a
    frr_start a 150 "$vip"
    wait_for 10 frr_is a Master
    wait_for 5 state_is b BACKUP
    lacks_vip b "$vip"
    nothing_rejected b

    since=$(now_us)
    frr_stop a
    wait_for 5 has_vip b "$vip"
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
}

# vrrpd_first ADDRESS: the other way round. FRR counts its skew in whole centiseconds, so it may be early by one.
vrrpd_first() {
    local vip=$1 since took
    observer_start
    router_conf a vrrpd && instance a vrrpd priority=150 vips="$vip"
    router_start a vrrpd
    wait_for 5 has_vip a "$vip"
    frr_start b 100 "$vip"
    wait_for 10 frr_is b Backup
    sleep 1
    frr_is b Backup
    nothing_rejected a

    since=$(now_us)
    power_off a
    ip -n a addr flush dev eth0 to "$vip"
    wait_for 5 frr_is b Master
    took=$(takeover_us a b "$since")
    between $(($(down_us 100 100) - 10000)) "$took" $(($(down_us 100 100) + 50000))

    power_on a
    router_start a vrrpd
    wait_for 5 has_vip a "$vip"
    wait_for 5 frr_is b Backup
    nothing_rejected a

    since=$(now_us)
    router_stop a
    wait_for 5 frr_is b Master
    took=$(takeover_us a b "$since")
    between $(($(skew_us 100 100) - 10000)) "$took" $(($(skew_us 100 100) + 50000))
}

@test "IPv4: FRR is master, vrrpd backup" {
    frr_first $VIP
}

@test "IPv4: vrrpd is master, FRR backup" {
    vrrpd_first $VIP
}

@test "IPv6: FRR is master, vrrpd backup" {
    NODE_ADDRESS6[a]=$VIP6 # its source, see frr_macvlan
    frr_first $VIP6
}

# FRR 8.4 finds no source on its macvlan once that was switched off for a while: as a master it sends nothing. What
# it hears is tested all the same.
@test "IPv6: vrrpd is master, FRR backup: it follows, takes over, and yields again" {
    router_conf a vrrpd && instance a vrrpd priority=150 vips=$VIP6
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6
    frr_start b 100 $VIP6
    wait_for 10 frr_is b Backup
    sleep 1
    frr_is b Backup
    router_stop a
    wait_for 3 frr_is b Master
    router_start a vrrpd
    wait_for 5 has_vip a $VIP6
    wait_for 5 frr_is b Backup
    nothing_rejected a
}
