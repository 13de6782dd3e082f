#!/usr/bin/env bats
# The laws of the architecture, held by the compiler's own word: what an object needs, what a file includes, how long
# a function is. `make PLAIN=1 objects` builds the objects without what hardening adds to them.

load helpers

setup_file() {
    make -s --no-print-directory -C "$TOP" PLAIN=1 objects >&2
}

setup() {
    cd "$TOP" || return
    mapfile -t pure <build/gcc-plain/pure
    mapfile -t objects <build/gcc-plain/objects
    mapfile -t sources < <(find lib conf vrrpd vrrpwatch vrrptop notify -name '*.[ch]' 2>/dev/null)
}

# What a pure object may ask of libc: memory, text, numbers, addresses and given times as text. No clock, descriptor,
# file, process, environment or log. A FILE exists only as text in memory.
libc_allowed='abort bsearch calloc free malloc memchr memcmp memcpy memmem memmove memset explicit_bzero qsort realloc
    reallocarray stpcpy strcasecmp strchr strchrnul strcmp strcpy strcspn strdup strerrordesc_np strlen strncasecmp
    strncat strncmp strncpy strndup strnlen strpbrk strrchr strsep strspn strstr strtok_r strtol strtoll strtoul
    strtoull strtod __isoc99_sscanf snprintf vsnprintf asprintf vasprintf __ctype_b_loc __ctype_tolower_loc
    __ctype_toupper_loc __errno_location inet_ntop inet_pton __assert_fail fnmatch gmtime_r timegm strftime strptime
    regcomp regfree mbrtowc wcwidth open_memstream fclose fflush ferror fprintf vfprintf fputc fputs fwrite _GLOBAL_OFFSET_TABLE_'

# Libraries that compute and do not touch the system, each in its objects.
library_allowed() {
    case $1 in
    conf/yaml) echo '^yaml_' ;;
    conf/lvs | vrrpd/lvs/reply_page) echo '^reg(comp|exec|free|error)$' ;;
    vrrpd/lvs/digest) echo '^nettle_md5_' ;;
    vrrpd/vrrp/seal) echo '^nettle_(hmac_sha256_|memeql_sec)' ;;
    lib/status | lib/status_change | lib/status_column | lib/status_lvs_json | lib/status_paths_json | lib/status_value_json | lib/event | lib/request | notify/message_json | notify/queue_state | notify/outgoing | notify/silence | vrrpwatch/print_json | vrrptop/feed_watch)
        echo '^json_|^jansson_'
        ;;
    vrrptop/batch_json) echo '^json_|^jansson_' ;;
    *) echo '^$' ;;
    esac
}

# Reads offenders; fails when there is one.
none() {
    ! grep .
}

# in_sources PATTERN: the files whose path matches.
in_sources() {
    printf '%s\n' "${sources[@]}" | grep -E "$1"
}

# needs OBJECT: its undefined symbols.
needs() {
    nm -u "$1" | awk '{ print $2 }' | sort -u
}

@test "the pure objects are there" {
    [ "${#pure[@]}" -ge 20 ]
    ls "${pure[@]}" >/dev/null
}

