#!/usr/bin/env bats
# What runs when the state changes: notify_master and its relatives, in order, as the configured user, once.

load lab

# hook_conf NODE PRIORITY [MORE]: one instance with every hook calling the same script, and the script itself.
hook_conf() {
    router_conf "$1" vrrpd
    sed -i "1a\\  script_user: root" "$LAB/$1.cfg"
    cat >"$LAB/$1.hook" <<EOF
#!/bin/bash
# Who was called, with what; what stood on standard input.
read -r record
echo "\$*|\$(id -un)|\$VRRP_STATE \$VRRP_NAME \$VRRP_PRIORITY|\$record" >>$LAB/$1.calls
EOF
    chmod 755 "$LAB/$1.hook"
    instance "$1" vrrpd priority="$2" more="    notify:
      master: [$LAB/$1.hook, master]
      backup: [$LAB/$1.hook, backup]
      fault: [$LAB/$1.hook, fault]
      stop: [$LAB/$1.hook, stop]
      deleted: [$LAB/$1.hook, deleted]
      any: [$LAB/$1.hook, any]${3-}"
}

setup() {
    lab_up
    chmod 755 "$LAB" /run/tmp 2>/dev/null || true
}

calls() {
    cut -d'|' -f1 "$LAB/${1:-a}.calls" 2>/dev/null
}

called() {
    calls "$1" | grep -qx -e "$2"
}

@test "each change calls its own hook and then the general one, with keepalived's arguments" {
    hook_conf a 150
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    ip -n lan link set to-a down
    wait_for 5 called a "any INSTANCE VI_1 FAULT 150"
    ip -n lan link set to-a up
    wait_for 9 eval '[ "$(calls a | grep -c "any INSTANCE VI_1 MASTER")" = 2 ]'
    router_stop a
    calls a
    [ "$(calls a | paste -sd,)" = "backup,any INSTANCE VI_1 BACKUP 150,master,any INSTANCE VI_1 MASTER 150,\
fault,any INSTANCE VI_1 FAULT 150,backup,any INSTANCE VI_1 BACKUP 150,master,any INSTANCE VI_1 MASTER 150,\
stop,any INSTANCE VI_1 STOP 150" ]
    grep -q '|root|MASTER VI_1 150|{"schema":1,"type":"event",.*"to":"MASTER"' "$LAB/a.calls"
    reports a "any of VI_1: exit status 0 after"
}

@test "the address is there when notify_master runs, and gone when notify_backup does" {
    hook_conf a 150
    cat >"$LAB/a.hook" <<EOF
#!/bin/bash
ip -o addr show to $VIP/32 | grep -q . && echo "\$* with" >>$LAB/a.calls || echo "\$* without" >>$LAB/a.calls
EOF
    hook_conf b 200
    sed -i '/    notify:/,/any:/d' "$LAB/b.cfg"
    router_start a vrrpd
    wait_for 5 called a "master with"
    router_start b vrrpd
    wait_for 5 eval '[ "$(calls a | grep -c "^backup without")" = 2 ]'
    not called a "master without"
    not called a "backup with"
}

@test "a hook runs as its user" {
    hook_conf a 150
    sed -i "s#      master: .*#      master: {command: [$LAB/a.hook, master], user: nobody}#" "$LAB/a.cfg"
    touch "$LAB/a.calls"
    chmod 666 "$LAB/a.calls"
    router_start a vrrpd
    wait_for 5 called a master
    grep -q '^master|nobody|' "$LAB/a.calls"
}

@test "a file that others may write is refused, with the reason" {
    hook_conf a 150
    cp "$LAB/a.hook" "$LAB/unsafe"
    chmod 777 "$LAB/unsafe"
    sed -i "s#      master: .*#      master: [$LAB/unsafe, master]#" "$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    reports a "master of VI_1: refused .*may be written by others"
    not called a master
}

@test "one at a time, in order, and a burst collapses to what is so at its end" {
    hook_conf a 150
    cat >"$LAB/a.hook" <<EOF
#!/bin/bash
[ "\$1" = any ] || exit 0
echo "begin \$4" >>$LAB/a.calls
sleep 1
echo "end \$4" >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 called a "begin BACKUP"
    wait_for 5 has_vip a
    ctl a drain VI_1
    wait_for 5 eval '[ "$(field a "i['"'transitions'"']")" = 4 ]' # nobody else is there: MASTER again
    ctl a undrain VI_1
    wait_for 8 called a "end MASTER"
    sleep 1.2
    calls a
    [ "$(calls a | paste -sd,)" = "begin BACKUP,end BACKUP,begin MASTER,end MASTER" ]
}

