#!/usr/bin/env bats
# What vrrpwatch does when it found something: commands, mail through vrrpnotify, the logs, fencing. The split brains
# are two speakers that hear nobody.

# shellcheck disable=SC2016 # what eval gets is expanded each time it is asked

load lab
load watch

bats_require_minimum_version 1.5.0

setup() {
    lab_up
    chmod 755 "$LAB"
    mkdir "$LAB/told"
    # One file each time it is called: what it was given.
    cat >"$LAB/teller" <<END
#!/bin/sh
exec 3>"$LAB/told/\$\$.part"
env | grep ^VRRP_ >&3
echo >&3
cat >&3
mv "$LAB/told/\$\$.part" "$LAB/told/\$VRRP_PHASE\$VRRP_FENCE_SIDE.\${VRRP_CODE:-fence}.\$\$"
END
    chmod 755 "$LAB/teller"
}

# speaker NODE PRIORITY [VRIDS [SECONDS]]: adverts as a master sends them, five a second, deaf to all others.
speaker() {
    spawn "$1" "speaker_$1" python3 "$BATS_TEST_DIRNAME/speaker.py" eth0 "${NODE_ADDRESS[$1]}" "$2" "${3-51}" "$VIP" "${4-0.2}"
    wait_for 5 grep -q READY "$LAB/speaker_$1.log"
}

split_brain() {
    speaker a 150 "${1-51}" "${2-0.2}"
    speaker b 100 "${1-51}" "${2-0.2}"
}

heal() {
    kill -KILL "$(cat "$LAB/speaker_b.pid")"
}

# told PATTERN [CODE]: how many calls of the teller, for fencing and split brains; on a busy machine adverts come late,
# and that is told too.
told() {
    find "$LAB/told" -name "$1.${2:-SB-A*}.*" -o -name "$1.fence.*" | wc -l
}

told_once() {
    [ "$(told "$1")" = 1 ]
}

catcher() {
    mail_python >/dev/null || skip_without "no python3-aiosmtpd here"
    spawn ob catcher "$(mail_python)" "$BATS_TEST_DIRNAME/catcher.py" 2525 "$LAB/mails"
    wait_for 5 grep -q READY "$LAB/catcher.log"
}

mail_conf() {
    cat >"$LAB/mail.yaml" <<END
instances: {}
notify:
  mail: {to: ops@example.com, from: lb@example.com, server: "smtp://127.0.0.1:2525"}
  policy: {group_wait: 0s, min_interval: 0s}
END
}

notify() {
    ip netns exec ob "$OUT/bin/vrrpnotify" -f "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" "$@"
}

arrived() {
    grep -q -e "$1" "$LAB/mails" 2>/dev/null
}

logs() {
    grep -qE -e "$1" "$LAB/watch.log"
}

@test "a command is called once when it begins and once when it is over, with the event" {
    watch_start ob --alert "exec:$LAB/teller one"
    split_brain
    wait_for 5 told_once open
    sleep 0.5
    told_once open
    heal
    wait_for 5 told_once closed
    watch_stop
    [ "$(told '*')" = 2 ] || fail "$(head -n 99 "$LAB"/told/*)"
    for phase in open closed; do
        sed '1,/^$/d' "$LAB/told/$phase".SB-A* | python3 -W ignore "$TOP/tests/schema/validate" event
        sed '1,/^$/d' "$LAB/told/$phase".SB-A* | json "[d['phase'], d['vrid'], d['code'][:4]]" | grep -qx "\[\"$phase\", 51, \"SB-A\"\]"
        grep -q '^VRRP_VRID=51$' "$LAB/told/$phase".SB-A*
        grep -q '^VRRP_CODE=SB-A' "$LAB/told/$phase".SB-A*
        grep -q '^VRRP_SEVERITY=critical$' "$LAB/told/$phase".SB-A*
    done
    [ "$(sed '1,/^$/d' "$LAB/told/closed".* | json "d['duration_us'] > 0")" = true ]
}

@test "an incident that stays is told again after --remind, and not after it is over" {
    local count
    watch_start ob --alert "exec:$LAB/teller" --remind 1s
    split_brain
    wait_for 9 eval '[ "$(told "*")" -ge 3 ]'
    heal
    wait_for 5 told_once closed
    count=$(told '*')
    sleep 1.5
    [ "$(told '*')" = "$count" ]
    watch_stop
}

