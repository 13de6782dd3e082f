#!/usr/bin/env bats
# vrrpctl simulate: the timeline of real files, to the millisecond. The floors are those of RFC 9568: three intervals and
# (256 - priority) / 256 of one.

load helpers

setup() {
    cd "$BATS_TEST_TMPDIR" || return
    node a 150
    node b 100
}

# node NAME PRIORITY [MORE]: a pair's file, with further lines of its instance.
node() {
    cat >"$1.yaml" <<EOF
global: {router_id: lb-$1}
track:
  scripts:
    chk: {command: [/bin/true], interval: 1s}
instances:
  VI_1:
    interface: eth0
    vrid: 51
    priority: $2
    addresses: [10.9.0.100/24]
${3-}
EOF
}

simulate() {
    run "$OUT/bin/vrrpctl" simulate "$@"
}

# says TIME NODE WORDS: there is such a line.
says() {
    grep -qE "^ *$1 s  $2 .*$3" <<<"$output" || fail "no line $*: $output"
}

@test "the master dies and returns: the outage is the down interval of the other" {
    simulate a.yaml b.yaml --at 10s kill A --at 20s start A
    [ "$status" = 0 ]
    says 3.414 A 'BACKUP -> MASTER: no master heard for 3.41 s'
    says 13.024 B 'BACKUP -> MASTER: master 192.0.2.1 silent for 3.61 s'
    says 23.414 A 'BACKUP -> MASTER: master 192.0.2.2 is weaker'
    says 23.414 B 'MASTER -> BACKUP'
    grep -q '^10.9.0.100 (VI_1): without an answer 3.024 s' <<<"$output"
}

@test "whoever gives the address away serves until the successor has it: nobody is without an answer" {
    simulate a.yaml b.yaml --at 10s stop A --at 20s start A --at 30s failover A --at 40s drain B
    grep -q 'without an answer 0.000 s, on several nodes 0.04[0-9] s' <<<"$output"
    says 10.610 B 'BACKUP -> MASTER: .* resigned'
    says 23.414 A 'BACKUP -> MASTER: .* is weaker'
}

@test "without a successor the address is served for a master down interval, and gone with the daemon" {
    simulate a.yaml b.yaml --at 8s stop B --at 10s stop A
    grep -q 'without an answer 26.586 s' <<<"$output" # from 13.414 to the end at 40
    simulate a.yaml b.yaml --at 8s stop B --at 10s failover A
    says 13.414 A 'BACKUP -> MASTER'
    grep -q 'always on one node' <<<"$output"
}

@test "a frozen daemon: its lease runs out before the other takes over; without a lease there are two holders" {
    simulate a.yaml b.yaml --at 10s freeze A --at 20s thaw A
    says 12.414 A 'the lease runs out'
    grep -q 'without an answer 0.610 s, on several nodes 0.010 s' <<<"$output"
    node a 150 '    lease: off'
    simulate a.yaml b.yaml --at 10s freeze A --at 20s thaw A
    grep -q 'without an answer 0.000 s, on several nodes 6.98[0-9] s' <<<"$output"
}

@test "a crash moves nothing; a death ends with the lease; what hears of its master otherwise waits" {
    simulate a.yaml b.yaml --at 10s crash A
    [ "$status" = 0 ]
    grep -q 'always on one node' <<<"$output"
    simulate a.yaml b.yaml --at 10s die A
    says 12.414 A 'the lease runs out'
    says 13.024 B 'BACKUP -> MASTER'
    for n in a b; do
        sed -i "s#^global:.*#global: {router_id: lb-$n, heartbeat: {key_file: $PWD/key, peers: [192.0.2.9]}}#" $n.yaml
    done
    (umask 077 && head -c 48 /dev/zero | tr '\0' k >key && echo >>key)
    simulate a.yaml b.yaml --at 10s cut A --at 30s join A
    [ "$status" = 0 ]
    says 13.414 B 'by heartbeat the master is well'
    grep -q 'always on one node' <<<"$output"
    simulate a.yaml b.yaml --at 10s cut A --at 20s sever A
    [ "$status" = 2 ]
    says 22.414 B 'BACKUP -> MASTER'
}

@test "VRRP that is cut ends with the address on both nodes, and the exit status says so" {
    simulate a.yaml b.yaml --at 10s cut A
    [ "$status" = 2 ]
    grep -q 'to the end, on A B' <<<"$output"
    simulate a.yaml b.yaml --at 10s cut A --at 30s join A
    [ "$status" = 0 ]
    says 30.024 B 'MASTER -> BACKUP'
}

