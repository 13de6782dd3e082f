#!/usr/bin/env bats
# vrrptop on a real terminal, made by tmux: what stands on the screen after which key. Everything shown is a recording of
# the test's own, so nothing here needs a network.

load terminal

setup() {
    cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
    terminal_close
}

# three: the recording of most tests, at its end, where nothing changes any more.
three() {
    recording "$@" >three.jsonl
    top -r three.jsonl --speed 10000 --delay 0.1
    shows '\] END'
}

# pictures WIDTHxHEIGHT: every view of that size, the empty lines in a row as one.
pictures() {
    local view
    for view in 1:VRRP 2:Services 3:Servers 4:Events; do
        keys "${view%:*}"
        shows "\\[${view%:*} ${view#*:}\\]"
        screen | cat -s
    done
}

# column WORD PATTERN: the words that stand below the title WORD on the lines with PATTERN, one a line.
column() {
    screen | python3 -c '
import re, sys
word, pattern = sys.argv[1:]
lines = sys.stdin.read().split("\n")
titles = next(line for line in lines if re.match("[A-Z]+ ", line))
end = titles.index(word) + len(word)
for line in lines:
    if re.search(pattern, line):
        print((line[titles.index(word):].split() or [""])[0])' "$1" "$2"
}

# stands_on PATTERN: the line the reader is on, drawn as chosen, has it.
stands_on() {
    screen_raw | grep -E -e "$1" | grep -qP '^(\x1b\[[0-9;]*m)*\x1b\[47m'
}

stands() {
    wait_for 3 stands_on "$1" || fail "the screen: $(screen)"
}

# first_is PATTERN: the first line of the table.
first_is() {
    screen | grep -A1 -E '^(STATE|SERVICE|SERVER|TIME|CONTESTED)([ ▲▼]|$)' | tail -n 1 | grep -qE -e "$1"
}

first() {
    wait_for 3 first_is "$1" || fail "the screen: $(screen)"
}

# --- sizes and views ---------------------------------------------------------------------------------------------

@test "every view at 80x24, 120x40, 200x60 and 60x10 is the picture that is kept of it" {
    local size
    for size in 80x24 120x40 200x60 60x10; do
        terminal_open "${size%x*}" "${size#*x}"
        three
        pictures >"$size"
        terminal_close
        [ "${PICTURES-}" != write ] || cp "$size" "$TOP_FOLDER/pictures/$size"
        diff "$TOP_FOLDER/pictures/$size" "$size" || fail "$size: not that picture (PICTURES=write keeps the new one)"
    done
}

@test "nothing is wider or higher than the terminal at any size" {
    local size
    for size in 80x24 60x10 61x11 97x13 131x50 200x60; do
        terminal_open "${size%x*}" "${size#*x}"
        three routers=80
        pictures | python3 -c '
import sys
size = int(sys.argv[1])
lines = sys.stdin.read().split("\n")
assert max(map(len, lines)) <= size, lines
assert sum(line.startswith(" vrrptop ") for line in lines) == 4, lines' "${size%x*}"
        terminal_close
    done
}

@test "below 60x10 it says that the terminal is too small, and comes back when it grows" {
    terminal_open 59 9
    recording >three.jsonl
    type_in "$PROGRAM -r three.jsonl"
    shows '^terminal too small \(59x9, needs 60x10\)$'
    keys 2 / Enter
    tmux_do resize-window -x 60 -y 9
    shows '^terminal too small \(60x9, needs 60x10\)$'
    tmux_do resize-window -x 60 -y 10
    shows '\[1 VRRP\]'
    tmux_do resize-window -x 1 -y 1
    sleep 0.2
    tmux_do resize-window -x 59 -y 40
    shows '^terminal too small \(59x40'
    keys q
    ended_with 0
}

@test "views are reached by their number, by Tab and by Shift-Tab" {
    terminal_open 80 24
    three
    keys Tab
    shows '\[2 Services\]'
    shows '^10\.200\.0\.1:80 '
    keys Tab
    shows '\[3 Servers\]'
    shows '^  -> 192\.0\.2\.2:80 +UP '
    keys Tab
    shows '\[4 Events\]'
    shows '^22:13:37 +I info +VI_1 '
    keys Tab
    shows '\[1 VRRP\]'
    keys BTab
    shows '\[4 Events\]'
    keys 1
    shows '^M MASTER +VI_1 '
    shows '^B BACKUP +VI_2 '
    shows '^F FAULT +VI_3 '
}

