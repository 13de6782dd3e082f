#!/usr/bin/env bats
# What `vrrpnotify test` and `vrrpnotify doctor` say of servers that are well and of those that are not.

load notify

setup_file() {
    python_with_aiosmtpd >/dev/null || skip_without "python3-aiosmtpd"
    make -s --no-print-directory -C "$TOP" OUT="${OUT#"$TOP"/}" "${OUT#"$TOP"/}/tests/notify/deliver_once" >&2
    certificate good DNS:localhost,IP:127.0.0.1 90
    certificate soon DNS:localhost,IP:127.0.0.1 3
    certificate other DNS:other.example.com 90
}

setup() {
    servers=()
    secret=$BATS_TEST_TMPDIR/secret
    (umask 077 && echo secret >"$secret")
    mkdir -m 700 "$BATS_TEST_TMPDIR/spool"
}

teardown() {
    end_servers
}

doctor() {
    deliver "$1" doctor spool="$BATS_TEST_TMPDIR/spool" "${@:2}"
}

# says MARK TEXT: a line of the output.
says() {
    grep -E "^$1 .*$2" <<<"$output" || fail "no '$1 ... $2' in: $output"
}

@test "test sends now, shows the dialogue without the password, and ends well" {
    serve auth
    deliver "smtp://127.0.0.1:$port" try user=lb01 password_file="$secret"
    [ "$status" = 0 ] || fail "$output"
    says 'S:' '235'
    says 'C:' 'MAIL FROM:<vrrpnotify@lb01>'
    says 'sent:' 250
    [[ $output != *c2VjcmV0* && $output != *AGxiMDEAc2VjcmV0* ]]
    grep -q '^Subject: lb01: test message' "$box/mail.1"
}

@test "test ends with a status of sysexits when a server does not take it" {
    serve 450
    deliver "smtp://127.0.0.1:$port" try
    [ "$status" = 75 ]
    serve 550
    deliver "smtp://127.0.0.1:$port" try
    [ "$status" = 69 ]
    says 'failed:' 'no such user'
}

@test "test posts to a webhook" {
    serve http:200:ok
    deliver "http://127.0.0.1:$port/key-that-nobody-sees" try
    [ "$status" = 0 ]
    [[ $output != *nobody-sees* ]]
    grep -q '"notice":"test"' "$box/mail.1"
}

@test "doctor finds a good server well, up to the login, and sends nothing" {
    serve starttls-auth good
    doctor "smtp+starttls://localhost:$port" user=lb01 password_file="$secret" ca="$BATS_FILE_TMPDIR/good.pem"
    [ "$status" = 0 ] || fail "$output"
    says ok "port $port"
    says ok "certificate is good for 89"
    says ok "lb01 logs in"
    says ok "spool"
    says ok "clock"
    not ls "$box"/mail.1
}

@test "doctor finds libesmtp's plugins for a plain login" {
    serve auth
    doctor "smtp://127.0.0.1:$port" user=lb01 password_file="$secret"
    [ "$status" = 0 ] || fail "$output"
    says ok "libesmtp has its plugin"
}

@test "doctor warns of a certificate that ends soon" {
    serve smtps soon
    doctor "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/soon.pem"
    [ "$status" = 0 ] || fail "$output"
    says warn "good for 2 more days"
}

@test "doctor names a wrong certificate, a wrong password, a port without server and a name without address" {
    serve smtps other
    doctor "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/other.pem"
    [ "$status" = 1 ]
    says fail "no safe connection"
    serve 535
    doctor "smtp://127.0.0.1:$port" user=lb01 password_file="$secret"
    [ "$status" = 1 ]
    says fail "login fails .*535"
    end_servers
    doctor "smtp://127.0.0.1:$port"
    [ "$status" = 1 ]
    says fail "refused"
    doctor smtp://no-such-host.invalid
    [ "$status" = 1 ]
    says fail "does not resolve"
}

@test "doctor says when a password file is open to others, and when the spool is" {
    chmod 644 "$secret"
    chmod 777 "$BATS_TEST_TMPDIR/spool"
    serve auth
    doctor "smtp://127.0.0.1:$port" user=lb01 password_file="$secret"
    [ "$status" = 1 ]
    says fail "0600"
    says fail "spool .*0700"
}

@test "doctor connects to a webhook and posts nothing" {
    serve http:200:ok
    doctor "http://127.0.0.1:$port/key"
    [ "$status" = 0 ] || fail "$output"
    says ok "127.0.0.1:$port: answers"
    not ls "$box"/mail.1
}
