#!/usr/bin/env bats
# A reload changes what the file changed and nothing else.
#
#      a: priority 150, reloads        b: priority 100, listens
#            |                              |
#      ------+------------------------------+------ 10.9.0.0/24

load lab

master_a() {
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    router_start b vrrpd
    wait_for 5 holds a
    sleep 0.5
    since=$(now_us)
}

# The master went on as if nothing had happened.
undisturbed() {
    local now
    now=$(now_us)
    holds a
    [ "$(adverts_count b "$since")" = 0 ]
    between 0 "$(largest_gap_us a "$since" "$now")" 150000
    not grep -q "^Deleted.*$VIP" "$LAB/addresses.log"
}

watch_addresses() {
    spawn a addresses ip monitor address
}

@test "reloading an unchanged file ten times loses no advert and moves no address" {
    master_a
    watch_addresses
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        router_hup a
        sleep 0.3
    done
    undisturbed
    [ "$(field a "i['transitions']")" = 1 ] || [ "$(field a "i['transitions']")" = 2 ]
}

@test "an address added to the file appears, one removed from it goes, mastership stays" {
    master_a
    watch_addresses
    router_conf a vrrpd && instance a vrrpd priority=150 vips=$VIP,$VIP2
    ctl a reload
    wait_for 2 has_vip a $VIP2
    undisturbed
    router_conf a vrrpd && instance a vrrpd priority=150 vips=$VIP
    ctl a reload
    wait_for 2 lacks_vip a $VIP2
    undisturbed
}

@test "a bad file at reload changes nothing and says what is wrong" {
    master_a
    watch_addresses
    cp "$LAB/a.cfg" "$LAB/good.cfg"
    echo '    prioritty: 3' >>"$LAB/a.cfg"
    run ctl a reload
    [ "$status" = 1 ]
    [[ $output == *a.cfg:*prioritty* ]]
    router_hup a
    sleep 0.3
    undisturbed
    reports a 'a.cfg:[0-9]+.*prioritty'
    cp "$LAB/good.cfg" "$LAB/a.cfg"
    ctl a reload
    undisturbed
}

@test "an instance added by a reload starts, one removed resigns" {
    master_a
    instance a vrrpd name=VI_2 vrid=52 priority=150 vips=$VIP2
    ctl a reload
    wait_for 3 has_vip a $VIP2
    router_conf a vrrpd && instance a vrrpd name=VI_2 vrid=52 priority=150 vips=$VIP2
    ctl a reload
    wait_for 3 holds b
    has_vip a $VIP2
    resigned a "$since"
}

@test "a storm of SIGHUP ends with the last file in force and no lost advert" {
    master_a
    watch_addresses
    for _ in $(seq 50); do
        router_hup a
    done
    sleep 2
    undisturbed
    ctl a status >/dev/null
}

@test "an address that moves from one instance to another never leaves the interface" {
    router_conf a vrrpd
    instance a vrrpd name=VI_1 vrid=51 priority=150 vips=$VIP,$VIP2
    instance a vrrpd name=VI_2 vrid=52 priority=150 vips=10.9.0.102
    router_start a vrrpd
    wait_for 5 has_vip a $VIP2
    wait_for 5 has_vip a 10.9.0.102
    watch_addresses
    sleep 0.3
    router_conf a vrrpd
    instance a vrrpd name=VI_1 vrid=51 priority=150 vips=$VIP
    instance a vrrpd name=VI_2 vrid=52 priority=150 vips=10.9.0.102,$VIP2
    ctl a reload
    sleep 1
    has_vip a $VIP2
    not grep -q "^Deleted" "$LAB/addresses.log"
}
