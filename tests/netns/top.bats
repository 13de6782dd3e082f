#!/usr/bin/env bats
# vrrptop on a real terminal, before real daemons: both nodes of a pair on one screen, one of them or both through a real
# sshd (tests/peers.sh fetches it); what it may change; what it hears of others.
#
#      a: priority 150        b: priority 100       ob: the terminal, and on it vrrptop
#         10.9.0.1               10.9.0.2              10.9.0.20
#            |                      |                     |
#      ------+----------------------+---------------------+------ 10.9.0.0/24

load lab
load ../top/terminal

TERMINAL_NODE=ob
SSH_PORT=2222

setup() {
    lab_up
    # The socket that "here" is: that of a, whatever node we are on.
    ln -sfn "$LAB/a.run" /run/vrrpd
}

teardown() {
    terminal_close
    umount /etc/passwd 2>/dev/null || true
    lab_report
    lab_down
}

# --- ssh ---------------------------------------------------------------------------------------------------------

# ssh_up NODE...: an sshd on each, for the user "operator", who is us under another number: so it works as root and as
# anybody else. The mounts of the lab are its own; /etc/passwd is the host's again when it ends.
ssh_up() {
    local node folder=$LAB/ssh
    [ -x "$PEERS_ROOT/usr/sbin/sshd" ] || skip_without "no sshd here (tests/peers.sh)"
    command -v ssh >/dev/null && command -v ssh-keygen >/dev/null || skip_without "no ssh here"
    [ "$(findmnt -no PROPAGATION /)" = private ] || skip_without "mounts of the lab would be the host's"
    unshare --user --map-user=4711 --map-group=4711 true 2>/dev/null || skip_without "no user namespaces for sshd"
    mkdir -p "$folder/home"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/host"
    ssh-keygen -q -t ed25519 -N '' -f "$folder/user"
    cp "$folder/user.pub" "$folder/keys"
    { cat /etc/passwd && echo "operator:x:4711:4711::$folder/home:/bin/sh"; } >"$folder/passwd"
    mount --bind "$folder/passwd" /etc/passwd
    for node; do
        sshd_start "$node"
    done
    remote_ssh="ssh -p $SSH_PORT -i $folder/user -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    remote_ssh+=" -o LogLevel=ERROR"
}

# sshd_start NODE: who logs in there has a vrrpctl that asks that node's daemon.
sshd_start() {
    local folder=$LAB/ssh node=$1
    mkdir -p "$folder/$node"
    printf '#!/bin/sh\nexec %s -s %s "$@"\n' "$OUT/bin/vrrpctl" "$LAB/$node.run/vrrpd.sock" >"$folder/$node/vrrpctl"
    chmod 755 "$folder/$node/vrrpctl"
    cat >"$folder/$node.conf" <<END
ListenAddress ${NODE_ADDRESS[$node]}:$SSH_PORT
HostKey $folder/host
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
AuthorizedKeysFile $folder/keys
SetEnv PATH=$folder/$node:/usr/bin:/bin
END
    spawn "$node" "sshd-$node" unshare --user --map-user=4711 --map-group=4711 \
        env LD_LIBRARY_PATH="$PEERS_LIBRARIES" "$PEERS_ROOT/usr/sbin/sshd" -D -e -f "$folder/$node.conf"
    wait_for 5 grep -q 'Server listening' "$LAB/sshd-$node.log"
}

# --- the pair ----------------------------------------------------------------------------------------------------

# pair_up [MORE]: a is master, b backup; with these lines in both configurations.
pair_up() {
    local node
    pair vrrpd vrrpd
    for node in a b; do
        [ -z "${1-}" ] || printf '%s\n' "$1" >>"$LAB/$node.cfg"
    done
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    wait_for 5 state_is b BACKUP
}

state_is() {
    [ "$(field "$1" "i['state']")" = "$2" ]
}

# farm NUMBER: virtual servers in YAML whose two real servers are never asked how they are.
farm() {
    printf 'virtual_servers:\n  - address: "10.9.0.%s:80"\n    method: nat\n    servers:\n' "$1"
    printf '      - {address: "10.9.0.10:8%s"}\n' 1 2
}

# on_screen SSH-NODE...: vrrptop with a through its socket and these through ssh.
on_screen() {
    local node hosts=(-H here)
    for node; do
        hosts+=(-H "operator@${NODE_ADDRESS[$node]}")
    done
    top "${hosts[@]}" --ssh "$remote_ssh" "${options[@]}"
}

# says HOST STATE: the line of that host's virtual router, by its state's letters and word.
says() {
    shows "^$2 +VI_1 +$1" "${3:-8}"
}

