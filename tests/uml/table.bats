# Every kind of row, written by lib/netlink_ipvs, read back by it and told by ipvsadm.

load lab

setup() {
    [ -n "${VRRPKIT_UML-}" ] || fail "the lab wants a kernel of its own: run this through tests/run"
    modprobe ip_vs
    ipvsadm -C
    mkdir -p "$LAB"
}

teardown() {
    "$OUT/tests/uml/ipvs" sync stop master
    "$OUT/tests/uml/ipvs" sync stop backup
    ipvsadm -C
}

ipvs() {
    "$OUT/tests/uml/ipvs" "$@"
}

# written ROW...: adds them; the list has exactly these rows, in this order.
written() {
    local out
    out=$(printf 'add %s\n' "$@" | ipvs apply)
    [ -z "$out" ] || fail "refused: $out" || return 1
    diff <(printf '%s\n' "$@") <(ipvs list)
}

# saved ROW...: ipvsadm -Sn says exactly this.
saved() {
    diff <(printf '%s\n' "$@" | sort) <(ipvsadm -Sn | sort)
}

# thresholds SERVER UPPER LOWER: ipvsadm -Sn does not tell them.
thresholds() {
    ipvsadm -Ln --thresholds | awk -v server="$1" '$2 == server { print $3, $4 }' | grep -x "$2 $3"
}

@test "asking for the table loads ip_vs where it is not loaded" {
    modprobe -r ip_vs || skip "ip_vs is built in"
    not grep -q '^ip_vs ' /proc/modules
    [ "$(ipvs list)" = "" ]
    grep -q '^ip_vs ' /proc/modules
}

@test "a kernel without ip_vs is told as such" {
    modprobe -r ip_vs || skip "ip_vs is built in"
    echo /bin/false >/proc/sys/kernel/modprobe
    run ipvs list
    echo /run/bin/modprobe >/proc/sys/kernel/modprobe
    [ "$status" = 1 ]
    [ "$output" = "ipvs: No such file or directory" ]
}

@test "services by address, of every protocol and family" {
    written 'service tcp 192.0.2.1 80 wlc 0 0 32 -' 'service udp 192.0.2.1 53 rr 0 0 32 -' \
        'service sctp 192.0.2.1 99 rr 0 0 32 -' 'service tcp 2001:db8::1 443 wrr 0 0 128 -' \
        'service udp 2001:db8::1 53 rr 0 0 128 -'
    saved '-A -t 192.0.2.1:80 -s wlc' '-A -u 192.0.2.1:53 -s rr' '-A --sctp-service 192.0.2.1:99 -s rr' \
        '-A -t [2001:db8::1]:443 -s wrr' '-A -u [2001:db8::1]:53 -s rr'
}

@test "services by firewall mark, of both families" {
    written 'service mark4 - 3 rr 0 0 32 -' 'server 192.0.2.11 0 5 3 0 0 0 0 0' \
        'service mark4 - 77 rr 0 0 32 -' 'service mark6 - 3 wlc 0 0 128 -' \
        'server 2001:db8::11 0 1 3 0 0 0 0 0'
    saved '-A -f 3 -s rr' '-a -f 3 -r 192.0.2.11:0 -g -w 5' '-A -f 77 -s rr' '-A -f 3 -6 -s wlc' \
        '-a -f 3 -6 -r [2001:db8::11]:0 -g -w 1'
}

@test "every scheduler of this kernel, with its flags" {
    local name port=1 rows=()
    for name in rr wrr lc wlc lblc lblcr sh dh sed nq fo ovf mh twos; do
        find "$UML_TREE/usr/lib/uml/modules" -name "ip_vs_$name.ko*" | grep -q . || continue
        rows+=("service tcp 192.0.2.1 $((port++)) $name $((port % 8 << 3)) 0 32 -")
    done
    [ "${#rows[@]}" -ge 13 ]
    written "${rows[@]}"
    printf 'add %s\n' 'service tcp 192.0.2.1 100 sh 24 0 32 -' 'service tcp 192.0.2.1 101 mh 8 0 32 -' | ipvs apply
    ipvsadm -Sn | grep -xF -e '-A -t 192.0.2.1:100 -s sh -b sh-fallback,sh-port'
    ipvsadm -Sn | grep -xF -e '-A -t 192.0.2.1:101 -s mh -b mh-fallback'
}

@test "persistence with time, granularity and engine; one-packet scheduling" {
    written 'service tcp 192.0.2.1 0 rr 1 300 32 -' 'service tcp 192.0.2.1 80 rr 1 50 24 -' \
        'service udp 192.0.2.1 53 rr 4 0 32 -' 'service udp 192.0.2.1 5060 rr 1 60 32 sip' \
        'service tcp 2001:db8::1 80 rr 1 600 64 -'
    saved '-A -t 192.0.2.1:0 -s rr -p 300' '-A -t 192.0.2.1:80 -s rr -p 50 -M 255.255.255.0' '-A -u 192.0.2.1:53 -s rr -o' \
        '-A -u 192.0.2.1:5060 -s rr -p 60 --pe sip' '-A -t [2001:db8::1]:80 -s rr -p 600 -M 64'
    ipvsadm -Ln | grep -F 'pe sip'
}

