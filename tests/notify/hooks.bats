#!/usr/bin/env bats
# Hooks without vrrpd: who calls `vrrpnotify hook`, `send` or `fifo` runs what a YAML configuration has for the
# instance or group, in order and one at a time, whatever is killed meanwhile.

load ../helpers

setup() {
    [ "$(id -u)" = 0 ] || skip_without "root"
    dir=$(mktemp -d /run/vrrpnotify-hooks.XXXXXX)
    spool=$dir/spool
    chmod 755 "$dir"
    hook 'echo "$(id -un) $* $VRRP_STATE $VRRP_NAME $VRRP_PRIORITY" >>'"$dir/calls"
    conf "any: $dir/hook"
}

teardown() {
    local job
    for job in $(jobs -p); do
        kill $(below "$job") "$job" 2>/dev/null || true
    done
    wait
    rm -rf "$dir"
}

# hook TEXT: the script that is called.
hook() {
    printf '#!/bin/bash\n%s\n' "$1" >"$dir/hook.new"
    chmod 755 "$dir/hook.new"
    mv "$dir/hook.new" "$dir/hook"
}

# conf HOOKS [USER]: two instances with these hooks, and a group with the same.
conf() {
    cat >"$dir/vrrpd.yaml" <<YAML
global:
  script_user: ${2:-root}
instances:
  VI_1: {interface: eth0, vrid: 51, priority: 150, addresses: [10.9.0.100/24], notify: {$1}}
  VI_2: {interface: eth0, vrid: 52, priority: 150, addresses: [10.9.0.101/24], notify: {$1}}
groups:
  G: {members: [VI_1, VI_2], notify: {$1}}
YAML
}

notify() {
    "$OUT/bin/vrrpnotify" -l -f "$dir/vrrpd.yaml" --spool "$spool" --run-dir "$dir" "$@" 3>&-
}

# below PID: the processes under it.
below() {
    local child
    for child in $(pgrep -P "$1"); do
        echo "$child"
        below "$child"
    done
}

# called LINES: what was called, all of it.
called() {
    [ "$(<"$dir/calls")" = "$1" ] || fail "called: $(<"$dir/calls")"
}

# waiting: how many records wait.
waiting() {
    find "$spool/hooks" -name '*-*' | wc -l
}

