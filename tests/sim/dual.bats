#!/usr/bin/env bats
# Two masters at once: how it ends, and what is repaired afterwards (RFC 9568 6.4.3).

load sim

@test "a master answers a weaker one at once (RFC 9568 6.4.3)" {
    run_sim <<'LAN'
    router a priority 200
    start a
    run 10300
    mark
    run 300
    sent a 0
    spoof a priority 100
    run 1
    check a=master
    sent a 1
LAN
}

@test "a flood of weaker adverts is answered once an interval" {
    run_sim <<'LAN'
    router a priority 200
    start a
    run 10000
    mark
    spoof a priority 100 count 500
    run 300
    spoof a priority 100 count 500
    run 300
    spoof a priority 100 count 500
    run 300
    sent a 1 2
    announced a 0 5
LAN
}

@test "priority 0 does not unseat a master" {
    run_sim <<'LAN'
    router a priority 200
    start a
    run 10000
    mark
    spoof a priority 0 count 500
    run 900
    check a=master
    sent a 1 2
LAN
}

@test "after a split brain healed the winner announces its addresses again, now and after a while" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 20000
    cut a b
    run 10000
    check a=master b=master
    mark
    join a b
    run 1500
    check a=master b=backup
    overlap 1001
    announced a 5
    run 10000
    announced a 10
    announced b 0
LAN
}

@test "a winner that the loser heard first learns of it by its last word, and announces again" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 20000
    cut a b
    run 10100
    check a=master b=master
    mark
    join a b
    run 500
    check a=master b=backup
    sent b 1
    announced a 5
LAN
}

@test "who hears but is not heard cannot disturb, who is not told stays master until it is" {
    run_sim <<'LAN'
    router a priority 150
    router b priority 100
    start a
    start b
    run 10000
    cut a > b
    run 10000
    check a=master b=master
    join a > b
    run 1500
    check a=master b=backup
LAN
}

@test "a spoofed stronger master is obeyed and replaced a down interval after it fell silent" {
    run_sim <<'LAN'
    router a priority 150
    start a
    run 10000
    spoof a priority 255
    run 1
    check a=backup
    why a higher-priority
    run 3420
    check a=master
    why a master-silent
LAN
}
