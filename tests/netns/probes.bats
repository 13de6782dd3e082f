#!/usr/bin/env bats
# Health checks against servers of every kind, mostly bad ones (hostile.py): the verdict, its words, its time, and what
# it takes of memory. All of it on loopback.

load ../helpers

# A certificate that ended before today needs the authority's tool; the others are one command.
certificates() {
    local name
    cd "$BATS_FILE_TMPDIR" || return
    for name in good:web.example other:other.example; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test \
            -addext "subjectAltName=DNS:${name#*:}" -keyout "${name%:*}.key" -out "${name%:*}.pem" 2>/dev/null || return
    done
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test \
        -addext subjectAltName=DNS:web.example -keyout expired.key -out expired.csr 2>/dev/null || return
    : >index
    printf '%s\n' '[ca]' 'default_ca=it' '[it]' 'database=index' 'new_certs_dir=.' 'default_md=sha256' 'policy=any' \
        'copy_extensions=copy' 'rand_serial=yes' '[any]' 'commonName=supplied' >ca.cnf
    openssl ca -batch -config ca.cnf -selfsign -keyfile expired.key -in expired.csr -notext -out expired.pem \
        -startdate 20200101000000Z -enddate 20200102000000Z 2>/dev/null
}

setup_file() {
    certificates || return
    python3 "$TOP/tests/netns/hostile.py" "$BATS_FILE_TMPDIR" >"$BATS_FILE_TMPDIR/log" 2>&1 3>&- &
    echo $! >"$BATS_FILE_TMPDIR/pid"
    wait_for 10 grep -q READY "$BATS_FILE_TMPDIR/log"
    ip route add unreachable 10.66.0.0/16
    nft add table inet mute
    nft add chain inet mute input '{ type filter hook input priority 0; }'
    nft add rule inet mute input tcp dport 7097 drop
}

teardown_file() {
    cat "$BATS_FILE_TMPDIR/log"
    kill "$(cat "$BATS_FILE_TMPDIR/pid")"
    nft delete table inet mute
    ip route del unreachable 10.66.0.0/16
}

# check KIND PORT [KEY[=VALUE]...]: one check of 127.0.0.1; $outcome $milliseconds $peak $reason.
check() {
    check_at "$1" 127.0.0.1 "${@:2}"
}

check_at() {
    run timeout -k 1 20 "$OUT/tests/netns/probe_once" "$@"
    [ "$status" = 0 ] || fail "probe_once $*: $output" || return
    read -r outcome milliseconds peak reason <<<"$output"
    [ "$peak" -lt 20000 ] || fail "$peak KiB were taken by: $*"
}

# between FEWEST MOST: so many milliseconds it took.
between() {
    [ "$milliseconds" -ge "$1" ] || fail "early: $output" || return
    [ "$milliseconds" -le "$2" ] || fail "late: $output"
}

# comes_to OUTCOME [WORDS]: of the check before; well before its time is over, and if it is silent soon after.
comes_to() {
    [ "$outcome" = "$1" ] || fail "wanted $1, got: $output" || return
    [[ $reason = *"${2-}"* ]] || fail "wanted '${2-}' in: $output" || return
    if [ "$1" = silent ]; then
        between 1000 1150
    else
        between 0 900
    fi
}

@test "TCP: who accepts is good, even when he says nothing or hangs up" {
    local port
    for port in 7011 7002 7013; do
        check tcp $port
        comes_to good connected
    done
}

@test "TCP: refused, unreachable and silent are three things" {
    check tcp 7099
    comes_to refused "connection refused"
    check_at tcp 10.66.0.1 80
    comes_to unreachable "no route to the host"
    check_at tcp 192.0.2.1 80
    comes_to unreachable "no route to the network"
    check tcp 7097
    comes_to silent "no answer within 1 s"
}

@test "TCP: from an address, from a port twice in a row, by an interface" {
    check tcp 7011 bind=127.0.0.9
    comes_to good
    check tcp 7011 bind_port=5555
    comes_to good
    check tcp 7011 bind_port=5555
    comes_to good
    check tcp 7011 interface=lo
    comes_to good
}

