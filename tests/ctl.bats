#!/usr/bin/env bats
# vrrpctl and vrrpd on the command line, as any user and without a network: what they accept, what they say, and how
# they end. Where a daemon is needed, a few lines of Python stand in for it.

load helpers

vrrpctl() {
    "$OUT/bin/vrrpctl" "$@"
}

vrrpd() {
    "$OUT/bin/vrrpd" "$@"
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    unset NO_COLOR
}

teardown() {
    [ -z "${daemon-}" ] || kill "$daemon" 2>/dev/null || true
}

# ends STATUS COMMAND...: the command ends with that status; its output is in $output.
ends() {
    local want=$1
    shift
    run "$@"
    [ "$status" = "$want" ] || fail "status $status instead of $want: $output"
}

# fake_daemon LINE...: answers the first request on ./sock with these lines, then closes; the request is in ./asked.
fake_daemon() {
    python3 -c '
import socket, sys
s = socket.socket(socket.AF_UNIX)
s.bind("sock")
s.listen()
c, _ = s.accept()
open("asked", "wb").write(c.makefile("rb").readline())
for line in sys.argv[1:]:
    c.sendall(line.encode() + b"\n")
c.close()' "$@" 3>&- &
    daemon=$!
    wait_for 5 test -S sock
}

good_yaml() {
    printf 'instances:\n  VI_1: {interface: eth0, vrid: 51, addresses: [10.9.0.100/24]}\n' >"$1"
}

@test "help and version need no daemon" {
    ends 0 vrrpctl --help
    [[ $output == usage:* ]]
    ends 0 vrrpctl -V
    [[ $output == "vrrpctl "* ]]
    ends 0 vrrpd --help
    [[ $output == usage:* ]]
    ends 0 vrrpd --version
    [[ $output == "vrrpd "* ]]
}

@test "a wrong command line ends with 64 and words" {
    ends 64 vrrpctl
    ends 64 vrrpctl --nonsense
    ends 64 vrrpctl satus
    [[ $output == *"did you mean \`status'"* ]]
    ends 64 vrrpctl show
    [[ $output == *"vrrpctl show NAME"* ]]
    ends 64 vrrpctl failover a b
    ends 64 vrrpctl check
    ends 64 vrrpctl --color=sometimes status
    [[ $output == *sometimes* ]]
    ends 64 vrrpd --nonsense
    ends 64 vrrpd vrrpd.yaml
    [[ $output == *-f* ]]
    ends 64 vrrpd -S 8
}

@test "without a daemon the verbs end with 69 and say where they looked" {
    local verb
    for verb in status "show VI_1" events reload drain undrain "failover VI_1" version; do
        # shellcheck disable=SC2086 # words on purpose
        ends 69 vrrpctl -s "$PWD/none.sock" $verb
        [[ $output == *"$PWD/none.sock"* ]]
    done
}

@test "a name that is empty or impossible is never taken for all" {
    fake_daemon '{"schema":1,"ok":true,"findings":[]}'
    ends 64 vrrpctl -s sock drain ""
    ends 1 vrrpctl -s sock drain $'VI_\xff'
    ends 1 vrrpctl -s sock drain "$(printf 'x%.0s' {1..64})"
    [ ! -e asked ]
    ends 0 vrrpctl -s sock drain "$(printf 'x%.0s' {1..63})"
    json "len(d['name'])" <asked | grep -qx 63
}

@test "an answer that does not come ends with 69" {
    fake_daemon
    ends 69 vrrpctl -s sock status
    [[ $output == *"without an answer"* ]]
}

@test "an error of the daemon is said, and comes as it is with --json" {
    fake_daemon '{"schema":1,"error":{"code":"no-such-instance","message":"no instance is called x"}}'
    ends 1 vrrpctl -s sock show x
    [ "$output" = "vrrpctl: no instance is called x" ]
    rm sock
    fake_daemon '{"schema":1,"error":{"code":"no-such-instance","message":"no instance is called x"}}'
    ends 1 vrrpctl -s sock --json show x
    [ "$(json "d['error']['code']" <<<"$output")" = no-such-instance ]
}

@test "a refused reload prints the findings and ends with 1" {
    fake_daemon '{"schema":1,"ok":false,"findings":["a.yaml:1:1: error: one","a.yaml:2:1: error: two"]}'
    ends 1 vrrpctl -s sock reload
    [ "${lines[0]}" = "a.yaml:1:1: error: one" ]
    [ "${lines[1]}" = "a.yaml:2:1: error: two" ]
}