@test "law 1: a pure object needs only other pure objects and harmless names of libc" {
    local object name
    nm --defined-only "${pure[@]}" | awk 'NF == 3 { print $3 }' >"$BATS_TEST_TMPDIR/ours"
    tr -s ' \n' '\n' <<<"$libc_allowed" | sort -u - "$BATS_TEST_TMPDIR/ours" >"$BATS_TEST_TMPDIR/allowed"
    for object in "${pure[@]}"; do
        name=${object#build/gcc-plain/}
        name=${name%.o}
        needs "$object" | comm -23 - "$BATS_TEST_TMPDIR/allowed" | grep -Ev "$(library_allowed "$name")" |
            sed "s|^|$name needs |"
    done | none
}

@test "law 1: pure files include no header of the system side" {
    local file
    for file in "${pure[@]}"; do
        file=${file#build/gcc-plain/}
        grep -HnE '#include (<(unistd|fcntl|poll|pthread|signal|syslog|glob|dirent|pwd|grp|sys/|linux/|net/|netinet/|netlink/)|"(lib/(loop|clock|log|process|netlink|sandbox|control|state_page)|vrrpd/os/|vrrpd/[a-z_]*\.h))' \
            "${file%.o}".[ch] || true # the loop's shell ends at the first failure
    done | none
}

# one_door PATTERN FILE-PATTERN: only those files may include such a header.
one_door() {
    grep -nE "#include <($1)" "${sources[@]}" | grep -vE "^($2):" | none
}

@test "law 2: every outside library has its one door" {
    one_door 'yaml\.h' 'conf/yaml\.c'
    one_door 'jansson\.h' '(lib/(status|status_change|status_column|status_lvs_json|status_paths_json|status_value_json|event|request|control)|notify/(message_json|queue_state|outgoing|silence|inbox|webhook)|vrrpd/ctl/[a-z_]*|vrrpd/engine_services[a-z_]*|vrrpwatch/print_json|vrrptop/(feed_watch|batch_json))\.c|lib/status_(column|json|lvs_json|paths_json|value_json)\.h'
    one_door 'netlink/' '(lib/netlink[a-z_]*|vrrpd/os/netlink_[a-z_]*)\.c'
    one_door '(libesmtp|auth-client)\.h' 'notify/smtp\.c'
    one_door 'curl/' '(notify/transfer|vrrpd/os/probe_http[a-z_]*)\.[ch]'
    one_door 'nettle/' 'vrrpd/(lvs/digest|vrrp/seal)\.c'
    one_door 'pcap[./]' 'vrrpwatch/capture\.c'
    one_door '(n?curses|term)\.h' 'vrrptop/screen\.c'
    one_door 'cap-ng\.h' 'lib/sandbox\.c'
    one_door 'sys/(epoll|timerfd)\.h' 'lib/loop\.c'
    one_door 'syslog\.h' 'lib/log\.c'
}

@test "law 2: the types of outside libraries do not appear in our headers" {
    in_sources '\.h$' | grep -vE '^lib/(netlink_|status_(column|json|lvs_json|paths_json|value_json))' | # the doors' own rooms
        xargs grep -nE '\b(json_t|yaml_[a-z]+_t|pcap_[a-z]+_t|pcap_t|struct nl_[a-z]+|struct nlmsghdr|capng_|(CURL|smtp_[a-z]+_t|auth_[a-z]+_t)\b)' | none
}

@test "law 2: fork, exec and the clock are called behind their doors only" {
    local object name
    for object in "${objects[@]}"; do
        name=${object#build/gcc-plain/}
        case $name in
        lib/process.o | lib/clock.o | lib/loop.o | lib/log.o) continue ;;
        esac
        needs "$object" | sed "s|^|${name%.o} calls |" |
            grep -E ' (v?fork|exec[vl]p?e?|fexecve|posix_spawnp?|system|popen|clock_gettime|gettimeofday|time)$'
    done | none
}

@test "law 3: lib includes nothing from outside lib, conf nothing from the programs" {
    in_sources '^lib/' | xargs grep -nE '#include "' | grep -v '#include "lib/' | none
    in_sources '^conf/' | xargs grep -nE '#include "' | grep -vE '#include "(lib|conf)/' | none
}

@test "law 3: programs never include one another" {
    local room
    for room in vrrpd vrrpwatch vrrptop notify; do
        [ ! -d "$room" ] || grep -rnE '#include "(vrrpd|vrrpwatch|vrrptop|notify)/' "$room" --include='*.[ch]' |
            grep -v "#include \"$room/" | none
    done
}

@test "law 4: only the engines and main see both the pure side and the system side" {
    in_sources '^vrrpd/.*\.c$' | grep -vE '^vrrpd/(engine_|main\.c)' | xargs grep -l '#include "vrrpd/vrrp/election.h"' |
        xargs -r grep -nE '#include "(vrrpd/os/|lib/(loop|clock|log|process|netlink|sandbox|control))' | none
}

@test "no mutable globals, but for the log's settings and the process title" {
    nm -A "${objects[@]}" | awk '$2 ~ /^[bBdDC]$/ || $3 ~ /^[bBdDC]$/' |
        grep -vE '(lib/log\.o:.* state|lib/process\.o:.* title)$' | none
}

@test "no #if besides header guards" {
    grep -nE '^ *# *(if|ifdef|elif|else)\b' "${sources[@]}" | none
    grep -nE '^ *# *ifndef' "${sources[@]}" | grep -vE '# *ifndef [A-Z0-9_]+_H$' | none
}

@test "no file is longer than 500 lines" {
    wc -l "${sources[@]}" | awk '$2 != "total" && $1 > 500' | none
}

@test "no function is longer than 70 lines" {
    # In this tree's format a function's name and its closing brace stand in column 0.
    in_sources '\.c$' | xargs awk 'FNR == 1 { start = 0 }
        /^[a-z].*\(/ && !/;$/ { start = FNR; name = $0 }
        /^}/ { if (start && FNR - start >= 70) print FILENAME ":" start ": " FNR - start + 1 " lines: " name; start = 0 }' |
        none
}

# declared FILE: its own header comes first; a part of an engine has its engine's NAME_state.h, a verb has ctl.h.
declared() {
    local own=${1%.c}.h
    if [ -e "$own" ]; then
        [ "$(grep -m 1 '#include' "$1")" = "#include \"$own\"" ]
    else
        grep -qE "#include \"(${1%_*}_state|vrrpd/ctl/ctl)\.h\"" "$1"
    fi
}

@test "every .c file has the header that declares it, its own one first" {
    local file
    for file in $(in_sources '\.c$' | grep -v 'main\.c$'); do
        declared "$file" || echo "$file"
    done | none
}
