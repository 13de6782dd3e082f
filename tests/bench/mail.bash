# From a change of state to its mail in a server on loopback; sourced by run.
# shellcheck shell=bash

# mailing DAEMON: a with one instance that mails, at once.
mailing() {
    local more=''
    router_conf a "$1"
    [ "$1" = vrrpd ] || {
        sed -i 's/^global_defs {/&\n  notification_email {\n    ops@example.com\n  }\n  notification_email_from a@example.com\n  smtp_server 127.0.0.1 2525/' "$LAB/a.cfg"
        more='  smtp_alert'
    }
    instance a "$1" priority=150 interval_ms=100 more="$more"
    [ "$1" = keepalived ] || cat >>"$LAB/a.cfg" <<EOF
notify:
  mail: {to: ops@example.com, from: a@example.com, server: "smtp://127.0.0.1:2525"}
  policy: {group_wait: 0s, min_interval: 0s}
EOF
}

mail_trial() {
    local daemon=$1 since advert
    rm -f "$LAB/mail.stamps"
    since=$(now_us)
    router_start a "$daemon"
    wait_for 10 grep -q MASTER "$LAB/mail.stamps" || return 1
    sleep 0.3
    advert=$(adverts a "$since" | first_time)
    record "mail: new master's first advert to its mail taken by a server on loopback" us \
        $(($(awk '/MASTER/ { print $1; exit }' "$LAB/mail.stamps") - ${advert:?no advert}))
    kill -TERM "$(cat "$LAB/a.pid")"
    wait_for 10 only_the_catcher
}

only_the_catcher() {
    [ "$(router_pids a)" = "$(cat "$LAB/catcher.pid")" ]
}

mail_block() {
    lab_up
    chmod 755 "$LAB"
    mailing "$1"
    spawn a catcher "$(mail_python)" "$TOP/tests/netns/catcher.py" 2525 "$LAB/mails" "$LAB/mail.stamps"
    wait_for 5 grep -q READY "$LAB/catcher.log" || return 1
    observer_start
    for _ in $(seq $(((trials + 1) / 2))); do
        mail_trial "$1" || return 1
    done
}

measure_mail() {
    alternating mail_block
}
