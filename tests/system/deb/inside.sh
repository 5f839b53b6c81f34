# inside.sh - installs the packages of /mnt on the system that it is run on, uses and purges them.  tests/system/deb.sh reads what it prints.
set -u
cd /tmp || exit 1
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
unset HOOKLET_CONFIG
# result NAME [WHAT IS WRONG]
result() {
    if [ -z "${2-}" ]; then echo "ok - $1"; else echo "not ok - $1"; printf '%s\n' "$2" | tail -n 40; fi
}
# said COMMAND...: what it says, if it fails.
said() { local out; out=$("$@" 2>&1) || echo "$*: $out"; }
expect() { [ "$1" = "$2" ] || echo "expected: $2; is: $1"; }
is() { expect "$(stat -c '%A %U:%G' "$1")" "$2" | sed "s|^|$1: |"; }
# Documents and pages, too, where a container's dpkg leaves them out.
pack() { said dpkg --force-unsafe-io --path-include='/usr/share/*' "$@"; }
# until COMMAND...: for at most ten seconds.
until_() { local i; for i in {1..200}; do "$@" >/dev/null 2>&1 && return; sleep 0.05; done; echo "not within 10 s: $*"; "$@" 2>&1; }
ip link set lo up

# --- Installed ---------------------------------------------------------------------------------------------------------------
result "packages-install" "$(pack -i /mnt/*.deb)"
result "users-have-no-shell-and-no-password" "$(
    for user in hooklet-web hooklet-work; do
        expect "$(getent passwd $user | cut -d: -f7)" /usr/sbin/nologin
        expect "$(getent shadow $user | cut -c1-$((${#user} + 2)))" "$user:!"
        id -nG $user | grep -qw hooklet || echo "$user is not in the group hooklet"
    done)"
result "configuration-secret-and-database-are-made" "$(
    is /etc/hooklet 'drwxr-xr-x root:root'
    is /etc/hooklet/hooklet.conf '-rw-r--r-- root:root'
    is /etc/hooklet/github.secret '-r-------- hooklet-web:hooklet-web'
    is /var/lib/hooklet 'drwxrws--- hooklet-work:hooklet'
    for file in /var/lib/hooklet/hooklet.*; do is "$file" '-rw-rw---- hooklet-work:hooklet'; done
    said hooklet check)"
