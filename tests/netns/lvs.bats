#!/usr/bin/env bats
# Virtual servers as far as this kernel needs no IPVS for them: checks and what follows from them. The table itself is
# tested under tests/uml.

load lab

# farm KEYS SERVER...: on node a, virtual servers with those keys and real servers: "PORT KEYS" on node b.
farm() {
    local keys=$1 server
    shift
    printf 'virtual_servers:\n  - address: "%s:80"\n    method: nat\n    check: {type: tcp, interval: 500ms, timeout: 500ms, retries: 0}\n' "$VIP"
    [ -z "$keys" ] || printf '    %s\n' "$keys"
    printf '    servers:\n'
    for server; do
        printf '      - {address: "10.9.0.2:%s"%s}\n' "${server%%,*}" "${server#"${server%%,*}"}"
    done
}

# a_farm GLOBAL KEYS SERVER...: the configuration of a without virtual routers.
a_farm() {
    local global=$1
    shift
    {
        printf 'global:\n  router_id: a\n  script_user: root\n'
        [ -z "$global" ] || printf '  %s\n' "$global"
        farm "$@"
    } >"$LAB/a.cfg"
}

# listener PORT: somebody answers there on b.
listener() {
    spawn b "listener-$1" python3 -c "
import socket
s = socket.create_server(('', $1), backlog=64)
print('READY', flush=True)
while True: s.accept()[0].close()"
    wait_for 5 grep -q READY "$LAB/listener-$1.log"
}

unlisten() {
    kill -KILL "$(cat "$LAB/listener-$1.pid")"
}

# state PORT: of that real server as vrrpctl shows it.
state() {
    ctl a lvs --json | json "[s['state'] for v in d['virtual_servers'] for s in v['servers'] if s['address'].endswith(':$1')][0]"
}

is() {
    [ "$(state "$1")" = "$2" ]
}

@test "a kernel without ip_vs stops nothing: virtual routers work, checks work, and what is missing is said" {
    ip netns exec a test -e /proc/net/ip_vs && skip "this kernel has ip_vs"
    listener 81
    router_conf a vrrpd
    instance a vrrpd priority=150
    farm '' '81' '82' >>"$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 5 is 82 DOWN
    is 81 UP
    wait_for 5 reports a 'no ip_vs.*VRRP goes on'
    ctl a lvs | grep -q 'THE KERNEL.S TABLE IS NOT WHAT IT SHOULD BE: this kernel has no ip_vs'
    ctl a status --json | "$TOP/tests/schema/validate" status
    router_stop a
    lacks_vip a
}

@test "a server that goes and comes is told: log, events, hooks, mail" {
    mail_python >/dev/null || skip_without "no python3-aiosmtpd here"
    chmod 755 "$LAB"
    spawn a catcher "$(mail_python)" "$BATS_TEST_DIRNAME/catcher.py" 2525 "$LAB/mails"
    wait_for 5 grep -q READY "$LAB/catcher.log"
    printf '#!/bin/sh\necho "$1 $VRRPD_STATE" >>%s\n' "$LAB/calls" >"$LAB/hook"
    chmod 755 "$LAB/hook"
    listener 81
    listener 82
    a_farm '' "quorum: {weight: 2, down: [$LAB/hook, lost], up: [$LAB/hook, found]}" \
        "81, notify: {down: [$LAB/hook, down], up: [$LAB/hook, up]}" 82
    cat >>"$LAB/a.cfg" <<EOF
notify:
  mail: {to: ops@example.com, from: lb@example.com, server: "smtp://127.0.0.1:2525"}
  policy: {group_wait: 0s, min_interval: 0s}
EOF
    router_start a vrrpd
    wait_for 5 is 81 UP
    unlisten 81
    wait_for 5 is 81 DOWN
    wait_for 5 grep -q '^down' "$LAB/calls"
    wait_for 5 grep -q '^lost' "$LAB/calls"
    reports a 'real server 10.9.0.2:81 is down: tcp check: connection refused'
    reports a 'quorum is lost: weight 1, quorum 2'
    wait_for 9 grep -q 'server 10.9.0.2:81 of 10.9.0.100:80.* is DOWN' "$LAB/mails"
    listener 81
    wait_for 5 is 81 UP
    wait_for 5 grep -q '^up' "$LAB/calls"
    wait_for 5 grep -q '^found' "$LAB/calls"
    ctl a events --json >"$LAB/events"
    "$TOP/tests/schema/validate" event <"$LAB/events"
    grep -q '"kind":"quorum"' "$LAB/events"
}

