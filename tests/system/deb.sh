#!/usr/bin/env bash
# The Debian packages: built from what `make dist` packs, looked at by lintian, then installed, used and purged on a copy of this system
# that nobody else sees (an overlay in namespaces of its own: files, processes, network).
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
skip() { echo "1..0 # SKIP $*"; exit 0; }
for command in dpkg-buildpackage dh lintian unshare ip node nginx apache2 systemctl systemd-sysusers; do
    PATH=$PATH:/usr/sbin:/sbin command -v $command >/dev/null || skip "there is no $command"
done
dpkg-query -W -f '${Status}' hooklet 2>/dev/null | grep -q 'ok installed' && skip "hooklet is installed on this machine"
dir=$(mktemp -d "${TMPDIR:-/tmp}/hk-XXXXXX")
trap 'rm -rf "$dir"' EXIT

number=0 bad=0
# result NAME [WHAT IS WRONG]
result() {
    number=$((number + 1))
    if [ -z "${2-}" ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; printf '%s\n' "$2" | tail -n 40 | sed 's/^/# /'; bad=1
    fi
}
finish() { echo "1..$number"; exit $bad; }

# Quickly: without tests, symbols for debuggers, and most of optimizing.
export DEB_BUILD_OPTIONS='nocheck parallel=2 noautodbgsym' DEB_CFLAGS_APPEND='-O1 -g0'
out=$(env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL -u MAKEOVERRIDES make -C "$top_builddir" deb DEB_FLAGS=-b debdir="$dir/deb" 2>&1) && out=''
result "make-deb-builds" "$out"
[ $bad -eq 0 ] || finish
debs=("$dir"/deb/*.deb)
result "three-packages" "$(diff <(printf '%s\n' hooklet hooklet-doc libhooklet-dev) <(
    for deb in "${debs[@]}"; do dpkg-deb -f "$deb" Package; done | sort))"
if git -C "$srcdir" rev-parse >/dev/null 2>&1; then
    result "what-is-packed-is-all-that-is-in-git" "$(cd "$srcdir" && git ls-files | grep -vx .gitignore | while read -r file; do
        [ -e "$dir"/deb/hooklet-*/"$file" ] || echo "missing: $file"; done)"
fi
out=$(lintian --allow-root --fail-on error,warning "$dir"/deb/*.changes 2>&1) && out=''
result "lintian-finds-no-errors-and-no-warnings" "$out"

mkdir "$dir/system"
unshare --mount true 2>/dev/null && [ "$(id -u)" -eq 0 ] || {
    echo "ok $((++number)) - on-a-copy-of-this-system # SKIP this needs root and namespaces"; finish; }
unshare --mount --pid --net --ipc --uts --fork --kill-child "$BASH" "$srcdir/tests/system/deb/overlay.sh" \
    "$dir/system" "$dir/deb" "$srcdir" >"$dir/out" 2>"$dir/err"
rc=$?
if [ $rc -eq 77 ]; then echo "ok $((++number)) - on-a-copy-of-this-system # SKIP $(cat "$dir/err")"; finish; fi
# Takes over the results of another script.
take() {
    local line
    while read -r line; do
        case $line in
        'ok '* | 'not ok '*)
            number=$((number + 1)); [[ $line == ok* ]] || bad=1
            echo "${line%%ok *}ok $number - ${line#*- }" ;;
        1..*SKIP*) echo "ok $((++number)) - where-systemd-runs # SKIP ${line#*SKIP }" ;;
        1..*) ;;
        *) echo "# ${line#\# }" ;;
        esac
    done
}
take <"$dir/out"
result "nothing-else-went-wrong-there" "$([ $rc -eq 0 ] || cat "$dir/err")"
take < <(srcdir=$srcdir top_builddir=$top_builddir node "$srcdir/tests/system/deb/machine.mjs" "$dir/deb" 2>&1)
finish
