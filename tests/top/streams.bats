#!/usr/bin/env bats
# vrrptop without a screen: what it prints, for people and for programs, with which exit status; and lines that somebody
# pipes in. Nothing here needs a network.

load terminal

setup_file() {
    python3 "$BATS_TEST_DIRNAME/recording.py" >"$BATS_FILE_TMPDIR/three.jsonl"
}

setup() {
    export TZ=UTC XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
    cd "$BATS_TEST_TMPDIR" || return
    cp "$BATS_FILE_TMPDIR/three.jsonl" .
}

teardown() {
    terminal_close
}

# refused STATUS WORDS OPTION...
refused() {
    local want=$1 words=$2 status=0
    shift 2
    timeout 5 "$PROGRAM" "$@" >said 2>why </dev/null || status=$?
    [ "$status" = "$want" ] || fail "$*: status $status instead of $want: $(cat said why)"
    grep -qF -e "$words" why || fail "$*: does not say '$words': $(cat why)"
    [ ! -s said ] || fail "$*: printed something: $(cat said)"
}

# ended OPTION...: frames of the recording's end.
ended() {
    "$PROGRAM" -r three.jsonl --speed 10000 -d 0.1 "$@"
}

# --- the command line --------------------------------------------------------------------------------------------

@test "help and version are printed, and the fields to sort by" {
    run "$PROGRAM" --help
    [ "$status" = 0 ]
    grep -q -- '--replay' <<<"$output"
    run "$PROGRAM" -V
    [ "$status" = 0 ]
    grep -qE '^vrrptop [0-9]' <<<"$output"
    run "$PROGRAM" --sort help
    [ "$status" = 0 ]
    [ "$(grep -c ':$' <<<"$output")" = 4 ]
    grep -qE '^  vrid ' <<<"$output"
}

@test "what makes no sense is refused with words" {
    refused 64 'options' --no-such-option
    refused 64 'options' -d
    refused 64 'from 0.1 to 3600' -d soon
    refused 64 'from 0.1 to 3600' -d 0.01
    refused 64 'from 0.1 to 3600' -d inf
    refused 64 '--frames' -n 0
    refused 64 '--frames' -n 1x
    refused 64 '--speed' -r three.jsonl --speed 0
    refused 64 '--speed' -r three.jsonl --speed nan
    refused 64 '--view' -v nonsense
    refused 64 '--color' --color red
    refused 64 'no such field' -r three.jsonl --sort nonsense
    refused 64 'no such column' -r three.jsonl --columns name,nonsense
    refused 64 'not understood' three.jsonl
    refused 64 'needs -i' --watch
    refused 64 'goes with --watch' -i eth0
    refused 64 'shown alone' -r three.jsonl -
    refused 64 'shown alone' -r three.jsonl -H lb02
    refused 64 'a screen' --write -r three.jsonl
    refused 64 'a screen' --write -b
    refused 64 '-oProxyCommand' -H -oProxyCommand=false
    refused 64 'lb02' -H lb02 -s '/tmp/x;reboot'
}

@test "a recording that is not there, and one that is none" {
    refused 66 'missing.jsonl: No such file' -r missing.jsonl
    refused 66 '.: ' -r .
    : >empty.jsonl
    refused 65 'no recording' -r empty.jsonl
    head -c 100000 /dev/urandom >noise.jsonl
    refused 65 'no recording' -r noise.jsonl
}

@test "no daemon: said once a frame, waited for, and told by the exit status" {
    run --separate-stderr timeout 10 "$PROGRAM" -s "$PWD/nobody.sock" -n 2 -d 0.2
    [ "$status" = 69 ]
    [ "$(grep -c 'nobody.sock: No such file or directory; is vrrpd running' <<<"$output")" = 2 ]
}

bats_require_minimum_version 1.5.0

# --- text --------------------------------------------------------------------------------------------------------

@test "without a terminal on standard output it is plain text, with a heading each frame and no escape" {
    ended -n 3 >text
    grep -qE '^M MASTER +VI_1 ' text
    not grep -qP '[\x00-\x08\x0b-\x1f\x7f]' text
    "$PROGRAM" -r three.jsonl -b -n 3 -d 0.1 >text
    [ "$(grep -c '^STATE ' text)" = 3 ]
    [ "$(grep -c '^! *\|^!! FAULT' text)" = 3 ]
    not grep -q $'\e' text
    TERM=xterm script -qec "$PROGRAM -r three.jsonl -b -n 1 --color always" /dev/null >text
    not grep -q $'\e' text
}

