#!/usr/bin/env bats
# What a node tracks beside its links decides where the address is.
#
#      a: priority 150, tracks something        b: priority 100
#            |                                       |
#      ------+---------------------------------------+------ 10.9.0.0/24      cl 10.9.0.10: the "gateway"

load lab

# tracked USE <TRACK: two nodes; a tracks what the YAML on standard input (below the key track) defines.
tracked() {
    pair vrrpd vrrpd
    {
        printf '    track: [%s]\ntrack:\n' "$1"
        cat
    } >>"$LAB/a.cfg"
}

# both_started: b only after a is there, so that a is the master where it can be.
both_started() {
    observer_start
    router_start a vrrpd
    wait_for 5 ctl a status
    router_start b vrrpd
    wait_for 5 ctl b status
}

# script NAME <TEXT: an executable file of that name.
script() {
    cat >"$LAB/$1"
    chmod 755 "$LAB/$1"
}

# good_or_bad: a script that fails with a word while $LAB/bad exists, and counts its runs.
good_or_bad() {
    script check <<SCRIPT
#!/bin/sh
echo run >>$LAB/runs
[ ! -e $LAB/bad ] || { echo 'nginx is dead'; exit 1; }
SCRIPT
    touch "$LAB/runs"
}

valid() {
    python3 -W ignore "$TOP/tests/schema/validate" status
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# tracker EXPRESSION: of a's first tracker, `t`.
tracker() {
    field a "(lambda t: $1)(i['trackers'][0])"
}

tracker_is() {
    [ "$(tracker "$1")" = true ]
}

priority_is() {
    [ "$(field "$1" "i['effective_priority']")" = "$2" ]
}

# alive WORDS: a process of a has this command line.
alive() {
    local pid
    for pid in $(router_pids a); do
        [[ $(tr '\0' ' ' <"/proc/$pid/cmdline") != *"$1"* ]] || return 0
    done 2>/dev/null
    return 1
}

dead() {
    ! alive "$1"
}

# --- scripts -----------------------------------------------------------------------------------------------------

@test "a script of weight 0 that fails is a fault: the address moves, and comes back when it succeeds" {
    good_or_bad
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 200ms}
YAML
    both_started
    wait_for 5 holds a
    touch "$LAB/bad"
    wait_for 3 holds b
    state_is a FAULT
    tracker_is "t['ok'] == False and 'exit status 1: nginx is dead' in t['reason']"
    ctl a status --json | valid
    ctl b status --json | valid
    ctl a show VI_1 | grep -E '^tracks +script chk weight 0, failed since .*: exit status 1: nginx is dead$'
    reports a 'script chk failed: exit status 1: nginx is dead'
    rm "$LAB/bad"
    wait_for 5 holds a
    reports a 'script chk succeeded'
}

@test "a script of negative weight lowers the priority below the peer's, of positive weight raises it" {
    good_or_bad
    tracked 'chk, {script: plus, weight: 20}' <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 200ms, weight: -80}
    plus: {command: ["true"], interval: 200ms}
YAML
    both_started
    wait_for 5 holds a
    wait_for 3 priority_is a 170
    touch "$LAB/bad"
    wait_for 3 priority_is a 90
    wait_for 3 holds b
    state_is a BACKUP
}

@test "explain says in words why a node is what it is and what would change it" {
    good_or_bad
    tracked "{script: chk, weight: -60}" <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 200ms}
YAML
    both_started
    wait_for 5 has_vip a
    ctl a explain VI_1 >"$LAB/words"
    grep -q 'is MASTER since .*' "$LAB/words"
    grep -q 'script chk: well, 0 now (-60 while it fails)' "$LAB/words"
    grep -q 'chk failing: priority 90' "$LAB/words"
    touch "$LAB/bad"
    wait_for 5 has_vip b
    ctl a explain VI_1 >"$LAB/words"
    grep -q 'It follows 10.9.0.2 with priority 100' "$LAB/words"
    grep -q 'Priority 90, 150 configured: what it tracks makes -60' "$LAB/words"
    grep -q 'script chk: fails, -60 now .*nginx is dead' "$LAB/words"
    grep -q 'chk being well again: priority 150' "$LAB/words"
    ctl b explain VI_1 | grep -q 'an advert with a priority above 100, or with the same from a higher address than 10.9.0.2'
    run ctl a explain nobody
    [ "$status" = 1 ]
}