@test "what this node cannot do is told apart from what the server does" {
    check tcp 7011 bind=10.1.2.3
    comes_to not-tried "cannot send from 10.1.2.3"
    check tcp 7011 interface=nix0
    comes_to not-tried "cannot send by interface nix0: No such device"
    check http 7030 verify ca=/nonexistent
    comes_to not-tried "/nonexistent"
    check http 7011 "path=/a b"
    comes_to not-tried "characters that no question has"
    check dns 7040 name=a..b
    comes_to not-tried "characters that no question has"
    check http 7011 'regex=('
    comes_to not-tried "regular expression"
    check http 7011 'regex=(l)\1'
    comes_to not-tried "regular expression"
}

@test "marks need a right that interfaces do not" {
    run setpriv --bounding-set=-all --inh-caps=-all "$OUT/tests/netns/probe_once" tcp 127.0.0.1 7011 mark=7
    [[ $output = "not-tried "*"cannot mark packets"* ]] || fail "$output"
    run setpriv --bounding-set=-all --inh-caps=-all "$OUT/tests/netns/probe_once" tcp 127.0.0.1 7011 interface=lo
    [[ $output = "good "* ]] || fail "$output"
}

@test "HTTP: status, ranges of it, and no redirect is followed" {
    check http 7011
    comes_to good "status 200"
    check http 7011 path=/503
    comes_to refused "status 503, not 200-299"
    check http 7011 path=/302
    comes_to refused "status 302, not 200-299"
    check http 7011 path=/302 status=200-204 status=302-302
    comes_to good "status 302"
    check http 7011 path=/404 status=200-299 status=301-301
    comes_to refused "status 404, not 200-299,301"
}

@test "HTTP: digest and expression, whatever way the page is sent" {
    local hello=5d41402abc4b2a76b9719d911017c592
    check http 7011 digest=$hello
    comes_to good
    check http 7011 path=/chunks version=1 digest=$hello
    comes_to good
    check http 7011 digest=64024000000000000000000000000000
    comes_to refused "digest $hello, not 64024000000000000000000000000000"
    check http 7011 'regex=^hel+o$'
    comes_to good
    check http 7011 regex=bell
    comes_to refused "the body does not match bell"
    check http 7011 regex=ell inverted
    comes_to refused "the body matches ell"
}

@test "HTTP: the Host header is the URL's, else the address" {
    check http 7011 path=/host 'regex=^Host: 127.0.0.1:7011$'
    comes_to good
    check http 7011 path=/host host=web.example 'regex=^Host: web.example$'
    comes_to good
    check_at http ::1 7011 path=/host 'regex=^Host: \[::1\]:7011$'
    comes_to good
}

@test "HTTP: every URL has to be good, but one is enough to recover fast" {
    check http 7011 path=/a then=/b
    comes_to good
    check http 7011 path=/a then=/503
    comes_to refused "/503: status 503"
    check http 7011 path=/a then=/503 down
    comes_to good
}

@test "HTTP: RST, hanging up, half a page" {
    local port
    for port in 7001 7015; do
        check http $port
        comes_to refused "connection reset"
    done
    check http 7013
    comes_to refused
    check http 7010
    comes_to refused
}

@test "HTTP: silence and one byte a second end at the deadline" {
    check http 7002
    comes_to silent "no answer within 1 s"
    check http 7003
    comes_to silent "no answer within 1 s"
    check http 7097
    comes_to silent "no connection within 1 s"
}

@test "HTTP: what does not end is cut" {
    check http 7004
    comes_to good "longer than what is read"
    check http 7004 digest=5d41402abc4b2a76b9719d911017c592
    comes_to refused "body of more than 16 MiB"
    check http 7011 path=/big 'regex=(x|xx)*y'
    comes_to refused "does not match"
    local port
    for port in 7005 7006 7007; do
        check http $port
        comes_to refused "headers of more than 64 KiB"
    done
}

@test "HTTP: bad chunks, bad lengths, garbage, another protocol" {
    check http 7008 version=1
    comes_to refused chunk
    check http 7009
    comes_to refused "not an HTTP answer"
    check http 7012
    comes_to refused "not an HTTP answer"
    check http 7020
    comes_to refused "not an HTTP answer"
}

