# Servers and deliveries for tests of the transports; loaded by the bats files here.
# shellcheck shell=bash

load ../helpers

# The first Python that has aiosmtpd: Debian's package serves Debian's own.
python_with_aiosmtpd() {
    local python
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import aiosmtpd' 2>/dev/null && echo "$python" && return
    done
    return 1
}

# certificate NAME SUBJECT-ALT-NAMES [DAYS]: NAME.pem, NAME.key in the folder of this file's tests, self-signed.
certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days "${3:-2}" -subj "/CN=test" \
        -addext "subjectAltName=$2" -keyout "$BATS_FILE_TMPDIR/$1.key" -out "$BATS_FILE_TMPDIR/$1.pem" 2>/dev/null
}

# serve MODE [CERTIFICATE-NAME]: starts a server; $port, and $box with what it saw.
serve() {
    box=$(mktemp -d "$BATS_TEST_TMPDIR/box.XXXX")
    # shellcheck disable=SC2086 # words on purpose
    "$(python_with_aiosmtpd)" "$TOP/tests/notify/smtp_server.py" "$1" "$box" \
        ${2:+"$BATS_FILE_TMPDIR/$2.pem" "$BATS_FILE_TMPDIR/$2.key"} >"$box/log" 2>&1 3>&- &
    servers+=($!)
    wait_for 10 test -s "$box/port"
    port=$(<"$box/port")
}

end_servers() {
    [ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || true
    wait
}

# deliver URL [KEY=VALUE...]: one delivery, at most 3 s unless said.
deliver() {
    run timeout -k 1 20 "$OUT/tests/notify/deliver_once" "$1" timeout_ms=3000 "${@:2}"
}

# comes_to WORD [TEXT]: the delivery's verdict, and something that it says.
comes_to() {
    [ "${output%% *}" = "$1" ] || fail "wanted $1, got: $output" || return
    [[ $output = *"${2-}"* ]] || fail "wanted '${2-}' in: $output"
}

# heard TEXT: a client said that.
heard() {
    grep -q "$1" "$box/lines" 2>/dev/null
}
