#!/usr/bin/env bats
# make install and uninstall, into a folder of the test.

load helpers

setup() {
    root=$BATS_TEST_TMPDIR/root
}

# CC, SAN and the like of the calling make must not reach the inner one.
make_in_root() {
    env -u MAKEFLAGS -u MAKELEVEL make -s --no-print-directory -C "$TOP" DESTDIR="$root" PREFIX=/usr SYSCONFDIR=/etc "$@"
}

@test "install puts programs, manual pages, examples and the unit where PREFIX and SYSCONFDIR say" {
    make_in_root install
    "$root/usr/sbin/vrrpd" --version
    run "$root/usr/bin/vrrpctl" -s "$root/nowhere.sock" version # says its own even when no daemon answers
    [[ $output == *"vrrpctl "[0-9]* ]]
    [ -e "$root/usr/share/man/man8/vrrpd.8" ]
    [ -e "$root/usr/share/man/man5/vrrpd.conf.5" ]
    [ -e "$root/usr/share/man/man8/vrrpctl.8" ]
    "$root/usr/sbin/vrrpnotify" --version
    [ -e "$root/usr/share/man/man8/vrrpnotify.8" ]
    [ "$(stat -c %a "$root/var/spool/vrrpnotify")" = 700 ]
    "$root/usr/sbin/vrrpwatch" --version
    [ -e "$root/usr/share/man/man8/vrrpwatch.8" ]
    "$root/usr/bin/vrrptop" --version
    [ -e "$root/usr/share/man/man1/vrrptop.1" ]
    grep -q '^ExecStart=/usr/sbin/vrrpnotify run' "$root/usr/lib/systemd/system/vrrpnotify.service"
    [ -e "$root/etc/default/vrrpd" ]
    grep -q '^ExecStart=/usr/sbin/vrrpd -n ' "$root/usr/lib/systemd/system/vrrpd.service"
    ! grep -E '@[A-Z]+@' "$root/usr/lib/systemd/system/vrrpd.service"
}

@test "the unit takes nothing from the hooks that it starts: that is a drop-in of its own" {
    make_in_root install
    run grep -E '^(NoNewPrivileges|CapabilityBoundingSet|ProtectSystem|SystemCallFilter)=' \
        "$root/usr/lib/systemd/system/vrrpd.service"
    [ "$status" = 1 ]
    grep -q '^NoNewPrivileges=yes' "$root/usr/share/doc/vrrpkit/vrrpd-hardening.conf"
}

@test "every installed example is a good configuration for the installed programs" {
    local file
    make_in_root install
    (umask 077 && echo secret12-long-enough-for-a-key >"$root/key" && echo secret12 >"$root/secret")
    for file in "$root"/usr/share/doc/vrrpkit/examples/*; do
        [[ $file != */vrrpwatch* ]] || continue # of cron, systemd and Icinga
        sed -i "s|/etc/vrrpd/[a-z0-9]*\.secret|$root/secret|; s|/etc/vrrpd/[a-z0-9]*\.key|$root/key|" "$file"
        "$root/usr/bin/vrrpctl" check "$file" || fail "$file"
    done
}

@test "a service manager waits longer than a stop may serve: a minute, and hooks" {
    local unit
    make_in_root install
    make_in_root install-compat
    for unit in vrrpd keepalived; do
        [ "$(sed -n 's/^TimeoutStopSec=//p' "$root"/*/*/system/$unit.service "$root"/*/*/*/system/$unit.service 2>/dev/null | head -n 1)" -ge 75 ]
    done
}

@test "nothing is enabled: no link among the units" {
    make_in_root install
    [ -z "$(find "$root" -type l)" ]
    [ ! -e "$root/etc/systemd" ]
}

@test "an environment file that is there is neither overwritten nor removed" {
    mkdir -p "$root/etc/default"
    echo 'VRRPD_OPTIONS="-D"' >"$root/etc/default/vrrpd"
    make_in_root install
    grep -q -e '-D' "$root/etc/default/vrrpd"
    make_in_root uninstall
    grep -q -e '-D' "$root/etc/default/vrrpd"
}

@test "uninstall removes every file that install put there" {
    make_in_root install
    make_in_root uninstall
    [ -z "$(find "$root" -type f)" ]
}

@test "install-compat adds a keepalived.service that runs vrrpd, enables nothing, and can be taken away" {
    make_in_root install
    make_in_root install-compat
    grep -q '^ExecStart=/usr/sbin/vrrpd --compat -n -f /etc/keepalived/keepalived.conf' \
        "$root/usr/lib/systemd/system/keepalived.service"
    grep -q '^KillMode=process' "$root/usr/lib/systemd/system/keepalived.service"
    ! grep -E '@[A-Z]+@' "$root/usr/lib/systemd/system/keepalived.service"
    [ -z "$(find "$root" -type l)" ]
    make_in_root install-compat # twice is once
    make_in_root uninstall-compat
    [ ! -e "$root/usr/lib/systemd/system/keepalived.service" ]
    make_in_root uninstall
    [ -z "$(find "$root" -type f)" ]
}

@test "install-compat refuses where keepalived itself is, and leaves it alone" {
    run make_in_root install-compat
    [ "$status" != 0 ]
    [[ $output == *'make install first'* ]]
    make_in_root install
    mkdir -p "$root/lib/systemd/system"
    echo '[Unit]' >"$root/lib/systemd/system/keepalived.service"
    run make_in_root install-compat
    [ "$status" != 0 ]
    [[ $output == *"/lib/systemd/system/keepalived.service is another's unit"* ]]
    mv "$root/lib/systemd/system/keepalived.service" "$root/usr/lib/systemd/system/"
    make_in_root uninstall-compat
    [ -e "$root/usr/lib/systemd/system/keepalived.service" ]
    rm "$root/usr/lib/systemd/system/keepalived.service"
    touch "$root/usr/sbin/keepalived"
    run make_in_root install-compat
    [ "$status" != 0 ]
    [[ $output == *'/usr/sbin/keepalived is there'* ]]
    [ ! -e "$root/usr/lib/systemd/system/keepalived.service" ]
}

# understood UNIT: systemd has nothing to say about it. The programs named in it have to exist for that.
understood() {
    sed "s|/usr/sbin/vrrp|$root/usr/sbin/vrrp|; s|/usr/bin/vrrpctl|$root/usr/bin/vrrpctl|; /^Documentation=/d" \
        "$root/usr/lib/systemd/system/$1" >"$BATS_TEST_TMPDIR/$1"
    run systemd-analyze verify "$BATS_TEST_TMPDIR/$1"
    [ "$status" = 0 ]
    [[ $output != *$1:* ]]
}

# exposure UNIT [DROP-IN]: it is small in the words of systemd-analyze.
exposure() {
    sed '/^WantedBy=/d; /^\[Install\]/d' "$BATS_TEST_TMPDIR/$1" >"$BATS_TEST_TMPDIR/scored.service"
    [ -z "${2-}" ] || sed '/^\[Service\]/d' "$2" >>"$BATS_TEST_TMPDIR/scored.service"
    systemd-analyze security --offline=true --threshold=35 --no-pager "$BATS_TEST_TMPDIR/scored.service" >/dev/null
}

@test "systemd understands the units; with its drop-in, and the dispatcher's as it is, they expose little" {
    command -v systemd-analyze >/dev/null || skip "no systemd here"
    make_in_root install
    understood vrrpd.service
    understood vrrpnotify.service
    exposure vrrpd.service "$root/usr/share/doc/vrrpkit/vrrpd-hardening.conf"
    exposure vrrpnotify.service
}