@test "what hangs, forks, ignores TERM or floods is ended with all it started" {
    hook_conf a 150
    cat >"$LAB/a.hook" <<EOF
#!/bin/bash
[ "\$1" = master ] || exit 0
trap '' TERM
(trap '' TERM; exec sleep 4711) &
yes
EOF
    router_start a vrrpd
    wait_for 5 pgrep -f "sleep 4711"
    observer_start
    sleep 1
    router_stop a # which is a deadline that has come
    not pgrep -f "sleep 4711"
    reports a "master of VI_1: ended with the daemon after"
}

@test "a reload and a killed runner leave a running hook alone and start no second one" {
    hook_conf a 150
    cat >"$LAB/a.hook" <<EOF
#!/bin/bash
[ "\$1" = master ] || exit 0
echo begin >>$LAB/a.calls
for i in 1 2 3 4 5 6; do sleep 0.5; echo "written" ; done
echo end >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 called a begin
    ctl a reload
    kill -KILL "$(process a runner)"
    wait_for 6 called a end
    sleep 1
    ctl a reload
    sleep 1
    [ "$(calls a | paste -sd,)" = begin,end ]
    reports a "master of VI_1: exit status 0 after 3"
}

@test "an instance that a reload removes calls notify_deleted of the file that had it" {
    hook_conf a 150
    cp "$LAB/a.cfg" "$LAB/with"
    name=VI_2 vrid=52 vips=10.9.0.102 instance_vrrpd >>"$LAB/a.cfg" 2>/dev/null || true
    cp "$LAB/with" "$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    router_conf a vrrpd
    instance a vrrpd name=VI_9 vrid=59 vips=10.9.0.109
    ctl a reload
    wait_for 5 called a "any INSTANCE VI_1 DELETED 150"
    wait_for 5 called a deleted
    sleep 0.5
    [ "$(calls a | tail -2 | paste -sd,)" = "deleted,any INSTANCE VI_1 DELETED 150" ]
}

@test "a killed runner loses no change of state" {
    hook_conf a 150
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    kill -STOP "$(process a runner)"
    ip -n lan link set to-a down
    wait_for 5 reports a "MASTER -> FAULT"
    kill -KILL "$(process a runner)"
    wait_for 5 called a "any INSTANCE VI_1 FAULT 150"
    sleep 0.5
    [ "$(calls a | grep -c '^master')" = 1 ]
}

@test "vrrpd and keepalived call the same hooks with the same words" {
    need_peer
    local daemon
    for daemon in vrrpd keepalived; do
        rm -f "$LAB/b.calls"
        printf '#!/bin/bash\nsleep 0.0$((RANDOM %% 2))\necho "$*" >>%s/b.calls\n' "$LAB" >"$LAB/b.hook"
        chmod 755 "$LAB/b.hook"
        cat >"$LAB/b.cfg" <<EOF
global_defs {
  script_user root
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 100
  advert_int 1
  notify_master "$LAB/b.hook master"
  notify_backup "$LAB/b.hook backup"
  notify_fault "$LAB/b.hook fault"
  notify_stop "$LAB/b.hook stop"
  notify "$LAB/b.hook any"
  virtual_ipaddress {
    $VIP/24
  }
}
vrrp_instance VI_2 {
  interface eth0
  virtual_router_id 52
  priority 90
  virtual_ipaddress {
    10.9.0.102/24
  }
}
vrrp_sync_group G1 {
  group {
    VI_1
    VI_2
  }
  notify_master "$LAB/b.hook group-master"
  notify_stop "$LAB/b.hook group-stop"
  notify "$LAB/b.hook any"
}
EOF
        router_start b $daemon
        wait_for 9 called b "any INSTANCE VI_1 MASTER 100"
        wait_for 9 called b "any GROUP G1 MASTER 0"
        ip -n lan link set to-b down
        wait_for 5 called b "any INSTANCE VI_1 FAULT 100"
        sleep 0.5
        router_stop b
        ip -n lan link set to-b up
        sort "$LAB/b.calls" >"$LAB/$daemon.sorted" # keepalived has no order
    done
    diff "$LAB/vrrpd.sorted" "$LAB/keepalived.sorted"
}

