#!/usr/bin/env bash
# Every C file is laid out as .clang-format says (by the version of clang-format whose taste the tree has).
set -u
cd "${srcdir:-.}" || exit 99
version=14
format=$(command -v clang-format-$version || command -v clang-format) || { echo "1..0 # SKIP there is no clang-format"; exit 0; }
"$format" --version | grep -q "version $version\." || { echo "1..0 # SKIP clang-format is not of version $version"; exit 0; }
echo "1..1"
# Many files for each process: it starts as slowly as it reads fifty of them.
odd=$(find src cgi-bin tests bench examples -name '*.[ch]' -not -path '*/node_modules/*' | sort | xargs -n 50 "$format" --dry-run 2>&1 |
    sed -n 's/^\([^: ]*\):[0-9].*warning: code should be clang-formatted.*/\1/p' | uniq)
if [ -z "$odd" ]; then echo "ok 1 - every-file-is-laid-out"; else
    echo "not ok 1 - every-file-is-laid-out"
    printf '# clang-format -i %s\n' $odd
    exit 1
fi
