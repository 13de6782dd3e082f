#!/usr/bin/env bats
# A real mail server, exim, end to end: what arrives in the mailbox.

load notify

setup_file() {
    "$TOP/tests/peers.sh" >&2 || skip_without "exim (tests/peers.sh)"
    make -s --no-print-directory -C "$TOP" OUT="${OUT#"$TOP"/}" "${OUT#"$TOP"/}/tests/notify/deliver_once" >&2
    certificate good DNS:localhost,IP:127.0.0.1
    (umask 077 && echo secret >"$BATS_FILE_TMPDIR/secret")
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR"
}

# mail_through URL [KEY=VALUE...]: the test message through exim; $mbox is what arrived.
mail_through() {
    local folder=$BATS_FILE_TMPDIR/$BATS_TEST_NUMBER
    mkdir "$folder"
    run "$TOP/tests/netns/enter" "$TOP/tests/notify/mta.sh" "$folder" "$BATS_FILE_TMPDIR/good.pem" \
        "$BATS_FILE_TMPDIR/good.key" "$OUT/tests/notify/deliver_once" "$1" try ca="$BATS_FILE_TMPDIR/good.pem" "${@:2}"
    [ "$status" != 77 ] || skip_without "$output"
    mbox=$folder/mbox
}

# arrived PROTOCOL: one message, as exim names the way it came; its headers and body say what they should.
arrived() {
    [ "$status" = 0 ] || fail "$output" || return
    grep -q "with $1 " "$mbox" || fail "$(<"$mbox")" || return
    python3 - "$mbox" <<'CHECK'
import email, email.policy, mailbox, sys
(message,) = mailbox.mbox(sys.argv[1], factory=lambda f: email.message_from_binary_file(f, policy=email.policy.default))
assert message["Subject"] == "lb01: test message", message["Subject"]
assert message["To"] == "<ops@example.com>" or "ops@example.com" in message["To"]
assert message["Auto-Submitted"] == "auto-generated"
assert all(len(message.get_all(name)) == 1 for name in ("From", "To", "Date", "Message-ID", "Subject"))
assert "test message" in message.get_content()
CHECK
}

@test "STARTTLS with a login: the mail arrives" {
    mail_through smtp+starttls://localhost user=lb01 password_file="$BATS_FILE_TMPDIR/secret"
    arrived esmtpsa
}

@test "implicit TLS with a login: the mail arrives" {
    mail_through smtps://localhost user=lb01 password_file="$BATS_FILE_TMPDIR/secret"
    arrived esmtpsa
}

@test "plain SMTP without a login: the mail arrives" {
    mail_through smtp://localhost
    arrived esmtp
    [[ $output != *Content-Transfer* ]] || fail "the dialogue shows the message: $output"
}

@test "without the login that it wants, exim takes nothing" {
    mail_through smtps://localhost
    [ "$status" = 69 ] || fail "$output"
    [[ $output = *"log in first"* ]]
}

@test "an unknown recipient is failed" {
    mail_through smtp://localhost to=nobody-here@example.com
    [ "$status" = 69 ] || fail "$output"
    [ ! -s "$mbox" ]
}
