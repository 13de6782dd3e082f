#!/usr/bin/env bats
# Size: one instance with 1,000 addresses, and 1,000 instances. What must hold is said in intervals; how fast it is
# belongs to the bench.

load lab
load size
load holders

# no_late_advert NODE SINCE_US [UNTIL_US]: none of the 100 ms adverts came half an interval late.
no_late_advert() {
    local gap
    gap=$(largest_gap_us "$1" "$(adverts "$1" "$2" | awk '{ print $1; exit }')" "${3:-$(now_us)}")
    [ "$gap" -le 150000 ] || fail "no advert of $1 for $gap us"
}

# in_state NODE STATE: all instances are.
in_state() {
    [ "$(ctl "$1" status --json | json "sum(i['state'] == '$2' for i in d['instances'])")" = $SIZE_INSTANCES ]
}

@test "1,000 addresses come with a takeover and go with a stop, no advert is late meanwhile" {
    local since
    wide_pair vrrpd
    observer_start
    router_start a vrrpd
    wait_for 20 wide_has a $SIZE_VIPS
    router_start b vrrpd
    sleep 1
    since=$(now_us)
    router_kill a
    wait_for 20 wide_has b $SIZE_VIPS
    wait_for 20 announced_all b "$since"
    sleep 1
    no_late_advert b "$since"
    router_stop b
    wide_has b 0
}

@test "paced announcements keep their distance, and adverts do not wait for them" {
    local since
    router_conf a vrrpd
    wide_instance a vrrpd more=$'    garp: {interval: 1ms, repeat: 1}'
    observer_start
    since=$(now_us)
    router_start a vrrpd
    wait_for 20 announced_all a "$since"
    sleep 1
    no_late_advert a "$since"
    # The wire bunches what the machine delivered late; pacing shows in how few are near one another.
    garps a "$since" | awk -v n=$SIZE_VIPS '
        last && $1 - last < 500 { near++ } { last = $1 } !first { first = $1 } NR == n { all = $1 - first }
        END { print "near one another:", near + 0, "time for all:", all; exit !(near < n / 20 && all >= n * 900) }'
}

@test "1,000 instances start, reload and fail over" {
    local since took
    wire_links
    very_many a vrrpd 150
    sed 's/priority: 150/priority: 100/' "$LAB/a.cfg" >"$LAB/b.cfg"
    wire_observers
    router_start a vrrpd
    wait_for 30 many_on a $SIZE_INSTANCES
    in_state a MASTER
    router_start b vrrpd
    wait_for 10 in_state b BACKUP
    sleep 1

    # One of them changed: nothing moves, nobody misses an advert.
    watch_holders a
    watch_holders b
    since=$(now_us)
    change_one a
    router_hup a
    wait_for 15 eval '[ "$(ctl a status --json | json "sum(i[\"priority\"] == 151 for i in d[\"instances\"])")" = 1 ]'
    sleep 3
    in_state a MASTER
    in_state b BACKUP
    not eval 'address_times a | grep -e "-"'
    not eval 'address_times b | grep -e "+"'
    took=$(single_gap_us a $((since - 2000000)) "$(now_us)")
    [ "$took" -le 1500000 ] || fail "some instance sent nothing for $took us"

    router_kill a
    wait_for 30 many_on b $SIZE_INSTANCES
    wait_for 5 in_state b MASTER
}
