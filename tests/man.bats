#!/usr/bin/env bats
# The manual pages are well-formed and say what the programs say.

load helpers

@test "mandoc finds nothing to complain about in the manual pages" {
    ls "$TOP"/man/*.[158] >/dev/null
    mandoc -T lint -W warning "$TOP"/man/*.[158]
}

@test "every option that vrrpd prints in its help is in vrrpd(8)" {
    local option
    mandoc -T ascii "$TOP/man/vrrpd.8" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
    "$OUT/bin/vrrpd" --help | grep -oE -- '--[a-z][a-z_-]+' | sort -u >"$BATS_TEST_TMPDIR/options"
    [ -s "$BATS_TEST_TMPDIR/options" ]
    while read -r option; do
        grep -q -e "$option" "$BATS_TEST_TMPDIR/page" || fail "vrrpd(8) is silent about $option"
    done <"$BATS_TEST_TMPDIR/options"
}

@test "every option that vrrpnotify prints in its help is in vrrpnotify(8)" {
    local option
    mandoc -T ascii "$TOP/man/vrrpnotify.8" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
    "$OUT/bin/vrrpnotify" --help | grep -oE -- '--[a-z][a-z_-]+' | sort -u >"$BATS_TEST_TMPDIR/options"
    [ -s "$BATS_TEST_TMPDIR/options" ]
    while read -r option; do
        grep -q -e "$option" "$BATS_TEST_TMPDIR/page" || fail "vrrpnotify(8) is silent about $option"
    done <"$BATS_TEST_TMPDIR/options"
}

@test "every option that vrrpwatch prints in its help is in vrrpwatch(8)" {
    local option
    mandoc -T ascii "$TOP/man/vrrpwatch.8" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
    "$OUT/bin/vrrpwatch" --help | grep -oE -- '--[a-z][a-z_-]+' | sort -u >"$BATS_TEST_TMPDIR/options"
    [ -s "$BATS_TEST_TMPDIR/options" ]
    while read -r option; do
        grep -q -e "$option" "$BATS_TEST_TMPDIR/page" || fail "vrrpwatch(8) is silent about $option"
    done <"$BATS_TEST_TMPDIR/options"
}

@test "every code that vrrpwatch tells is in vrrpwatch(8)" {
    local code
    grep -oE '"SB-[A-F][0-9]*"' "$TOP/vrrpwatch/verdict.c" | tr -d '"' >"$BATS_TEST_TMPDIR/codes"
    [ -s "$BATS_TEST_TMPDIR/codes" ]
    while read -r code; do
        grep -qx ".It $code" "$TOP/man/vrrpwatch.8" || fail "vrrpwatch(8) is silent about $code"
    done <"$BATS_TEST_TMPDIR/codes"
}
