#!/usr/bin/env bats
# The kernel's table is what vrrpd wants it to be, whatever others do to it and whoever dies; and nothing more than that.

load lab
load lvs

# Two virtual servers on one director, both answer.
two() {
    dr_server rs1
    dr_server rs2
    server_start rs1
    server_start rs2
    ip -n director addr add "$VIP/32" dev eth0
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
}

counted() {
    ctl director lvs --json | json "d['lvs']['$1']"
}

# looked_again: a reading of the table was asked for, and is over: clients of `lvs' get fresh counters.
looked_again() {
    ctl director lvs --json >/dev/null
    sleep 1.2
    ctl director lvs --json >/dev/null
}

# daemon NODE: which roles of the synchronisation daemon run there.
daemon() {
    ip netns exec "$1" "$OUT/tests/uml/ipvs" sync | cut -d ' ' -f 1-3
}

daemon_is() {
    [ "$(daemon "$1")" = "$2" ]
}

@test "what somebody changed in the table is put right, and told" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    [ "$(counted corrected)" = 0 ]
    ipvs -e -t "$VIP:80" -r "${NODE_ADDRESS[rs1]}:80" -g -w 77
    ipvs -a -t "$VIP:80" -r 10.9.1.99:80 -g -w 1
    looked_again
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    [ "$(counted corrected)" = 2 ]
    [ "$(grep -c 'somebody changed the IPVS table: 2 row' "$LAB/director.log")" = 1 ]
    ipvs -E -t "$VIP:80" -s wlc
    looked_again
    wait_for 10 in_table director '-s rr'
    ipvs -D -t "$VIP:80"
    looked_again
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    answered 10 rs1 rs2
}

@test "a table that was cleared is put right without anybody asking" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    ipvs -C
    wait_for 45 rows_are director "$(at rs1)" "$(at rs2)"
    reports director 'somebody changed the IPVS table: 3 row'
}

@test "services of others stay, at start, at a reading, at a reload and at the end" {
    two
    ipvs -A -t 192.0.2.1:80 -s rr
    ipvs -A -f 9 -s wlc
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    ipvs -A -u 192.0.2.1:53 -s rr
    looked_again
    router_hup director
    wait_for 10 reports director 'reload'
    looked_again
    in_table director '-A -u 192.0.2.1:53 -s rr'
    router_stop director
    table_is director '-A -t 192.0.2.1:80 -s rr' '-A -f 9 -s wlc' '-A -u 192.0.2.1:53 -s rr'
}

@test "lvs_flush takes away what others have, once, and not what is wanted" {
    two
    sed -i '1a\  lvs_flush' "$LAB/director.cfg"
    ipvs -A -t 192.0.2.1:80 -s rr
    ipvs -A -t "$VIP:80" -s rr
    ipvs -a -t "$VIP:80" -r "${NODE_ADDRESS[rs1]}:80" -g
    hold_start one
    router_start director vrrpd
    wait_for 20 rows_are director "$(at rs1)" "$(at rs2)"
    wait_for 5 not in_table director 192.0.2.1
    hold_stop one
    ipvs -A -t 192.0.2.1:80 -s rr
    looked_again
    in_table director 192.0.2.1
}

@test "one changed weight is one request" {
    local before
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    before=$(requests)
    [ "$before" = 3 ]
    ctl director lvs weight "$VIP:80" "${NODE_ADDRESS[rs2]}:80" 5
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2 80 5)"
    [ "$(requests)" = 4 ]
    sed -i 's/lb_algo rr/lb_algo wrr/' "$LAB/director.cfg"
    router_hup director
    wait_for 20 in_table director '-s wrr'
    [ "$(requests)" = 5 ]
}

@test "after the death of everything the table serves on, and a new start asks for nothing" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    hold_start one
    router_kill director
    rows_are director "$(at rs1)" "$(at rs2)"
    answered 10 rs1 rs2
    rm -f "$LAB/director.log"
    router_start director vrrpd
    wait_for 20 ctl director lvs --json
    looked_again
    rows_are director "$(at rs1)" "$(at rs2)"
    [ "$(requests)" = 0 ]
    hold_stop one
}

@test "a virtual server that left the configuration while nothing ran goes, an equal one of others does not" {
    two
    sed 's/ 80 {/ 81 {/' "$LAB/director.cfg" | sed -n '/^virtual_server/,$p' >"$LAB/second"
    cat "$LAB/second" >>"$LAB/director.cfg"
    director_up
    wait_for 10 in_table director "-A -t $VIP:81"
    router_kill director
    ipvs -A -t "$VIP:82" -s rr
    in_table director "-A -t $VIP:81"
    conf_begin director
    virtual director DR 'lb_algo rr' rs1 rs2
    director_up
    wait_for 10 not in_table director "-A -t $VIP:81"
    in_table director "-A -t $VIP:82"
    in_table director "-A -t $VIP:80"
}