@test "passwords that differ are refused adverts and two masters" {
    node a 150 '    version: 2
    auth: {type: pass, password_file: a.secret}'
    node b 100 '    version: 2
    auth: {type: pass, password_file: b.secret}'
    (umask 077 && echo first >a.secret && echo second >b.secret)
    sed -i "s|password_file: |&$PWD/|" a.yaml b.yaml
    simulate a.yaml b.yaml --for 10s
    [ "$status" = 2 ]
    says '[0-9.]+' B 'refuses the adverts of lb-a'
    not grep -q 'first\|second' <<<"$output"
}

@test "what is tracked fails and recovers: a weight moves the address, no weight is a fault" {
    node a 150 '    track: [{script: chk, weight: -60}]'
    simulate a.yaml b.yaml --at 10s fail A chk --at 30s mend A chk
    says '1[34]\.[0-9]+' B 'BACKUP -> MASTER'
    says '3[234]\.[0-9]+' A 'BACKUP -> MASTER'
    node a 150 '    track: [chk]'
    simulate a.yaml b.yaml --at 10s fail A chk --at 30s mend A chk
    says 10.000 A 'MASTER -> FAULT: .*chk'
    says 30.000 A 'FAULT -> BACKUP'
}

@test "drain, undrain, failover, links" {
    simulate a.yaml b.yaml --at 10s drain A --at 20s undrain A --at 40s failover A VI_1 --at 60s down A eth0 --at 70s up A eth0
    says 10.000 A 'MASTER -> BACKUP: drained by the operator'
    says 10.610 B 'BACKUP -> MASTER'
    says 40.000 A 'MASTER -> BACKUP: fail-over asked for'
    says 60.000 A 'BACKUP -> FAULT: the link is down'
    says 70.000 A 'FAULT -> BACKUP'
}

@test "unicast peers find one another by what they call one another; one that is no peer is refused" {
    node a 150 '    unicast: {peers: [10.9.0.2]}'
    node b 100 '    unicast: {peers: [10.9.0.1]}'
    simulate a.yaml b.yaml --for 10s
    [ "$status" = 0 ]
    says 3.414 A 'BACKUP -> MASTER'
    not grep -q '  B .*-> MASTER' <<<"$output"
    node b 100 '    unicast: {peers: [10.9.0.7], source: 10.9.0.3}'
    simulate a.yaml b.yaml --for 10s
    [ "$status" = 2 ]
}

@test "members of a sync group move together" {
    local name
    for name in a b; do
        cat >$name.yaml <<EOF
global: {router_id: fw-$name}
instances:
  OUTSIDE: {interface: eth0, vrid: 10, priority: $([ $name = a ] && echo 150 || echo 100), addresses: [192.0.2.1/24]}
  INSIDE: {interface: eth1, vrid: 11, priority: $([ $name = a ] && echo 150 || echo 100), addresses: [10.0.0.1/24]}
groups:
  G: {members: [OUTSIDE, INSIDE]}
EOF
    done
    simulate a.yaml b.yaml --at 10s down A eth1
    says 10.000 A 'INSIDE +MASTER -> FAULT: the link is down'
    says 10.000 A 'OUTSIDE +MASTER -> FAULT: something of the same sync group'
    says '1[0-9.]+' B 'INSIDE +BACKUP -> MASTER'
    says '1[0-9.]+' B 'OUTSIDE +BACKUP -> MASTER'
    simulate a.yaml b.yaml --at 10s down A eth1 --at 30s up A eth1
    says 30.000 A 'INSIDE +FAULT -> BACKUP'
    says 33.414 A 'OUTSIDE +BACKUP -> MASTER'
    says 33.414 A 'INSIDE +BACKUP -> MASTER'
}

@test "a command that makes no sense is told so" {
    simulate a.yaml b.yaml --at 10s kill C
    [ "$status" = 64 ]
    simulate a.yaml b.yaml --at soon kill A
    [ "$status" = 64 ]
    simulate a.yaml b.yaml kill A
    [ "$status" = 64 ]
    simulate a.yaml b.yaml --at 10s kill A --at 20s stop A
    [ "$status" = 64 ]
    [[ $output == *'stop: lb-a does not run'* ]]
    simulate a.yaml b.yaml --at 10s fail A nothing
    [ "$status" = 64 ]
    simulate a.yaml missing.yaml
    [ "$status" = 65 ]
    simulate
    [ "$status" = 64 ]
}

@test "keepalived.conf and YAML play together" {
    cat >b.conf <<'EOF'
global_defs {
  router_id lb-b
  vrrp_version 3
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority 100
  advert_int 1
  virtual_ipaddress {
    10.9.0.100/24
  }
}
EOF
    simulate a.yaml b.conf --at 10s kill lb-a
    [ "$status" = 0 ]
    says 13.024 B 'BACKUP -> MASTER'
}
