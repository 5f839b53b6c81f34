#!/usr/bin/env bash
# What `make install` installs is what tests/system/install.list says, and `make uninstall` leaves nothing; two prefixes share nothing.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES DESTDIR
dir=$(mktemp -d "${TMPDIR:-/tmp}/hk-XXXXXX")
trap 'rm -rf "$dir"' EXIT
number=0 bad=0
result() {
    number=$((number + 1))
    if [ -z "$2" ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; printf '%s\n' "$2" | head -n 40 | sed 's/^/# /'; bad=1
    fi
}

# at TARGET PREFIX: make with all directories below one prefix, wherever this build was configured for.
at() {
    local to=$2
    make -s -C "$top_builddir" "$1" DESTDIR="$dir/root" prefix="$to" exec_prefix="$to" bindir="$to/bin" \
        libexecdir="$to/libexec" libdir="$to/lib" includedir="$to/include" datarootdir="$to/share" datadir="$to/share" \
        mandir="$to/share/man" docdir="$to/share/doc/hooklet" \
        systemdsystemunitdir="$to/lib/systemd/system" >"$dir/log" 2>&1 || cat "$dir/log"
}
files() { (cd "$dir/root/$1" && find . ! -type d -printf '%P\n' | LC_ALL=C sort); }
sums() { (cd "$dir/root/$1" && find . ! -type d -exec sha256sum {} + | LC_ALL=C sort -k 2); }

# The list, with a line for each program and each page.
listed() {
    local line file section
    grep -v '^#' "$srcdir/tests/system/install.list" | while read -r line; do
        case $line in
        */NAME.fcgi) for file in "$srcdir"/cgi-bin/*.c; do echo "${line%/*}/$(basename "$file" .c).fcgi"; done ;;
        */NAME.[1-8]) section=${line##*.}; for file in "$srcdir"/man/*."$section"; do echo "${line%/*}/$(basename "$file")"; done ;;
        *) echo "$line" ;;
        esac
    done | LC_ALL=C sort
}

echo "1..8"
said=$(at install /one)
result "make-install-with-DESTDIR" "$said"
result "what-is-installed-is-what-the-list-says" "$(diff <(listed) <(files one) | grep '^[<>]')"
result "a-program-may-be-run-and-all-else-be-read" "$(cd "$dir/root/one" && {
    find bin libexec -type f ! -perm 0755 -printf 'not 0755: %P\n'
    find . -type f ! -path './bin/*' ! -path './libexec/*' ! -perm 0644 -printf 'not 0644: %P\n'
    find . -type d ! -perm 0755 -printf 'not 0755: %P\n'
})"
# Where it was configured for is another matter: the prefix may well stand below the build directory.
prefix=$(sed -n 's/^prefix = //p' "$top_builddir/Makefile")
places=(-e "$srcdir/" -e "$top_builddir/" -e "$dir/")
result "no-text-tells-where-it-was-built" "$(cd "$dir/root/one" && grep -rIlF "${places[@]}" . | while read -r file; do
    sed "s|$prefix||g" "$file" | grep -F "${places[@]}"; done)"

# A copy of the whole tree, as for a home directory; at() puts all where a build that was told of no other places has it.
name=what-is-moved-as-a-whole-finds-its-own
usual=$(grep -cxF -e 'bindir = ${exec_prefix}/bin' -e 'libexecdir = ${exec_prefix}/libexec' -e 'datadir = ${datarootdir}' \
    -e 'datarootdir = ${prefix}/share' "$top_builddir/Makefile")
if [ "$usual" -eq 4 ]; then
    said=$("$dir/root/one/bin/hooklet" --config "$dir/none" apache-config --form cgi)
    result $name "$(for file in libexec/hooklet/github-push.fcgi share/hooklet/apache; do
        grep -qF "$dir/root/one/$file" <<<"$said" || echo "not a word of its own $file"; done)"
else echo "ok $((++number)) - $name # SKIP this build was told of other places"; fi

said=$(at install /two)
before=$(sums two)
said+=$(at uninstall /one)
result "uninstall-leaves-nothing" "$said$(cd "$dir/root" && find one \( ! -type d -o -name '*hooklet*' \) 2>/dev/null)"
result "another-prefix-is-not-touched" "$(diff <(echo "$before") <(sums two))"
# Somebody's own file is no reason to stop, and stays.
mkdir -p "$dir/root/two/share/hooklet/nginx" && echo mine >"$dir/root/two/share/hooklet/nginx/mine.conf"
said=$(at uninstall /two)
result "a-file-of-somebody-elses-stays" "$said$(files two | grep -vx 'share/hooklet/nginx/mine.conf')"
exit $bad
