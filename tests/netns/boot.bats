#!/usr/bin/env bats
# Start and flap: whoever cannot hear yet does not contend, and a flapping link is one fault.
#
#      a: priority 150        b: priority 100, holds the address
#            |                      |
#      ------+----------------------+------ 10.9.0.0/24

load lab

# with_global NODE TEXT: its configuration with these keys under `global`.
with_global() {
    printf 'global: {router_id: %s, %s}\ninstances:\n' "$1" "$2" >"$LAB/$1.cfg"
}

flap() {
    local i
    for ((i = 0; i < $2; i++)); do
        ip -n lan link set "to-$1" down
        sleep 0.03
        ip -n lan link set "to-$1" up
        sleep 0.03
    done
}

count() {
    grep -c -e "$2" "$LAB/$1.log"
}

@test "a link that comes up is listened to for two seconds before its node contends" {
    local since up
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    router_start b vrrpd
    wait_for 5 holds a
    ip -n lan link set to-a down
    wait_for 5 holds b
    since=$(now_us)
    ip -n lan link set to-a up
    wait_for 8 holds a
    # 2 s of listening, then a whole down interval of priority 150.
    up=$(adverts a "$since" | awk '{ print $1; exit }')
    on_time $((2000000 + $(down_us 150 100))) $((up - since)) || between 2300000 $((up - since)) 2700000
    [ "$(adverts a "$since" "$((since + 2000000))" | wc -l)" = 0 ]
}

@test "fifty flaps are one fault and one return" {
    router_conf a vrrpd && instance a vrrpd priority=150
    router_start a vrrpd
    wait_for 5 has_vip a
    flap a 50
    wait_for 8 has_vip a
    [ "$(count a 'MASTER -> FAULT')" = 1 ]
    [ "$(count a 'FAULT -> BACKUP')" = 1 ]
}

@test "with a down delay a short drop of the carrier is nothing" {
    with_global a "link_down_delay: 1s, link_up_delay: 0s"
    instance a vrrpd priority=150
    router_start a vrrpd
    wait_for 5 has_vip a
    flap a 3
    sleep 0.5
    [ "$(count a FAULT)" = 0 ]
    ip -n lan link set to-a down
    wait_for 5 reports a "MASTER -> FAULT, the link is down"
    lacks_vip a
}

@test "interface_up_down_delays of a keepalived.conf count for that interface" {
    router_conf a keepalived
    sed -i 's/^}/  interface_up_down_delays {\n    eth0 1 0\n  }\n}/' "$LAB/a.cfg"
    instance a keepalived priority=150
    router_start a vrrpd
    wait_for 5 has_vip a
    flap a 3
    sleep 0.5
    [ "$(count a FAULT)" = 0 ]
}

@test "during the start-up delay nothing is contended for, and the log says so" {
    with_global a "startup_delay: 2s"
    instance a vrrpd priority=255
    observer_start
    since=$(now_us)
    router_start a vrrpd
    wait_for 8 has_vip a
    [ "$(adverts a "$since" "$((since + 1900000))" | wc -l)" = 0 ]
    reports a "INIT -> FAULT, .*listening first"
    # A reload after it is none of its business.
    router_hup a
    wait_for 5 reports a reloaded
    has_vip a
    [ "$(count a 'MASTER ->')" = 0 ]
}

@test "an interface that is not there is waited for, and one that is made anew is used again" {
    ip -n lan link del to-a
    router_conf a vrrpd && instance a vrrpd priority=150
    router_start a vrrpd
    wait_for 5 reports a "INIT -> FAULT, the interface does not exist"
    lab_plug a
    wait_for 10 has_vip a
    ip -n lan link del to-a
    wait_for 5 reports a "MASTER -> FAULT, the interface does not exist"
    lab_plug a
    wait_for 10 has_vip a
}