@test "the banner of a fault stands in every view" {
    local view
    terminal_open 60 10
    three
    for view in 1 2 3 4; do
        keys $view
        shows "\\[$view "
        [ "$(line 3)" = ' !! FAULT  VI_3 on three.jsonl: reason 3' ]
    done
}

# --- sorting, the mouse ------------------------------------------------------------------------------------------

@test "< and > move the column that sorts, R turns it, and an arrow shows it" {
    terminal_open 120 24
    three routers=5
    keys '>'
    shows '^STATE▲'
    first '^B BACKUP '
    keys '>'
    shows ' NAME▲'
    first ' VI_1 '
    keys R
    shows ' NAME▼'
    first ' VI_5 '
    keys '<'
    shows '^STATE▲'
    keys '<'
    hides '[▲▼]'
    first ' VI_1 '
    keys '<'
    first ' VI_1 '
}

@test "a click on a title sorts by it, another one turns it" {
    local x
    terminal_open 120 24
    three routers=5
    x=$(line 4 | awk '{ print index($0, "VRID") }')
    mouse 0 "$x" 4
    shows ' VRID▲'
    first ' VI_1 '
    mouse 0 "$x" 4
    shows ' VRID▼'
    first ' VI_5 '
}

@test "a click chooses a line, another one opens it; one on a view's name goes there; the wheel scrolls" {
    local x
    terminal_open 80 24
    three routers=60
    mouse 0 5 7
    stands ' VI_3 '
    mouse 0 5 7
    shows 'check_link'
    mouse 0 5 7
    hides 'check_link'
    mouse 65 5 7
    first ' VI_4 '
    mouse 64 5 7
    first ' VI_1 '
    x=$(line 1 | awk '{ print index($0, " 3 ") + 1 }')
    mouse 0 "$x" 1
    shows '\[3 Servers\]'
}

@test "the mouse is the terminal's own with -M, and after the end" {
    terminal_open 80 24
    three
    [ "$(tmux_do display -p '#{mouse_any_flag}')" = 1 ]
    keys q
    ended_with 0
    [ "$(tmux_do display -p '#{mouse_any_flag}')" = 0 ]
    top -r three.jsonl -M
    [ "$(tmux_do display -p '#{mouse_any_flag}')" = 0 ]
    keys '?'
    shows 'Keys'
    keys End
    shows 'Signs'
    hides 'Mouse'
}

# --- finding -----------------------------------------------------------------------------------------------------

@test "/ searches in any case, n goes on and round, Esc forgets it" {
    terminal_open 80 24
    three routers=40
    keys /
    type_in vi_3
    shows 'search "vi_3"'
    stands ' VI_3 '
    keys n
    stands ' VI_30 '
    keys n n n n n n n n n
    stands ' VI_39 '
    keys n
    stands ' VI_3 '
    keys Escape
    hides 'search "'
    stands ' VI_3 '
    keys /
    type_in nowhere
    shows 'no line has "nowhere"'
    keys Escape n
    shows 'nothing is searched for'
}

@test "\\ leaves only the lines that have it, Esc brings the others back" {
    terminal_open 80 24
    three routers=40
    keys '\'
    type_in 10.1.7.
    shows 'filter "10\.1\.7\." of 40 +1/1'
    first ' VI_8 '
    keys F4
    shows 'Filter: 10\.1\.7\.'
    keys BSpace BSpace BSpace
    type_in nowhere
    shows 'no line has "10\.1nowhere": Esc shows all 40'
    keys Escape
    shows ' VI_1 '
    hides 'filter "'
    keys q
    shows "^$PROMPT"
    top -r three.jsonl --speed 10000 --filter eth1
    shows 'filter "eth1" of 40 +1/10'
}

@test "the reader stays on his line when the order changes, and pages and ends are reached" {
    terminal_open 80 24
    three routers=60
    keys j j Down
    stands ' VI_4 '
    keys '>' '>' R
    stands ' VI_4 '
    shows '57/60'
    keys Home
    shows ' 1/60'
    keys G
    shows '60/60'
    keys PageUp
    shows '41/60'
    keys g
    shows ' 1/60'
    keys NPage k
    shows '19/60'
}

