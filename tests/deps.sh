#!/usr/bin/env bash
# Installs what building and testing need and this machine lacks, by apt or dnf; elsewhere says what is needed.
# With everything there it does nothing and needs no network.
#
#   tests/deps.sh           for make all, demo, check, bench, install
#   tests/deps.sh fuzz      clang and its runtime, for make fuzz
set -euo pipefail

# probe | Debian package | Fedora package. A probe is a command, pc:PKG-CONFIG-MODULE, py:PYTHON-MODULE,
# header:FILE or rt:libfuzzer.
build='gcc|gcc|gcc
make|make|make
pkg-config|pkg-config|pkgconf-pkg-config
pc:libnl-3.0|libnl-3-dev|libnl3-devel
pc:libnl-route-3.0|libnl-route-3-dev|libnl3-devel
pc:libnl-genl-3.0|libnl-genl-3-dev|libnl3-devel
pc:yaml-0.1|libyaml-dev|libyaml-devel
pc:jansson|libjansson-dev|jansson-devel
pc:libcap-ng|libcap-ng-dev|libcap-ng-devel
pc:libesmtp-1.0|libesmtp-dev|libesmtp-devel
pc:libcurl|libcurl4-openssl-dev|libcurl-devel
pc:nettle|nettle-dev|nettle-devel
pc:libpcap|libpcap-dev|libpcap-devel
pc:ncursesw|libncurses-dev|ncurses-devel
header:stdio.h|libc6-dev|glibc-devel
bats|bats|bats
ip|iproute2|iproute
nft|nftables|nftables
unshare|util-linux|util-linux
pgrep|procps|procps-ng
killall|psmisc|psmisc
mandoc|mandoc|mandoc
python3|python3|python3
py:jsonschema|python3-jsonschema|python3-jsonschema
py:aiosmtpd|python3-aiosmtpd|python3-aiosmtpd
openssl|openssl|openssl
tmux|tmux|tmux'
fuzz='clang|clang|clang
rt:libfuzzer|libclang-rt-dev|compiler-rt'

libfuzzer_links() {
    local out status=0
    out=$(mktemp)
    echo 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return !d && n; }' |
        clang -w -fsanitize=fuzzer,address -x c - -o "$out" 2>/dev/null || status=1
    rm -f "$out"
    return $status
}

there() {
    case $1 in
    pc:*) pkg-config --exists "${1#pc:}" 2>/dev/null ;;
    py:*) python3 -c "import ${1#py:}" 2>/dev/null || /usr/bin/python3 -c "import ${1#py:}" 2>/dev/null ;;
    header:*) echo "#include <${1#header:}>" | gcc -E - >/dev/null 2>&1 ;;
    rt:*) libfuzzer_links ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
    esac
}

# The rows whose probe fails, column $1.
missing() {
    local probe debian fedora
    while IFS='|' read -r probe debian fedora; do
        there "$probe" && continue
        case $1 in
        debian) echo "$debian" ;;
        fedora) echo "$fedora" ;;
        *) echo "$probe" ;;
        esac
    done <<<"$list" | sort -u
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        echo "deps: need root (or sudo) for: $*" >&2
        exit 1
    fi
}

install_packages() {
    local packages
    if command -v apt-get >/dev/null; then
        mapfile -t packages < <(missing debian)
        echo "deps: apt installs ${packages[*]}"
        as_root apt-get -q update
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${packages[@]}"
    elif command -v dnf >/dev/null; then
        mapfile -t packages < <(missing fedora)
        echo "deps: dnf installs ${packages[*]}"
        as_root dnf -y install "${packages[@]}"
    else
        echo "deps: neither apt nor dnf here; please install what provides: $(missing probe | tr '\n' ' ')" >&2
        exit 1
    fi
}

list=$build
[ "${1-}" = fuzz ] && list=$fuzz
[ -z "$(missing probe)" ] && exit 0
install_packages
left=$(missing probe | tr '\n' ' ')
[ -z "$left" ] || {
    echo "deps: still missing after the installation: $left" >&2
    exit 1
}