@test "a hook of a real server is not lost with the runner: not one that waits, not one that was not even read" {
    local pid
    printf '#!/bin/sh\necho "begin $1" >>%s\n[ ! -e %s ] || sleep 1\necho "$1" >>%s\n' "$LAB/calls" "$LAB/slow" "$LAB/calls" \
        >"$LAB/hook"
    chmod 755 "$LAB" "$LAB/hook"
    : >"$LAB/calls"
    chmod 666 "$LAB/calls"
    listener 81
    listener 82
    a_farm '' '' "81, notify: {down: [$LAB/hook, down81], up: [$LAB/hook, up81]}" \
        "82, notify: {down: [$LAB/hook, down82]}"
    router_start a vrrpd
    wait_for 5 is 81 UP
    wait_for 5 is 82 UP
    touch "$LAB/slow"
    unlisten 81
    wait_for 5 grep -q '^begin down81' "$LAB/calls"
    listener 81
    wait_for 5 is 81 UP # its hook waits for the end of the other one
    pid=$(process a runner)
    kill -STOP "$pid"
    unlisten 82
    wait_for 5 is 82 DOWN
    rm "$LAB/slow"
    kill -KILL "$pid"
    wait_for 5 grep -q '^up81' "$LAB/calls"
    wait_for 5 grep -q '^down82' "$LAB/calls"
    reports a 'hooks of virtual servers are asked for again'
    sleep 0.5
    [ "$(grep -c '^down82' "$LAB/calls")" = 1 ]
}

@test "what was found survives the crash of services and a reload" {
    local pid
    listener 81
    a_farm '' '' 81 82
    router_start a vrrpd
    wait_for 5 is 82 DOWN
    is 81 UP
    pid=$(process a services)
    kill -STOP "$(cat "$LAB/listener-81.pid")" # from now on no check says anything
    kill -KILL "$pid"
    wait_for 5 eval "ctl a status >/dev/null 2>&1"
    is 82 DOWN
    is 81 UP
    sed -i 's/10.9.0.2:82/10.9.0.2:83/' "$LAB/a.cfg"
    kill -CONT "$(cat "$LAB/listener-81.pid")"
    router_hup a
    wait_for 5 reports a reloaded
    wait_for 5 is 83 DOWN
    is 81 UP
}

@test "a node that loses its network believes no losses, until somebody answers" {
    local port
    for port in 81 82 83; do
        listener $port
    done
    a_farm 'lvs: {panic_threshold: 90}' '' 81 82 83
    router_start a vrrpd
    for port in 81 82 83; do
        wait_for 5 is $port UP
    done
    cut_link a rx
    wait_for 10 reports a "3 of 3 real servers were lost at once and nobody answers"
    for port in 81 82 83; do
        wait_for 3 is $port UP
    done
    ctl a lvs | grep -q 'NOBODY ANSWERS ANYTHING'
    holds_for 2 is 82 UP
    unlisten 82
    mend_link a
    wait_for 5 reports a 'real servers answer again'
    ctl a events --json | "$TOP/tests/schema/validate" event
    [ "$(ctl a events --json | grep -c '"code":"LVS-NET"')" = 2 ]
    wait_for 5 is 82 DOWN
    is 81 UP
}

@test "without that setting, and when somebody answers, losses are believed" {
    listener 81
    listener 82
    a_farm '' '' 81 82
    router_start a vrrpd
    wait_for 5 is 82 UP
    cut_link a rx
    wait_for 5 is 81 DOWN
    wait_for 5 is 82 DOWN
    mend_link a
    wait_for 5 is 82 UP
}

