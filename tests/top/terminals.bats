#!/usr/bin/env bats
# What vrrptop does to the terminal it is on, and leaves of it: after every end it is as it was before, whoever ended what,
# and nothing of ours goes on without it.

load terminal

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    recording >three.jsonl
}

teardown() {
    terminal_close
}

# run_top OPTION...: from the shell of a terminal that has something to lose; its settings before are in `before`.
run_top() {
    [ -S terminal ] || terminal_open 80 24
    rm -f before
    type_in 'clear; echo the old lines; stty -a >before'
    wait_for 5 test -s before
    top -r three.jsonl "$@"
    learn_pids
}

# The shell has its terminal back, and finds it as it was.
as_before() {
    local want
    shows "^$PROMPT" 10
    type_in 'stty -a >after'
    wait_for 5 test -s after
    diff before after || fail "other settings than before"
    shows '^the old lines$'
    screen_lacks ' vrrptop .*\[1 VRRP\]'
    want='alternate_on=0 cursor_flag=1 mouse_any_flag=0 mouse_sgr_flag=0 keypad_flag=0 keypad_cursor_flag=0 insert_flag=0'
    [ "$(flags)" = "$want" ] || fail "$(flags)"
    type_in 'printf "plain %s\n" text'
    shows '^plain text$'
    screen_raw | grep -qx 'plain text' || fail "a colour is left: $(screen_raw | cat -v)"
    rm after
}

flags() {
    local name
    for name in alternate_on cursor_flag mouse_any_flag mouse_sgr_flag keypad_flag keypad_cursor_flag insert_flag; do
        printf '%s=#{%s} ' $name $name
    done | sed 's/ $//' >format
    # bash switches the keypad of its own.
    tmux_do display -p "$(sed 's/#{keypad_flag}/0/; s/#{keypad_cursor_flag}/0/' format)"
}

nobody_left() {
    gone "$keeper" && gone "$drawer"
}

# Whoever has to may not have been told yet.
gone() {
    ! grep -qs '^State:[[:space:]][^ZX]' "/proc/$1/status"
}

# --- ends --------------------------------------------------------------------------------------------------------

@test "q, F10 and Ctrl-C leave the terminal as it was, also out of prompts and help" {
    local key
    for key in q F10 C-c; do
        run_top
        keys $key
        wait_for 5 nobody_left
        ended_with 0
        as_before
    done
    run_top
    keys / a b
    shows 'Search: ab'
    keys C-c
    as_before
    run_top
    keys '?' F10
    as_before
}

@test "SIGTERM, SIGHUP, SIGINT and SIGQUIT to the one or the other end both, in order" {
    local signal who
    for signal in TERM HUP INT QUIT; do
        for who in keeper drawer; do
            run_top
            kill -$signal "${!who}"
            wait_for 5 nobody_left
            ended_with 0
            as_before
        done
    done
}

@test "whatever kills the one that draws: the other one mends the terminal and says what it was" {
    local signal number
    for signal in SEGV KILL ABRT BUS; do
        number=$(kill -l $signal)
        run_top
        kill -$signal "$drawer"
        wait_for 5 nobody_left
        shows "^vrrptop: ended by signal $number "
        ended_with $((128 + number))
        as_before
    done
}

@test "when the one that waits is killed, the one that draws ends and gives the terminal back" {
    local signal
    for signal in KILL SEGV; do
        run_top
        kill -$signal "$keeper"
        wait_for 5 nobody_left
        type_in ''
        as_before
    done
}

@test "in a script, too: what follows finds the terminal as it was" {
    printf '%s -r three.jsonl\necho "then $?"\nread -r word\necho "read $word"\n' "$PROGRAM" >script
    run_top
    keys q
    as_before
    type_in 'clear; echo the old lines; bash ./script'
    shows '\[1 VRRP\]'
    keeper=$(pgrep -P "$(pgrep -P "$(tmux_do display -p '#{pane_pid}')" -x bash)" -x vrrptop)
    drawer=$(pgrep -P "$keeper" -x vrrptop)
    kill -KILL "$drawer"
    shows '^then 137$'
    type_in some
    shows '^read some$'
    as_before
}

@test "Ctrl-Z gives the terminal to the shell, fg brings the picture back" {
    run_top
    for _ in 1 2 3; do
        keys C-z
        shows 'Stopped'
        rm -f after
        as_before
        type_in fg
        shows '\[1 VRRP\]'
        keys 2
        shows '\[2 Services\]'
        keys 1
        shows '^M MASTER '
        screen_lacks 'the old lines'
    done
    keys C-z
    shows Stopped
    tmux_do resize-window -x 100 -y 30
    type_in fg
    shows '\[1 VRRP\].*Events'
    [ "$(screen | awk '{ n = length($0) > n ? length($0) : n } END { print n }')" -gt 90 ]
    keys q
    ended_with 0
}

