#!/usr/bin/env bats
# Capture files of every format and link type, written by make_captures.py without our code, and what vrrpwatch's
# capture and frame decoding make of them (the driver prints a line per frame).

load ../helpers

setup_file() {
    make -s --no-print-directory -C "$TOP" OUT="$OUT" "$OUT/tests/pcap/decode" >&2
    export DECODE=$OUT/tests/pcap/decode
    python3 "$TOP/tests/pcap/make_captures.py" "$BATS_FILE_TMPDIR"
}

setup() {
    cd "$BATS_FILE_TMPDIR" || return
}

# what FILE: what each frame is, without its time and sender.
what() {
    "$DECODE" "$1" | sed 's/.*: \(advert\|asks\|claims\|query\|report\|leave\|fragment\|bad\|foreign\)/\1/'
}

adverts='advert v2 vrid 51 prio 100 interval 1000000us ttl 255 auth 1 plain, 0 more: 10.9.0.100
advert v3 vrid 52 prio 200 interval 1000000us ttl 255 auth 0 pseudo, 0 more: 10.9.0.101 10.9.0.102
advert v3 vrid 53 prio 255 interval 100000us ttl 255 auth 0 plain, 0 more: 10.9.0.103
advert v3 vrid 54 prio 150 interval 1000000us ttl 255 auth 0 pseudo, 0 more: fe80::100 2001:db8::100'

@test "adverts of both versions and families are read from Ethernet" {
    [ "$(what ethernet.pcap | head -n 4)" = "$adverts" ]
    [ "$("$DECODE" ethernet.pcap | head -n 1)" = "1700000000.000000 00:00:5e:00:01:33 10.9.0.1 > 224.0.0.18: $(head -n 1 <<<"$adverts")" ]
}

@test "who asks for an address and who claims it is read from ARP and neighbour discovery" {
    diff - <("$DECODE" ethernet.pcap | sed -n '5,12s/^[^ ]* //p') <<'EOF'
00:00:5e:00:01:33: asks override 10.9.0.100 52:54:00:12:34:56 asker 10.9.0.1
00:00:5e:00:01:33: asks override 10.9.0.100 52:54:00:12:34:56 asker -
00:00:5e:00:01:33: claims override 10.9.0.100 52:54:00:12:34:56 asker -
00:00:5e:00:01:33: claims gratuitous override 10.9.0.100 52:54:00:12:34:56 asker -
00:00:5e:00:01:33 fe80::1 > ff02::1:ff00:100: asks fe80::100 52:54:00:12:34:56 asker fe80::1
00:00:5e:00:01:33 :: > ff02::1:ff00:100: asks fe80::100 00:00:5e:00:01:33 asker -
00:00:5e:00:01:33 fe80::100 > fe80::1: claims override fe80::100 52:54:00:12:34:56 asker -
00:00:5e:00:01:33 fe80::100 > ff02::1: claims gratuitous override fe80::100 52:54:00:12:34:56 asker -
EOF
}

@test "queries, reports and leaves are read from IGMP and MLD" {
    diff - <(what ethernet.pcap | sed -n '13,$p') <<'EOF'
query -
report 224.0.0.18
leave 224.0.0.18
report ff02::12
EOF
}

@test "byte order, nanoseconds and pcapng make no difference" {
    local file
    "$DECODE" ethernet.pcap >expected
    [ "$(wc -l <expected)" = 16 ]
    for file in swapped.pcap nanoseconds.pcap ethernet.pcapng; do
        diff expected <("$DECODE" "$file") || fail "$file differs"
    done
}

@test "cooked captures of both versions know the sender, raw ones none" {
    local file
    for file in sll.pcap sll2.pcap; do
        diff <("$DECODE" ethernet.pcap | head -n 4) <("$DECODE" "$file") || fail "$file differs"
    done
    for file in raw.pcap null.pcap loop.pcap; do
        diff <("$DECODE" ethernet.pcap | head -n 4 | sed 's/ 00:00:5e:00:01:33//') <("$DECODE" "$file") ||
            fail "$file differs"
    done
}

@test "a tag names the VLAN, of two the inner one" {
    [ "$(what vlan.pcap | head -n 4)" = "$adverts" ]
    [ "$("$DECODE" vlan.pcap | grep -c ' vlan 100 ')" = 4 ]
    [ "$("$DECODE" vlan.pcap | tail -n 1 | grep -c ' vlan 200: asks ')" = 1 ]
}

@test "what is wrong with a frame is named" {
    diff - <(what broken.pcap) <<'EOF'
bad bad-checksum
advert v2 vrid 51 prio 100 interval 1000000us ttl 254 auth 0 plain, 0 more: 10.9.0.100
bad bad-version
bad zero-interval
bad authentication-header
fragment vrid 51 offset 0 more
fragment vrid 0 offset 976
advert v2 vrid 51 prio 100 interval 1000000us ttl 255 auth 0 plain, 0 more: 10.9.0.100
bad bad-ip
foreign
foreign
EOF
}

@test "frames that the snap length cut are told, not guessed" {
    [ "$(what snapped.pcap | sort | uniq -c | xargs)" = '4 bad short-ip' ]
}

@test "time never goes back" {
    [ "$("$DECODE" backwards.pcap | cut -d' ' -f1 | sort -u)" = 1700000000.000000 ]
}

@test "a file that ends inside a frame is told, and what came before counts" {
    run "$DECODE" cut.pcap
    [ "$status" = 1 ]
    [ "$(grep -c '^17' <<<"$output")" = 15 ]
    grep -q 'truncated' <<<"$output"
    run "$DECODE" cut.pcapng
    [ "$status" = 1 ]
    grep -q 'truncated' <<<"$output"
}

@test "a file without a frame is a capture file" {
    run "$DECODE" empty.pcap
    [ "$status" = 0 ]
    [ "$output" = "" ]
}

@test "what is no capture file, or of another link, is refused with its name" {
    run "$DECODE" relay.pcap
    [ "$status" = 1 ]
    [ "$output" = 'relay.pcap: link type FRELAY (107) is not supported' ]
    run "$DECODE" text.pcap
    [ "$status" = 1 ]
    grep -q '^text.pcap: ' <<<"$output"
    run "$DECODE" missing.pcap
    [ "$output" = 'missing.pcap: No such file or directory' ]
    run "$DECODE" .
    [ "$status" = 1 ]
}

@test "a capture comes from standard input" {
    diff <("$DECODE" ethernet.pcap) <("$DECODE" - <ethernet.pcap)
}

@test "kept frames read back the same, for their owner alone" {
    local file
    for file in ethernet.pcap sll2.pcap raw.pcap loop.pcap ethernet.pcapng snapped.pcap; do
        rm -f copy
        "$DECODE" "$file" copy >expected
        diff expected <("$DECODE" copy) || fail "$file differs"
        [ "$(stat -c %a copy)" = 600 ]
    done
}

@test "frames are not kept behind a symbolic link" {
    echo precious >target
    ln -sf target link
    run "$DECODE" ethernet.pcap link
    [ "$status" = 1 ]
    [ "$output" = 'link: a symbolic link: refused' ]
    [ "$(cat target)" = precious ]
}

@test "a full disk is told" {
    run "$DECODE" ethernet.pcap /dev/full
    [ "$status" = 1 ]
}