@test "ha_suspend: checks rest while the address is elsewhere" {
    listener 81
    router_conf a vrrpd
    instance a vrrpd priority=100
    farm 'ha_suspend: true' 81 >>"$LAB/a.cfg"
    router_conf b vrrpd
    instance b vrrpd priority=150
    router_start b vrrpd
    wait_for 5 has_vip b
    router_start a vrrpd
    wait_for 5 reports a 'INIT -> BACKUP'
    sleep 1.5
    unlisten 81
    holds_for 2 is 81 UP
    router_stop b
    wait_for 5 has_vip a
    wait_for 5 is 81 DOWN
}

@test "weights and drains by hand are kept through a restart, and undone" {
    listener 81
    a_farm '' '' '81, weight: 3' 82
    router_start a vrrpd
    wait_for 5 is 81 UP
    ctl a lvs weight "$VIP:80" 10.9.0.2:81 9
    ctl a lvs drain "$VIP:80/tcp" 10.9.0.2:81
    wait_for 3 is 81 DRAIN
    router_stop a
    router_start a vrrpd
    wait_for 5 is 81 DRAIN
    ctl a lvs enable "$VIP:80" 10.9.0.2:81
    wait_for 3 is 81 UP
    ctl a lvs | grep -q '10.9.0.2:81 .*UP *3 '
    run ctl a lvs weight "$VIP:80" 10.9.0.2:81 70000
    [ "$status" = 64 ]
    run ctl a lvs drain nobody 10.9.0.2:81
    [ "$status" = 1 ]
    [[ $output == *'no virtual server is called so'* ]]
}

@test "on a full disk a drain by hand works, and who drains is told that it will not last" {
    listener 81
    a_farm '' '' 81 82
    mkdir -p "$LAB/a.run"
    mount -t tmpfs -o size=1m tmpfs "$LAB/a.run"
    router_start a vrrpd
    wait_for 5 is 81 UP
    dd if=/dev/zero of="$LAB/a.run/filler" bs=4k count=512 status=none 2>/dev/null || true
    run ctl a lvs drain "$VIP:80/tcp" 10.9.0.2:81
    rm "$LAB/a.run/filler"
    [ "$status" = 0 ]
    [[ $output == *'will not survive a reload or restart: No space left on device'* ]]
    wait_for 3 is 81 DRAIN
    ctl a lvs enable "$VIP:80/tcp" 10.9.0.2:81
    wait_for 3 is 81 UP
    router_stop a
    umount "$LAB/a.run"
}

@test "quorum_up is called at the start; with omega the end of the daemon calls down hooks, a reload does not" {
    printf '#!/bin/sh\necho "$1" >>%s\n' "$LAB/calls" >"$LAB/hook"
    chmod 755 "$LAB/hook"
    listener 81
    a_farm '' "omega: true
    quorum: {weight: 1, down: [$LAB/hook, lost], up: [$LAB/hook, found]}" "81, notify: {down: [$LAB/hook, down], up: [$LAB/hook, up]}"
    router_start a vrrpd
    wait_for 5 grep -q found "$LAB/calls"
    wait_for 5 is 81 UP
    router_hup a
    wait_for 5 reports a reloaded
    holds_for 1 eval '[ "$(cat "$LAB/calls")" = found ]'
    router_stop a
    [ "$(sort "$LAB/calls")" = $'down\nfound\nlost' ]
}

@test "-P leaves virtual servers out, -C virtual routers" {
    router_conf a vrrpd
    instance a vrrpd priority=150
    farm '' 81 >>"$LAB/a.cfg"
    router_start a vrrpd "$LAB/a.cfg" -P
    wait_for 5 has_vip a
    [ "$(ctl a status --json | json "len(d['virtual_servers'])")" = 0 ]
    router_stop a
    router_start a vrrpd "$LAB/a.cfg" -C
    wait_for 5 is 81 DOWN
    lacks_vip a
    [ "$(ctl a status --json | json "len(d['instances'])")" = 0 ]
}