@test "a view, its columns, its order and a filter are chosen on the command line" {
    ended -n 1 -v servers --columns server,state,conns --sort server:r --filter 192.0.2 >text
    diff - <(grep -v '^vrrptop\|^!' text | sed 's/ *$//; s/^ *//; /^$/d' | tr -s ' ') <<'END'
SERVER STATE CONNS
10.200.0.1:80 UP 2.5M
-> 192.0.2.2:80 UP 1.2M
-> 192.0.2.1:80 UP 1.2M
END
    [ "$(ended -n 1 -v servers --columns server,cps | grep -c CONN/S)" = 1 ]
    ended -v events | grep -q 'event of second 17'
    ended -n 1 --sort name:r | grep '^[MBF] ' | head -n 1 | grep -q VI_3
}

@test "-n ends after so many frames, and a recording at its end" {
    [ "$("$PROGRAM" -r three.jsonl -n 1 | grep -c '^STATE ')" = 1 ]
    [ "$(ended | grep -c '^STATE ')" -le 3 ]
    "$PROGRAM" -r three.jsonl --speed 100 -d 0.1 >text
    grep -q '22:13:39' text
    [ "$(grep -c '^STATE ' text)" -ge 2 ]
}

@test "with -U batch is ASCII as well" {
    ended -n 1 -U >text
    not grep -nP '[^\x00-\x7F]' text
    ended -n 1 | grep -qP '[^\x00-\x7F]'
}

@test "what does not arrive is an error" {
    local option
    for option in -b --csv --json; do
        run bash -c '"$1" -r three.jsonl -n 1 "$2" >/dev/full' - "$PROGRAM" $option
        [ "$status" = 74 ]
        run bash -c 'timeout 5 "$1" -r three.jsonl --speed 0.1 -d 0.1 "$2" | head -n 1 >/dev/null; exit "${PIPESTATUS[0]}"' - "$PROGRAM" $option
        [ "$status" = 141 ] || [ "$status" = 74 ]
    done
}

@test "SIGTERM and SIGINT end it in order" {
    local signal
    for signal in TERM INT HUP; do
        "$PROGRAM" -r three.jsonl -d 0.2 --speed 0.1 >text &
        wait_for 5 test -s text
        kill -$signal $!
        wait $!
        rm text
    done
}

# --- for programs ------------------------------------------------------------------------------------------------

@test "--csv: one heading, lines that csv reads, names that are those of --sort" {
    local view
    for view in vrrp services servers events; do
        "$PROGRAM" -r three.jsonl --speed 100 -d 0.1 --csv -v $view >$view.csv
        "$PROGRAM" --sort help | awk -v view="$view:" '/:$/ { on = $0 == view; next } on { print $1 }' >$view.names
    done
    python3 - <<'END'
import csv
for view, lines in ("vrrp", 3), ("services", 2), ("servers", 4):
    rows = list(csv.reader(open(f"{view}.csv", newline="")))
    assert all(len(row) == len(rows[0]) for row in rows), view
    assert sum(row == rows[0] for row in rows) == 1, view
    assert len(rows) > 1 + lines and (len(rows) - 1) % lines == 0, (view, len(rows))
    names = open(f"{view}.names").read().split()
    missing = [name for name in names if name not in rows[0] and name + "_us" not in rows[0] and name != "trend"]
    assert not missing and rows[0][0] == "time", (view, missing, rows[0])
rows = list(csv.DictReader(open("vrrp.csv", newline="")))
assert [row["state"] for row in rows[-3:]] == ["MASTER", "BACKUP", "FAULT"], rows[-3:]
assert rows[-3]["name"] == "VI_1" and rows[-3]["vrid"] == "1"
rows = list(csv.DictReader(open("servers.csv", newline="")))
assert rows[-1]["server"] == "192.0.3.2:80" and rows[-1]["conns"] == "1234947", rows[-1]
END
}

