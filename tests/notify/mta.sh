#!/usr/bin/env bash
# A real mail server, exim, on 127.0.0.1 ports 25, 587 (STARTTLS) and 465 (implicit TLS), login lb01 / secret, while a
# command runs. Its own users, spool and network; exists only inside tests/netns/enter.
#
#   tests/netns/enter tests/notify/mta.sh FOLDER CERTIFICATE KEY COMMAND...
#
# What it accepts is appended to FOLDER/mbox. Exit status: the command's; 77 where exim cannot run.
set -u

folder=$1 certificate=$2 key=$3
shift 3
root=$("$(dirname "$0")/../peers.sh" path)

cannot() {
    echo "mta: $*" >&2
    exit 77
}

[ -x "$root/usr/sbin/exim4" ] || cannot "exim is not there (tests/peers.sh)"
[ "$(awk '{ n += $3 } END { print (n > 1) }' /proc/self/uid_map)" = 1 ] || cannot "exim wants to be root and another user"

mkdir -p "$folder/spool" "$folder/box"
cp "$certificate" "$folder/box/cert.pem"
cp "$key" "$folder/box/key.pem"
sed '/^Debian-exim:/d' /etc/passwd >"$folder/passwd"
sed '/^Debian-exim:/d' /etc/group >"$folder/group"
echo "Debian-exim:x:65123:65123::/:/bin/false" >>"$folder/passwd"
echo "Debian-exim:x:65123:" >>"$folder/group"
mount --bind "$folder/passwd" /etc/passwd && mount --bind "$folder/group" /etc/group || cannot "no private users"

# Exim starts itself anew for each message, with a clean environment.
cat >"$folder/exim" <<SCRIPT
#!/bin/sh
LD_LIBRARY_PATH=$root/usr/lib/$(uname -m)-linux-gnu:$root/lib/$(uname -m)-linux-gnu exec $root/usr/sbin/exim4 "\$@"
SCRIPT
cat >"$folder/exim.conf" <<CONF
primary_hostname = mail.example.com
exim_path = $folder/exim
spool_directory = $folder/spool
log_file_path = $folder/spool/%slog
pid_file_path = $folder/spool/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = 25 : 587 : 465
tls_on_connect_ports = 465
tls_certificate = $folder/box/cert.pem
tls_privatekey = $folder/box/key.pem
tls_advertise_hosts = *
auth_advertise_hosts = \${if eq{\$tls_in_cipher}{}{}{*}}
host_lookup =
rfc1413_query_timeout = 0s
acl_smtp_rcpt = rcpt
acl_smtp_data = data
keep_environment =
domainlist here = example.com
begin acl
rcpt:
  deny message = no such user
       local_parts = nobody-here
  accept authenticated = *
  accept domains = +here
         condition = \${if eq{\$received_port}{25}}
  deny message = log in first
data:
  deny message = bad header syntax
       !verify = header_syntax
  accept
begin routers
all:
  driver = accept
  transport = box
begin transports
box:
  driver = appendfile
  file = $folder/box/mbox
  user = Debian-exim
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{lb01}}{eq{\$auth3}{secret}}}}
  server_set_id = \$auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{\$auth1}{lb01}}{eq{\$auth2}{secret}}}}
  server_set_id = \$auth1
CONF
chmod 755 "$folder/exim"
chmod 644 "$folder/exim.conf"
chmod 711 "$folder"
chown -R 65123:65123 "$folder/spool" "$folder/box"
"$folder/exim" -C "$folder/exim.conf" -bdf >"$folder/spool/output" 2>&1 &
exim=$!
for _ in $(seq 100); do
    (: </dev/tcp/127.0.0.1/465) 2>/dev/null && break
    kill -0 $exim 2>/dev/null || cannot "exim ends: $(cat "$folder/spool/output" "$folder"/spool/*log 2>/dev/null)"
    sleep 0.05
done
"$@"
status=$?
sleep 0.2
for _ in $(seq 50); do
    [ -z "$(find "$folder/spool/input" -name '*-D' 2>/dev/null)" ] && break
    sleep 0.1
done
kill $exim
cat "$folder/box/mbox" >"$folder/mbox" 2>/dev/null
exit $status