@test "both nodes of a pair stand on one screen, the one here and the one behind ssh; and go when told" {
    local options=()
    ssh_up b
    pair_up
    terminal_open 140 30
    on_screen b
    says "$(hostname)" 'M MASTER'
    says 10.9.0.2 'B BACKUP'
    screen_has '2 hosts'
    keys j Enter
    shows 'master +10\.9\.0\.1 priority 150'
    keys q
    ctl a failover VI_1
    says 10.9.0.2 'M MASTER'
    says "$(hostname)" 'B BACKUP'
    keys 4
    shows 'VI_1 .*MASTER'
    keys q
    ended_with 0
    wait_for 3 alone
}

# Nothing but the terminal's shell runs on our node: no ssh, no vrrpwatch.
alone() {
    [ "$(ip netns pids ob | wc -l)" = 1 ]
}

@test "two masters of one virtual router: the banner within seconds, in every view, and it goes when it is healed" {
    local view options=()
    ssh_up b
    pair_up
    terminal_open 100 30
    on_screen b
    says 10.9.0.2 'B BACKUP'
    ip netns exec lan nft add table netdev mute
    ip netns exec lan nft add chain netdev mute in '{ type filter hook ingress device to-a priority 0; }'
    ip netns exec lan nft add rule netdev mute in ip protocol 112 drop
    shows '^ !! SPLIT BRAIN  VI_1 \(vrid 51\): MASTER on .* and 10\.9\.0\.2' 6
    says "$(hostname)" 'M!! MASTER'
    says 10.9.0.2 'M!! MASTER'
    for view in 2 3 4 1; do
        keys $view
        shows "\\[$view "
        screen_has '^ !! SPLIT BRAIN'
    done
    keys Space
    shows PAUSED
    ip netns exec lan nft delete table netdev mute
    hides 'SPLIT BRAIN' 6
    keys Space
    says 10.9.0.2 'B BACKUP'
    keys q
    ended_with 0
}

@test "ordinary fail-overs are never called a split brain" {
    local turn options=(-d 0.2)
    ssh_up b
    pair_up
    terminal_open 140 30
    on_screen b
    says 10.9.0.2 'B BACKUP'
    tmux_do pipe-pane "cat >$BATS_TEST_TMPDIR/bytes"
    keys C-l
    for turn in 1 2 3; do
        ctl a failover VI_1
        says 10.9.0.2 'M MASTER'
        says "$(hostname)" 'B BACKUP'
        ctl b failover VI_1
        says "$(hostname)" 'M MASTER'
        says 10.9.0.2 'B BACKUP'
    done
    sleep 0.5
    grep -aq BACKUP "$BATS_TEST_TMPDIR/bytes"
    not grep -aqE 'SPLIT|!!' "$BATS_TEST_TMPDIR/bytes"
}

@test "a daemon that dies: said, its lines grey with their age, and back when it is back; here and through ssh" {
    local options=()
    ssh_up b
    pair_up
    terminal_open 140 30
    on_screen b
    says 10.9.0.2 'B BACKUP'
    router_kill a
    shows '^ ! LOST  .*(refused|closed|is vrrpd running)' 6
    shows "^ $(hostname): lost [2-9]s ago"
    says "$(hostname)" 'M MASTER'
    screen_raw | grep -P '^(\x1b\[[0-9;]*m)*M MASTER' | grep -qP '\x1b\[(0;)?(2|30|47)' || fail "$(screen_raw | cat -v)"
    says 10.9.0.2 'M MASTER'
    keys 4
    shows "$(hostname) +LOST"
    keys 1
    rm -f "$LAB/a.run/vrrpd.sock"
    router_start a vrrpd
    hides LOST 12
    says "$(hostname)" 'M MASTER'
    says 10.9.0.2 'B BACKUP'
    # shellcheck disable=SC2046 # all of the daemon's processes, and none of sshd's
    kill -KILL $(pgrep -s "$(cat "$LAB/b.pid")")
    shows '^ ! LOST  10\.9\.0\.2' 8
    router_start b vrrpd
    hides LOST 16
    says 10.9.0.2 'B BACKUP'
    keys 4
    shows ' 10\.9\.0\.2 +LOST'
}

# --- what may be changed -----------------------------------------------------------------------------------------

@test "with --write a router is drained after a yes and not after anything else, here and through ssh; it steps down" {
    local options=(--write)
    ssh_up b
    pair_up
    terminal_open 140 30
    on_screen b
    says 10.9.0.2 'B BACKUP'
    keys D
    shows "Drain VI_1 on $(hostname)\\? y/N"
    keys n
    shows 'nothing was changed'
    keys D Enter
    shows 'nothing was changed'
    keys D Escape
    sleep 0.5
    state_is a MASTER
    [ "$(field a "i['drained']")" = false ]
    keys D y
    wait_for 4 state_is b MASTER
    [ "$(field a "i['drained']")" = true ]
    says "$(hostname)" 'B BACKUP'
    keys D
    shows "Undrain VI_1 on $(hostname)\\?"
    keys y
    wait_for 4 state_is a MASTER
    says "$(hostname)" 'M MASTER'
    keys F
    shows "Let VI_1 step down on $(hostname)\\?"
    keys y
    wait_for 4 state_is b MASTER
    says 10.9.0.2 'M MASTER'
    keys F
    shows 'is not MASTER there'
    keys j F
    shows 'Let VI_1 step down on 10\.9\.0\.2\?'
    keys y
    wait_for 4 state_is a MASTER
    says 10.9.0.2 'B BACKUP'
    keys D y
    wait_for 4 eval "[ \"\$(field b \"i['drained']\")\" = true ]"
    shows 'drained'
}

