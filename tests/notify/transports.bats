#!/usr/bin/env bats
# What becomes of a delivery: every way in which a server can be wrong has one verdict (sent, later, failed), within the
# time that the delivery has.

load notify

setup_file() {
    python_with_aiosmtpd >/dev/null || skip_without "python3-aiosmtpd"
    make -s --no-print-directory -C "$TOP" OUT="${OUT#"$TOP"/}" "${OUT#"$TOP"/}/tests/notify/deliver_once" >&2
    certificate good DNS:localhost,IP:127.0.0.1
    certificate other DNS:other.example.com
}

setup() {
    servers=()
}

teardown() {
    end_servers
}

@test "a plain server takes the message as it was, dots at line starts included" {
    serve plain
    deliver "smtp://localhost:$port" helo=lb01.example.com
    comes_to sent
    tail -n 2 "$box/mail.1" | tr -d '\r' | diff - <(printf 'hello\n.dot\n')
    [ "$(grep -ci '^Message-ID:' "$box/mail.1")" = 1 ]
    [ "$(grep -ci '^Date:' "$box/mail.1")" = 1 ]
    [ "$(grep -ci '^To:' "$box/mail.1")" = 1 ]
    [ "$(grep -ci '^From:' "$box/mail.1")" = 1 ]
}

@test "a login over loopback works, and the dialogue shows no password" {
    serve auth
    deliver "smtp://127.0.0.1:$port" user=lb01 password=secret dialogue
    [[ $output = *"sent 250"* ]] || fail "$output"
    [[ $output = *"C: AUTH "* ]] || fail "$output"
    [[ $output != *secret* && $output != *"$(printf '\0lb01\0secret' | base64)"* && $output != *c2VjcmV0* ]] || fail "$output"
}

@test "a password goes in clear to another host only where that is allowed" {
    deliver smtp://192.0.2.1:2525 user=lb01 password=secret timeout_ms=500
    comes_to failed "in clear"
    deliver smtp://192.0.2.1:2525 user=lb01 password=secret clear timeout_ms=500
    comes_to later
}

@test "a wrong password is failed, with what 163 and QQ want" {
    serve 535
    deliver "smtp://127.0.0.1:$port" user=lb01 password=wrong
    comes_to failed "authorization code"
    not heard MAIL
}

@test "a login that fails for now is tried later" {
    serve 454-auth
    deliver "smtp://127.0.0.1:$port" user=lb01 password=secret
    comes_to later
    not heard MAIL
}

@test "where a login is configured and the server offers none, nothing is sent" {
    serve noauth
    deliver "smtp://127.0.0.1:$port" user=lb01 password=secret
    comes_to failed "offers no login"
    not heard MAIL
}

@test "where the server offers only a login that we cannot do, nothing is sent and the logins are named" {
    serve ntlm
    deliver "smtp://127.0.0.1:$port" user=lb01 password=secret
    comes_to failed NTLM
    not heard MAIL
}

@test "STARTTLS delivers with TLS 1.3 and 1.2" {
    serve starttls good
    deliver "smtp+starttls://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem" repeat=20
    comes_to sent
    [ "$(ls "$box" | grep -c '^mail')" = 20 ]
    serve starttls12 good
    deliver "smtp+starttls://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem" repeat=20
    [ "$(ls "$box" | grep -c '^mail')" = 20 ]
}

@test "STARTTLS with a login" {
    serve starttls-auth good
    deliver "smtp+starttls://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem" user=lb01 password=secret
    comes_to sent
    deliver "smtp+starttls://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem" user=lb01 password=wrong
    comes_to failed 535
}

@test "implicit TLS with and without a login" {
    serve smtps good
    deliver "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem"
    comes_to sent
    serve smtps-auth good
    deliver "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem" user=lb01 password=secret
    comes_to sent
}

@test "TLS below 1.2 is refused" {
    serve smtps11 good
    deliver "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/good.pem"
    comes_to later "no safe connection"
    not ls "$box"/mail.1
}

@test "a certificate that nobody vouches for stops the delivery" {
    serve smtps good
    deliver "smtps://localhost:$port"
    comes_to later "no safe connection"
    serve starttls good
    deliver "smtp+starttls://localhost:$port" user=lb01 password=secret
    comes_to later "no safe connection"
    not heard MAIL
}

@test "a certificate for another name stops the delivery" {
    serve smtps other
    deliver "smtps://localhost:$port" ca="$BATS_FILE_TMPDIR/other.pem"
    comes_to later "no safe connection"
    serve starttls other
    deliver "smtp+starttls://localhost:$port" ca="$BATS_FILE_TMPDIR/other.pem"
    comes_to later "no safe connection"
    not heard MAIL
}