@test "servers by every way of forwarding, with weights and thresholds" {
    written 'service tcp 192.0.2.1 80 wlc 0 0 32 -' 'server 192.0.2.11 8080 65535 0 0 0 0 0 0' \
        'server 192.0.2.12 80 0 3 100 50 0 0 0' 'server 192.0.2.13 80 1 2 0 0 0 0 0' \
        'server 192.0.2.14 80 1 2 0 0 1 6080 1' 'server 192.0.2.15 80 1 2 0 0 1 6081 2' \
        'server 192.0.2.16 80 1 2 0 0 2 0 1' 'server 2001:db8::17 80 1 2 0 0 0 0 0'
    saved '-A -t 192.0.2.1:80 -s wlc' '-a -t 192.0.2.1:80 -r 192.0.2.11:8080 -m -w 65535' \
        '-a -t 192.0.2.1:80 -r 192.0.2.12:80 -g -w 0' '-a -t 192.0.2.1:80 -r 192.0.2.13:80 -i -w 1 --tun-type ipip' \
        '-a -t 192.0.2.1:80 -r 192.0.2.14:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum' \
        '-a -t 192.0.2.1:80 -r 192.0.2.15:80 -i -w 1 --tun-type gue --tun-port 6081 --tun-remcsum' \
        '-a -t 192.0.2.1:80 -r 192.0.2.16:80 -i -w 1 --tun-type gre --tun-csum' \
        '-a -t 192.0.2.1:80 -r [2001:db8::17]:80 -i -w 1 --tun-type ipip'
    thresholds 192.0.2.12:80 100 50
}

@test "a server that is an address of this machine is told as it was written" {
    ip addr add 192.0.2.77/32 dev lo
    written 'service tcp 192.0.2.1 80 wlc 0 0 32 -' 'server 192.0.2.77 80 1 3 0 0 0 0 0'
}

@test "what is there is edited and removed" {
    written 'service tcp 192.0.2.1 80 wlc 0 0 32 -' 'server 192.0.2.11 80 1 3 0 0 0 0 0' \
        'server 192.0.2.12 80 1 3 0 0 0 0 0' 'service tcp 192.0.2.2 80 rr 0 0 32 -'
    ipvs apply <<END
edit service tcp 192.0.2.1 80 sh 24 0 32 -
edit server 192.0.2.11 80 7 0 9 8 0 0 0
remove server 192.0.2.12 80 0 0 0 0 0 0 0
remove service tcp 192.0.2.2 80 - 0 0 0 -
END
    saved '-A -t 192.0.2.1:80 -s sh -b sh-fallback,sh-port' '-a -t 192.0.2.1:80 -r 192.0.2.11:80 -m -w 7'
    thresholds 192.0.2.11:80 9 8
}

@test "what is refused has its reason, and the rest is carried out" {
    run ipvs apply <<END
add service tcp 192.0.2.1 80 rr 0 0 32 -
add service tcp 192.0.2.1 80 rr 0 0 32 -
remove server 192.0.2.11 80 1 3 0 0 0 0 0
add server 192.0.2.11 80 1 3 0 0 0 0 0
add server 192.0.2.11 80 1 3 0 0 0 0 0
edit service tcp 192.0.2.2 80 rr 0 0 32 -
add service tcp 192.0.2.3 80 nosuch 0 0 32 -
add service tcp 192.0.2.4 80 rr 0 0 32 -
END
    [ "${lines[0]}" = 'File exists: add service tcp 192.0.2.1 80 rr 0 0 32 -' ]
    [ "${lines[1]}" = 'No such file or directory: remove server 192.0.2.11 80 1 3 0 0 0 0 0' ]
    [ "${lines[2]}" = 'File exists: add server 192.0.2.11 80 1 3 0 0 0 0 0' ]
    [ "${lines[3]}" = 'No such process: edit service tcp 192.0.2.2 80 rr 0 0 32 -' ]
    [ "${lines[4]}" = 'No such file or directory: add service tcp 192.0.2.3 80 nosuch 0 0 32 -' ]
    [ "${#lines[@]}" = 5 ]
    saved '-A -t 192.0.2.1:80 -s rr' '-a -t 192.0.2.1:80 -r 192.0.2.11:80 -g -w 1' '-A -t 192.0.2.4:80 -s rr'
}

@test "thousands of edits in one call have their answers, and the whole table is listed" {
    [ "$(ipvs many 300 10)" = "300 services, 3000 servers, 0 refused" ]
    [ "$(ipvs many 300 10)" = "300 services, 3000 servers, 3300 refused" ]
    [ "$(ipvsadm -Sn | wc -l)" = 3300 ]
    ipvs flush
    [ "$(ipvs list)" = "" ]
}

@test "the synchronisation daemon starts and stops in both roles" {
    [ "$(ipvs sync)" = "" ]
    ipvs sync start master lo 7
    run ipvs sync start master lo 7
    [ "$output" = "ipvs: File exists" ]
    ipvs sync start backup lo 8 3 1200 9000 224.0.0.90
    run ipvs sync
    [[ "${lines[0]}" == "master lo 7 ttl 1 length "*" port 8848 group 224.0.0.81" ]]
    [ "${lines[1]}" = "backup lo 8 ttl 3 length 1200 port 9000 group 224.0.0.90" ]
    ipvsadm -L --daemon
    ipvs sync stop master
    ipvs sync stop master
    ipvs sync stop backup
    [ "$(ipvs sync)" = "" ]
}

@test "timeouts are set one by one" {
    local before
    read -r -a before <<<"$(ipvs timeouts)"
    [ "$(ipvs timeouts 901 0 302)" = "901 ${before[1]} 302" ]
    [ "$(ipvsadm -L --timeout)" = "Timeout (tcp tcpfin udp): 901 ${before[1]} 302" ]
    ipvs timeouts "${before[@]}"
}

@test "an ordinary user is refused" {
    local user
    user=$(setpriv --reuid 65534 --clear-groups "$OUT/tests/uml/ipvs" list 2>&1) && fail "$user"
    [ "$user" = "ipvs: Operation not permitted" ]
}
