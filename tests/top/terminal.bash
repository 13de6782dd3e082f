# A terminal of the test's own: a tmux server that nobody else knows, with one window and a shell in it, to which keys are
# typed and whose screen is read.
# shellcheck shell=bash

# shellcheck source=tests/helpers.bash
. "$(dirname "${BASH_SOURCE[0]}")/../helpers.bash"

TOP_FOLDER=$(dirname "${BASH_SOURCE[0]}")
PROGRAM=$OUT/bin/vrrptop
PROMPT='ready:'

tmux_do() {
    tmux -S "$BATS_TEST_TMPDIR/terminal" "$@"
}

# terminal_open WIDTH HEIGHT [NAME=VALUE...]: with these in the environment of its shell; on the node $TERMINAL_NODE of a
# lab when that is set.
terminal_open() {
    local width=$1 height=$2 shell=(bash --norc --noprofile -i)
    shift 2
    [ -z "${TERMINAL_NODE-}" ] || shell=(ip netns exec "$TERMINAL_NODE" "${shell[@]}")
    printf 'set -g default-terminal tmux-256color\nset -g status off\nset -s escape-time 0\nset -g history-limit 0\n' \
        >"$BATS_TEST_TMPDIR/tmux.conf"
    # bats waits for whoever holds its descriptor 3.
    env -u TMUX -u NO_COLOR -u COLUMNS LC_ALL=C.UTF-8 TZ=UTC XDG_CONFIG_HOME="$BATS_TEST_TMPDIR/config" \
        PS1="$PROMPT " "$@" tmux -u -S "$BATS_TEST_TMPDIR/terminal" -f "$BATS_TEST_TMPDIR/tmux.conf" \
        new-session -d -x "$width" -y "$height" -c "$BATS_TEST_TMPDIR" "${shell[@]}" 3>&- &&
        wait_for 10 screen_has "^$PROMPT"
}

# Ends the server and with it whatever ran there; harmless when there is none.
terminal_close() {
    tmux_do kill-server 2>/dev/null || true
}

# type_in WORDS: as they are, and Enter.
type_in() {
    tmux_do send-keys -l "$1" && tmux_do send-keys Enter
}

# keys KEY...: by tmux's names: j, Enter, Escape, F1, C-c, BTab, NPage ...
keys() {
    tmux_do send-keys -- "$@"
}

# mouse CODE COLUMN LINE: as a terminal tells it, counted from 1; code 0 is the left button, 64 and 65 the wheel. In the
# words that the program asked for, of the two that there are.
mouse() {
    local code
    if [ "$(tmux_do display -p '#{mouse_sgr_flag}')" = 1 ]; then
        tmux_do send-keys -l "$(printf '\033[<%d;%d;%dM' "$1" "$2" "$3")"
        [ "$1" -ge 64 ] || tmux_do send-keys -l "$(printf '\033[<%d;%d;%dm' "$1" "$2" "$3")"
        return
    fi
    for code in "$1" 3; do
        # shellcheck disable=SC2046 # numbers
        tmux_do send-keys -H 1b 5b 4d $(printf '%x ' $((code + 32)) $(($2 + 32)) $(($3 + 32)))
        [ "$1" -lt 64 ] || break # a wheel is not let go
    done
}

screen() {
    tmux_do capture-pane -p
}

# The same with the sequences that make it look as it does.
screen_raw() {
    tmux_do capture-pane -e -p
}

# line NUMBER: of the screen, from 1.
line() {
    screen | sed -n "$1p"
}

screen_has() {
    screen | grep -qE -e "$1"
}

screen_lacks() {
    ! screen_has "$1"
}

# shows PATTERN: soon the screen has it; says what it has when not.
shows() {
    wait_for "${2:-5}" screen_has "$1" || fail "the screen: $(screen)"
}

hides() {
    wait_for "${2:-5}" screen_lacks "$1" || fail "the screen: $(screen)"
}

# top OPTION...: starts vrrptop in the terminal, and waits for its title.
top() {
    type_in "$(printf '%q ' "$PROGRAM" "$@")" && shows '^ vrrptop .*\[[1-4] [A-Z]'
}

# Of the vrrptop in the terminal: the process that waits in $keeper, the one that draws in $drawer.
learn_pids() {
    local shell
    shell=$(tmux_do display -p '#{pane_pid}')
    wait_for 3 pgrep -P "$shell" -x vrrptop
    keeper=$(pgrep -P "$shell" -x vrrptop)
    wait_for 3 pgrep -P "$keeper" -x vrrptop
    drawer=$(pgrep -P "$keeper" -x vrrptop)
}

# It has ended with this status, and the shell is back.
ended_with() {
    type_in 'echo "status=$?."'
    shows "^status=$1\."
}

recording() {
    python3 "$TOP_FOLDER/recording.py" "$@"
}