# Where the n-th column of every line begins on a terminal.
column_of() {
    PYTHONIOENCODING=utf-8 python3 -c '
import sys, unicodedata
for line in open(sys.argv[1], encoding="utf-8"):
    at = min(line.find(word) for word in ("STATE", "MASTER ", "BACKUP ") if word in line)
    print(sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line[:at]))' "$1"
}

@test "the table stands in line with names of any script, in any locale" {
    local locale object='{"schema":1,"type":"status","instances":[
        {"name":"VI_1","state":"MASTER"},{"name":"虚拟路由器","state":"BACKUP"},{"name":"Zürich","state":"BACKUP"},
        {"name":"ルーター１２３４５６７８９","state":"MASTER"},{"name":"e\u0301te\u0301","state":"BACKUP"}]}'
    for locale in C C.UTF-8; do
        rm -f sock
        fake_daemon "$(tr -d '\n' <<<"$object")"
        LC_ALL=$locale vrrpctl -s sock status >table
        grep -q 虚拟路由器 table
        column_of table >columns
        [ "$(wc -l <columns)" = 6 ]
        [ "$(sort -u columns | wc -l)" = 1 ] || fail "$(cat table columns)"
    done
}

@test "a name cannot talk to the terminal" {
    fake_daemon '{"schema":1,"type":"status","instances":[{"name":"a\u001b[31m\u0007b","state":"MASTER"}]}'
    ends 0 vrrpctl -s sock status
    [[ $output == *"a?[31m?b"* ]]
}

@test "colour only when wanted" {
    local object='{"schema":1,"type":"status","instances":[{"name":"a","state":"MASTER"}]}'
    fake_daemon "$object"
    vrrpctl -s sock status | none_of $'\033'
    rm sock
    fake_daemon "$object"
    vrrpctl -s sock --color=always status | grep -q $'\033'
}

# Reads; fails when the text has the word.
none_of() {
    ! grep -q -e "$1"
}

@test "version asks the daemon, too" {
    fake_daemon '{"schema":1,"type":"status","version":"9.9","instances":[]}'
    ends 0 vrrpctl -s sock version
    [ "${lines[1]}" = "vrrpd 9.9" ]
}

@test "check: 0 good, 1 bad, warnings count only with --strict" {
    good_yaml good.yaml
    printf 'instances:\n  VI_1: {interface: eth0, vrid: 51, adresses: [10.9.0.100/24]}\n' >bad.yaml
    ends 0 vrrpctl check good.yaml
    ends 0 vrrpctl check --strict good.yaml
    ends 1 vrrpctl check bad.yaml
    [[ $output == *"bad.yaml:2:"*"did you mean"* ]]
    ends 1 vrrpctl check good.yaml bad.yaml
    [[ $output == *"good.yaml: good"* ]]
    ends 1 vrrpctl check missing.yaml
    [[ $output == *missing.yaml* ]]
    ends 0 vrrpctl check "$TOP/tests/conf/good/state.conf"
    ends 1 vrrpctl check --strict "$TOP/tests/conf/good/state.conf"
    [[ $output == *--strict* ]]
}

# hooks_yaml FILE LINE...: a configuration with these hooks, run as whoever tests.
hooks_yaml() {
    printf 'global: {script_user: %s}\ninstances:\n  VI_1:\n    interface: eth0\n    vrid: 51\n' "$(id -un)" >"$1"
    printf '    addresses: [10.9.0.100/24]\n    notify:\n' >>"$1"
    printf '      %s\n' "${@:2}" >>"$1"
}

@test "check warns of hooks that are missing or unsafe, or that stop keepalived" {
    printf '#!/bin/sh\nsystemctl is-active nginx ||\n    systemctl stop keepalived\n' >stops
    printf '#!/bin/sh\nlogger "$@"\n' >good
    cp good unsafe
    chmod 755 stops good && chmod 777 unsafe
    hooks_yaml good.yaml "master: $PWD/good" "any: [/bin/sh, $PWD/good]"
    ends 0 vrrpctl check --strict good.yaml
    hooks_yaml bad.yaml "master: $PWD/missing" "backup: $PWD/unsafe" "fault: $PWD/stops now" "any: killall keepalived"
    ends 0 vrrpctl check bad.yaml
    grep -E "bad.yaml:8:.*warning: .VI_1', notify master: .*missing.*it does not run" <<<"$output" || fail "$output"
    grep -E "bad.yaml:9:.*warning: .VI_1', notify backup: .*unsafe.*it does not run" <<<"$output" || fail "$output"
    grep -E "bad.yaml:10:.*notify fault: $PWD/stops:3 stops keepalived.*vrrpctl drain.*--compat" <<<"$output" || fail "$output"
    grep -E "bad.yaml:11:.*notify any stops keepalived" <<<"$output" || fail "$output"
    ends 1 vrrpctl check --strict bad.yaml
    hooks_yaml user.yaml "master: {command: $PWD/good, user: no-such-user}"
    ends 0 vrrpctl check user.yaml
    [[ $output == *"there is no user no-such-user; it does not run"* ]] || fail "$output"
}

