#!/usr/bin/env bash
# Fetches what the tests talk to as Debian packages and unpacks it under build/peers, one tree for each group: `root`, the
# daemons (keepalived, FRR, exim, sshd) and other viewers, and `uml`, a kernel with ip_vs that runs as a program (User-Mode Linux) and its tools.
# Nothing is installed, no service is started, no file outside build/ is touched; an ordinary user may run it.
#
#   tests/peers.sh              fetch what is not there yet; exit 0 when all is there, 77 when some cannot be had
#   tests/peers.sh path [GROUP] print the folder of a group's tree; of `root` unless named
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
peers=${VRRPKIT_PEERS:-$top/build/peers}
groups=(root uml)
declare -A packages=(
    [root]='keepalived frr exim4-daemon-light openssh-server htop bmon'
    [uml]='user-mode-linux kmod ipvsadm busybox-static curl'
)
# What a complete tree holds: a tree of an older list is fetched again.
declare -A programs=(
    [root]='usr/sbin/keepalived usr/lib/frr/vrrpd usr/sbin/exim4 usr/sbin/sshd usr/bin/htop usr/bin/bmon'
    [uml]='usr/bin/linux.uml bin/kmod sbin/ipvsadm bin/busybox usr/bin/curl'
)

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

# download PACKAGE...
download() {
    apt_private --download-only -y install "$@" </dev/null && return
    # No package lists on this machine, or old ones: fetch own lists, away from the system's.
    mkdir -p "$peers/lists/partial"
    apt_private -o Dir::State::lists="$peers/lists" update &&
        apt_private -o Dir::State::lists="$peers/lists" --download-only -y install "$@" </dev/null
}

# unpack GROUP: what was downloaded becomes the group's tree.
unpack() {
    local deb tree=$peers/$1
    rm -rf "$tree.new"
    mkdir -p "$tree.new"
    for deb in "$peers"/archives/*.deb; do
        case ${deb##*/} in
        libc6_*) continue ;; # the dynamic loader and the libc of a process must be of one build: the host's
        esac
        dpkg -x "$deb" "$tree.new"
    done
    find "$tree.new" -type f -perm /6000 -exec chmod ug-s {} + # nobody installed them
    rm -rf "$tree"
    mv "$tree.new" "$tree"
}

# complete GROUP
complete() {
    local program
    for program in ${programs[$1]}; do
        [ -x "$peers/$1/$program" ] || return
    done
}

# fetch GROUP
fetch() {
    local wanted
    read -ra wanted <<<"${packages[$1]}"
    mkdir -p "$peers/archives/partial" "$peers/cache"
    : >"$peers/status"
    echo "peers: fetching ${wanted[*]} into ${peers#"$top"/}/$1 (nothing is installed)"
    download "${wanted[@]}" >"$peers/log" 2>&1 || cannot "apt could not fetch ${wanted[*]} (see ${peers#"$top"/}/log)"
    unpack "$1"
    rm -rf "$peers/archives" "$peers/cache" "$peers/lists" "$peers/status"
    complete "$1" || cannot "the packages do not hold ${programs[$1]}"
}

[ "${1:-fetch}" = path ] && { echo "$peers/${2:-root}"; exit; }
status=0
for group in "${groups[@]}"; do
    complete "$group" && continue
    # Each on its own: a distribution without the one has the other all the same.
    (command -v apt-get && command -v dpkg) >/dev/null || cannot "no apt and dpkg on this machine"
    (fetch "$group") || status=77
done
exit $status