@test "without virtual servers nothing of ip_vs is touched; leftovers of a configuration with some go all the same" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    ipvs -A -t 192.0.2.1:80 -s rr
    conf_begin director 150
    router_hup director
    wait_for 20 not in_table director "$VIP"
    in_table director 192.0.2.1
    router_stop director
    ipvs -C
    ip netns del director # with it its table, else the module cannot go
    ip netns add director
    lab_plug director
    wait_for 20 modprobe -r ip_vs_rr ip_vs_wlc ip_vs_wrr ip_vs_sh ip_vs_mh ip_vs_dh ip_vs_lc ip_vs
    router_start director vrrpd
    wait_for 20 has_vip director
    not grep -q '^ip_vs ' /proc/modules
}

@test "without ip_vs VRRP goes on; the table is made when the module is there" {
    modprobe -r ip_vs_rr ip_vs 2>/dev/null || skip "ip_vs cannot be removed"
    echo /bin/false >/proc/sys/kernel/modprobe
    conf_begin director 150
    virtual director DR 'lb_algo rr' rs1
    router_start director vrrpd
    wait_for 20 has_vip director
    wait_for 10 reports director 'no ip_vs'
    echo /run/bin/modprobe >/proc/sys/kernel/modprobe
    wait_for 20 in_table director '-A'
    wait_for 5 reports director 'is what it should be'
}

@test "a scheduler that the kernel lacks is told once, and the rest works" {
    two
    sed -n '/^virtual_server/,$p' "$LAB/director.cfg" | sed 's/ 80 {/ 81 {/; s/lb_algo rr/lb_algo twos/' >"$LAB/second"
    cat "$LAB/second" >>"$LAB/director.cfg"
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    wait_for 20 reports director "cannot add $VIP:81/tcp"
    sleep 7
    [ "$(grep -c "cannot add $VIP:81/tcp: the kernel has no scheduler twos" "$LAB/director.log")" = 1 ]
    [ "$(grep -c "cannot add" "$LAB/director.log")" = 1 ]
    not reports director 'no ip_vs'
    answered 10 rs1 rs2
}

@test "program: master is in the table only while the instance is MASTER, and not after a death of the supervisor" {
    local who
    conf_yaml director 150
    router_start director vrrpd
    wait_for 20 in_table director "-A -t $VIP:80"
    in_table director "-A -t $VIP:81"
    wait_for 5 has_vip director
    hold_away
    wait_for 20 lacks_vip director
    wait_for 10 not in_table director "-A -t $VIP:80"
    in_table director "-A -t $VIP:81"
    release_away
    wait_for 20 in_table director "-A -t $VIP:80"
    who=$(cat "$LAB/director.pid")
    kill -KILL "$who"
    wait_for 10 router_gone director
    not in_table director "-A -t $VIP:80"
    in_table director "-A -t $VIP:81"
}

# conf_yaml NODE PRIORITY: an instance with the VIP; a virtual server of its master alone, and one of everybody.
conf_yaml() {
    cat >"$LAB/$1.cfg" <<END
global:
  router_id: $1
instances:
  VI_1: {interface: eth0, vrid: 51, priority: $2, advert_interval: 200ms, addresses: [$VIP/24]}
virtual_servers:
  - {address: "$VIP:80", program: master, method: dr, servers: ["${NODE_ADDRESS[rs1]}:80"]}
  - {address: "$VIP:81", program: always, method: dr, servers: ["${NODE_ADDRESS[rs1]}:81"]}
END
}

# Another router with a higher priority takes the address, and gives it back.
hold_away() {
    printf 'global_defs {\n router_id other\n}\n' >"$LAB/director2.cfg"
    instance director2 keepalived priority=200 interval_ms=200
    router_start director2 vrrpd
}

release_away() {
    router_stop director2
}