# servers NODE EXPRESSION: over the real servers of the node, `s`.
servers() {
    ctl "$1" lvs --json | json "[$2 for v in d['virtual_servers'] for s in v['servers']]"
}

servers_are() {
    [ "$(servers "$1" "$2")" = "$3" ]
}

@test "with --write real servers are drained, enabled and weighed, here and through ssh" {
    local options=(--write -v servers)
    ssh_up b
    pair_up "$(farm 100)"
    terminal_open 140 30
    on_screen b
    shows '10\.9\.0\.100:80.*10\.9\.0\.2'
    keys D
    shows 'stand on a real server'
    keys j D
    shows "Drain 10\\.9\\.0\\.10:81 of 10\\.9\\.0\\.100:80.* on $(hostname)\\?"
    keys y
    wait_for 4 servers_are a "s['state']" '["DRAIN", "UP"]'
    shows '10\.9\.0\.10:81 .* DRAIN'
    keys D
    shows 'Enable 10\.9\.0\.10:81 '
    keys y
    wait_for 4 servers_are a "s['state']" '["UP", "UP"]'
    keys j w
    shows 'Weight of 10\.9\.0\.10:82 \(0 to 65535\): 1'
    keys BSpace
    type_in 7x
    shows 'a weight is a number'
    keys w BSpace
    type_in 7
    shows "Weight 7 for 10\\.9\\.0\\.10:82 of .* on $(hostname)\\?"
    keys n
    shows 'nothing was changed'
    servers_are a "s['effective_weight']" '[1, 1]'
    keys w BSpace
    type_in 7
    keys y
    wait_for 4 servers_are a "s['effective_weight']" '[1, 7]'
    keys G w BSpace
    type_in 9
    shows 'Weight 9 for 10\.9\.0\.10:82 of .* on 10\.9\.0\.2\?'
    keys y
    wait_for 5 servers_are b "s['effective_weight']" '[1, 9]'
    keys D y
    wait_for 5 servers_are b "s['state']" '["UP", "DRAIN"]'
    servers_are a "s['state']" '["UP", "UP"]'
    shows '10\.9\.0\.10:82 .* DRAIN'
}

@test "ssh that cannot get in is told on the screen, the others go on, and nothing of it stays" {
    local options=()
    ssh_up b
    pair_up
    : >"$LAB/ssh/keys"
    terminal_open 140 30
    on_screen b
    says "$(hostname)" 'M MASTER'
    shows '^ ! LOST  10\.9\.0\.2: .*Permission denied' 8
    [ "$(screen | grep -c '^ vrrptop ')" = 1 ]
    cp "$LAB/ssh/user.pub" "$LAB/ssh/keys"
    says 10.9.0.2 'B BACKUP' 10
    learn_pids
    kill -KILL "$drawer"
    shows 'ended by signal 9'
    wait_for 5 alone
}

# --- what is heard -----------------------------------------------------------------------------------------------

@test "--watch shows the virtual router that keepalived runs, and that it is silent when it dies" {
    need_peer
    router_conf a keepalived && instance a keepalived priority=150
    router_start a keepalived
    wait_for 8 has_vip a
    terminal_open 140 30
    top --watch -i eth0
    shows '^M MASTER +eth0/51/ipv4 .* 51 .*150 .*10\.9\.0\.1 ' 8
    screen_has "$VIP"
    keys Enter
    shows 'master +10\.9\.0\.1 priority 150'
    keys q
    router_kill a
    shows '^S SILENT +eth0/51/ipv4 ' 8
    keys q
    ended_with 0
    wait_for 3 alone
}

@test "vrrpwatch through a pipe: the same, and its incidents in the banner and among the events" {
    pair_up
    terminal_open 140 30
    type_in "$OUT/bin/vrrpwatch --json --summary-every 1s -i eth0 | $PROGRAM -"
    shows '^M MASTER +eth0/51/ipv4 .*10\.9\.0\.1 ' 8
    cut_link b rx
    shows '^ !! SB-[A-F][0-9]*  ' 8
    keys 4
    shows 'C critical .*SB-'
    keys Enter
    shows '(fix|FIX)'
    keys Escape
    mend_link b
    hides '^ !! SB-' 12
    keys q
    ended_with 0
}
