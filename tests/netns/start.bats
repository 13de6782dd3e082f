#!/usr/bin/env bats
# What may be wrong when the daemon starts.
#
#      a: one router alone
#            |
#      ------+------ 10.9.0.0/24

load lab

# vrrpd_in_a ARGUMENT...: in the foreground, ended by the test if it does not end itself.
vrrpd_in_a() {
    ip netns exec a timeout 5 "$OUT/bin/vrrpd" -n -l --run-dir "$LAB/a.run" "$@" 3>&-
}

lone_conf() {
    router_conf a vrrpd && instance a vrrpd priority=150
}

@test "a bad file ends the start with status 2, names the place and touches nothing" {
    lone_conf
    echo '    prioritty: 3' >>"$LAB/a.cfg"
    run vrrpd_in_a -f "$LAB/a.cfg"
    [ "$status" = 2 ]
    [[ $output == *a.cfg:*:*prioritty* ]]
    lacks_vip a
    [ ! -e "$LAB/a.run/vrrpd.pid" ]
}

@test "a file that is not there ends the start with status 2" {
    run vrrpd_in_a -f "$LAB/nowhere.yaml"
    [ "$status" = 2 ]
    [[ $output == *nowhere.yaml* ]]
}

@test "-t checks the file and starts nothing" {
    lone_conf
    run vrrpd_in_a -t -f "$LAB/a.cfg"
    [ "$status" = 0 ]
    lacks_vip a
    echo 'nonsense: [' >>"$LAB/a.cfg"
    run vrrpd_in_a -t -f "$LAB/a.cfg"
    [ "$status" != 0 ]
}

@test "a second daemon on the same run directory is refused, the first one goes on" {
    lone_conf
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    since=$(now_us)
    run vrrpd_in_a -f "$LAB/a.cfg"
    [ "$status" != 0 ]
    [ "$status" != 124 ]
    [[ $output == *another*run-dir* ]]
    has_vip a
    [ "$(field a "i['state']")" = MASTER ]
    between 0 "$(largest_gap_us a "$since" "$(now_us)")" 150000
}

@test "files left by a daemon that was killed do not stop the next one" {
    lone_conf
    router_start a vrrpd
    wait_for 5 has_vip a
    router_kill a
    router_start a vrrpd
    wait_for 5 ctl a status
    wait_for 5 has_vip a
}

@test "without the privileges it says so and ends" {
    lone_conf
    run ip netns exec a timeout 5 setpriv --bounding-set=-net_raw,-net_admin \
        "$OUT/bin/vrrpd" -n -l -f "$LAB/a.cfg" --run-dir "$LAB/a.run"
    [ "$status" != 0 ]
    [ "$status" != 124 ]
    [[ $output == *NET_RAW* ]]
    lacks_vip a
}

@test "a daemon without -n goes into the background, writes its pid file and stops on SIGTERM" {
    lone_conf
    ip netns exec a "$OUT/bin/vrrpd" -f "$LAB/a.cfg" --run-dir "$LAB/a.run" 3>&-
    wait_for 5 has_vip a
    kill -TERM "$(cat "$LAB/a.run/vrrpd.pid")"
    wait_for 5 router_gone a
    lacks_vip a
}

@test "a keepalived.conf is loaded as it is" {
    router_conf a keepalived && instance a keepalived priority=150
    router_start a vrrpd
    wait_for 5 has_vip a
    [ "$(field a "i['name']")" = VI_1 ]
}

@test "its processes say in ps what they are" {
    lone_conf
    router_start a vrrpd
    wait_for 5 has_vip a
    for name in supervisor vrrp kernel services; do
        tr '\0' ' ' <"/proc/$(process a $name)/cmdline" | grep -q "$name"
    done
}

@test "-d logs what the file means, without its passwords" {
    router_conf a vrrpd && instance a vrrpd priority=150 version=2 interval_ms=1000 password=hush
    router_start a vrrpd "$LAB/a.cfg" -d
    wait_for 5 reports a 'configuration: +priority: 150'
    wait_for 5 ctl a status
    ! reports a 'hush' || fail "the password is in the log"
    ctl a reload
    [ "$(grep -c 'configuration: +*instances:' "$LAB/a.log")" = 1 ]
}
