#!/usr/bin/env bash
# Every file that is made from a table of ours is what the table makes.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
made=$(mktemp -d "${TMPDIR:-/tmp}/hk-generated.XXXXXX") || exit 99
trap 'rm -rf "$made"' EXIT
files=$("$srcdir/scripts/generate" "${top_builddir:-.}" "$made") || { echo "Bail out! scripts/generate failed"; exit 99; }
files=$(sed -n 's/^made //p' <<<"$files")
[ -n "$files" ] || { echo "Bail out! scripts/generate has made nothing"; exit 99; }
number=0 bad=0
echo "1..$(wc -l <<<"$files")"
for file in $files; do
    number=$((number + 1))
    if differs=$(diff -u "$srcdir/$file" "$made/$file" 2>&1); then
        echo "ok $number - $file-is-what-its-table-makes"
    else
        echo "not ok $number - $file-is-what-its-table-makes"
        printf '%s\n' "run: make generated" "$differs" | sed 's/^/# /'
        bad=1
    fi
done
exit $bad
