#!/usr/bin/env bats
# vrrpd and its dispatcher: a fail-over arrives as mail, and neither a dead dispatcher nor a reload loses one.

load lab

# catcher: a mail server in node a that writes each message as text to mails.
catcher() {
    spawn a catcher "$(mail_python)" "$BATS_TEST_DIRNAME/catcher.py" 2525 "$LAB/mails"
    wait_for 5 grep -q READY "$LAB/catcher.log"
}

mail_python() {
    local python
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import aiosmtpd' 2>/dev/null && echo "$python" && return
    done
    return 1
}

mail_conf() {
    router_conf a vrrpd
    instance a vrrpd priority=150
    cat >>"$LAB/a.cfg" <<EOF
notify:
  mail: {to: ops@example.com, from: lb@example.com, server: "smtp://127.0.0.1:2525"${1-}}
  policy: {group_wait: 0s, min_interval: 0s}
EOF
}

setup() {
    mail_python >/dev/null || skip_without "no python3-aiosmtpd here"
    lab_up
    chmod 755 "$LAB"
}

arrived() {
    grep -q -e "$1" "$LAB/mails" 2>/dev/null
}

@test "a fail-over arrives as mail, the stop too" {
    catcher
    mail_conf
    router_start a vrrpd
    wait_for 9 arrived "is MASTER"
    arrived "no master heard"
    arrived "10.9.0.100"
    arrived "eth0 .*UP .*10.9.0.100/24" # what `ip -br addr` shows
    not arrived "is BACKUP" # of a start nobody wants to hear
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 9 arrived "is STOP"
    wait_for 5 eval '! pgrep -x vrrpnotify'
}

@test "the dispatcher has no privilege and is started again when it dies" {
    local pid
    catcher
    mail_conf
    router_start a vrrpd
    wait_for 9 arrived "is MASTER"
    pid=$(pgrep -x vrrpnotify)
    grep -q '^CapEff:	0000000000000000$' "/proc/$pid/status"
    [ "$(stat -c %u "/proc/$pid")" != 0 ]
    kill -KILL "$pid"
    ip -n lan link set to-a down
    wait_for 9 arrived "is FAULT"
    [ "$(grep -c '^Subject:.*is MASTER' "$LAB/mails")" = 1 ]
}

@test "without a mail server events wait on disk, through a stop and a reload, and come when it is back" {
    mail_conf
    router_start a vrrpd
    wait_for 9 has_vip a
    wait_for 9 reports a "not sent yet"
    ctl a reload
    wait_for 5 eval '[ "$(grep -c "vrrpnotify .* starts" "$LAB/a.log")" = 2 ]'
    router_stop a
    catcher
    "$OUT/bin/vrrpnotify" --spool "$LAB/a.run/spool" queue list
    ip netns exec a "$OUT/bin/vrrpnotify" -f "$LAB/a.cfg" --spool "$LAB/a.run/spool" --run-dir "$LAB/a.run" queue flush || true
    wait_for 5 arrived "is MASTER"
    wait_for 5 arrived "is STOP"
}

@test "a reload during a mail sends it once" {
    catcher
    mail_conf
    router_start a vrrpd
    wait_for 9 has_vip a
    ctl a reload
    ctl a reload
    wait_for 9 arrived "is MASTER"
    sleep 2
    [ "$(grep -c '^Subject:.*is MASTER' "$LAB/mails")" = 1 ]
    not arrived "may have been sent before"
}