@test "check warns of a fence command that is missing or unsafe, not of what it stops elsewhere" {
    printf '#!/bin/sh\nssh "$VRRP_FENCE_ADDRESS" systemctl stop keepalived\n' >fence
    cp fence unsafe
    chmod 755 fence && chmod 777 unsafe
    fence_yaml good.yaml "$PWD/fence"
    ends 0 vrrpctl check --strict good.yaml
    fence_yaml missing.yaml "$PWD/missing"
    ends 0 vrrpctl check missing.yaml
    grep -E "missing.yaml:3:.*warning: the fence command: .*missing.*; it does not run" <<<"$output" || fail "$output"
    ends 1 vrrpctl check --strict missing.yaml
    fence_yaml unsafe.yaml "$PWD/unsafe"
    ends 0 vrrpctl check unsafe.yaml
    grep -E "unsafe.yaml:3:.*warning: the fence command: .*unsafe.*; it does not run" <<<"$output" || fail "$output"
}

# fence_yaml FILE COMMAND
fence_yaml() {
    printf 'global:\n  script_user: %s\n  fence: {command: %s}\ninstances:\n  VI_1:\n' "$(id -un)" "$2" >"$1"
    printf '    interface: eth0\n    vrid: 51\n    addresses: [10.9.0.100/24]\n' >>"$1"
}

@test "check warns of a keepalived.conf's hooks, too" {
    pair_file a.conf 100 "notify_master $PWD/missing"
    ends 0 vrrpctl check a.conf
    grep -E "a.conf:5:.*notify master: .*missing" <<<"$output" || fail "$output"
}

@test "import: what is printed loads and prints the same" {
    local file
    for file in pair addresses numbers unknown; do
        mkdir "$file"
        vrrpctl import --secrets "$PWD/$file" "$TOP/tests/conf/good/$file.conf" >first.yaml 2>words || fail "$(cat words)"
        grep -q '^instances:' first.yaml
        vrrpctl check first.yaml
        vrrpctl import first.yaml >second.yaml
        diff first.yaml second.yaml
    done
}

with_password() {
    printf 'vrrp_instance %s {\n interface eth0\n virtual_router_id 1\n authentication {\n  auth_type PASS\n  auth_pass s3cret\n }\n virtual_ipaddress { 10.9.0.1/24 }\n}\n' "$1"
}

@test "import: a password goes into a file of mode 0600 or nowhere" {
    with_password VI_1 >a.conf
    vrrpctl import a.conf >a.yaml 2>words
    none_of s3cret <a.yaml
    none_of s3cret <words
    grep -q 'VI_1.secret' words
    mkdir secrets
    (umask 0 && vrrpctl import --secrets "$PWD/secrets" a.conf >a.yaml)
    [ "$(stat -c %a secrets/VI_1.secret)" = 600 ]
    [ "$(cat secrets/VI_1.secret)" = s3cret ]
    grep -q "$PWD/secrets/VI_1.secret" a.yaml
    vrrpctl check --strict a.yaml
}

@test "import: a file that is there is not overwritten, a name is no path" {
    mkdir secrets
    with_password VI_1 >a.conf
    echo mine >secrets/VI_1.secret
    ends 1 vrrpctl import --secrets secrets a.conf
    [[ $output == *"VI_1.secret"*exists* ]]
    [ "$(cat secrets/VI_1.secret)" = mine ]
    ln -sf "$PWD/target" secrets/VI_1.secret
    ends 1 vrrpctl import --secrets secrets a.conf
    [ ! -e target ]
    with_password ../escaped >b.conf
    ends 1 vrrpctl import --secrets secrets b.conf
    [ ! -e escaped.secret ]
}

@test "a standard output that cannot be written is an error" {
    good_yaml good.yaml
    run bash -c '"$OUT/bin/vrrpctl" import good.yaml >/dev/full'
    [ "$status" = 1 ]
    [[ $output == *"standard output"* ]]
}