# --- what is open on top -----------------------------------------------------------------------------------------

@test "Enter tells all about a line, Esc and Enter close it" {
    terminal_open 80 24
    three
    keys G Enter
    shows '^. script +check_link: failed since '
    screen_has 'a failure is a FAULT.: exit status 1'
    screen_has '^.* three\.jsonl/VI_3 '
    keys Escape
    hides 'check_link'
    keys 2 Enter
    shows 'wlc'
    keys Enter
    shows '^SERVICE'
    keys 3 j Enter
    shows '1\.5 ?ms'
    keys 4
    shows '^TIME'
    keys Enter
    shows 'event of second 17'
}

@test "f chooses columns; W keeps them and the rest, and the next start has them" {
    terminal_open 80 24
    three
    keys f
    shows '\[x\] STATE'
    shows '\[ \] CONTESTED'
    keys j Space
    shows '\[x\] CONTESTED'
    keys Up Space
    shows '\[ \] STATE'
    keys f
    hides '\[x\]'
    shows '^CONTESTED NAME '
    keys 3 '>' R t x W
    shows "kept in .*/config/vrrptop/config"
    [ "$(stat -c %a config/vrrptop/config)" = 600 ]
    keys q
    ended_with 0
    top -r three.jsonl --speed 10000
    shows '\[3 Servers\]'
    shows '^SERVER▼'
    first '192\.0\.3\.2:80'
    keys 1
    shows '^CONTESTED NAME '
}

@test "settings that cannot be kept, or make no sense, are told" {
    terminal_open 160 24 XDG_CONFIG_HOME="$BATS_TEST_TMPDIR/file"
    echo x >file
    three
    keys W
    shows 'not kept: .*/file/vrrptop/config: Not a directory'
    keys q
    ended_with 0
    rm file
    mkdir -p file/vrrptop
    echo 'delay = never' >file/vrrptop/config
    type_in "clear; $PROGRAM -r three.jsonl -b -n 1 >frame"
    shows 'file/vrrptop/config: line 1: a delay is 0\.1 to 3600 seconds, not "never"'
    grep -q VI_1 frame
}

@test "help names every key of the table, and what it does" {
    local label
    terminal_open 100 24
    three
    keys '?'
    shows 'Keys'
    screen >help
    while not grep -q 'the host is lost' help; do
        keys NPage
        sleep 0.15
        screen >>help
    done
    python3 - "$TOP/vrrptop/keys.c" help <<'END'
import re, sys
table, seen = open(sys.argv[1]).read(), open(sys.argv[2]).read()
rows = re.findall(r'\{ACTION_\w+,\s*KEY_\w+,\s*("(?:[^"\\]|\\.)*"),\s*("(?:[^"\\]|\\.)*")', table)
assert len(rows) == table.count("{ACTION_") >= 40, len(rows)
for label, words in rows:
    label, words = (text[1:-1].replace("\\\\", "\\") for text in (label, words))
    assert re.search(re.escape(label) + " +" + re.escape(words), seen), (label, words)
END
}

# --- what is shown -----------------------------------------------------------------------------------------------

@test "e shows the servers of one service and goes back; t makes them flat" {
    terminal_open 80 24
    three
    keys 2 j e
    shows '\[3 Servers\]'
    shows '192\.0\.3\.1:80'
    hides '192\.0\.2\.1:80'
    keys e
    shows '\[2 Services\]'
    stands '10\.200\.1\.1:80'
    keys 3
    shows '^  -> 192\.0\.2\.1:80'
    keys t
    shows '^192\.0\.2\.1:80'
    hides '^10\.200'
    keys F5
    shows '^  -> 192\.0\.2\.1:80'
}

@test "r and c show rates or sums, b bits or bytes, x exact numbers" {
    terminal_open 140 24
    three
    keys 3
    shows ' CONN/S '
    [ "$(column CONN/S '192\.0\.2\.2:80')" = 20 ]
    screen_has ' 200KB'
    keys c
    shows ' CONNS '
    hides 'CONN/S '
    [ "$(column CONNS '192\.0\.2\.2:80')" = 1.2M ]
    keys x
    shows ' 1234947 '
    keys x r b
    shows ' 1\.6Mb'
    hides 'KB'
    keys x
    shows ' 1600000'
}