@test "Ctrl-Z is obeyed at any moment, also while it draws; in the background it waits" {
    local turn
    terminal_open 80 24
    recording routers=200 >many.jsonl
    for turn in $(seq 12); do
        type_in clear
        top -r many.jsonl -d 0.1 --speed 20
        keys C-z
        shows 'Stopped'
        type_in fg
        shows '\[1 VRRP\]'
        keys q
        shows "^$PROMPT"
    done
    type_in "clear; $PROGRAM -r three.jsonl &"
    shows 'Stopped|^\[1\]'
    type_in ''
    shows "^$PROMPT"
    type_in fg
    shows '\[1 VRRP\]'
    keys q
    ended_with 0
    type_in "clear; TERM=dumb $PROGRAM -r three.jsonl --speed 0.1"
    shows 'VI_1'
    keys C-z
    shows 'Stopped'
    type_in 'kill %1'
}

# --- a terminal that goes, or changes ----------------------------------------------------------------------------

@test "when the terminal is closed nobody stays behind" {
    local pids=() how pid
    for how in session server; do
        run_top
        pids+=("$keeper" "$drawer")
        tmux_do kill-$how
        wait_for 5 nobody_left
        rm -f terminal
    done
    for pid in "${pids[@]}"; do
        gone "$pid"
    done
}

@test "when the terminal goes and nobody says so, it ends all the same" {
    # The shell, and with it the session, has no SIGHUP to pass on: only reading and writing fail.
    terminal_open 80 24
    type_in "trap '' HUP; $PROGRAM -r three.jsonl --speed 0.01"
    shows '\[1 VRRP\]'
    learn_pids
    tmux_do kill-server
    wait_for 5 nobody_left
}

@test "a storm of sizes leaves the right picture, and nobody dead" {
    local turn
    terminal_open 100 30
    recording routers=40 services=30 >many.jsonl
    top -r many.jsonl -d 0.1
    RANDOM=7
    for turn in $(seq 60); do
        tmux_do resize-window -x $((RANDOM % 180 + 1)) -y $((RANDOM % 60 + 1))
        [ $((turn % 7)) != 0 ] || keys $((turn % 4 + 1)) j '>'
        [ $((turn % 11)) != 0 ] || keys '?'
        [ $((turn % 13)) != 0 ] || keys Escape Enter
    done
    tmux_do resize-window -x 90 -y 20
    shows '^ vrrptop ' # while it is too small no key but q counts
    keys Escape
    keys Escape
    keys 1 g
    shows '\[1 VRRP\]'
    shows ' 1/40$'
    wait_for 3 eval '[ "$(screen | grep -c "^[MBF] [A-Z]* *VI_")" = 15 ]' || fail "$(screen)"
    keys Space
    shows PAUSED
    sleep 0.2
    screen >drawn
    keys C-l # all of it anew: nothing was wrong before
    sleep 0.3
    diff <(sed '$d' drawn) <(screen | sed '$d')
    keys q
    ended_with 0
}

@test "the shell's size, its own and none at all, are taken as they come" {
    terminal_open 80 24
    type_in 'stty rows 0 cols 0'
    top -r three.jsonl
    keys q
    ended_with 0
    type_in 'LINES=12 COLUMNS=70 '"$PROGRAM -r three.jsonl"
    shows '\[1 VRRP\]'
    keys q
    ended_with 0
}

# --- terminals that cannot ---------------------------------------------------------------------------------------

# plain_on TERM-ASSIGNMENT WORDS: two frames of text, and a sentence with these words.
plain_on() {
    rm -f errors frames
    type_in "clear; $1 $PROGRAM -r three.jsonl -n 2 -d 0.3 2>errors; echo \"status=\$?.\""
    shows '^status=0\.' 8
    screen_has '^M MASTER +VI_1 '
    screen_has '^F FAULT '
    grep -qE -e "^vrrptop: .*$2.*: plain frames instead$" errors || fail "$(cat errors)"
    [ "$(wc -l <errors)" = 1 ]
}

@test "TERM=dumb, none and nonsense: plain frames, and a sentence that says why" {
    terminal_open 160 40
    plain_on 'TERM=dumb' 'cannot place its cursor'
    plain_on 'env -u TERM' 'TERM'
    plain_on 'TERM=' 'TERM'
    plain_on 'TERM=nonsense' 'TERM names no terminal'
    type_in 'stty -a >before'
    wait_for 5 test -s before
    type_in "clear; TERM=dumb $PROGRAM -r three.jsonl"
    shows '^M MASTER +VI_1 '
    keys C-c
    ended_with 0
}

@test "other terminals: xterm, linux, vt100 and screen show it, and get back what they had" {
    local term
    terminal_open 80 24
    for term in xterm-256color xterm linux vt100 screen; do
        infocmp "$term" >/dev/null 2>&1 || continue
        type_in "export TERM=$term; clear"
        rm -f before after
        type_in 'clear; echo the old lines; stty -a >before'
        wait_for 5 test -s before
        top -r three.jsonl
        shows '^F FAULT +VI_3 '
        keys 3 Down
        shows '192\.0\.2\.1:80'
        keys q
        shows "^$PROMPT"
        type_in 'stty -a >after'
        wait_for 5 test -s after
        diff before after
        [ "$(tmux_do display -p '#{alternate_on}#{mouse_any_flag}')" = 00 ]
    done
}
