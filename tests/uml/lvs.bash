# Configurations of directors for the LVS lab, in keepalived's words, so that keepalived can run them too. Load it after
# lab.
# shellcheck shell=bash

# conf_begin NODE [PRIORITY [MORE]]: begins NODE.cfg; with a priority it has an instance with the lab's VIP (adverts each
# 200 ms), with further lines in it.
conf_begin() {
    local node=$1 priority=${2-} more=${3-}
    printf 'global_defs {\n  router_id %s\n}\n' "$node" >"$LAB/$node.cfg"
    [ -n "$priority" ] || return 0
    instance "$node" keepalived "priority=$priority" interval_ms=200 "more=$more"
}

# virtual NODE METHOD "KEY VALUE; ..." SERVER...: a virtual server on the VIP, port 80. A server is "NAME[:PORT] [WORDS; ..]":
# its further lines; without any it has a TCP check that takes at most a second.
virtual() {
    local node=$1 method=$2 keys=$3 server
    shift 3
    {
        printf 'virtual_server %s 80 {\n  delay_loop 1\n  lb_kind %s\n  protocol TCP\n' "$VIP" "$method"
        printf '%s' "$keys" | tr ';' '\n'
        printf '\n'
        for server; do
            real_server "$server"
        done
        printf '}\n'
    } >>"$LAB/$node.cfg"
}

real_server() {
    local where=${1%% *} lines=${1#* }
    [ "$lines" != "$1" ] || lines=''
    local name=${where%%:*} port=${where#*:}
    [ "$port" != "$where" ] || port=80
    printf '  real_server %s %s {\n' "${NODE_ADDRESS[$name]}" "$port"
    printf '%s' "$lines" | tr ';' '\n'
    [[ $lines == *_CHECK* || $lines == *_GET* ]] ||
        printf '\n    TCP_CHECK {\n      connect_timeout 1\n      retry 0\n    }'
    printf '\n  }\n'
}

# director_up [NODE [ARGUMENT...]]: starts vrrpd there; the table is made when this returns.
director_up() {
    local node=${1:-director}
    shift $(($# > 0))
    router_start "$node" vrrpd "$LAB/$node.cfg" "$@"
    wait_for 20 in_table "$node" "-A"
}

# rows [NODE]: "ADDRESS:PORT WEIGHT" of each real server in the table.
rows() {
    table "${1:-director}" | awk '$1 == "-a" { for (i = 1; i <= NF; i++) { if ($i == "-r") r = $(i + 1); if ($i == "-w") w = $(i + 1) } print r, w }' | sort
}

# rows_are NODE "ADDRESS:PORT WEIGHT"...
rows_are() {
    local node=$1 want
    shift
    want=$([ $# = 0 ] || printf '%s\n' "$@" | sort)
    [ "$(rows "$node")" = "$want" ]
}

# at NAME [PORT [WEIGHT]]: a row of rows_are.
at() {
    echo "${NODE_ADDRESS[$1]}:${2:-80} ${3:-1}"
}

# load_start: requests one after the other until load_stop; who answered is told then.
load_start() {
    spawn client load "$OUT/tests/uml/client" ask "$VIP" 80 100000 2
}

# load_stop: "NAME COUNT" for each.
load_stop() {
    kill -TERM "$(cat "$LAB/load.pid")"
    wait_for 5 test -s "$LAB/load.log"
    cat "$LAB/load.log"
}

# answers NAME: how many requests it answered, from load_stop's lines on standard input.
answers() {
    awk -v name="$1" '$1 == name { n = $2 } END { print n + 0 }'
}

# server_state NAME [NODE]: UP, DOWN, DRAIN as vrrpctl shows it.
server_state() {
    ctl "${2:-director}" lvs --json |
        json "[s['state'] for v in d['virtual_servers'] for s in v['servers'] if s['address'].startswith('${NODE_ADDRESS[$1]}:')][0]"
}

is_state() {
    [ "$(server_state "$1" "${3:-director}")" = "$2" ]
}

# requests [NODE]: edits that it ever sent to the kernel.
requests() {
    ctl "${1:-director}" lvs --json | json "d['lvs']['requests']"
}