@test "vrrpd -t: 0 good, 2 bad, nothing is left behind" {
    good_yaml good.yaml
    ends 0 vrrpd -t -f good.yaml --run-dir "$PWD/run"
    ends 0 vrrpd -tgood.yaml
    ends 0 vrrpd --config-test=good.yaml
    echo nonsense >bad.yaml
    ends 2 vrrpd -t -f bad.yaml --run-dir "$PWD/run"
    [[ $output == *"bad.yaml:1:"* ]]
    ends 2 vrrpd -t -f missing.yaml
    [ ! -e run ]
}

@test "a bad file at the start ends with 2 and touches nothing" {
    echo nonsense >bad.yaml
    ends 2 vrrpd -n -l -f bad.yaml --run-dir "$PWD/run"
    [[ $output == *"bad.yaml:1:"* ]]
    [ ! -e run ]
}

# Root without its capabilities is an ordinary user to the daemon, and needs no other user's rights to files.
@test "without rights vrrpd says which and what to do" {
    local plain=()
    good_yaml good.yaml
    [ "$(id -u)" != 0 ] || plain=(setpriv --bounding-set=-all --inh-caps=-all)
    ends 1 "${plain[@]}" "$OUT/bin/vrrpd" -n -l -f good.yaml --run-dir "$PWD/run"
    [[ $output == *NET_ADMIN*root* ]]
    [ ! -e run ]
}

# pair_file NAME PRIORITY [LINE]: one node of a pair, as keepalived.conf.
pair_file() {
    printf 'vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n priority %s\n %s\n' "$2" "${3-}" >"$1"
    printf ' virtual_ipaddress {\n  10.9.0.100\n }\n}\n' >>"$1"
}

@test "compare: 0 when files go together, 1 for warnings, 2 for a certain split brain, 65 for a bad file" {
    pair_file a.conf 150
    pair_file b.conf 100
    ends 0 vrrpctl compare a.conf b.conf
    pair_file equal.conf 150
    ends 1 vrrpctl compare a.conf equal.conf
    [[ $output == *"warning: VI_1, VRID 51 on eth0 (priority-equal)"*"a.conf:4: priority 150"*"equal.conf:4:"* ]]
    [[ $output == *"on the wire: "*"fix: "* ]]
    pair_file slow.conf 100 "advert_int 2"
    ends 2 vrrpctl compare a.conf b.conf slow.conf
    [[ $output == *"split brain: VI_1"*"slow.conf:5: adverts every 2s"* ]]
    ends 65 vrrpctl compare a.conf missing.conf
    ends 64 vrrpctl compare a.conf
}

@test "compare --json: one object with every finding, its sides and the verdict; no password in it" {
    pair_file a.conf 150 "authentication {
 auth_type PASS
 auth_pass planted1
 }"
    pair_file b.conf 100 "authentication {
 auth_type PASS
 auth_pass planted2
 }"
    ends 2 vrrpctl compare --json a.conf b.conf
    [ "$(jq -r '[.schema, .type, .verdict, .findings[0].code, .findings[0].severity] | join(" ")' <<<"$output")" = \
        "1 comparison 2 password-differs split-brain" ]
    [ "$(jq -r '.findings[0].sides | map(.file) | join(" ")' <<<"$output")" = "a.conf b.conf" ]
    [[ $output != *planted* ]]
}

# web_server: answers on a port of loopback the kernel chose, until the test ends; $port. /hello is "hello".
web_server() {
    python3 -c '
import http.server
class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(302 if self.path == "/away" else 200 if self.path == "/hello" else 404)
        self.send_header("Location", "/hello")
        self.end_headers()
        self.wfile.write(b"hello")
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Pages)
open("port", "w").write(str(server.server_port))
server.serve_forever()' 3>&- &
    daemon=$!
    wait_for 10 test -s port
    port=$(<port)
}

@test "genhash: the digest of a page, ready for a health check" {
    local digest=5d41402abc4b2a76b9719d911017c592
    web_server
    ends 0 vrrpctl genhash "http://127.0.0.1:$port/hello"
    [ "$output" = "digest $digest" ] || fail "$output"
    ends 0 vrrpctl genhash "http://127.0.0.1:$port/none"
    [[ $output == *"digest $digest"* && $output == *"answers with status 404"* ]] || fail "$output"
    ends 0 vrrpctl genhash "http://127.0.0.1:$port/away"
    [[ $output == *"answers with status 302"* ]] || fail "$output"
    ends 64 vrrpctl genhash /hello
    ends 64 vrrpctl genhash "file:///etc/passwd"
    ends 64 vrrpctl genhash
    kill "$daemon"
    wait "$daemon" 2>/dev/null || true
    ends 1 vrrpctl genhash "http://127.0.0.1:$port/hello"
    [[ $output == *"refused"* || $output == *"connect"* ]] || fail "$output"
}
