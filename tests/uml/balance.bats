#!/usr/bin/env bats
# What clients get through a director that vrrpd runs: shares, a server that dies and comes back, quorum and sorry server,
# maintenance by hand.

load lab
load lvs

# by_dr NODE...: real servers by direct routing.
by_dr() {
    local node
    ip -n director addr add "$VIP/32" dev eth0
    for node; do
        dr_server "$node"
        server_start "$node"
    done
}

# by_nat PORT NODE...: real servers behind the director, on that port.
by_nat() {
    local node port=$1
    shift
    ip -n director addr add "$VIP/32" dev eth0
    for node; do
        nat_server "$node"
        server_start "$node" "$port"
    done
}

@test "direct routing to two real servers: each gets its half" {
    by_dr rs1 rs2
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    rows_are director "$(at rs1)" "$(at rs2)"
    answered 20 rs1 rs2
}

@test "masquerading to three real servers: shares are as the weights" {
    by_nat 8080 rs1 rs2 rs3
    conf_begin director
    virtual director NAT 'lb_algo wrr' 'rs1:8080 weight 1' 'rs2:8080 weight 2' 'rs3:8080 weight 3'
    director_up
    rows_are director "$(at rs1 8080 1)" "$(at rs2 8080 2)" "$(at rs3 8080 3)"
    [ "$(ask 30)" = $'rs1 5\nrs2 10\nrs3 15' ]
}

@test "a real server dies and comes back while clients ask" {
    local counts
    by_dr rs1 rs2
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 10 is_state rs1 UP
    load_start
    server_stop rs1
    wait_for 10 rows_are director "$(at rs2)"
    [ "$(ask 10)" = "rs2 10" ]
    is_state rs1 DOWN
    ctl director lvs | grep -q "${NODE_ADDRESS[rs1]}:80.*DOWN.*tcp: connection refused"
    server_start rs1
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    counts=$(load_stop)
    [ "$(answers rs1 <<<"$counts")" -gt 0 ]
    [ "$(answers rs2 <<<"$counts")" -gt 0 ]
    answered 10 rs1 rs2
    ctl director events | grep -q 'DOWN'
}

@test "without the quorum the sorry server stands in, with it it goes" {
    by_nat 80 rs1 rs2
    nat_server rs3
    server_start rs3
    conf_begin director
    virtual director NAT "lb_algo rr; quorum 2; sorry_server ${NODE_ADDRESS[rs3]} 80" rs1 rs2
    director_up
    answered 10 rs1 rs2
    server_stop rs1
    wait_for 10 rows_are director "$(at rs3)"
    [ "$(ask 5)" = "rs3 5" ]
    server_start rs1
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    answered 10 rs1 rs2
}

@test "with inhibit_on_failure a dead server keeps its row, with weight 0" {
    by_dr rs1 rs2
    conf_begin director
    virtual director DR 'lb_algo rr' 'rs1 inhibit_on_failure' rs2
    director_up
    server_stop rs1
    wait_for 10 rows_are director "$(at rs1 80 0)" "$(at rs2)"
    [ "$(ask 5)" = "rs2 5" ]
}

@test "HTTP, misc and quorum hooks: what a program says is a weight, what happens is called" {
    by_dr rs1 rs2
    printf '#!/bin/sh\nexit 42\n' >"$LAB/weigh"
    printf '#!/bin/sh\necho "$1" >>%s\n' "$LAB/calls" >"$LAB/hook"
    chmod 755 "$LAB/weigh" "$LAB/hook"
    conf_begin director
    sed -i '1a\  script_user root' "$LAB/director.cfg"
    virtual director DR "lb_algo wrr; quorum 2; quorum_down \"$LAB/hook lost\"; quorum_up \"$LAB/hook found\"" \
        "rs1 notify_down \"$LAB/hook down\"; notify_up \"$LAB/hook up\"; HTTP_GET {; url {; path /; status_code 200; }; connect_timeout 1; retry 0; }" \
        "rs2 MISC_CHECK {; misc_path \"$LAB/weigh\"; misc_dynamic; }"
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2 80 40)"
    server_stop rs1
    wait_for 10 rows_are director "$(at rs2 80 40)"
    wait_for 5 grep -q down "$LAB/calls"
    server_start rs1
    wait_for 10 grep -q up "$LAB/calls"
}

@test "maintenance: a drained server gets nothing new and keeps what it has, also through a reload" {
    by_dr rs1 rs2
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    hold_start one
    hold_start two
    ctl director lvs drain "$VIP:80" "${NODE_ADDRESS[rs1]}:80"
    wait_for 5 rows_are director "$(at rs1 80 0)" "$(at rs2)"
    is_state rs1 DRAIN
    [ "$(ask 6)" = "rs2 6" ]
    router_hup director
    wait_for 10 reports director 'reloaded'
    holds_for 2 rows_are director "$(at rs1 80 0)" "$(at rs2)"
    ctl director lvs weight "$VIP:80/tcp" "${NODE_ADDRESS[rs2]}:80" 7
    wait_for 5 rows_are director "$(at rs1 80 0)" "$(at rs2 80 7)"
    ctl director lvs enable "$VIP:80" "${NODE_ADDRESS[rs1]}:80"
    ctl director lvs enable "$VIP:80" "${NODE_ADDRESS[rs2]}:80"
    wait_for 5 rows_are director "$(at rs1)" "$(at rs2)"
    hold_stop one
    hold_stop two
    not ctl director lvs drain "$VIP:81" "${NODE_ADDRESS[rs2]}:80"
}

@test "connections survive the crash of services and kernel, and nothing is asked of the table" {
    local before counts name
    by_dr rs1 rs2
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 10 is_state rs1 UP
    hold_start one
    load_start
    for name in services kernel; do
        before=$(process director "$name")
        kill -KILL "$before"
        wait_for 10 eval "[ \"\$(process director $name)\" != $before ] && [ \"\$(process director $name)\" != None ]"
        holds_for 2 rows_are director "$(at rs1)" "$(at rs2)"
    done
    counts=$(load_stop)
    [ "$(answers rs1 <<<"$counts")" -gt 10 ]
    [ "$(answers failed <<<"$counts")" = 0 ]
    hold_stop one
}

@test "stop takes our rows away; a restart within a moment loses no connection" {
    by_dr rs1 rs2
    ipvs -A -t 192.0.2.1:80 -s rr
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    hold_start one
    router_stop director
    table_is director '-A -t 192.0.2.1:80 -s rr'
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    sleep 4 # the client's TCP asks again in growing steps
    hold_stop one
    in_table director '192.0.2.1:80'
}