@test "rise and fall: one bad result of two is no failure" {
    good_or_bad
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 300ms, rise: 3, fall: 1000}
YAML
    both_started
    wait_for 5 holds a
    touch "$LAB/bad"
    holds_for 2 holds a
    tracker_is "t['ok']"
}

@test "a script that hangs and ignores TERM fails with words, is killed with its children, and never runs twice" {
    script hang <<SCRIPT
#!/bin/sh
for other in \$(cat $LAB/runs); do
    ! kill -0 \$other || echo twice >>$LAB/twice
done
echo \$\$ >>$LAB/runs
trap '' TERM
sleep 4711 &
(sleep 4712 &)
while :; do sleep 4713; done
SCRIPT
    touch "$LAB/runs"
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/hang], interval: 200ms, timeout: 500ms}
YAML
    both_started
    wait_for 5 alive 'sleep 4711'
    alive 'sleep 4712'
    wait_for 5 tracker_is "t['ok'] == False and 'timed out after 0.5 s' in t['reason']"
    [ "$(wc -l <"$LAB/runs")" -le 2 ]
    wait_for 5 holds b
    script hang <<'SCRIPT'
#!/bin/sh
exit 0
SCRIPT
    wait_for 5 holds a
    wait_for 3 dead 'sleep 471'
    [ "$(wc -l <"$LAB/runs")" -le 2 ] # of 25 ticks meanwhile
    [ ! -e "$LAB/twice" ]
}

@test "a script that floods its output disturbs nobody" {
    tracked 'flood, chk' <<YAML
  scripts:
    flood: {command: ["yes"], interval: 500ms, timeout: 400ms, weight: -10}
    chk: {command: ["true"], interval: 200ms}
YAML
    both_started
    wait_for 5 holds a
    sleep 1
    since=$(now_us)
    sleep 2
    now=$(now_us)
    tracker_is "t['ok'] == False and t['reason'] == 'timed out after 0.4 s: y'"
    between 0 "$(largest_gap_us a "$since" "$now")" 150000
    [ "$(ctl a show VI_1 | grep -c '^tracks ')" = 2 ]
}

@test "a script that others may write is refused with the reason, and runs once that is mended" {
    good_or_bad
    chmod 777 "$LAB/check"
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 200ms}
YAML
    both_started
    wait_for 5 holds b
    tracker_is "'mode 0777): chmod go-w $LAB/check' in t['reason']"
    [ ! -s "$LAB/runs" ]
    chmod 755 "$LAB/check"
    wait_for 5 holds a
    [ -s "$LAB/runs" ]
}

@test "from a keepalived.conf an unsafe script is disabled, as keepalived does, loudly and once" {
    good_or_bad
    touch "$LAB/bad"
    chmod 777 "$LAB/check"
    router_conf a keepalived
    printf 'vrrp_script chk {\n  script "%s"\n  interval 1\n}\n' "$LAB/check" >>"$LAB/a.cfg"
    instance a keepalived priority=150 more="$(printf '  track_script {\n    chk\n  }')"
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 3 tracker_is "t['disabled'] and t['ok']"
    ctl a status --json | valid
    holds_for 2.5 has_vip a
    [ "$(grep -c 'script chk is disabled.*chmod go-w' "$LAB/a.log")" = 1 ]
    [ ! -s "$LAB/runs" ]
    chmod 755 "$LAB/check"
    wait_for 3 state_is a FAULT
}

@test "a script runs as its user, with that user's groups, and as nobody else" {
    script who <<SCRIPT
#!/bin/sh
echo "\$(id -u):\$(id -g) \$(id -Gn)"
exit 1
SCRIPT
    [ "$(id -u)" = 0 ] && [ "$(wc -l </proc/self/uid_map)" = 1 ] && setpriv --reuid daemon true 2>/dev/null ||
        skip "this namespace knows one user only"
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/who], interval: 1s, user: daemon}
YAML
    router_start a vrrpd
    wait_for 5 tracker_is "t['ok'] == False"
    tracker_is "t['reason'].endswith('$(id -u daemon):$(id -g daemon) $(id -Gn daemon)')"
}