@test "HTTPS: certificates count when they are asked for, and then by chain, time and name" {
    local folder=$BATS_FILE_TMPDIR port
    for port in 7030 7031 7032; do
        check http $port tls
        comes_to good
    done
    check http 7030 verify host=web.example ca="$folder/good.pem"
    comes_to good
    check http 7030 verify host=web.example
    comes_to refused "certificate: self-signed certificate"
    check http 7031 verify host=web.example ca="$folder/expired.pem"
    comes_to refused "certificate: certificate has expired"
    check http 7032 verify host=web.example ca="$folder/other.pem"
    comes_to refused "certificate: no alternative certificate subject name matches"
}

@test "without libcurl pages are not tried, connections are" {
    local library
    library=$(ldconfig -p | awk '$1 == "libcurl.so.4" { print $NF; exit }')
    run unshare --mount sh -c "mount --bind /dev/null '$library' && '$OUT/tests/netns/probe_once' http 127.0.0.1 7030 tls"
    [[ $output = "not-tried "*"libcurl.so.4 cannot be loaded"* ]] || fail "$output"
    run unshare --mount sh -c "mount --bind /dev/null '$library' && '$OUT/tests/netns/probe_once' tcp 127.0.0.1 7011"
    [[ $output = "good "* ]] || fail "$output"
}

@test "HTTPS: garbage, silence, RST, plain text, an endless page" {
    check http 7012 tls
    comes_to refused "TLS: "
    check http 7002 tls
    comes_to silent
    check http 7001 tls
    comes_to refused
    check http 7020 tls
    comes_to refused "TLS: "
    check http 7036 tls
    comes_to good "longer than what is read"
}

@test "SMTP: greeting and HELO" {
    check smtp 7020 helo=me.example
    comes_to good "greets"
    check smtp 7021
    comes_to refused "greeting 554 no service here"
    check smtp 7022
    comes_to refused "HELO: 501 who are you?"
}

@test "SMTP: half a greeting, an endless one, garbage, silence, hanging up" {
    check smtp 7014
    comes_to silent "no answer within 1 s"
    check smtp 7023
    comes_to refused "more than 64 KiB"
    check smtp 7012
    comes_to silent "no whole answer within 1 s"
    check smtp 7002
    comes_to silent "no answer within 1 s"
    check smtp 7013
    comes_to refused "closed in the middle of the dialogue"
    check smtp 7001
    comes_to refused
    check smtp 7097
    comes_to silent "no connection within 1 s"
}

@test "SMTP with TLS" {
    check smtp 7033 tls helo=me.example
    comes_to good
    check smtp 7034 tls
    comes_to refused "greeting 554 no service here"
    check smtp 7035 tls
    comes_to silent
    check smtp 7020 tls
    comes_to refused "TLS: "
}

@test "DNS: an answer without an error code; what is no answer to it is passed over" {
    check dns 7040
    comes_to good
    check dns 7042
    comes_to refused "answer SERVFAIL (2)"
    check dns 7041
    comes_to silent
    check dns 7043
    comes_to silent
    check dns 7044 name=www.example.
    comes_to good
    check dns 7099
    comes_to refused "port unreachable"
}

@test "UDP: silence is good unless a reply is wanted, and that has a size" {
    check udp 7046
    [ "$outcome" = good ] || fail "$output"
    between 1000 1150
    check udp 7046 reply
    comes_to silent "no reply within 1 s"
    check udp 7099
    comes_to refused "port unreachable"
    check udp 7045 reply
    comes_to good
    check udp 7045 reply min=9
    comes_to refused "reply of 8 bytes, less than 9"
    check udp 7045 reply max=7
    comes_to refused "reply of 8 bytes, more than 7"
    check udp 7043 reply
    comes_to refused "reply of 60000 bytes, more than 255"
}

@test "PING: both families, and nobody there" {
    check ping 0
    comes_to good
    check_at ping ::1 0
    comes_to good
    check_at ping 192.0.2.1 0
    comes_to unreachable
    check ping 0 bind=127.0.0.9
    comes_to good
    check ping 0 bind=10.1.2.3
    comes_to unreachable
}

@test "a check that is cancelled in the middle leaves nothing behind" {
    local port
    for port in 7002 7003 7004; do
        check http $port cancel
        [ "$outcome" = never ] || fail "$output"
    done
}
