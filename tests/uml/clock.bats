#!/usr/bin/env bats
# The time of day is set, by hand or because a virtual machine was paused: no timer cares, no hook runs, masters speak up
# once and the log says by how much. On a kernel of its own, because here the clock may be set.

load lab
load lvs

# router NODE PRIORITY: virtual routers only.
router() {
    conf_begin "$1" "$2"
    router_start "$1" vrrpd "$LAB/$1.cfg"
}

is_master() {
    ip -n "$1" -o addr show dev eth0 to "$VIP/32" | grep -q .
}

state_of() {
    ctl "$1" status --json | json "[(i['state'], i['transitions']) for i in d['instances']]"
}

# step SECONDS: the time of day, from now.
step() {
    date -u -s "@$(($(date +%s) + $1))" >/dev/null
}

# jumped NODE "HOW MANY MASTERS" TIMES
jumped() {
    [ "$(grep -c "slept for .*the time of day jumped.*$2 virtual routers are still MASTER" "$LAB/$1.log")" = "$3" ]
}

@test "the clock is set forward and back by years: nobody moves, the master announces itself" {
    local before before2 seconds count=0
    router director 150
    wait_for 20 is_master director
    router director2 100
    wait_for 10 ctl director2 status
    sleep 2
    before=$(state_of director) before2=$(state_of director2)
    for seconds in 31536000 -63072000 3600; do
        step "$seconds"
        count=$((count + 1))
        wait_for 10 jumped director "1 of 1" $count
        wait_for 10 jumped director2 "0 of 1" $count
    done
    sleep 2
    [ "$(state_of director)" = "$before" ]
    [ "$(state_of director2)" = "$before2" ]
    is_master director
    not is_master director2
}