@test "a sync group calls its hooks once when its members have moved" {
    router_conf a vrrpd
    sed -i "1a\\  script_user: root" "$LAB/a.cfg"
    printf '#!/bin/bash\necho "$*" >>%s/a.calls\n' "$LAB" >"$LAB/a.hook"
    chmod 755 "$LAB/a.hook"
    instance a vrrpd name=VI_1
    instance a vrrpd name=VI_2 vrid=52 vips=10.9.0.102
    cat >>"$LAB/a.cfg" <<EOF
groups:
  G1: {members: [VI_1, VI_2], notify: {master: [$LAB/a.hook, master], fault: [$LAB/a.hook, fault], stop: [$LAB/a.hook, stop], any: [$LAB/a.hook, any]}}
EOF
    router_start a vrrpd
    wait_for 5 called a "any GROUP G1 MASTER 0"
    ip -n lan link set to-a down
    wait_for 5 called a "any GROUP G1 FAULT 0"
    sleep 0.3
    router_stop a
    calls a
    [ "$(calls a | paste -sd,)" = "any GROUP G1 BACKUP 0,master,any GROUP G1 MASTER 0,fault,any GROUP G1 FAULT 0,\
stop,any GROUP G1 STOP 0" ]
}

@test "a master that hears a weaker one calls notify_master_rx_lower_pri" {
    hook_conf a 150 "
      master_rx_lower: [$LAB/a.hook, lower]"
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute in "{ type filter hook egress device to-b priority 0; policy drop; }"
    router_conf b vrrpd
    instance b vrrpd priority=100
    router_start b vrrpd
    wait_for 5 called a lower
    wait_for 5 called a "any INSTANCE VI_1 MASTER_RX_LOWER_PRI 150"
}

@test "a storm of changes disturbs no advert and ends with what is so" {
    local i
    hook_conf a 150
    router_conf a vrrpd
    sed -i "1a\\  script_user: root" "$LAB/a.cfg"
    instance a vrrpd priority=150
    for i in $(seq 20); do
        instance a vrrpd name="S$i" vrid=$((100 + i)) vips="10.9.1.$i" more="    notify: {any: [$LAB/a.hook, any]}"
    done
    observer_start
    router_start a vrrpd
    wait_for 9 called a "any INSTANCE S20 MASTER 100"
    observer_sync
    : >"$LAB/observer.log"
    for i in $(seq 10); do
        ctl a drain S$((i * 2)) && ctl a undrain S$((i * 2))
    done
    sleep 3
    for i in $(seq 20); do
        [ "$(calls a | grep " S$i " | tail -1)" = "any INSTANCE S$i MASTER 100" ]
    done
    observer_sync
    awk '$2 == "ADVERT" && $5 == 51 { if (last && $1 - last > 150000) bad++; last = $1; n++ } END { exit !(n > 20 && !bad) }' \
        "$LAB/observer.log"
}

# any_conf MORE: a's only instance with the hooks of MORE ("name: word, ..." as YAML) and `any`, whose script stands on
# standard input.
any_conf() {
    cat >"$LAB/a.hook"
    chmod 755 "$LAB/a.hook"
    router_conf a vrrpd
    sed -i "1a\\  script_user: root" "$LAB/a.cfg"
    instance a vrrpd priority=150 more="    notify: {any: [$LAB/a.hook, any]${1:+, $1}}"
}

@test "the address is gone when notify_stop runs" {
    any_conf "stop: [$LAB/a.hook, stop]" <<EOF
#!/bin/bash
ip -o addr show to $VIP/32 | grep -q . && echo "\$* with" >>$LAB/a.calls || echo "\$* without" >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150 with"
    kill -STOP "$(process a kernel)" # what removes the address is late
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 5 reports a "MASTER -> STOP"
    sleep 0.3
    kill -CONT "$(router_pids a | while read -r pid; do grep -q vrrpd-kernel "/proc/$pid/comm" && echo "$pid"; done)"
    wait_for 10 router_gone a
    calls a
    called a "stop without"
}

@test "an instance that a reload adds calls its hooks from its first state on" {
    any_conf "" <<EOF
#!/bin/bash
echo "\$*" >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150"
    instance a vrrpd name=VI_2 vrid=52 vips=10.9.0.102 more="    notify: {any: [$LAB/a.hook, any]}"
    ctl a reload
    wait_for 5 called a "any INSTANCE VI_2 MASTER 100"
    called a "any INSTANCE VI_2 BACKUP 100"
    [ "$(calls a | grep -c VI_1)" = 2 ] # which hears nothing of the reload
}

@test "a removed instance's notify_deleted waits for the hook that is still running, and the reload does not" {
    any_conf "master: [$LAB/a.hook, master], deleted: [$LAB/a.hook, deleted]" <<EOF
#!/bin/bash
[ "\$1" != any ] || exit 0
[ "\$1" != master ] || sleep 4
echo "\$1" >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 has_vip a
    sleep 0.3
    router_conf a vrrpd
    instance a vrrpd name=VI_9 vrid=59 vips=10.9.0.109
    ctl a reload
    not called a master
    wait_for 8 called a deleted
    [ "$(calls a | paste -sd,)" = master,deleted ]
}