# minder: the process that minds the hook that runs; there has to be one.
minder() {
    cut -d ' ' -f 2 "$spool"/hooks/*.last | grep -m 1 '^[1-9]' || echo no-minder
}

@test "keepalived's words call the hooks of the instance, as its user, with keepalived's arguments" {
    conf "master: $dir/hook m, any: $dir/hook"
    notify hook INSTANCE VI_1 MASTER 150
    notify hook GROUP G BACKUP 0
    called "root m MASTER VI_1 150
root INSTANCE VI_1 MASTER 150 MASTER VI_1 150
root GROUP G BACKUP 0 BACKUP G 0"
    [ "$(waiting)" = 0 ]
    [ "$(find "$spool/new" -type f | wc -l)" = 2 ] # the same for mail
}

@test "a hook has the event on standard input and what the configuration knows in its environment" {
    hook "cat >$dir/input; env >$dir/environment"
    notify hook INSTANCE VI_1 MASTER 150
    [ "$(json 'd["source"] + d["instance"] + d["to"]' <"$dir/input")" = keepalivedVI_1MASTER ]
    for line in VRRP_VRID=51 VRRP_INTERFACE=eth0 VRRP_GROUP=G VRRP_ADDRESSES=10.9.0.100/24 VRRP_COLLAPSED=0; do
        grep -qx "$line" "$dir/environment" || fail "no $line in $(<"$dir/environment")"
    done
}

@test "send calls them for what an operator says and for keepalived's records, not for vrrpd's and vrrpwatch's" {
    notify send --instance VI_1 --state FAULT
    local source
    for source in keepalived user; do
        echo '{"schema":1,"type":"event","seq":1,"source":"'$source'","kind":"transition","instance":"VI_2","to":"STOP","priority":7}'
    done | notify send -
    # keepalived's and user's; the first may have been passed over for the second
    [ "$(sort -u "$dir/calls")" = "root INSTANCE VI_1 FAULT 150 FAULT VI_1 150
root INSTANCE VI_2 STOP 7 STOP VI_2 7" ] || fail "$(<"$dir/calls")"
    printf '{"schema":1,"type":"event","seq":1,"source":"%s","kind":"transition","instance":"VI_2","to":"FAULT"}\n' \
        vrrpd vrrpwatch | notify send -
    not grep "VI_2 FAULT" "$dir/calls"
}

@test "the FIFO calls them in its order" {
    notify fifo "$dir/fifo" &
    wait_for 5 test -p "$dir/fifo"
    for state in BACKUP MASTER FAULT; do
        echo "INSTANCE \"VI_1\" $state 150" >"$dir/fifo"
        wait_for 5 grep -q $state "$dir/calls"
    done
    called "root INSTANCE VI_1 BACKUP 150 BACKUP VI_1 150
root INSTANCE VI_1 MASTER 150 MASTER VI_1 150
root INSTANCE VI_1 FAULT 150 FAULT VI_1 150"
}

@test "without hooks, for others, and with a keepalived.conf nothing is called" {
    notify hook INSTANCE VI_9 MASTER 150
    notify hook GROUP VI_1 MASTER 150
    conf "fault: $dir/hook"
    notify hook INSTANCE VI_1 MASTER 150
    conf ""
    notify hook INSTANCE VI_1 MASTER 150
    cat >"$dir/vrrpd.yaml.conf" <<CONF
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        10.9.0.100/24
    }
    notify $dir/hook
}
CONF
    "$OUT/bin/vrrpnotify" -l -f "$dir/vrrpd.yaml.conf" --spool "$spool" hook INSTANCE VI_1 MASTER 150
    not test -e "$dir/calls"
    not test -e "$spool/hooks"
}

@test "where vrrpd runs nothing is called: it does that itself" {
    python3 -c 'import socket, sys, time
s = socket.socket(socket.AF_UNIX); s.bind(sys.argv[1]); s.listen(); time.sleep(60)' "$dir/vrrpd.sock" 3>&- &
    wait_for 5 test -S "$dir/vrrpd.sock"
    sleep 0.1
    notify send --instance VI_1 --state MASTER
    not test -e "$dir/calls"
    kill $!
    wait $! || true
    notify send --instance VI_1 --state BACKUP # its socket is still there
    called "root INSTANCE VI_1 BACKUP 150 BACKUP VI_1 150"
}

@test "of fifty at once none runs beside another or out of order, and the last one does run" {
    local n calls=()
    hook "mkdir $dir/busy || echo two at once >>$dir/errors
echo \$4 >>$dir/calls
sleep 0.02
rmdir $dir/busy"
    for ((n = 1; n <= 50; n++)); do
        notify hook INSTANCE VI_1 MASTER $n 2>/dev/null &
        calls+=($!)
        # the order of two calls is that of their beginnings
        [ $((n % 10)) != 0 ] || sleep 0.03
    done
    sleep 0.2
    notify hook INSTANCE VI_1 BACKUP 51
    wait "${calls[@]}"
    wait_for 10 grep -qx 51 "$dir/calls"
    [ "$(waiting)" = 0 ]
    not test -e "$dir/errors"
    [ "$(tail -n 1 "$dir/calls")" = 51 ]
    [ "$(sort -n "$dir/calls" | uniq -d)" = "" ]
    [ "$(wc -l <"$dir/calls")" -lt 51 ] # changes that waited collapsed
}

@test "changes that wait collapse into the last one, which says how many it stands for" {
    hook "echo \$3 \$VRRP_COLLAPSED >>$dir/calls; [ -e $dir/free ] || sleep 30"
    notify hook INSTANCE VI_1 MASTER 150 &
    wait_for 5 grep -q MASTER "$dir/calls"
    for state in BACKUP MASTER FAULT; do
        notify hook INSTANCE VI_1 $state 150
    done
    [ "$(waiting)" = 3 ]
    touch "$dir/free"
    kill "$(minder)" # its deadline has come
    wait
    called "MASTER 0
FAULT 2"
    [ "$(waiting)" = 0 ]
}

@test "owners do not wait for one another" {
    hook "echo \$2 >>$dir/calls; [ \$2 != VI_1 ] || sleep 30"
    notify --hook-timeout 20s hook INSTANCE VI_1 MASTER 150 &
    wait_for 5 grep -q VI_1 "$dir/calls"
    timeout 5 "$OUT/bin/vrrpnotify" -l -f "$dir/vrrpd.yaml" --spool "$spool" hook INSTANCE VI_2 MASTER 150 3>&-
    called "VI_1
VI_2"
    kill "$(minder)"
}

@test "a hook that hangs and ignores TERM is killed at its timeout, with what it started, and the next one runs" {
    hook "echo \$3 >>$dir/calls; [ \$3 = BACKUP ] || { trap '' TERM; sleep 31 & echo \$! >$dir/pid; wait; sleep 31; }"
    run notify --hook-timeout 300ms hook INSTANCE VI_1 MASTER 150
    [ "$status" = 0 ]
    [[ $output = *"any of VI_1: timed out"* ]] || fail "$output"
    [[ $(ps -o stat= -p "$(<"$dir/pid")") != [SRD]* ]] # gone, or not yet reaped
    notify hook INSTANCE VI_1 BACKUP 150
    called "MASTER
BACKUP"
}

@test "the caller and the process that waits may be killed: the hook goes on, and the next one waits for it" {
    local holder
    hook "echo begin \$3 >>$dir/calls; sleep 1; echo end \$3 >>$dir/calls"
    notify hook INSTANCE VI_1 MASTER 150 &
    wait_for 5 grep -q begin "$dir/calls"
    holder=$(ps -o ppid= -p "$(minder)" | tr -d ' ')
    kill -9 "$(ps -o ppid= -p "$holder")" "$holder"
    notify hook INSTANCE VI_1 BACKUP 150
    called "begin MASTER
end MASTER
begin BACKUP
end BACKUP"
}

@test "a hook that was killed with all that waited for it is not run again, and the log says so" {
    local holder mind
    hook "echo \$3 >>$dir/calls; [ \$3 = BACKUP ] || sleep 30"
    notify hook INSTANCE VI_1 MASTER 150 &
    wait_for 5 grep -q MASTER "$dir/calls"
    mind=$(minder)
    holder=$(ps -o ppid= -p "$mind" | tr -d ' ')
    kill -9 "$holder" "$mind"
    wait_for 5 not kill -0 "$mind"
    run notify hook INSTANCE VI_1 BACKUP 150
    [[ $output = *"was under way when what waited for it ended: it is not run again"* ]] || fail "$output"
    called "MASTER
BACKUP"
}

@test "killed at any moment, whoever runs the hooks loses none and runs none twice" {
    local round pid
    hook "mkdir $dir/busy || echo two at once >>$dir/errors
echo \$4 >>$dir/calls
rmdir $dir/busy"
    for ((round = 1; round <= 60; round++)); do
        "$OUT/bin/vrrpnotify" -l -f "$dir/vrrpd.yaml" --spool "$spool" hook INSTANCE VI_1 MASTER $round \
            >/dev/null 2>&1 3>&- &
        pid=$!
        sleep "0.0$(printf %02d $((RANDOM % 16)))"
        kill -9 $(pgrep -P $pid) $pid 2>/dev/null || true # what records and what waits; the hook goes on
        wait $pid 2>/dev/null || true
        if [ $((round % 4)) = 0 ]; then
            notify hook INSTANCE VI_1 BACKUP $((round + 100)) 2>/dev/null
            wait_for 5 grep -qx $((round + 100)) "$dir/calls" # by us, or by one that was not killed
            [ "$(tail -n 1 "$dir/calls")" = $((round + 100)) ]
            wait_for 5 eval '[ "$(waiting)" = 0 ]'
        fi
    done
    not test -e "$dir/errors"
    [ "$(sort -n "$dir/calls" | uniq -d)" = "" ]
}

@test "who is not root runs only hooks that are its own, and says so otherwise" {
    local as=(setpriv --reuid nobody --regid nogroup --clear-groups)
    mkdir -m 700 "$spool"
    chown nobody:nogroup "$spool"
    touch "$dir/calls" && chown nobody "$dir/calls"
    install -m 755 "$OUT/bin/vrrpnotify" "$dir/vrrpnotify"
    run "${as[@]}" "$dir/vrrpnotify" -l -f "$dir/vrrpd.yaml" --spool "$spool" hook INSTANCE VI_1 MASTER 150
    [ "$status" = 77 ]
    [[ $output = *"only root may start it as another user"* ]]
    [ "$(find "$spool/new" -type f | wc -l)" = 1 ] # the mail is not lost
    conf "any: $dir/hook" nobody
    "${as[@]}" "$dir/vrrpnotify" -l -f "$dir/vrrpd.yaml" --spool "$spool" hook INSTANCE VI_1 MASTER 150
    called "nobody INSTANCE VI_1 MASTER 150 MASTER VI_1 150"
}

@test "records of somebody else do not make root run anything" {
    mkdir -p "$spool/hooks"
    chmod 700 "$spool"
    chown -R nobody "$spool"
    run notify hook INSTANCE VI_1 MASTER 150
    [ "$status" = 77 ]
    not test -e "$dir/calls"
}

@test "a hook that others may write to does not run" {
    chmod 777 "$dir/hook"
    run notify hook INSTANCE VI_1 MASTER 150
    [[ $output = *"any of VI_1: refused"* ]] || fail "$output"
    not test -e "$dir/calls"
}