@test "--json: an object a line, each with all views; numbers are numbers" {
    "$PROGRAM" -r three.jsonl --speed 100 -d 0.1 --json >frames
    python3 - <<'END'
import json
frames = [json.loads(line) for line in open("frames")]
assert len(frames) >= 2
last = frames[-1]
assert last["time"].startswith("2023-11-14T22:13:39"), last["time"]
def find(value, key):
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key:
                yield inner
            yield from find(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from find(inner, key)
assert set(find(last, "vrid")) >= {1, 2, 3}
assert 1234947 in set(find(last, "conns"))
assert "FAULT" in set(find(last, "state"))
END
}

@test "texts of foreign hosts are quoted for csv and JSON, and never lines of their own" {
    sed 's/"VI_1"/"a,\\"b\\"\\n=cmd()"/; s/reason 2/\\u001b[2J\\u007f/' three.jsonl >foreign.jsonl
    "$PROGRAM" -r foreign.jsonl --speed 10000 -n 1 --csv >csv
    "$PROGRAM" -r foreign.jsonl --speed 10000 -n 1 --json >json
    "$PROGRAM" -r foreign.jsonl --speed 10000 -n 1 >text
    not grep -qP '[\x00-\x08\x0b\x0c\x0e-\x1f]' text csv json
    not grep -q $'\r' text json
    python3 - <<'END'
import csv, json
rows = list(csv.DictReader(open("csv", newline="")))
assert len(rows) == 3 and rows[0]["name"].startswith('a,"b"'), rows[0]
json.loads(open("json").read())
END
    [ "$(grep -c VRRP text || true)" -le 3 ]
    grep -qE '^M MASTER +a,"b"' text
}

# --- pipes -------------------------------------------------------------------------------------------------------

@test "lines that are piped in are shown until they end" {
    run timeout 10 "$PROGRAM" - -b -d 0.2 <three.jsonl
    [ "$status" = 0 ]
    grep -qE '^M MASTER +VI_1 ' <<<"$output"
    grep -q 'its lines ended' <<<"$output"
    run timeout 10 "$PROGRAM" - -b -d 0.2 </dev/null
    [ "$status" = 69 ]
    grep -q 'its lines ended' <<<"$output"
    run bash -c 'exec timeout 10 "$1" - -b -d 0.2 <&-' - "$PROGRAM"
    [ "$status" = 69 ]
    grep -q 'its lines ended' <<<"$output"
}

@test "nonsense in a pipe is passed over, and a line without an end is read at the end" {
    { printf 'nonsense\n{"schema":1}\n[]\n\0\377\n\n'; head -c 300000 /dev/urandom; echo; head -n 5 three.jsonl; head -n 1 three.jsonl |
        sed 's/VI_1/LAST/' | tr -d '\n'; } >lines
    run timeout 10 "$PROGRAM" - -b -d 0.2 <lines
    [ "$status" = 0 ]
    grep -qE '^M MASTER +LAST ' <<<"$output"
}

@test "on a screen a pipe that ends says so and leaves its last picture grey; keys go on" {
    terminal_open 80 24
    type_in "$PROGRAM - <three.jsonl"
    shows '^ ! LOST  standard input: its lines ended'
    shows 'lost .*ago: its lines ended'
    screen_raw | grep -P '^\x1b\[(0;)?2m(\x1b\[[0-9;]*m)*B BACKUP' || fail "$(screen_raw | cat -v)"
    keys 3
    shows '192\.0\.2\.1:80'
    keys 4
    shows '^2023-11-14  I info +VI_1 '
    keys 1 G Enter
    shows 'check_link'
    keys q q
    ended_with 0
}

@test "a terminal is no pipe: it says how to make one" {
    terminal_open 160 24
    type_in "$PROGRAM -"
    shows 'vrrpwatch --json .*\| vrrptop -'
    ended_with 64
}

@test "keys come from the terminal when standard input is a file, closed, or nothing" {
    local input
    terminal_open 80 24
    for input in '<three.jsonl' '</dev/null' '<&-'; do
        type_in "clear; $PROGRAM -r three.jsonl $input"
        shows '\[1 VRRP\]'
        keys 2
        shows '\[2 Services\]'
        keys q
        ended_with 0
    done
    type_in "clear; setsid -w $PROGRAM -r three.jsonl -n 1 </dev/null"
    shows 'there is no terminal to read keys from: plain frames instead'
    shows '^M MASTER +VI_1 '
}