@test "a command that hangs does not stop the watching, and its end is not waited for long" {
    printf '#!/bin/sh\ncat >/dev/null\necho >>%s/began\nexec sleep 600\n' "$LAB" >"$LAB/hangs"
    chmod 755 "$LAB/hangs"
    watch_start ob --alert "exec:$LAB/hangs" --alert "exec:$LAB/teller"
    split_brain
    wait_for 5 test -e "$LAB/began"
    heal
    wait_for 5 told_once closed
    wait_for 5 eval '[ "$(incidents "any(e[\"phase\"] == \"closed\" and e[\"duration_us\"] > 0 for e in all)")" = true ]'
    kill -KILL "$(cat "$LAB/speaker_a.pid")" # its silence must not begin another
    watch_stop
    logs "an alert could not be handed over"
}

@test "below --alert-level nobody is told, with none nobody at all" {
    watch_start ob --alert "exec:$LAB/teller"
    speaker a 150
    wait_for 5 found SB-F1
    watch_stop
    [ "$(told '*')" = 0 ]
    watch_start ob --alert "exec:$LAB/teller" --alert-level info
    wait_for 5 eval '[ "$(told note SB-F1)" = 1 ]'
    watch_stop
    rm -f "$LAB"/told/*
    watch_start ob --alert none
    speaker b 100
    wait_for 5 found SB-A open
    [ "$(ip netns pids ob | wc -l)" = 1 ]
    watch_stop
    [ "$(told '*')" = 0 ]
}

@test "mail without a dispatcher: what cannot be sent waits in the spool" {
    mail_conf
    watch_start ob --alert mail --config "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run"
    split_brain
    wait_for 9 eval 'notify queue list | grep -q .'
    catcher
    notify queue flush
    wait_for 5 arrived "SB-A"
    arrived "10.9.0.2"
}

@test "mail with a dispatcher: a split brain and its end arrive, once each" {
    mail_conf
    catcher
    spawn ob dispatcher "$OUT/bin/vrrpnotify" -l -f "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" run
    wait_for 5 grep -q "starts with" "$LAB/dispatcher.log"
    watch_start ob --alert mail --config "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run"
    split_brain
    wait_for 7 arrived "Subject:.*SB-A"
    heal
    wait_for 7 eval '[ "$(grep -c "^Subject:.*SB-A" "$LAB/mails")" = 2 ]'
    arrived "^Fix:   "
    watch_stop
}

@test "a check from cron with no dispatcher loses no alert" {
    mail_conf
    catcher
    split_brain
    run --separate-stderr ip netns exec ob "$OUT/bin/vrrpwatch" --check -i eth0 --alert mail --config "$LAB/mail.yaml" \
        --spool "$LAB/spool" --run-dir "$LAB/run"
    [ "$status" = 2 ]
    wait_for 5 arrived "Subject:.*SB-A"
    [ "$(grep -c '^Subject:.*SB-A' "$LAB/mails")" = 1 ]
}

@test "a split brain that lasts over many checks from cron is told once" {
    local round
    mail_conf
    catcher
    split_brain 51 0.4
    for round in 1 2; do
        run --separate-stderr ip netns exec ob "$OUT/bin/vrrpwatch" --check -i eth0 --alert mail \
            --config "$LAB/mail.yaml" --spool "$LAB/spool" --run-dir "$LAB/run" --state-file "$LAB/state"
        [ "$status" = 2 ] || fail "round $round: $status"
    done
    wait_for 5 arrived "Subject:.*SB-A"
    [ "$(grep -c '^Subject:.*SB-A' "$LAB/mails")" = 1 ] || fail "$(cat "$LAB/mails")"
}

@test "syslog and the journal get a line each" {
    cat >"$LAB/logger.py" <<'END'
import os, selectors, socket, sys
selector = selectors.DefaultSelector()
for path in sys.argv[1:]:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    s.bind(path)
    selector.register(s, selectors.EVENT_READ, os.path.basename(os.path.dirname(path)))
print("READY", flush=True)
while True:
    for key, _ in selector.select():
        print(key.data, key.fileobj.recv(65536), flush=True)
END
    # A /dev of its own: the machine's log must not hear of this.
    cat >"$LAB/inside" <<END
#!/bin/sh
mount -t tmpfs tmpfs /mnt && touch /mnt/null /mnt/log || exit 77
mount --bind /dev/null /mnt/null && mount --bind /mnt /dev || mount --rbind /mnt /dev || exit 77
rm -f /dev/log
python3 $LAB/logger.py /dev/log /run/systemd/journal/socket >$LAB/logger.out 2>&1 3>&- &
until grep -q READY $LAB/logger.out; do sleep 0.05; done
$OUT/bin/vrrpwatch -i eth0 --for 2s --alert syslog --alert journal >$LAB/watch.log 2>&1
status=\$?
kill \$!
exit \$status
END
    split_brain
    run ip netns exec ob unshare --mount sh "$LAB/inside"
    [ "$status" != 77 ] || skip_without "no mount for a /dev of its own"
    [ "$status" = 0 ]
    [ "$(grep -c "^dev b'<[0-9]*>.*vrrpwatch.*SB-A" "$LAB/logger.out")" = 1 ] || fail "$(cat "$LAB/logger.out")"
    [ "$(grep -c "^journal b'.*SB-A" "$LAB/logger.out")" = 1 ]
    grep -q "journal .*PRIORITY=" "$LAB/logger.out"
}

@test "fencing says what it would do, and does nothing" {
    watch_start ob --fence "$LAB/teller"
    split_brain
    wait_for 9 logs "fence: would run .*VRRP_FENCE_ADDRESS=10.9.0.2"
    watch_stop
    [ "$(told '*')" = 0 ]
}

@test "--fence-now shoots the loser once, after the alarm, and not again while it cools down" {
    watch_start ob --fence "$LAB/teller" --fence-now
    split_brain
    wait_for 5 found SB-A open
    wait_for 9 eval '[ "$(told "*")" = 1 ]'
    sleep 2
    [ "$(told '*')" = 1 ]
    grep -qx 'VRRP_FENCE_ADDRESS=10.9.0.2' "$LAB"/told/*
    grep -qx 'VRRP_FENCE_MAC=02:00:00:00:09:02' "$LAB"/told/*
    grep -qx 'VRRP_FENCE_SIDE=observer' "$LAB"/told/*
    grep -qx 'VRRP_WINNER=10.9.0.1' "$LAB"/told/*
    grep -qx "VRRP_VIP=$VIP" "$LAB"/told/*
    grep -qx 'VRRP_INTERFACE=eth0' "$LAB"/told/*
    watch_stop
}

@test "of two fencers on the two nodes the loser's never shoots the winner" {
    # The winner's shot ends the loser's adverts, as pulling its plug would.
    cat >>"$LAB/teller" <<END
kill -KILL "\$(cat "$LAB/speaker_b.pid")"
END
    WATCH=on_a watch_start a --fence "$LAB/teller" --fence-now
    WATCH=on_b watch_start b --fence "$LAB/teller" --fence-now
    split_brain
    wait_for 9 eval '[ "$(told "*")" = 1 ]'
    sleep 2
    [ "$(told '*')" = 1 ]
    grep -qx 'VRRP_FENCE_SIDE=winner' "$LAB"/told/*
    grep -qx 'VRRP_FENCE_ADDRESS=10.9.0.2' "$LAB"/told/*
    WATCH=on_a watch_stop
    WATCH=on_b watch_stop
}

@test "where the winner's fencer is missing the loser's shoots its own node" {
    watch_start b --fence "$LAB/teller" --fence-now
    split_brain
    wait_for 12 eval '[ "$(told "*")" = 1 ]'
    grep -qx 'VRRP_FENCE_SIDE=loser' "$LAB"/told/*
    grep -qx 'VRRP_FENCE_ADDRESS=10.9.0.2' "$LAB"/told/*
    watch_stop
}

@test "a clean hand-over is not fenced and alarms nobody" {
    watch_start ob --fence "$LAB/teller" --fence-now --alert "exec:$LAB/teller"
    pair vrrpd vrrpd
    router_start b vrrpd
    wait_for 9 has_vip b
    router_start a vrrpd
    wait_for 9 holds a
    router_stop a
    wait_for 9 has_vip b
    sleep 1
    watch_stop
    [ "$(told '*')" = 0 ] || fail "$(head -n 99 "$LAB"/told/*)"
}

@test "many split brains at once: each told once, and the watching keeps up" {
    watch_start ob --alert "exec:$LAB/teller"
    split_brain 51-90
    wait_for 5 eval '[ "$(incidents "len({e[\"vrid\"] for e in all if e[\"phase\"] == \"open\"})")" = 40 ]'
    wait_for 9 eval '[ "$(told open)" -ge 1 ]'
    sleep 1
    [ "$(told open)" -le 40 ]
    heal
    wait_for 9 eval '[ "$(incidents "len({e[\"vrid\"] for e in all if e[\"phase\"] == \"closed\" and e[\"duration_us\"] > 0})")" = 40 ]'
    watch_stop
}
