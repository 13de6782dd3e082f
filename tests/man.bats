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

# top_page [SECTION]: vrrptop(1), or one subsection of it, on one line with single blanks.
top_page() {
    mandoc -T ascii -O width=200 "$TOP/man/vrrptop.1" | sed 's/.\x08//g' |
        awk -v section="${1-}" '/^ ? ? ?[^ ]/ { on = section == "" || index($0, "   " section ": ") == 1 } on' |
        tr -s ' \n' ' '
}

@test "every option that vrrptop prints in its help is in vrrptop(1)" {
    local option page
    page=$(top_page)
    "$OUT/bin/vrrptop" --help | grep -oE -- '--[a-z][a-z_-]+' | sort -u >"$BATS_TEST_TMPDIR/options"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/options")" -ge 20 ]
    while read -r option; do
        [[ $page =~ $option([^a-z-]) ]] || fail "vrrptop(1) is silent about $option"
    done <"$BATS_TEST_TMPDIR/options"
}

# The columns' own tables have their titles; `--sort help' has the rest as people get it.
@test "every column of every view of vrrptop is in vrrptop(1), with its title and what it says of itself" {
    local key help view='' page='' count=0 titles
    while read -r key help; do
        if [ -z "$help" ]; then
            view=${key%:}
            page=$(top_page "$view")
            titles=$(grep -hoE '(key|title) = "[^"]*"' "$TOP/vrrptop/field_${view/vrrp/routers}.c" | cut -d '"' -f 2)
            continue
        fi
        key="$key ($(grep -Fx -A 1 -e "$key" <<<"$titles" | sed -n 2p))"
        [[ ${page,,} == *" ${key,,} ${help,,}."* ]] || fail "$view in vrrptop(1) is silent about: $key $help"
        count=$((count + 1))
    done < <("$OUT/bin/vrrptop" --sort help)
    [ "$count" -ge 70 ]
}

@test "every key of vrrptop, and what the mouse does, is in vrrptop(1) in the words of its help" {
    local label help count=0
    mandoc -T ascii -O width=200 "$TOP/man/vrrptop.1" | sed 's/.\x08//g' >"$BATS_TEST_TMPDIR/page"
    while IFS=$'\t' read -r label help; do
        label=${label//\\\\/\\}
        grep -iE '^     [^ ]' "$BATS_TEST_TMPDIR/page" | sed 's/^ *//; s/   */\t/' |
            grep -qiFe "$label"$'\t'"$help." || fail "vrrptop(1) is silent about: $label $help"
        count=$((count + 1))
    done < <(tr -s ' \n' ' ' <"$TOP/vrrptop/keys.c" | grep -oE '(KEY_[A-Z]+, |\{)"[^"]*", "[^"]*"' |
        sed 's/^[^"]*"\(.*\)", "\(.*\)"$/\1\t\2/')
    [ "$count" -ge 43 ]
}

@test "every key of vrrptop's settings file is in vrrptop(1)" {
    local key count=0
    sed -n '/^\.Sh FILES/,/^\.Sh EXIT/p' "$TOP/man/vrrptop.1" | grep '^\.It ' >"$BATS_TEST_TMPDIR/items"
    while read -r key; do
        grep -qE "(Cm|,) ${key//./\\.}( |\$)" "$BATS_TEST_TMPDIR/items" || fail "vrrptop(1) is silent about $key"
        count=$((count + 1))
    done < <(grep -oE 'strcmp\((key|dot), "[a-z.]+"\)' "$TOP/vrrptop/settings.c" | cut -d '"' -f 2)
    [ "$count" = 11 ]
}
