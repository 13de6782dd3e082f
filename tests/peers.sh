#!/usr/bin/env bash
# Fetches the daemons that the tests talk to (keepalived, FRR, exim) as Debian packages and unpacks them under build/peers.
# Nothing is installed, no service is started, no file outside build/ is touched; an ordinary user may run it.
#
#   tests/peers.sh              fetch what is not there yet; exit 0 when all is there, 77 when it cannot be had
#   tests/peers.sh path         print the folder of the unpacked tree
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
peers=${VRRPKIT_PEERS:-$top/build/peers}
packages=(keepalived frr exim4-daemon-light)
programs=(usr/sbin/keepalived usr/lib/frr/vrrpd usr/sbin/exim4)

cannot() {
    echo "peers: $*; tests against real peers will be skipped" >&2
    exit 77
}

# apt with state of its own: an empty list of installed packages makes it fetch the whole closure.
apt_private() {
    apt-get --quiet=2 --no-install-recommends \
        -o Dir::State::status="$peers/status" -o Dir::Cache="$peers/cache" \
        -o Dir::Cache::archives="$peers/archives" -o Debug::NoLocking=1 -o APT::Sandbox::User=root "$@"
}

download() {
    apt_private --download-only -y install "${packages[@]}" </dev/null && return
    # No package lists on this machine, or old ones: fetch own lists, away from the system's.
    mkdir -p "$peers/lists/partial"
    apt_private -o Dir::State::lists="$peers/lists" update &&
        apt_private -o Dir::State::lists="$peers/lists" --download-only -y install "${packages[@]}" </dev/null
}

unpack() {
    local deb
    rm -rf "$peers/root.new"
    mkdir -p "$peers/root.new"
    for deb in "$peers"/archives/*.deb; do
        case ${deb##*/} in
        libc6_*) continue ;; # the dynamic loader and the libc of a process must be of one build: the host's
        esac
        dpkg -x "$deb" "$peers/root.new"
    done
    find "$peers/root.new" -type f -perm /6000 -exec chmod ug-s {} + # nobody installed them
    rm -rf "$peers/root"
    mv "$peers/root.new" "$peers/root"
}

complete() {
    local program
    for program in "${programs[@]}"; do
        [ -x "$peers/root/$program" ] || return
    done
}

[ "${1:-fetch}" = path ] && { echo "$peers/root"; exit; }
complete && exit 0
command -v apt-get >/dev/null && command -v dpkg >/dev/null || cannot "no apt and dpkg on this machine"

mkdir -p "$peers/archives/partial" "$peers/cache"
: >"$peers/status"
echo "peers: fetching ${packages[*]} into ${peers#"$top"/} (nothing is installed)"
download >"$peers/log" 2>&1 || cannot "apt could not fetch ${packages[*]} (see ${peers#"$top"/}/log)"
unpack
rm -rf "$peers/archives" "$peers/cache" "$peers/lists" "$peers/status"
complete || cannot "the packages do not hold ${programs[*]}"