@test "a killed runner does not lose what a group has still to hear" {
    router_conf a vrrpd
    sed -i "1a\\  script_user: root" "$LAB/a.cfg"
    printf '#!/bin/bash\necho "begin $3" >>%s/a.calls\nsleep 1.5\necho "end $3" >>%s/a.calls\n' "$LAB" "$LAB" >"$LAB/a.hook"
    chmod 755 "$LAB/a.hook"
    instance a vrrpd name=VI_1
    instance a vrrpd name=VI_2 vrid=52 vips=10.9.0.102
    printf 'groups:\n  G1: {members: [VI_1, VI_2], notify: {any: [%s/a.hook]}}\n' "$LAB" >>"$LAB/a.cfg"
    router_start a vrrpd
    wait_for 5 called a "begin BACKUP"
    wait_for 5 has_vip a
    sleep 0.3 # MASTER waits behind BACKUP
    kill -KILL "$(process a runner)"
    wait_for 8 called a "end MASTER"
    [ "$(calls a | paste -sd,)" = "begin BACKUP,end BACKUP,begin MASTER,end MASTER" ]
}

# storm SECONDS: S1 to S200 lose their link and take over again, three events each, several times a second.
storm() {
    local until
    until=$(deadline "$1")
    until passed "$until"; do
        ip -n a link set dum0 down
        sleep 0.1
        ip -n a link set dum0 up
        sleep 0.2
    done
}

# counter NAME: of a's status, 0 while nothing was counted.
counter() {
    ctl a status --json | json "d['counters'].get('$1', 0)"
}

# all_masters: that is what every S was told last.
all_masters() {
    [ -e "$LAB/stamps" ] && awk '{ state[$5] = $6 } END { for (i = 1; i <= 200; i++) bad += state["S" i] != "MASTER"; exit bad > 0 }' \
        "$LAB/stamps"
}

@test "a thousand events a second keep their order, lose no last state and disturb no advert" {
    local i events gap quiet since
    install -m 755 "$OUT/tests/netns/stamper" "$LAB/stamper"
    ip -n a link add dum0 type veth peer name dum1 netns lan
    ip -n lan link set dum1 up
    ip -n a addr add 10.9.1.254/24 dev dum0
    ip -n a link set dum0 up
    router_conf a vrrpd
    sed -i "1a\\  script_user: root\n  link_up_delay: 0s" "$LAB/a.cfg"
    instance a vrrpd priority=150 interval_ms=100
    for i in $(seq 200); do
        instance a vrrpd name="S$i" vrid="$((i + 51))" interface=dum0 interval_ms=10 vips="10.9.1.$i" \
            more="    notify: {any: [$LAB/stamper, $LAB/stamps, any]}"
    done
    observer_start
    router_start a vrrpd
    wait_for 20 all_masters
    since=$(now_us)
    sleep 3
    quiet=$(largest_vi_1_gap "$since")
    events=$(counter events) since=$(now_us)
    storm 10
    gap=$(largest_vi_1_gap "$since")
    events=$((($(counter events) - events) * 1000000 / ($(now_us) - since)))
    wait_for 20 all_masters
    # Of each instance the hooks began in the order of its events.
    awk '{ if ($2 < at[$5]) bad++; at[$5] = $2 } END { exit bad > 0 }' "$LAB/stamps"
    [ "$(counter hooks_collapsed)" -gt 0 ]
    echo "# $events events a second; largest gap $gap us, $quiet us without them, $(counter hooks_run) hooks, $(counter hooks_collapsed) passed over" >&3
    [ "$events" -ge 1000 ]
    [ "$gap" -le $((quiet + 10000)) ]
}

# largest_vi_1_gap SINCE_US: between two adverts of VRID 51.
largest_vi_1_gap() {
    observer_sync
    awk -v since="$1" '$2 == "ADVERT" && $5 == 51 && $1 >= since { if (last && $1 - last > max) max = $1 - last; last = $1 }
        END { print max + 0 }' "$LAB/observer.log"
}

@test "when the supervisor is killed the hooks for STOP run all the same" {
    local vrrp
    any_conf "stop: [$LAB/a.hook, stop]" <<EOF
#!/bin/bash
ip -o addr show to $VIP/32 | grep -q . && echo "\$* with" >>$LAB/a.calls || echo "\$* without" >>$LAB/a.calls
EOF
    router_start a vrrpd
    wait_for 5 called a "any INSTANCE VI_1 MASTER 150 with"
    vrrp=$(process a vrrp) # what tells of the end is late
    kill -STOP "$(cat "$LAB/a.pid")" "$vrrp"
    kill -KILL "$(cat "$LAB/a.pid")"
    sleep 0.3
    kill -CONT "$vrrp"
    wait_for 10 router_gone a
    calls a
    called a "stop without"
}
