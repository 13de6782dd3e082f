#!/usr/bin/env bats
# What a service manager hears (sd_notify): ready, reload, upgrade, stop, and a watchdog that follows the engine.
#
#      a: one router, started with a NOTIFY_SOCKET and a watchdog of 0.9 s

load lab

# listen_to_a: starts vrrpd in a with a socket of ours and prints what it says, one word a message, with marks for what
# we do to it meanwhile.
listen_to_a() {
    ip netns exec a python3 - "$OUT/bin" "$LAB" <<'PY'
import json, os, signal, socket, subprocess, sys, time

programs, lab = sys.argv[1:]
ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
ear.bind(lab + '/notify')
ear.settimeout(0.05)
environment = dict(os.environ, NOTIFY_SOCKET=lab + '/notify', WATCHDOG_USEC='900000')
daemon = subprocess.Popen([programs + '/vrrpd', '-n', '-l', '-f', lab + '/a.cfg', '--run-dir', lab + '/a.run'],
                          env=environment, stderr=subprocess.DEVNULL)

def hear(mark, seconds):
    end = time.monotonic() + seconds
    words = [mark]
    while time.monotonic() < end:
        try:
            words.append(ear.recv(256).decode().split('=')[0])
        except socket.timeout:
            pass
    print(' '.join(words))

hear('start', 2)
status = json.loads(subprocess.check_output([programs + '/vrrpctl', '-s', lab + '/a.run/vrrpd.sock', 'status', '--json']))
engine = status['processes']['vrrp']
os.kill(engine, signal.SIGSTOP)
hear('hung', 1)
os.kill(daemon.pid, signal.SIGSTOP)
hear('stopping', 0.5)
hear('stopped', 1.5)
os.kill(daemon.pid, signal.SIGCONT)
hear('continued', 1)
daemon.send_signal(signal.SIGHUP)
hear('reload', 1)
subprocess.check_call([programs + '/vrrpctl', '-s', lab + '/a.run/vrrpd.sock', 'upgrade'], stdout=subprocess.DEVNULL)
hear('upgrade', 1.5)
daemon.terminate()
hear('term', 1)
print('exit', daemon.wait(5))
PY
}

@test "a service manager hears ready, reload and stop, and the watchdog only while the engine moves" {
    router_conf a vrrpd && instance a vrrpd priority=150
    run listen_to_a
    echo "$output"
    [ "$status" = 0 ]
    grep -Eq '^start .*READY.* WATCHDOG' <<<"$output"
    grep -q '^hung.* WATCHDOG' <<<"$output" # another engine moves
    grep -qx 'stopped' <<<"$output"
    grep -q '^continued.* WATCHDOG' <<<"$output"
    grep -q '^reload.* RELOADING.* READY' <<<"$output"
    grep -q '^upgrade.* RELOADING.* READY.* WATCHDOG' <<<"$output"
    grep -q '^term.* STOPPING' <<<"$output"
    grep -qx 'exit 0' <<<"$output"
}
