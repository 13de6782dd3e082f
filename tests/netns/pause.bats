#!/usr/bin/env bats
# A node that did not run for a while (starved, stopped, frozen with all its processes) listens before it speaks, yields
# to a better master, else announces itself again, and says how long it slept.

load lab

# freeze NODE SECONDS: all its processes at once, as the freezer of a container or a hypervisor does.
freeze() {
    local pids
    mapfile -t pids < <(router_pids "$1")
    kill -STOP "${pids[@]}"
    sleep "$2"
    kill -CONT "${pids[@]}"
}

@test "a master that slept less than its peers wait is still master, and announces itself again" {
    local woke
    pair vrrpd vrrpd interval_ms=1000
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    sleep 2.5
    freeze a 2
    woke=$(now_us)
    wait_for 3 reports a 'slept for [12]\.[0-9]+ s \(the process was stopped.*1 of 1 virtual routers are still MASTER'
    wait_for 3 holds a
    [ "$(garps a $((woke - 50000)) | wc -l)" -ge 5 ]
    [ "$(moves "$woke")" = 0 ]
}

@test "a master that slept for long finds a better one, and its address was gone before the other had it" {
    local both
    pair vrrpd vrrpd interval_ms=1000 preempt=no
    sed -i 's/priority: 100/priority: 200/' "$LAB/b.cfg"
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    sleep 1.5
    watch_both >"$LAB/both" &
    freeze a 6
    sleep 0.2
    holds b
    wait
    both=$(<"$LAB/both")
    [ "$both" = 0 ] || fail "both had it in $both looks"
    wait_for 3 reports a 'slept for [56]\.[0-9]+ s .*0 of 1'
    [ "$(field a "i['state']")" = BACKUP ]
}

# In how many looks within 6.5 s both nodes had the address.
watch_both() {
    local end=$((SECONDS + 7)) count=0
    while [ $SECONDS -lt $end ]; do
        ! { has_vip a && has_vip b; } || count=$((count + 1))
    done
    echo $count
}

@test "a backup that slept does not take over from a master that it did not hear meanwhile" {
    pair vrrpd vrrpd
    observer_start
    router_start a vrrpd
    wait_for 5 has_vip a
    router_start b vrrpd
    sleep 0.5
    for seconds in 0.05 0.2 0.5 2; do
        freeze b $seconds
        sleep 0.3
    done
    holds a
    [ "$(adverts_count b)" = 0 ]
}

# A hypervisor that restores a machine has the kernel say so; who may, has it say the same within this namespace.
# kernel_says NODE ACTION LINE [TIMES]
kernel_says() {
    ip netns exec "$1" python3 - "$2" "$3" "${4-1}" <<'PY'
import socket, struct, sys, time
path = b"/devices/platform/VMGENCTR:00"
action = sys.argv[1].encode()
text = b"%s@%s\0ACTION=%s\0DEVPATH=%s\0%s\0" % (action, path, action, path, sys.argv[2].encode())
s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 15)
s.bind((0, 0))
for _ in range(int(sys.argv[3])):
    s.sendto(struct.pack("=IHHII", 16 + len(text), 0x10, 1, 1, 0) + text, (0, 0))
    time.sleep(0.002)
PY
}

# How often the engine of a node was woken.
wakes() {
    awk '/^voluntary/ { print $2 }' "/proc/$(process "$1" vrrp)/status"
}

@test "a machine that was restored or cloned learns it from the kernel, although no clock shows it" {
    local woke before
    pair vrrpd vrrpd interval_ms=1000
    observer_start
    router_start a vrrpd
    wait_for 8 has_vip a
    router_start b vrrpd
    sleep 2.5
    before=$(wakes a)
    kernel_says a add NEW_VMGENID=1 200 # of other actions it does not even hear
    [ $(($(wakes a) - before)) -lt 100 ]
    kernel_says a change DISK_MEDIA_CHANGE=1
    sleep 1
    not reports a 'slept for'
    woke=$(now_us)
    kernel_says a change NEW_VMGENID=1
    wait_for 3 reports a 'slept for an unknown time \(the machine was restored.*1 of 1 virtual routers are still MASTER'
    [ "$(garps a $((woke - 50000)) | wc -l)" -ge 5 ]
    [ "$(moves "$woke")" = 0 ]
}