@test "the synchronisation daemon follows the instance, through a crash too, and ends with us" {
    conf_begin director 150
    sed -i '1a\  lvs_sync_daemon eth0 VI_1 id 9' "$LAB/director.cfg"
    router_start director vrrpd
    wait_for 20 daemon_is director 'master eth0 9'
    hold_away
    wait_for 20 daemon_is director 'backup eth0 9'
    release_away
    wait_for 20 daemon_is director 'master eth0 9'
    router_kill director
    daemon_is director 'master eth0 9'
    router_start director vrrpd
    wait_for 20 has_vip director
    wait_for 10 daemon_is director 'master eth0 9'
    sed -i 's/id 9/id 10/' "$LAB/director.cfg"
    router_hup director
    wait_for 20 daemon_is director 'master eth0 10'
    sed -i '/lvs_sync_daemon/d' "$LAB/director.cfg"
    router_hup director
    wait_for 20 daemon_is director ''
    sed -i '1a\  lvs_sync_daemon eth0 VI_1 id 9' "$LAB/director.cfg"
    router_hup director
    wait_for 20 daemon_is director 'master eth0 9'
    router_stop director
    daemon_is director ''
}

@test "timeouts are set at the start" {
    conf_begin director
    sed -i '1a\  lvs_timeouts tcp 901 udp 302' "$LAB/director.cfg"
    virtual director DR 'lb_algo rr' rs1
    director_up
    ipvs -L --timeout | grep -E 'Timeout \(tcp tcpfin udp\): 901 [0-9]+ 302'
}

@test "connections and weights of the kernel are shown" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    hold_start one
    hold_start two
    sleep 2.5 # the kernel counts every 2 s
    looked_again
    ctl director lvs --json | json "sorted(s['active'] for s in d['virtual_servers'][0]['servers'])" | grep -x '\[1, 1\]'
    hold_stop one
    hold_stop two
}

# rounds NODE: how often its kernel process woke up.
rounds() {
    awk '/^voluntary_ctxt/ { print $2 }' "/proc/$(process "$1" kernel)/status"
}

# at_rest NODE: in three seconds its kernel process wakes up a few times at most, and uses no time to speak of.
at_rest() {
    local before ticks pid
    pid=$(process "$1" kernel)
    before=$(rounds "$1") ticks=$(awk '{ print $14 + $15 }' "/proc/$pid/stat")
    sleep 3
    between 0 $(($(rounds "$1") - before)) 30
    between 0 $(($(awk '{ print $14 + $15 }' "/proc/$pid/stat") - ticks)) 30
}

@test "a director at rest costs nothing: without a sync daemon, with one, and when something is refused" {
    two
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    at_rest director
    conf_begin director 150
    sed -i '1a\  lvs_sync_daemon eth0 VI_1 id 9' "$LAB/director.cfg"
    virtual director DR 'lb_algo rr' rs1 rs2
    router_hup director
    wait_for 20 daemon_is director 'master eth0 9'
    at_rest director
    sed -i "s/lb_algo rr/lb_algo twos/; s/eth0 VI_1/nowhere VI_1/" "$LAB/director.cfg"
    router_stop director
    router_start director vrrpd
    wait_for 20 has_vip director
    wait_for 20 reports director 'the kernel has no scheduler twos'
    at_rest director
}

# big: 300 virtual servers with 10 real servers each.
big() {
    local i
    {
        printf 'global_defs {\n  router_id director\n}\n'
        for ((i = 0; i < 300; i++)); do
            printf 'virtual_server 10.100.%d.%d 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP\n' $((i / 250)) $((i % 250))
            printf ' real_server 10.9.10.%d 80 {\n weight 1\n }\n' 1 2 3 4 5 6 7 8 9 10
            printf '}\n'
        done
    } >"$LAB/director.cfg"
    modprobe ip_vs_rr
}

# has_rows COUNT: at least.
has_rows() {
    [ "$(table director | wc -l)" -ge "$1" ]
}

@test "a kernel process that dies again and again while it makes a big table: in the end it is whole" {
    local count
    big
    router_start director vrrpd
    for count in 500 1000 1500; do
        wait_for 20 has_rows $count
        kill -KILL "$(process director kernel)"
        sleep 0.1
    done
    wait_for 30 has_rows 3300
    [ "$(table director | sort -u | wc -l)" = 3300 ]
    router_stop director
    table_is director
}

@test "what was made by a vrrpd that died before it was done goes when the next one does not want it" {
    two
    sed -n '/^virtual_server/,$p' "$LAB/director.cfg" | sed 's/ 80 {/ 81 {/; s/lb_algo rr/lb_algo twos/' >"$LAB/second"
    cat "$LAB/second" >>"$LAB/director.cfg" # it is never done
    director_up
    wait_for 10 rows_are director "$(at rs1)" "$(at rs2)"
    router_kill director
    conf_begin director 150
    router_start director vrrpd
    wait_for 20 table_is director
}