@test "what direct routing hides from the kernel is DR, and no zero" {
    terminal_open 140 24
    three
    keys 2
    shows '10\.200\.1\.1:80.* DR( |$)'
    not screen_has '10\.200\.0\.1:80.* DR '
}

@test "space holds the picture while what comes is collected" {
    terminal_open 80 24
    mkfifo pipe
    exec 7<>pipe
    recording seconds=1 start=now >&7
    type_in "$PROGRAM - -d 0.1 <pipe"
    shows ' VI_1 '
    keys Space
    shows PAUSED
    recording seconds=1 start=now name=NEW_ >&7
    sleep 0.5
    screen_has ' VI_1 '
    screen_lacks '^M MASTER +NEW_'
    keys Space
    shows ' NEW_1 '
    hides PAUSED
    exec 7>&-
}

@test "d sets the delay; what is none is refused" {
    terminal_open 80 24
    recording seconds=1 start=now >one.jsonl
    type_in "{ cat one.jsonl; sleep 60; } | $PROGRAM -"
    shows ' 1s '
    keys d
    shows 'Seconds between two pictures: 1'
    keys BSpace
    type_in 0.25
    shows ' 0\.25s '
    keys s
    keys BSpace BSpace BSpace BSpace
    type_in 0.01
    shows 'a delay is 0\.1 to 3600 seconds'
    shows ' 0\.25s '
}

@test "without --write the keys that change something say what they need" {
    terminal_open 80 24
    three
    keys D
    shows 'needs vrrptop --write'
    keys F
    shows 'steps down: needs vrrptop --write'
    keys 3 w
    shows 'weight of a real server: needs vrrptop --write'
}

# --- many, none, foreign -----------------------------------------------------------------------------------------

@test "5,000 lines: the last one is as near as the first" {
    terminal_open 80 24
    recording routers=1000 services=100 servers=50 seconds=2 >many.jsonl
    top -r many.jsonl --speed 10000 -v servers
    shows '1/5100'
    keys G
    shows '5100/5100'
    stands '192\.0\.101\.50:80'
    keys t
    shows 'servers without their services'
    keys k
    shows '4999/5000'
    keys /
    type_in 192.0.77.33:
    shows '3783/5000'
    keys '>' R 1
    shows '1/1000'
}

@test "no line at all says why" {
    local view
    terminal_open 80 24
    recording routers=0 services=0 events=no >none.jsonl
    top -r none.jsonl --speed 10000
    shows 'no virtual router is configured'
    for view in '2:no virtual service is configured' '3:no real server is configured' '4:no event yet'; do
        keys "${view%%:*}"
        shows "${view#*:}"
        keys j k G g PageUp PageDown Enter Escape '>' R '<' n e
        sleep 0.1
        screen_has "\\[${view%%:*} "
    done
}

@test "names in Chinese take two columns a character, and what stands behind them is in line" {
    terminal_open 120 24
    recording routers=4 name=北京负载 host=主机 >chinese.jsonl
    sed -i 's/"北京负载3"/"plain"/g; s/"北京负载4"/"一二三四五六七八九十"/g' chinese.jsonl
    top -r chinese.jsonl --speed 10000
    shows '北京负载2'
    screen >chinese
    python3 - <<'END'
import unicodedata
def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
lines = open("chinese").read().split("\n")
titles = next(line for line in lines if line.startswith("STATE"))
rows = [line for line in lines if " eth" in line]
assert len(rows) == 4, lines
for row in rows:
    assert width(row[:row.index(" eth") + 1]) == titles.index("IFACE"), row
    assert width(row[:row.index("10.9.0.1")]) == titles.index("MASTER"), row
END
    keys /
    type_in 负载2
    stands '北京负载2'
    keys '\'
    type_in 九十
    shows 'filter "九十" of 4 +1/1'
}

