# From a change of state to the hook's own first instruction; sourced by run.
# shellcheck shell=bash

# hooked DAEMON: a with one instance whose notify_master stamps the time into $LAB/stamps.
hooked() {
    local hook=$LAB/stamper more
    install -m 755 "$OUT/tests/netns/stamper" "$hook" # in the lab's own folder nobody else may write
    router_conf a "$1"
    case $1 in
    keepalived)
        sed -i 's/^global_defs {/&\n  script_user root/' "$LAB/a.cfg"
        more="  notify_master \"$hook $LAB/stamps master\""
        ;;
    *)
        sed -i '/^global:/a\  script_user: root' "$LAB/a.cfg"
        more="    notify: {master: [$hook, $LAB/stamps, master]}"
        ;;
    esac
    instance a "$1" priority=150 interval_ms=100 more="$more"
}

# hook_trial DAEMON: from a start to its first MASTER, whose first advert is the change as everybody sees it.
hook_trial() {
    local daemon=$1 since stamp advert
    rm -f "$LAB/stamps"
    since=$(now_us)
    router_start a "$daemon"
    wait_for 10 test -s "$LAB/stamps" || return 1
    sleep 0.3
    stamp=$(head -n 1 "$LAB/stamps")
    advert=$(adverts a "$since" | first_time)
    record "hook: new master's first advert to notify_master running" us $((${stamp%% *} - ${advert:?no advert}))
    [ "$(awk '{ print $2 }' <<<"$stamp")" = 0 ] ||
        record "hook: event to notify_master running" us "$(awk '{ print $1 - $2 }' <<<"$stamp")"
    router_stop a
}

hooks_block() {
    lab_up
    chmod 755 "$LAB"
    hooked "$1"
    observer_start
    for _ in $(seq $(((trials + 1) / 2))); do
        hook_trial "$1" || return 1
    done
}

measure_hooks() {
    alternating hooks_block
}