wanted() { ls /etc/systemd/system/hooklet.target.wants 2>&1; }
result "units-are-enabled" "$(
    for program in /usr/libexec/hooklet/*.fcgi; do wanted | grep -qx "hooklet@$(basename "$program" .fcgi).socket" || echo "not: $program"; done
    wanted | grep -qx hooklet-worker.service || wanted
    said systemctl --root=/ is-enabled hooklet.target hooklet-prune.timer)"
result "pages-and-documents-are-there" "$(cd /usr/share && said ls man/man{1/hooklet.1,3/hooklet.3,5/hooklet.conf.5}.gz doc/hooklet/README.md)"
result "a-secret-of-apaches-user-is-no-failure" "$(chown www-data: /etc/hooklet/github.secret
    hooklet doctor | grep -q '^warn  secrets .*right where Apache starts the programs' || hooklet doctor
    chown hooklet-web: /etc/hooklet/github.secret)"

# --- Used --------------------------------------------------------------------------------------------------------------------
# Without systemd: each service by the user and the command that its unit says, with a socket as its socket unit says.
field() { sed -n "s/^$2=//p" "/lib/systemd/system/$1" | head -n 1 | sed "s/%i/${3-}/g"; }
as_unit() { setpriv --reuid "$(field "$1" User)" --regid "$(field "$1" Group)" --init-groups --no-new-privs $(field "$1" ExecStart "${2-}"); }
listen='use Socket; my ($path, $user, $group, $mode) = splice @ARGV, 0, 4; socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die $!;
    bind($s, pack_sockaddr_un($path)) or die "$path: $!"; listen($s, 64) or die $!;
    chown scalar getpwnam($user), scalar getgrnam($group), $path or die $!; chmod oct($mode), $path or die $!;
    open STDIN, "<&", $s or die $!; exec @ARGV'
start_program() {
    local socket='hooklet@.socket' service='hooklet@.service'
    perl -e "$listen" "$(field "$socket" ListenStream "$1")" "$(field "$socket" SocketUser)" "$(field "$socket" SocketGroup)" \
        "$(field "$socket" SocketMode)" setpriv --reuid "$(field "$service" User)" --regid "$(field "$service" Group)" --init-groups \
        --no-new-privs "$(field "$service" ExecStart "$1")" 2>>"/tmp/$1.log" &
}
for program in /usr/libexec/hooklet/*.fcgi; do start_program "$(basename "$program" .fcgi)"; done
cat >>/etc/hooklet/hooklet.conf <<'CONF'
run "note" {
    events = {"push"}
    command = {"/bin/sh", "-c", "echo $HOOKLET_REPOSITORY > /var/lib/hooklet-work/note"}
}
CONF
(umask 027 && exec setpriv --reuid "$(field hooklet-worker.service User)" --regid "$(field hooklet-worker.service Group)" --init-groups \
    --no-new-privs $(field hooklet-worker.service ExecStart)) 2>/tmp/worker.log &

rm -f /etc/nginx/sites-enabled/* && ln -s ../sites-available/hooklet /etc/nginx/sites-enabled/
result "nginx-takes-the-site" "$(said nginx -t)$(said nginx)"
url=http://127.0.0.1/hooks/github
# A push as GitHub sends it, signed by another program than ours.
post() {
    local signature
    signature=$(openssl dgst -sha256 -hmac "$(cat /etc/hooklet/github.secret)" -r payloads/push.json | cut -d' ' -f1)
    curl -sS -o answer -w '%{http_code}' -H 'Content-Type: application/json' -H 'X-GitHub-Event: push' -H "X-GitHub-Delivery: $1" \
        -H "X-Hub-Signature-256: sha256=$signature" --data-binary @payloads/push.json "$url" 2>&1
}
id=$(cat /proc/sys/kernel/random/uuid)
result "a-signed-push-is-taken" "$(expect "$(post "$id")" 202; grep -h level=error *.log)"
result "and-stored" "$(hooklet why "$id" 2>&1 | grep -q 'Codertocat/Hello-World' || hooklet why "$id" 2>&1)"
result "and-its-job-is-done-by-the-worker" "$(until_ grep -x Codertocat/Hello-World /var/lib/hooklet-work/note)$(
    is /var/lib/hooklet-work/note '-rw-r----- hooklet-work:hooklet')"
result "doctor-is-content" "$(said hooklet doctor --url $url)"
nginx -s quit 2>/dev/null
until_ eval '! pgrep -x nginx'
a2dissite -q 000-default >/dev/null
result "apache-takes-the-site" "$(said a2enmod -q proxy_fcgi headers asis)$(said a2ensite -q hooklet)$(said apache2ctl configtest | grep -v AH00558)$(
    said apache2ctl start | grep -v AH00558)"
result "a-signed-push-is-taken-by-apache" "$(expect "$(post "$(cat /proc/sys/kernel/random/uuid)")" 202; grep -q delivery answer || cat answer)"
apache2ctl stop 2>/dev/null

cp -r /usr/share/doc/hooklet/examples/greet greet
result "a-program-of-ones-own-is-built" "$(said make -C greet)$(greet/greet.fcgi --version | grep -q "hooklet) $(dpkg-query -W -f '${Version}' hooklet)" ||
    greet/greet.fcgi --version 2>&1)"

# --- Again, and away ---------------------------------------------------------------------------------------------------------
systemctl --root=/ disable hooklet@asana.socket >/dev/null 2>&1
before=$(cat /etc/hooklet/*.* | sha256sum)
again=$(dpkg --force-unsafe-io -i /mnt/hooklet_*.deb 2>&1) || again="hooklet: $again"
result "installed-again-all-is-kept" "$(grep '^hooklet:' <<<"$again"; expect "$(cat /etc/hooklet/*.* | sha256sum)" "$before"
    wanted | grep -x hooklet@asana.socket; said hooklet why "$id"; hooklet why "$id" | grep -q Codertocat || echo 'the event is gone')"
cp /etc/hooklet/hooklet.conf whole.conf && echo 'nonsense {' >>/etc/hooklet/hooklet.conf
result "a-broken-configuration-is-no-broken-package" "$(pack -i /mnt/hooklet_*.deb; said dpkg --audit; dpkg --audit)"
cp whole.conf /etc/hooklet/hooklet.conf
kill $(jobs -p) 2>/dev/null
wait
result "removed-the-web-server-still-starts" "$(pack -r hooklet)$(said nginx -t)$(said apache2ctl configtest)"
result "and-state-and-configuration-stay" "$(expect "$(cat /etc/hooklet/*.* | sha256sum)" "$before"; [ -e /var/lib/hooklet/hooklet.db ] || echo 'no database')"
result "purged" "$(pack -P hooklet libhooklet-dev hooklet-doc)"
# The accounts stay, in files that are nobody's alone.
result "nothing-is-left" "$(find /tmp/upper /run ! -type c \( -name '*hooklet*' -o -path '*/hooklet/*' \) ! -path '/tmp/upper/var/lib/dpkg/*'
    grep -l hooklet -r /tmp/upper/etc /tmp/upper/var/lib/systemd 2>/dev/null | grep -vE 'etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$')"
