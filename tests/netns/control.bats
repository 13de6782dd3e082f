#!/usr/bin/env bats
# The operator's hand: status, drain, fail-over; and what others may send to the control socket.
#
#      a: priority 150, operated        b: priority 100
#            |                               |
#      ------+-------------------------------+------ 10.9.0.0/24

load lab

master_a() {
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
    sleep 0.3
    since=$(now_us)
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# talk NODE: sends standard input to the control socket, prints what comes back within a second.
talk() {
    python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.settimeout(1)
s.connect(sys.argv[1])
try:
    s.sendall(sys.stdin.buffer.read())
    while True:
        got = s.recv(65536)
        if not got: break
        sys.stdout.buffer.write(got)
except OSError:
    pass' "$LAB/$1.run/vrrpd.sock"
}

@test "status says who is master, in words and in JSON" {
    master_a
    ctl a status | grep -q 'VI_1.*MASTER'
    ctl b status --json | json "[d['instances'][0][k] for k in ('name', 'family', 'interface', 'vrid', 'version', 'state', 'since',
        'priority', 'effective_priority', 'advert_interval_us', 'addresses', 'master', 'transitions',
        'last_transition', 'adverts_sent', 'adverts_received', 'rejected')]"
    [ "$(field b "i['master']['address']")" = 10.9.0.1 ]
    [ "$(field b "i['master']['priority']")" = 150 ]
    [ "$(field b "i['adverts_received'] > 0")" = true ]
    [ "$(ctl a status --json | json "d['schema'], d['router_id']")" = '[1, "a"]' ]
    ctl a show VI_1 | grep -q "$VIP"
}

@test "an unknown instance or verb is refused with words" {
    master_a
    run ctl a show VI_9
    [ "$status" != 0 ]
    [[ $output == *VI_9* ]]
    run ctl a frobnicate
    [ "$status" != 0 ]
}

@test "drain moves the address away and keeps it away over reload and restart" {
    master_a
    ctl a drain
    wait_for 2 holds b
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
    ctl a status | grep -qi drain
    ctl a reload
    holds_for 1 holds b
    router_stop a
    router_start a vrrpd
    wait_for 3 ctl a status
    holds_for 1.5 holds b
    ctl a status | grep -qi drain
    ctl a undrain
    wait_for 3 holds a
}

@test "a drained router still takes the address when nobody else is left" {
    master_a
    ctl a drain VI_1
    wait_for 2 holds b
    power_off b
    wait_for 3 has_vip a
    ctl a status | grep -qi drain
}

@test "failover moves the address once and it stays there" {
    master_a
    ctl a failover VI_1
    wait_for 2 holds b
    on_time "$(skew_us 100 100)" "$(takeover_us a b "$since")"
    holds_for 2 holds b
    [ "$(moves "$since")" = 1 ]
}

@test "events --follow tells transitions as they happen" {
    master_a
    spawn b follow "$OUT/bin/vrrpctl" -s "$LAB/b.run/vrrpd.sock" events --follow --json
    sleep 0.3
    router_stop a
    wait_for 3 grep -q '"to": *"MASTER"' "$LAB/follow.log"
}

@test "a transition is logged with its reason and the number that decided" {
    master_a
    power_off a
    wait_for 3 has_vip b
    wait_for 1 reports b 'VI_1: BACKUP -> MASTER, master 10\.9\.0\.1 silent for 3[67][0-9]\.[0-9] ms'
}

@test "garbage on the control socket is answered with an error or cut, and nothing else happens" {
    master_a
    printf 'hello\n' | talk a | json "d['error']['code']"
    printf '{"verb":"status"' | talk a
    printf '{"verb":"nonsense"}\n' | talk a | json "d['error']['code']"
    printf '{"verb":17}\n[]\n\n\0\377\n' | talk a
    head -c 100000 /dev/urandom | talk a
    head -c 1000000 /dev/zero | tr '\0' 'x' | talk a
    printf '{"verb":%s\n' "$(printf '[%.0s' $(seq 3000))" | talk a
    state_is a MASTER
    [ "$(moves "$since")" = 0 ]
    between 0 "$(largest_gap_us a "$since" "$(now_us)")" 150000
}

@test "hundreds of idle clients neither stop the adverts nor lock the operator out for good" {
    local idle
    master_a
    python3 -c '
import socket, sys, time
held = []
for i in range(300):
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(0.2)
    try:
        s.connect(sys.argv[1])
        held.append(s)
    except OSError:
        pass
print("holding", flush=True)
time.sleep(60)' "$LAB/a.run/vrrpd.sock" >"$LAB/idle.log" 3>&- &
    idle=$!
    wait_for 65 grep -q holding "$LAB/idle.log"
    wait_for 30 ctl a status
    kill "$idle"
    wait_for 2 ctl a status
    between 0 "$(largest_gap_us a "$since" "$(now_us)")" 150000
}

@test "others may not write to the control socket" {
    master_a
    [ "$(stat -c %a "$LAB/a.run/vrrpd.sock")" = 660 ]
}
