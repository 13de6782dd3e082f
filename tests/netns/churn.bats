#!/usr/bin/env bats
# Another namespace makes and deletes links without a pause, which keeps the kernel's rtnl lock busy.
#
#      a: priority 150, 10 ms adverts       b: priority 100          churn: veth pairs come and go
#            |                                 |
#      ------+---------------------------------+------ 10.9.0.0/24   (not connected)

load lab

@test "10 ms adverts keep their pace while another namespace churns links" {
    local since now
    pair vrrpd vrrpd interval_ms=10
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    ip netns add churn
    spawn churn churn bash -c 'while :; do ip link add x type veth peer name y; ip link del x; done'
    sleep 1
    since=$(now_us)
    sleep 10
    now=$(now_us)
    [ "$(adverts_count b "$since")" = 0 ]
    between 0 "$(largest_gap_us a "$since" "$now")" 15000
    holds a
}