@test "a verdict survives a reload and the death of services and runner: nothing flaps" {
    local name pid
    good_or_bad
    sed -i '2i sleep 0.8' "$LAB/check" # long enough for an election without a verdict
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 1s, timeout: 3s}
YAML
    both_started
    wait_for 5 holds a
    wait_for 3 tracker_is "t['ok']"
    sleep 0.5
    transitions=$(field a "i['transitions']")
    for name in services runner; do
        pid=$(process a $name)
        kill -KILL "$pid"
        wait_for 5 eval "[ \"\$(process a $name)\" != $pid ]"
        holds_for 1 holds a
    done
    for _ in 1 2 3; do
        router_hup a
        holds_for 1 holds a
    done
    [ "$(field a "i['transitions']")" = "$transitions" ]
    runs=$(wc -l <"$LAB/runs")
    wait_for 5 eval '[ "$(wc -l <"$LAB/runs")" -gt $((runs + 2)) ]'
    touch "$LAB/bad"
    wait_for 5 holds b
    since=$(now_us)
    for _ in 1 2 3; do
        router_hup a
        holds_for 1 holds b
    done
    [ "$(adverts_count a "$since")" = 0 ]
}

@test "a storm of reloads leaves one of each process and no script that runs twice" {
    script count <<SCRIPT
#!/bin/sh
for other in \$(cat $LAB/runs); do
    ! kill -0 \$other || echo twice >>$LAB/twice
done
echo \$\$ >>$LAB/runs
sleep 0.1
SCRIPT
    touch "$LAB/runs"
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/count], interval: 100ms, timeout: 2s}
YAML
    router_start a vrrpd
    wait_for 5 has_vip a
    for _ in $(seq 60); do
        router_hup a
        sleep "0.0$((RANDOM % 9 + 1))"
    done
    sleep 2
    has_vip a
    [ ! -e "$LAB/twice" ]
    [ "$(router_pids a | xargs -I{} cat /proc/{}/comm 2>/dev/null | grep -c '^vrrpd-')" = 5 ]
    runs=$(wc -l <"$LAB/runs")
    wait_for 2 eval '[ "$(wc -l <"$LAB/runs")" -gt $((runs + 3)) ]'
}

@test "no process is left after a stop, whatever the script does" {
    script hang <<SCRIPT
#!/bin/sh
trap '' TERM
(sleep 4721 &)
while :; do sleep 4722; done
SCRIPT
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/hang], interval: 1s, timeout: 60s}
YAML
    router_start a vrrpd
    wait_for 5 alive 'sleep 4722'
    router_stop a
}

@test "the supervisor is killed: its scripts go with it" {
    script hang <<SCRIPT
#!/bin/sh
while :; do sleep 4731; done
SCRIPT
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/hang], interval: 1s, timeout: 60s}
YAML
    router_start a vrrpd
    wait_for 5 alive 'sleep 4731'
    kill -KILL "$(process a supervisor)"
    wait_for 5 router_gone a
}

@test "the runner is killed: its script goes with it before it is started again" {
    local old
    script hang <<SCRIPT
#!/bin/sh
while :; do sleep 4735; done
SCRIPT
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/hang], interval: 200ms, timeout: 60s, weight: -10}
YAML
    router_start a vrrpd
    wait_for 5 alive 'sleep 4735'
    old=$(hang_pid)
    kill -KILL "$(process a runner)"
    wait_for 5 eval '[ -n "$(hang_pid)" ] && [ "$(hang_pid)" != "$old" ]'
    [ "$(hang_pid | wc -l)" = 1 ]
}

# Only of another user's script does the kernel make sure that it dies with the runner; its children stay.
@test "the runner is killed: what another user's script had started goes, too" {
    [ "$(id -u)" = 0 ] || skip "there is no other user here"
    script hang <<SCRIPT
#!/bin/sh
[ ! -e $LAB/once ] || exit 0
sleep 4736
true
SCRIPT
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/hang], interval: 200ms, timeout: 60s, weight: -10, user: nobody}
YAML
    router_start a vrrpd
    wait_for 5 alive 'sleep 4736'
    touch "$LAB/once"
    kill -KILL "$(process a runner)"
    wait_for 5 dead 'sleep 4736'
}

hang_pid() {
    pgrep -f "^/bin/sh $LAB/hang"
}

@test "a service that a script starts outlives the script and the daemon" {
    script starter <<SCRIPT
#!/bin/sh
[ -e $LAB/started ] || { touch $LAB/started; setsid sleep 4741 >/dev/null 2>&1 & sleep 0.3; }
exit 0
SCRIPT
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/starter], interval: 1s}
YAML
    router_start a vrrpd
    wait_for 5 tracker_is "t['ok']"
    alive 'sleep 4741'
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 5 eval '[ "$(router_pids a | wc -l)" = 1 ]'
    alive 'sleep 4741'
}

