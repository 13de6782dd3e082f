#!/usr/bin/env bats
# vrrpnotify without vrrpd: keepalived tells it its changes, others its incidents.

load lab

setup() {
    mail_python >/dev/null || skip_without "no python3-aiosmtpd here"
    lab_up
    chmod 755 "$LAB"
    cat >"$LAB/mail.yaml" <<EOF
instances: {}
notify:
  mail: {to: ops@example.com, from: lb@example.com, server: "smtp://127.0.0.1:2525"}
  policy: {group_wait: 0s, min_interval: 0s}
EOF
}

catcher() {
    spawn a catcher "$(mail_python)" "$BATS_TEST_DIRNAME/catcher.py" 2525 "$LAB/mails" "$LAB/stamps" "$@"
    wait_for 5 grep -q READY "$LAB/catcher.log"
}

notify() {
    ip netns exec a "$OUT/bin/vrrpnotify" -f "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" "$@"
}

dispatcher() {
    spawn a dispatcher "$OUT/bin/vrrpnotify" -l -f "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" run
    wait_for 5 grep -q "starts with" "$LAB/dispatcher.log"
}

arrived() {
    grep -q -e "$1" "$LAB/mails" 2>/dev/null
}

# incident PHASE SEQ [MORE]: a record as vrrpwatch makes it.
incident() {
    printf '{"schema":1,"type":"event","seq":%s,"boot":"1","time":"2026-11-20T10:00:00.000000Z","mono_us":1,"host":"lb01","source":"vrrpwatch","kind":"incident","instance":"VI_1","group":null,"vrid":51,"family":"ipv4","interface":"eth0","incident":"i1","phase":"%s","code":"SB-A1","severity":"critical","masters":[{"address":"10.9.0.1","mac":"02:00:00:00:00:01","priority":150},{"address":"10.9.0.2","mac":"02:00:00:00:00:02","priority":100}],"vips":["10.9.0.100"],"cause":"10.9.0.2 is deaf","fix":"nft add rule inet filter input ip protocol vrrp accept","evidence":{"adverts":12},"since":"2026-11-20T10:00:00.000000Z","vantage":"eth0 on lb01"%s}\n' "$2" "$1" "${3-}"
}

@test "keepalived's notify script: each change arrives" {
    need_peer
    catcher
    dispatcher
    cat >"$LAB/hook" <<EOF
#!/bin/sh
exec $OUT/bin/vrrpnotify --spool $LAB/spool --run-dir $LAB/run hook "\$@"
EOF
    chmod 755 "$LAB/hook"
    router_conf b keepalived
    sed -i 's/^global_defs {/&\n  script_user root/' "$LAB/b.cfg"
    instance b keepalived more="  notify \"$LAB/hook\""
    router_start b keepalived
    wait_for 9 arrived "VI_1.* is MASTER"
    router_stop b
    wait_for 9 arrived "VI_1.* is STOP"
}

@test "keepalived's FIFO: each line arrives, in order" {
    need_peer
    catcher
    dispatcher
    spawn a reader "$OUT/bin/vrrpnotify" --spool "$LAB/spool" --run-dir "$LAB/run" fifo "$LAB/fifo"
    wait_for 5 test -p "$LAB/fifo"
    router_conf b keepalived
    sed -i "s#^global_defs {#&\n  vrrp_notify_fifo $LAB/fifo#" "$LAB/b.cfg"
    instance b keepalived
    router_start b keepalived
    wait_for 9 arrived "VI_1.* is MASTER"
    [ "$(awk '/^Subject/ { print $NF }' "$LAB/mails" | head -2 | paste -sd,)" = BACKUP,MASTER ]
    printf 'RS [10.0.0.2]:tcp:80 DOWN\n\0nonsense\nINSTANCE "VI_9" FAULT 1\n' >"$LAB/fifo"
    wait_for 5 arrived "VI_9.* is FAULT"
}

@test "a split brain is told at once, its end with how long it took, and its router's changes wait for that" {
    catcher
    sed -i 's/group_wait: 0s, min_interval: 0s/group_wait: 60s/' "$LAB/mail.yaml"
    dispatcher
    incident open 1 | notify send -
    wait_for 5 arrived "SB-A1"
    arrived "10.9.0.2 is deaf"
    arrived "nft add rule"
    notify send --instance VI_1 --state BACKUP --vrid 51
    sleep 1
    not arrived "is BACKUP"
    incident closed 2 ',"duration_us":61000000' | notify send -
    wait_for 5 eval '[ "$(grep -c "^Subject.*SB-A1" "$LAB/mails")" = 2 ]'
}

@test "a dispatcher killed in the middle of a mail sends it again and says so" {
    spawn a sink python3 -c 'import socket, time
s = socket.create_server(("127.0.0.1", 2525))
print("READY", flush=True)
time.sleep(60)' # takes connections and says nothing
    wait_for 5 grep -q READY "$LAB/sink.log"
    dispatcher
    notify send --instance VI_1 --state MASTER
    wait_for 5 eval 'grep -ls "\"started\"" "$LAB"/spool/ready/*'
    pkill -KILL -x vrrpnotify
    kill -KILL "$(cat "$LAB/sink.pid")"
    catcher
    dispatcher
    wait_for 9 arrived "is MASTER"
    arrived "may have been sent before"
}

@test "a silence holds back, and its end tells what happened" {
    catcher
    dispatcher
    notify silence --for 4s --reason "new kernel"
    notify silence list | grep -q "new kernel"
    notify send --instance VI_1 --state MASTER
    sleep 1.5
    not arrived "is MASTER"
    wait_for 9 arrived "is MASTER"
}

@test "where no dispatcher runs, --deliver-now does it, and what fails stays for the next" {
    run notify --deliver-now --timeout 3s send --instance VI_1 --state FAULT
    [ "$status" = 0 ]
    notify queue list | grep -q "sending.*refused"
    catcher
    notify queue flush
    arrived "is FAULT"
    [ -z "$(notify queue list)" ]
}