@test "names with control characters, escape sequences and broken UTF-8 stay text" {
    terminal_open 120 24
    recording >good.jsonl
    python3 - <<'END'
lines = open("good.jsonl", "rb").read()
lines = lines.replace(b'"VI_1"', b'"\\u001b[2J\\u001b]0;owned\\u0007\\u009bA"').replace(b'"VI_2"', b'"one\\ntwo\\rthree"')
lines = lines.replace(b"reason 3", b"\\u202ereason\\u200b 3\\u001b[31m").replace(b"event of", b"ev\\u001b[Hent of")
lines += b'{"schema":1,"type":"status","time":"2023-11-14T22:13:55.000000Z","name":"\xff\xfe\x1b[2J"}\n'
open("bad.jsonl", "wb").write(lines)
END
    tmux_do set -g set-titles on
    type_in "$PROGRAM -r bad.jsonl --speed 10000 -d 0.1 2>errors"
    tmux_do pipe-pane "cat >$BATS_TEST_TMPDIR/bytes"
    shows '\[1 VRRP\]'
    shows '\] END'
    shows 'one.two.three'
    screen_has '\[2J'
    screen_has '\[1 VRRP\]'
    keys 3 4
    shows 'ev.?.?\[Hent of'
    keys Enter
    shows 'ent of second'
    keys 1 G Enter
    shows 'reason'
    [ "$(tmux_do display -p '#{pane_title}')" != owned ]
    python3 - <<'END'
data = open("bytes", "rb").read()
assert len(data) > 1000
for bad in b"\x1b]0;owned", b"\x07", b"\x1b[2J\x1b]", b"\xff", b"\xfe", "\u202e".encode(), "\u009b".encode(), b"ev\x1b[H":
    assert bad not in data, bad
END
}

@test "-U draws with ASCII alone, and without colours the letters still tell" {
    local view
    terminal_open 160 40 NO_COLOR=1
    recording >three.jsonl
    top -r three.jsonl --speed 10000 -U
    shows '\] END'
    for view in 1 2 3 4; do
        keys $view '>' Enter
        shows '^\+- '
        screen
        keys Escape
        hides '^\+- '
        screen
    done >pictures
    keys '?' 
    shows 'Keys'
    screen >>pictures
    not grep -nP '[^\x00-\x7F]' pictures
    keys Escape 1
    screen_raw >raw
    not grep -qP '\x1b\[([0-9;]*;)?(3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;)[;m]?' raw
    screen_has '^F FAULT'
    screen_has '^ !! FAULT'
    keys q
    ended_with 0
    top -r three.jsonl --color always
    screen_raw | grep -qP '\x1b\[[0-9;]*4[0-7]m'
    keys q
    ended_with 0
    type_in 'unset NO_COLOR'
    top -r three.jsonl
    screen_raw | grep -qP '\x1b\[[0-9;]*4[0-7]m'
    keys q
    ended_with 0
    top -r three.jsonl -C
    not grep -qP '\x1b\[[0-9;]*4[0-7]m' <(screen_raw)
}

# --- a recording -------------------------------------------------------------------------------------------------

@test "a recording has a slider, a speed and places to go to, and holds still when asked" {
    terminal_open 120 24
    recording seconds=200 >long.jsonl
    top -r long.jsonl -d 0.1 -v vrrp
    shows '2023-11-14 22:13:2[0-9] 1x \[>-{23}\]'
    keys ']'
    shows ' 2x '
    keys ']' ']' '[' '[' '['
    shows ' 1x '
    keys Space
    shows PAUSED
    keys '}' '}'
    shows '22:13:(39|4[0-5]) .*PAUSED'
    keys .
    shows '22:13:(49|5[0-5]) '
    shows '^M MASTER .* 1m(29|3[0-5])s ' # the picture is of that place, too
    keys '{' ,
    shows '22:13:(29|3[0-5]) '
    keys '{' '{' '{' '{' '{'
    shows '22:13:20 1x \[>-'
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do keys '}'; done
    shows '22:16:39 1x \[={23}>\] END'
    keys 4
    shows 'event of second 197'
    keys 1 '{'
    shows '22:16:2'
    hides END
    keys Space
    hides PAUSED
    shows '22:16:3'
    keys ']' ']' ']' ']' ']'
    shows END
    keys q
    ended_with 0
}

@test "going back takes what came later away" {
    terminal_open 120 24
    recording seconds=100 >long.jsonl
    top -r long.jsonl --speed 10000 -v events
    shows 'event of second 97'
    keys Space '{'
    shows 'event of second 92'
    hides 'event of second 97'
    keys '}'
    shows 'event of second 97'
}