@test "the runner has no right at all when the configuration runs nothing, and few when it does" {
    local caps
    good_or_bad
    tracked chk <<YAML
  scripts:
    chk: {command: [$LAB/check], interval: 200ms}
YAML
    router_start a vrrpd
    router_start b vrrpd
    wait_for 5 ctl a status
    wait_for 5 ctl b status
    caps=$(awk '/^CapEff/ { print $2 }' "/proc/$(process b runner)/status")
    [ "$caps" = 0000000000000000 ]
    grep -q '^NoNewPrivs:.1' "/proc/$(process b runner)/status"
    caps=$(awk '/^CapEff/ { print $2 }' "/proc/$(process a runner)/status")
    [ "$caps" = 00000000000000e0 ] # KILL, SETGID, SETUID
    caps=$(awk '/^CapEff/ { print $2 }' "/proc/$(process a services)/status")
    [ "$caps" = 0000000000000000 ]
}

# --- files, processes, pings -------------------------------------------------------------------------------------

@test "a file's number times the weight is added; another file in its place is noticed at once" {
    echo 0 >"$LAB/number"
    tracked number <<YAML
  files:
    number: {path: $LAB/number, weight: -1}
YAML
    both_started
    wait_for 5 holds a
    sleep 1.2 # inotify has to tell, not the first look
    echo 60 >"$LAB/number"
    wait_for 0.6 priority_is a 90
    wait_for 3 holds b
    echo 5 >"$LAB/number.new"
    mv "$LAB/number.new" "$LAB/number"
    wait_for 0.6 priority_is a 145
    wait_for 3 holds a
    rm "$LAB/number"
    wait_for 0.6 priority_is a 150
    tracker_is "'counts as 0' in t['reason']"
    mkdir "$LAB/number" && rmdir "$LAB/number"
    echo 7x >"$LAB/number"
    wait_for 1 tracker_is "'is no number, which counts as 0' in t['reason']"
}

@test "a file of weight 0 is a fault while its number is not 0; init makes the file" {
    tracked number <<YAML
  files:
    number: {path: $LAB/number, weight: 0, init: 0}
YAML
    both_started
    wait_for 5 holds a
    [ "$(cat "$LAB/number")" = 0 ]
    echo 1 >"$LAB/number"
    wait_for 0.6 state_is a FAULT
    wait_for 3 holds b
    echo 0 >"$LAB/number"
    wait_for 5 holds a
}

@test "the death of a tracked process is noticed at once, its birth within a second" {
    cp "$(command -v sleep)" "$LAB/worker"
    spawn a worker "$LAB/worker" 4751
    tracked worker <<YAML
  processes:
    worker: {program: $LAB/worker}
YAML
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 2 tracker_is "t['ok']"
    for _ in 1 2 3 4; do # the descriptor, not the next look, has to tell
        sleep 1.2
        kill -KILL "$(cat "$LAB/worker.pid")"
        wait_for 0.3 state_is a FAULT
        wait_for 1 lacks_vip a # after a master down interval in which nobody took over
        spawn a worker "$LAB/worker" 4752
        wait_for 3 has_vip a
    done
    reports a 'process worker failed: 0 running, at least 1 wanted'
}

@test "too many processes are as wrong as too few; the tolerated time is waited for" {
    cp "$(command -v sleep)" "$LAB/worker"
    spawn a worker "$LAB/worker" 4761
    tracked worker <<YAML
  processes:
    worker: {program: worker, quorum: 1, quorum_max: 1, terminate_delay: 2s}
YAML
    router_start a vrrpd
    wait_for 5 has_vip a
    spawn a second "$LAB/worker" 4762
    holds_for 1.5 has_vip a
    wait_for 3 state_is a FAULT
    tracker_is "'2 running' in t['reason']"
}

@test "a gateway that no longer answers costs the address; when it answers again the address comes back" {
    tracked gateway <<YAML
  ping:
    gateway: {gateway: 10.9.0.10, interval: 300ms, timeout: 300ms, count: 3}
YAML
    both_started
    wait_for 5 holds a
    wait_for 3 tracker_is "t['ok'] and t['reason'] == '10.9.0.10 answers'"
    ip -n cl link set eth0 down
    wait_for 5 holds b
    state_is a FAULT
    tracker_is "'no answer from 10.9.0.10' in t['reason']"
    ip -n cl link set eth0 up
    wait_for 5 holds a
}

