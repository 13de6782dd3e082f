#!/usr/bin/env bats
# Two addresses, crossed: each router is master of one and backup of the other.
#
#      a: VI_1 priority 150 (.100)       b: VI_1 priority 100 (.100)
#         VI_2 priority 100 (.101)          VI_2 priority 150 (.101)
#            |                                |
#      ------+--------------------------------+------ 10.9.0.0/24

load lab

ROUTER=${ROUTER:-vrrpd}

crossed() {
    local node=$1 first=$2 second=$3
    router_conf "$node" "$ROUTER"
    instance "$node" "$ROUTER" name=VI_1 vrid=51 priority="$first" vips=$VIP
    instance "$node" "$ROUTER" name=VI_2 vrid=52 priority="$second" vips=$VIP2
    router_start "$node" "$ROUTER"
}

both_home() {
    holds a $VIP && holds b $VIP2
}

@test "each router holds its own address, and one takes both while the other is away" {
    crossed a 150 100
    crossed b 100 150
    wait_for 5 both_home
    router_stop a
    wait_for 5 holds b $VIP
    holds b $VIP2
    router_start a "$ROUTER"
    wait_for 5 both_home
    power_off b
    wait_for 5 has_vip a $VIP2
    has_vip a $VIP
}
