#!/usr/bin/env bats
# What programs read of vrrptop: its frames are what tests/schema says, whatever they are made of.

load helpers

bats_require_minimum_version 1.5.0

setup() {
    TOP_PROGRAM=$OUT/bin/vrrptop
    RECORDING=$TOP/tests/top/pair.jsonl
    export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR
}

valid() {
    python3 -W ignore "$TOP/tests/schema/validate" "$1"
}

@test "frames of a recording are frames: a hand-over, a real server that dies" {
    [ "$(valid status <"$RECORDING")" = 7 ]
    "$TOP_PROGRAM" --json -n 2 -d 1 -r "$RECORDING" --speed 60 >"$BATS_TEST_TMPDIR/frames"
    [ "$(valid frame <"$BATS_TEST_TMPDIR/frames")" = 2 ]
    tail -n 1 "$BATS_TEST_TMPDIR/frames" >"$BATS_TEST_TMPDIR/last"
    [ "$(json "[(e['kind'], e['to']) for e in d['events']]" <"$BATS_TEST_TMPDIR/last")" = \
        '[["server", "DOWN"], ["transition", "BACKUP"]]' ]
    [ "$(json "d['vrrp'][0]['state'] + ' ' + d['vrrp'][0]['why']" <"$BATS_TEST_TMPDIR/last")" = \
        "BACKUP chk_disk -20: exit status 1" ]
    [ "$(json "[(s['up'], s['out'] is None) for s in d['services']]" <"$BATS_TEST_TMPDIR/last")" = \
        '[[2, false], [2, true]]' ] # the second is direct: nobody counts its answers
}

@test "a frame of what vrrpwatch told, through a pipe" {
    "$OUT/bin/vrrpwatch" --json -r "$TOP/tests/pcap/fixtures/one-deaf.pcap" |
        "$TOP_PROGRAM" --json - >"$BATS_TEST_TMPDIR/frames"
    valid frame <"$BATS_TEST_TMPDIR/frames"
    tail -n 1 "$BATS_TEST_TMPDIR/frames" >"$BATS_TEST_TMPDIR/last"
    [ "$(json "d['vrrp'][0]['name']" <"$BATS_TEST_TMPDIR/last")" = file/51/ipv4 ]
    [ "$(json "d['banner'][:4]" <"$BATS_TEST_TMPDIR/last")" = SB-A ]
    grep -q '"kind":"incident","subject":"file/51/ipv4"' "$BATS_TEST_TMPDIR/frames"
}

@test "a frame of a daemon that is not there says so" {
    run -69 --separate-stderr "$TOP_PROGRAM" --json -n 1 -s "$BATS_TEST_TMPDIR/nowhere.sock"
    printf '%s\n' "$output" >"$BATS_TEST_TMPDIR/frame"
    [ "$(valid frame <"$BATS_TEST_TMPDIR/frame")" = 1 ]
}

@test "the frame in vrrptop(1) is one, with the keys of real ones in their order" {
    sed -n '/^{"schema"/,/^\.Ed/p' "$TOP/man/vrrptop.1" | sed '$d' | tr -d '\n' >"$BATS_TEST_TMPDIR/example"
    [ "$(valid frame <"$BATS_TEST_TMPDIR/example")" = 1 ]
    "$TOP_PROGRAM" --json -n 2 -d 1 -r "$RECORDING" --speed 60 | tail -n 1 >"$BATS_TEST_TMPDIR/last"
    python3 -c '
import json, sys
example, real = (json.load(open(path)) for path in sys.argv[1:])
assert list(example) == list(real)
for view in "hosts", "vrrp", "services", "servers", "events":
    assert list(example[view][0]) == list(real[view][0]), view' "$BATS_TEST_TMPDIR/example" "$BATS_TEST_TMPDIR/last"
}

@test "every column that is no picture is in the schema of frames, and nothing else is" {
    local view='' key help
    while read -r key help; do
        if [ -z "$help" ]; then
            view=${key%:}
        elif [ "$key" != trend ]; then
            echo "$view $key"
        fi
    done < <("$TOP_PROGRAM" --sort help) | sort >"$BATS_TEST_TMPDIR/columns"
    python3 -c '
import json, sys
schema = json.load(open(sys.argv[1]))
for view in "vrrp", "services", "servers", "events":
    row = schema["$defs"][view]
    assert set(row["required"]) == set(row["properties"]), view
    for key in row["required"]:
        print(view, key.removesuffix("_us"))' "$TOP/tests/schema/frame.schema.json" | sort >"$BATS_TEST_TMPDIR/schema"
    [ -s "$BATS_TEST_TMPDIR/schema" ]
    diff "$BATS_TEST_TMPDIR/columns" "$BATS_TEST_TMPDIR/schema"
}

@test "CSV has a field for each heading, in every view" {
    local view
    for view in vrrp services servers events; do
        "$TOP_PROGRAM" --csv -v "$view" -n 2 -d 1 -r "$RECORDING" --speed 60 >"$BATS_TEST_TMPDIR/table"
        python3 -c '
import csv, sys
rows = list(csv.reader(sys.stdin))
assert len(rows) > 1, "nothing but a heading"
assert len(set(rows[0])) == len(rows[0]), rows[0]
assert {len(row) for row in rows} == {len(rows[0])}, rows
assert rows[0][:2] == ["time", "host"] and "trend" not in rows[0]' <"$BATS_TEST_TMPDIR/table" || fail "$view"
    done
}
