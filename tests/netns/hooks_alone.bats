#!/usr/bin/env bats
# Hooks without vrrpd: keepalived tells `vrrpnotify hook` or its FIFO, and the hooks of a YAML configuration run.
#
#      a: vrrpd, keeps the address while it is there     b: keepalived, which calls vrrpnotify

load lab

setup() {
    need_peer
    lab_up
    chmod 755 "$LAB"
    printf '#!/bin/bash\necho "$1 $2 $3 $VRRP_VRID $VRRP_ADDRESSES" >>%s/calls\nsleep 0.3\n' "$LAB" >"$LAB/hook"
    printf '#!/bin/bash\nexec %s/bin/vrrpnotify -f %s/hooks.yaml --spool %s/spool --run-dir %s/run hook "$@"\n' \
        "$OUT" "$LAB" "$LAB" "$LAB" >"$LAB/tell"
    chmod 755 "$LAB/hook" "$LAB/tell"
    router_conf hooks vrrpd
    sed -i "1a\\  script_user: root" "$LAB/hooks.cfg"
    instance hooks vrrpd more="    notify: {any: $LAB/hook}"
    mv "$LAB/hooks.cfg" "$LAB/hooks.yaml"
    router_conf a vrrpd && instance a vrrpd priority=200
}

# b_runs GLOBAL INSTANCE: starts keepalived in b with more in these places.
b_runs() {
    router_conf b keepalived
    sed -i "1a\\  script_user root\n  $1" "$LAB/b.cfg"
    instance b keepalived priority=100 more="  $2"
    router_start b keepalived
}

called() {
    [ "$(tail -n 1 "$LAB/calls" 2>/dev/null)" = "INSTANCE VI_1 $1 51 $VIP/24" ]
}

# b comes second, wins, loses, ends.
goes_through_all() {
    wait_for 9 called BACKUP
    router_stop a
    wait_for 9 called MASTER
    router_start a vrrpd
    wait_for 9 called BACKUP
    router_stop b
    wait_for 9 called STOP
}

@test "keepalived's notify script runs the hooks of a YAML configuration in order" {
    router_start a vrrpd
    wait_for 9 ip -n a addr show to "$VIP/32"
    b_runs '' "notify $LAB/tell"
    goes_through_all
    [ "$(cut -d ' ' -f 3 "$LAB/calls" | uniq | paste -sd,)" = BACKUP,MASTER,BACKUP,STOP ]
}

@test "keepalived's FIFO does, too" {
    router_start a vrrpd
    wait_for 9 ip -n a addr show to "$VIP/32"
    spawn cl reader "$OUT/bin/vrrpnotify" -f "$LAB/hooks.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" fifo "$LAB/fifo"
    wait_for 5 test -p "$LAB/fifo"
    b_runs "vrrp_notify_fifo $LAB/fifo" ''
    goes_through_all
    [ "$(cut -d ' ' -f 3 "$LAB/calls" | uniq | paste -sd,)" = BACKUP,MASTER,BACKUP,STOP ]
}
