#!/usr/bin/env bats
# vrrpwatch's command line and its looks at captures (tests/pcap/make_splits.py): what is printed, written and refused,
# and the exit status. Nothing here needs a network.

load helpers

setup_file() {
    export TZ=UTC WATCH=$OUT/bin/vrrpwatch
    export PYTHONDONTWRITEBYTECODE=1
    mkdir "$BATS_FILE_TMPDIR/pcap"
    python3 "$TOP/tests/pcap/make_splits.py" "$BATS_FILE_TMPDIR/pcap"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    cp "$BATS_FILE_TMPDIR"/pcap/* .
}

# refused STATUS WORDS OPTION...: says these words on standard error, nothing else but a plugin's line, and that status.
refused() {
    local want=$1 words=$2 status=0
    shift 2
    "$WATCH" "$@" >said 2>why </dev/null || status=$?
    [ "$status" = "$want" ] || fail "$*: status $status instead of $want: $(cat said why)"
    grep -qF -e "$words" why || fail "$*: does not say '$words': $(cat why)"
    not grep -qv '^VRRP UNKNOWN' said
}

# check OPTION...: its status in $status, what it said in $output.
check() {
    run --separate-stderr "$WATCH" --check "$@"
}

bats_require_minimum_version 1.5.0

# --- the command line --------------------------------------------------------------------------------------------

@test "help and version are printed; a plugin that did nothing else says that it does not know" {
    local option
    for option in --help -h --version -V; do
        run "$WATCH" $option
        [ "$status" = 0 ]
        [ -n "$output" ]
        run "$WATCH" --check $option
        [ "$status" = 3 ]
        [ -n "$output" ]
    done
    grep -q "^vrrpwatch [0-9]" <<<"$output"
}

@test "help names every option of the manual" {
    local option
    "$WATCH" --help >help
    grep '^\.It .*Fl' "$TOP/man/vrrpwatch.8" | grep -oE ' -[a-z-]+' | sort -u | sed 's/ /-/' >options
    [ "$(wc -l <options)" -gt 25 ]
    while read -r option; do
        grep -qE -e "$option([ ,]|\$)" help || fail "help lacks $option"
    done <options
}

@test "contradictions are refused with words" {
    local file=split.pcap
    refused 64 "say where"
    refused 64 "word too many" -r $file another
    refused 64 "no -i" -r $file -i lo
    refused 64 "no -i, --probe" -r $file --probe
    refused 64 "--node" -r $file --node
    refused 64 "or --fence" -r $file --fence true
    refused 64 "--quiet-ok goes with --check" -r $file --quiet-ok
    refused 64 "--state-file goes with --check" -r $file --state-file state
    refused 64 "--service goes with --node" -i lo --service tcp:80
    refused 64 "--fence-now goes with --fence" -i lo --fence-now
    refused 64 "not both" -i lo --probe --no-probe
    refused 64 "would overwrite" -r $file -w $file
    refused 64 "-w takes a file" -r $file -w -
    refused 64 "two or more files" merge one
    refused 64 "merge reads files" -i lo merge one two
    refused 64 "see vrrpwatch --help" --no-such-option
    refused 64 "see vrrpwatch --help" -i
    refused 3 "no --json" --check -r $file --json
    refused 3 "say where" --check
    refused 3 "word too many" --check -r $file another
    refused 3 "see vrrpwatch --help" --check --no-such-option
    refused 3 "see vrrpwatch --help" --no-such-option --check
}

@test "values that are none are refused" {
    refused 64 "a duration" -i lo --for soon
    refused 64 "a duration" -i lo --for 0s
    refused 64 "a duration" -i lo --probe-every -1s
    refused 64 "a duration" -i lo --remind 5x
    refused 64 "a duration" -i lo --summary-every 0
    refused 64 "is for watching" -r x --summary-every 1s
    refused 3 "is for watching" --check -i lo --summary-every 1s
    refused 64 "from 1 to 255" -i lo --vrid 0
    refused 64 "from 1 to 255" -i lo --vrid 256
    refused 64 "from 1 to 255" -i lo --vrid 5x
    refused 64 "without a prefix" -i lo --vip 10.9.0.100/24
    refused 64 "mail, exec:COMMAND" -i lo --alert pigeon
    refused 64 "mail, exec:COMMAND" -i lo --alert exec:
    refused 64 "info, warning or critical" -i lo --alert-level loud
    refused 64 "auto, always or never" -i lo --color red
    refused 64 "tcp:PORT" -i lo --node --service http
    refused 64 "tcp:PORT" -i lo --node --service tcp:70000
    refused 3 "from 1 to 255" --check -i lo --vrid 0
    refused 3 "a duration" -t never --check -i lo
}

# --- files that are none -----------------------------------------------------------------------------------------

@test "what cannot be read as a capture is refused, and named once" {
    refused 66 "vrrpwatch: missing.pcap: No such file or directory" -r missing.pcap
    refused 65 "vrrpwatch: text.pcap: unknown file format" -r text.pcap
    refused 65 "vrrpwatch: nothing.pcap: truncated" -r nothing.pcap
    refused 65 "vrrpwatch: .: " -r .
    refused 3 "missing.pcap: No such file" --check -r missing.pcap
    [ "$(grep -c '^VRRP UNKNOWN - missing.pcap' said)" = 1 ]
    refused 3 "text.pcap" --check -r text.pcap
}

@test "a truncated capture is told, and what came before counts" {
    run --separate-stderr "$WATCH" -r cut.pcap
    [ "$status" = 65 ]
    grep -q "cut.pcap: truncated" <<<"$stderr"
    grep -q "CRITICAL split-brain SB-A " <<<"$output"
    grep -q "^21 frames" <<<"$output"
    check -r cut.pcap
    [ "$status" = 2 ]
}

@test "a capture comes from standard input" {
    diff <("$WATCH" -r split.pcap) <("$WATCH" -r - <split.pcap)
}

# --- what is printed ---------------------------------------------------------------------------------------------

@test "two masters: one open incident with its code and fix, and the summary" {
    run "$WATCH" -r split.pcap
    [ "$status" = 0 ]
    [ "$(grep -v ': now: ' <<<"$output" | grep -c 'CRITICAL split-brain SB-A ')" = 1 ]
    grep -A1 'CRITICAL split-brain SB-A .*10.9.0.2 is deaf' <<<"$output" | grep -q '^    fix: on 10.9.0.2: '
    grep -qE '^file +51 +ipv4 +10.9.0.1 +150 +1 s +3 +0 +1 \(1 open\) +10.9.0.100$' <<<"$output"
    grep -q '10.9.0.2 (02:00:00:00:09:02, priority 100): 10 adverts' <<<"$output"
    grep -q '^22 frames, 22 adverts, .* 1 incidents$' <<<"$output"
}

@test "one master: no warning, and the summary" {
    run "$WATCH" -r well.pcap
    [ "$status" = 0 ]
    not grep -qE 'WARNING|CRITICAL' <<<"$output"
    grep -qE '^file +51 +ipv4 +10.9.0.1 +150 ' <<<"$output"
    run "$WATCH" -r none.pcap
    [ "$status" = 0 ]
    grep -q "no virtual router was heard" <<<"$output"
}

@test "every line of --json is what its schema says, in time's order" {
    local file
    for file in well split healed both; do
        "$WATCH" -r $file.pcap --json >$file.jsonl
        python3 -W ignore "$TOP/tests/schema/validate" event <$file.jsonl
    done
    python3 - <<'END'
import json
lines = [json.loads(line) for line in open("healed.jsonl")]
assert [line["type"] for line in lines][-2:] == ["summary", "counters"], lines
incidents = [line for line in lines if line.get("code") == "SB-A"]
assert [i["phase"] for i in incidents][0] == "open" and incidents[-1]["phase"] == "closed"
assert len({i["incident"] for i in incidents}) == 1
assert incidents[-1]["duration_us"] == 9000000 - 1000, incidents[-1]
assert [line["time"] for line in lines] == sorted(line["time"] for line in lines)
assert lines[-2]["senders"][0]["adverts"] + lines[-2]["senders"][1]["adverts"] == lines[-2]["adverts"] == 36
END
}

@test "--quiet leaves what is no warning out" {
    run "$WATCH" -q -r split.pcap
    grep -q CRITICAL <<<"$output"
    not grep -q INFO <<<"$output"
    [ "$("$WATCH" -q --json -r well.pcap | grep -c '"type":"event"')" = 0 ]
}

@test "--vrid tells of that virtual router only, everywhere" {
    run "$WATCH" -r both.pcap --vrid 52 --metrics metrics
    grep -q 'CRITICAL.*vrid 52' <<<"$output"
    not grep -qE 'vrid 51|^file +51' <<<"$output"
    grep -qE '^file +52' <<<"$output"
    grep -q 'vrid="52"' metrics
    not grep -q 'vrid="51"' metrics
    check -r both.pcap --vrid 52
    [ "$status" = 2 ]
    not grep -qE 'vrid 51|_51=' <<<"$output"
    check -r both.pcap --vrid 53
    [ "$status" = 2 ]
    grep -q "CRITICAL" <<<"$output"
}

@test "colour is for terminals, and as asked" {
    local escape=$'\e['
    not grep -qF "$escape" <("$WATCH" -r split.pcap)
    grep -qF "$escape" <("$WATCH" --color always -r split.pcap)
    grep -qF "$escape" <(NO_COLOR=1 "$WATCH" --color always -r split.pcap)
    grep -qF "$escape" <(NO_COLOR='' TERM=xterm script -qec "$WATCH -r split.pcap" /dev/null)
    not grep -qF "$escape" <(NO_COLOR=1 TERM=xterm script -qec "$WATCH -r split.pcap" /dev/null)
    not grep -qF "$escape" <(NO_COLOR='' TERM=xterm script -qec "$WATCH --color never -r split.pcap" /dev/null)
    not grep -qF "$escape" <("$WATCH" --json --color always -r split.pcap)
}

@test "what does not arrive is an error" {
    local option
    for option in --quiet --json; do
        run bash -c '"$WATCH" -r split.pcap "$1" >/dev/full' - $option
        [ "$status" = 74 ]
        grep -q "standard output" <<<"$output"
        run bash -c 'trap "" PIPE; { sleep 0.3; exec "$WATCH" -r split.pcap "$1"; } | { exec <&-; sleep 0.6; }; exit "${PIPESTATUS[0]}"' - $option
        [ "$status" = 74 ]
        run bash -c '{ sleep 0.2; exec "$WATCH" -r split.pcap "$1"; } | true; exit "${PIPESTATUS[0]}"' - $option
        [ "$status" = 141 ]
    done
    run bash -c '"$WATCH" --check -r well.pcap >/dev/full'
    [ "$status" = 3 ]
    run bash -c '"$WATCH" --check -r split.pcap >/dev/full'
    [ "$status" = 2 ]
}

# --- a plugin ----------------------------------------------------------------------------------------------------

@test "--check: one line with performance data first, and the status" {
    check -r well.pcap
    [ "$status" = 0 ]
    [ "${#lines[@]}" = 1 ]
    grep -qE "^VRRP OK - [^|]* \| routers=1;;;0 incidents=0;;;0 .*masters_51=1;;1:1;0 adverts_51=12c " <<<"$output"
    check -r split.pcap
    [ "$status" = 2 ]
    grep -qE "^VRRP CRITICAL - split-brain SB-A [^|]* \| routers=1;;;0 incidents=1;;;0 .*masters_51=2;;1:1;0" <<<"${lines[0]}"
    [ "$(grep -c '|' <<<"$output")" = 1 ]
    grep -q '^  fix: ' <<<"$output"
    check -r healed.pcap
    [ "$status" = 2 ]
    grep -q 'over after 9 s.*incidents=0;' <<<"${lines[0]}"
    check -r none.pcap
    [ "$status" = 2 ]
    grep -q "no virtual router was heard" <<<"$output"
}

@test "--quiet-ok says nothing when all is well, and everything when not" {
    check --quiet-ok -r well.pcap
    [ "$status" = 0 ]
    [ -z "$output$stderr" ]
    check --quiet-ok -r split.pcap
    [ "$status" = 2 ]
    grep -q "^VRRP CRITICAL" <<<"$output"
}

@test "with a state file only a change is told, the status is always that of the run" {
    check --state-file well -r well.pcap
    [ "$status" = 0 ]
    [ -z "$output$stderr" ]
    check --state-file state -r split.pcap
    [ "$status" = 2 ]
    grep -q CRITICAL <<<"$output"
    [ "$(stat -c %a state)" = 600 ]
    check --state-file state -r split.pcap
    [ "$status" = 2 ]
    [ -z "$output$stderr" ]
    check --state-file state -r both.pcap
    [ "$status" = 2 ]
    grep -q 'vrid 52' <<<"$output"
    check --state-file state -r well.pcap
    [ "$status" = 0 ]
    grep -q '^VRRP OK' <<<"$output"
    check --state-file state -r well.pcap
    [ "$status" = 0 ]
    [ -z "$output$stderr" ]
    [ "$(echo state*)" = state ]
}

@test "from cron: the first run of a healthy network is silent, and the end of a split brain is told" {
    check --quiet-ok --state-file state -r well.pcap
    [ "$status" = 0 ]
    [ -z "$output$stderr" ]
    check --quiet-ok --state-file state -r split.pcap
    grep -q CRITICAL <<<"$output"
    check --quiet-ok --state-file state -r well.pcap
    [ "$status" = 0 ]
    grep -q '^VRRP OK' <<<"$output"
}

@test "a broken state file is the first run, and one that cannot be written is told" {
    echo nonsense >state
    check --state-file state -r split.pcap
    [ "$status" = 2 ]
    grep -q CRITICAL <<<"$output"
    check --state-file missing/state -r split.pcap
    [ "$status" = 2 ]
    grep -q '^VRRP CRITICAL' <<<"$output"
    grep -q "missing/state: No such file or directory" <<<"$stderr"
}

# --- files that are written --------------------------------------------------------------------------------------

@test "what -w keeps gives the same verdicts" {
    local file
    for file in split healed both; do
        "$WATCH" -r $file.pcap -w kept.pcap >first
        [ "$(stat -c %a kept.pcap)" = 600 ]
        diff first <("$WATCH" -r kept.pcap)
        rm kept.pcap
    done
    ln -s precious kept.pcap
    refused 73 "kept.pcap: a symbolic link: refused" -r split.pcap -w kept.pcap
    [ ! -e precious ]
    run --separate-stderr "$WATCH" -r split.pcap -w /dev/full
    [ "$status" != 0 ]
    grep -q "/dev/full" <<<"$stderr"
}

@test "a symbolic link where a file is to be written is replaced, what it points to is not touched" {
    local option
    for option in --metrics --report; do
        echo precious >target
        ln -sf target link
        "$WATCH" -r split.pcap $option link >/dev/null
        [ "$(cat target)" = precious ]
        [ ! -L link ]
        [ "$(stat -c %a link)" = 644 ]
        rm link
    done
    ln -s target link
    "$WATCH" --check -r well.pcap --state-file link >/dev/null
    [ "$(cat target)" = precious ]
    [ ! -L link ]
}

@test "a file that cannot be written is told, and nothing of it stays" {
    local option
    mkdir closed target
    for option in --metrics --report; do
        run --separate-stderr "$WATCH" -r split.pcap $option missing/file
        [ "$status" = 73 ]
        grep -q "missing/file: No such file or directory" <<<"$stderr"
        run --separate-stderr "$WATCH" -r split.pcap $option target
        [ "$status" = 73 ]
        grep -q "target: Is a directory" <<<"$stderr"
        [ "$(echo target*)" = target ]
    done
    check -r split.pcap --metrics missing/file
    [ "$status" = 2 ]
    grep -q "missing/file" <<<"$stderr"
}

@test "metrics are in the exposition format" {
    "$WATCH" -r both.pcap --metrics metrics >/dev/null
    python3 - <<'END'
import re
name, kinds, helped, values, last = "vrrpwatch_[a-z_]+", {}, set(), {}, None
text = open("metrics").read()
assert text.endswith("\n")
for line in text.splitlines():
    if m := re.fullmatch(rf"# HELP ({name}) \S.*", line):
        assert m[1] not in helped, line
        helped.add(m[1])
    elif m := re.fullmatch(rf"# TYPE ({name}) (gauge|counter)", line):
        assert m[1] in helped and m[1] not in kinds, line
        kinds[m[1]] = m[2]
        assert m[1].endswith("_total") == (m[2] == "counter"), line
        last = m[1]
    else:
        m = re.fullmatch(rf'({name})(\{{([a-z]+="(?:[^"\\\n]|\\.)*",?)+\}})? (-?[0-9.e+]+)', line)
        assert m and m[1] == last, line
        assert m[1] + (m[2] or "") not in values, line
        values[m[1] + (m[2] or "")] = float(m[4])
labels = '{interface="file",vlan="0",family="ipv4",vrid="%d"}'
assert values["vrrpwatch_virtual_routers"] == 2
assert values["vrrpwatch_masters" + labels % 51] == 2
assert values["vrrpwatch_adverts_total" + labels % 52] == 21
assert values['vrrpwatch_incidents_open{severity="critical"}'] == 2
END
}

@test "the report is one well-formed page without script or anything from elsewhere" {
    "$WATCH" -r healed.pcap --report page.html >/dev/null
    python3 - <<'END'
import re
import xml.etree.ElementTree as tree
text = open("page.html").read()
page = tree.fromstring(text.replace("<!DOCTYPE html>", "", 1))
names = {element.tag.split("}")[-1] for element in page.iter()}
assert "svg" in names and not names & {"script", "link", "iframe", "img"}, names
assert not re.search(r'(src|href)="(?!#)', text)
words = "".join(page.itertext())
for word in "10.9.0.1", "10.9.0.2", "SB-A", "is deaf", "fix", "healed.pcap":
    assert word in words, word
END
}

# --- alerts and merging ------------------------------------------------------------------------------------------

@test "--check with an alert hands it over before it ends, once" {
    cat >told <<END
#!/bin/sh
cat >>"$PWD/stdin"
env >>"$PWD/environment"
END
    chmod 755 told
    check -r split.pcap --alert "exec:$PWD/told"
    [ "$status" = 2 ]
    [ "$(wc -l <stdin)" -le 1 ]
    json "d['code']" <stdin | grep -qx 'SB-A'
    grep -qx 'VRRP_CODE=SB-A' environment
}

@test "with a state file alerts are for changes too" {
    # shellcheck disable=SC2016 # for the script
    printf '#!/bin/sh\necho "$VRRP_PHASE $VRRP_VRID $VRRP_CODE" >>%s/told.log\n' "$PWD" >told
    chmod 755 told
    check -r split.pcap --state-file state --alert "exec:$PWD/told"
    [ "$(cat told.log)" = "open 51 SB-A" ]
    check -r split.pcap --state-file state --alert "exec:$PWD/told"
    [ "$status" = 2 ]
    [ "$(cat told.log)" = "open 51 SB-A" ]
    check -r healed.pcap --state-file state --alert "exec:$PWD/told"
    [ "$(sed 1d told.log)" = "$(printf 'open 51 SB-A\nclosed 51 SB-A')" ]
}

@test "an alert's command that is not there is told at the start" {
    run --separate-stderr "$WATCH" -r split.pcap --alert exec:/no/such/command
    [ "$status" = 64 ]
    grep -q "/no/such/command" <<<"$stderr"
    check -r split.pcap --alert exec:/no/such/command
    [ "$status" = 3 ]
    [ "${#lines[@]}" = 1 ]
}

@test "merge sees that two places have different masters" {
    "$WATCH" -r left.pcap --json >left.jsonl
    "$WATCH" -r right.pcap --json >right.jsonl
    run "$WATCH" merge left.jsonl right.jsonl
    [ "$status" = 0 ]
    grep -q "CRITICAL split-brain SB-A6 .*vrid 51 10.9.0.100: .*10.9.0.1 (left.pcap).*10.9.0.2 (right.pcap)" <<<"$output"
    grep -q "^    fix: restore the trunk" <<<"$output"
    grep -q "1 partitions" <<<"$output"
    "$WATCH" --json merge left.jsonl right.jsonl | python3 -W ignore "$TOP/tests/schema/validate" event
    run "$WATCH" merge left.jsonl - <right.jsonl
    grep -q "SB-A6" <<<"$output"
    cp left.jsonl again.jsonl
    run "$WATCH" merge left.jsonl again.jsonl
    grep -q "0 partitions" <<<"$output"
    not grep -q SB- <<<"$output"
}

@test "merge tells what it cannot read or understand" {
    "$WATCH" -r left.pcap --json >left.jsonl
    refused 66 "missing: No such file" merge left.jsonl missing
    refused 66 "directory" merge left.jsonl .
    echo nonsense >>left.jsonl
    run "$WATCH" merge left.jsonl left.jsonl
    [ "$status" = 0 ]
    grep -q "2 not understood" <<<"$output"
}