@test "STARTTLS is required: a server without it gets nothing" {
    serve nostarttls
    deliver "smtp+starttls://localhost:$port" user=lb01 password=secret
    comes_to later
    not heard MAIL
    not heard AUTH
}

@test "answers decide: later" {
    local mode
    for mode in busy closing 450 451-data 452 550-rate 554-rate; do
        serve "$mode"
        deliver "smtp://127.0.0.1:$port"
        comes_to later || fail "$mode" || return
    done
}

@test "answers decide: failed" {
    local mode
    for mode in 530 550 553 554; do
        serve "$mode"
        deliver "smtp://127.0.0.1:$port"
        comes_to failed "$mode" || fail "$mode" || return
    done
}

@test "a message counts as sent only when every recipient took it" {
    serve 550-second
    deliver "smtp://127.0.0.1:$port" to=a@example.com to=b@example.com
    comes_to failed 550
    not ls "$box"/mail.1
}

@test "a port where nobody listens is tried later" {
    serve plain
    end_servers
    deliver "smtp://127.0.0.1:$port"
    comes_to later
    deliver "smtps://127.0.0.1:$port"
    comes_to later
}

@test "servers that are silent, slow, endless or talk nonsense cost no more than the delivery's time" {
    local mode scheme started
    for mode in silent slow endless garbage numbers; do
        serve "$mode"
        for scheme in smtp smtps smtp+starttls; do
            SECONDS=0
            deliver "$scheme://127.0.0.1:$port"
            comes_to later || fail "$mode $scheme" || return
            [ "$SECONDS" -le 14 ] || fail "$mode $scheme took $SECONDS s" || return
        done
    done
}

@test "a server that hangs up in the middle of the message, or before its answer, has not taken it" {
    local mode
    for mode in cut cut-after; do
        serve "$mode"
        deliver "smtp://127.0.0.1:$port"
        comes_to later || fail "$mode" || return
    done
}

@test "NUL bytes in answers do no harm" {
    serve nul
    deliver "smtp://127.0.0.1:$port" dialogue
    [[ $output = *sent* || $output = *later* ]] || fail "$output"
}

@test "an address of IPv6 reaches its server" {
    deliver "smtp://[::1]:1" timeout_ms=1000
    comes_to later
    [[ $output != *resolve* ]] || fail "$output"
}

@test "a host name that does not exist is tried later" {
    deliver smtp://no-such-host.invalid:25
    comes_to later
}

@test "sendmail gets the message with bare line ends, and its exit status decides" {
    local program="$BATS_TEST_TMPDIR/sendmail"
    printf '#!/bin/sh\nprintf "%%s\\n" "$@" >%q.args\ncat >%q.mail\nexit $(cat %q.status)\n' "$program" "$program" "$program" >"$program"
    chmod +x "$program"
    echo 0 >"$program.status"
    deliver "sendmail:$program" to=a@example.com to=b@example.com
    comes_to sent
    diff "$program.args" <(printf '%s\n' -i -f lb01@example.com -- a@example.com b@example.com)
    not grep -q $'\r' "$program.mail"
    grep -qx .dot "$program.mail"
    echo 75 >"$program.status"
    deliver "sendmail:$program"
    comes_to later
    echo 67 >"$program.status"
    deliver "sendmail:$program"
    comes_to failed
    deliver sendmail:/no/such/sendmail
    comes_to failed
    printf '#!/bin/sh\nsleep 30\n' >"$program"
    deliver "sendmail:$program" timeout_ms=500
    comes_to later "in time"
}

@test "a webhook gets JSON and its token; statuses and gateway errors decide" {
    local row
    serve http:200:ok
    deliver "http://127.0.0.1:$port/hook" 'json={"text":"x"}' token=abc
    comes_to sent
    [ "$(<"$box/mail.1")" = '{"text":"x"}' ]
    heard "application/json; charset=utf-8 Bearer abc"
    for row in 'http:204 sent' 'http:429 later' 'http:503 later' 'http:404 failed' 'http:301 failed' \
        'http:200:{"errcode":0} sent' 'http:200:{"errcode":93000} failed' 'http:200:{"errcode":45009} later'; do
        serve "${row% *}"
        deliver "http://127.0.0.1:$port/hook"
        comes_to "${row##* }" || fail "$row" || return
    done
    deliver http://127.0.0.1:1/hook
    comes_to later
}

@test "a webhook over TLS is verified" {
    serve http:200 good
    deliver "https://localhost:$port/" timeout_ms=2000
    comes_to later
}