@test "a gateway is asked without rights and through an unprivileged socket too, over IPv6 and by interface" {
    ip netns exec a sysctl -qw net.ipv4.ping_group_range='0 0'
    ip -n a addr add fd00:9::1/64 dev eth0 nodad
    ip -n cl addr add fd00:9::10/64 dev eth0 nodad
    tracked '{ping: gateway, weight: 0}, {ping: six, weight: 0}' <<YAML
  ping:
    gateway: {gateway: 10.9.0.10, interval: 300ms, interface: eth0}
    six: {gateway: "fd00:9::10", interval: 300ms}
YAML
    router_start a vrrpd
    wait_for 5 has_vip a
    wait_for 3 field a "all(t['ok'] for t in i['trackers']) or 1/0"
    [ "$(ip netns exec a cat /proc/net/icmp | wc -l)" = 2 ] # a heading and our socket
    ip -n cl addr del fd00:9::10/64 dev eth0
    wait_for 5 state_is a FAULT
}

# --- scripts written for keepalived ------------------------------------------------------------------------------

# The check that is copied from page to page: it starts nginx, and gives up by stopping keepalived.
copied_check() {
    script nginx <<SCRIPT
#!/bin/sh
exit 1 # cannot start
SCRIPT
    script chk_nginx.sh <<SCRIPT
#!/bin/bash
counter=\$(pgrep -x no-such-nginx | wc -l)
if [ "\${counter}" = "0" ]; then
    [ -e $LAB/broken ] || exit 0
    $LAB/nginx
    sleep 1
    counter=\$(pgrep -x no-such-nginx | wc -l)
    if [ "\${counter}" = "0" ]; then
        $1
    fi
fi
SCRIPT
}

# as_copied NODE PRIORITY: a pair of the same kind, in keepalived's language.
as_copied() {
    cat >"$LAB/$1.cfg" <<CONF
! Configuration File for keepalived
global_defs {
   router_id LVS_DEVEL
}
vrrp_script chk_nginx {
    script "$LAB/chk_nginx.sh"
    interval 2
    weight -5
}
vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority $2
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass 1111
    }
    virtual_ipaddress {
       $VIP
    }
    track_script {
       chk_nginx
    }
}
CONF
}

@test "a check that gives up by killall keepalived, copied verbatim: with --compat the address moves" {
    command -v killall >/dev/null || skip_without "no killall here (psmisc)"
    copied_check 'killall keepalived'
    as_copied a 110
    as_copied b 90
    sed -i '/track_script/,+2d' "$LAB/b.cfg" # b's nginx is well
    router_start a vrrpd "$LAB/a.cfg" --compat
    wait_for 10 has_vip a
    router_start b vrrpd
    wait_for 5 ctl b status
    [ "$(cat /run/keepalived.pid)" = "$(process a supervisor)" ]
    [ "$(pidof keepalived)" = "$(process a supervisor)" ]
    pkill -0 -x keepalived
    holds_for 1 holds a
    touch "$LAB/broken"
    wait_for 10 holds b
    wait_for 5 router_gone a
    [ ! -e /run/keepalived.pid ]
}

@test "kill by keepalived's pid file works too, and a second daemon under that name is refused" {
    copied_check 'kill $(cat /run/keepalived.pid)'
    as_copied a 110
    router_start a vrrpd "$LAB/a.cfg" --compat
    wait_for 10 has_vip a
    run "$OUT/bin/vrrpd" -n -l -f "$LAB/a.cfg" --run-dir "$LAB/other" --compat
    [ "$status" = 1 ]
    [[ $output == *'keepalived runs already as process'* ]]
    [ -e /run/keepalived.pid ]
    touch "$LAB/broken"
    wait_for 10 router_gone a
}

@test "check says where a script stops keepalived and what to write instead" {
    copied_check 'systemctl stop keepalived'
    as_copied a 110
    run "$OUT/bin/vrrpctl" check "$LAB/a.cfg"
    [ "$status" = 0 ]
    [[ $output == *"a.cfg:6:"*"warning: script \`chk_nginx': $LAB/chk_nginx.sh:9 stops keepalived"*'exit 1'*--compat* ]]
    chmod 666 "$LAB/chk_nginx.sh"
    run "$OUT/bin/vrrpd" -t -f "$LAB/a.cfg"
    [ "$status" = 0 ]
    [[ $output == *"a.cfg:6:"*"chmod go-w $LAB/chk_nginx.sh; it does not run"* ]]
    rm "$LAB/chk_nginx.sh"
    run "$OUT/bin/vrrpctl" import "$LAB/a.cfg"
    [[ $output == *"chk_nginx.sh does not exist"* ]]
}
