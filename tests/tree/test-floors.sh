#!/usr/bin/env bash
# The floors hold: a file includes only lower floors, and on its own floor what stands before it in Makefile.am.
set -u
srcdir=${srcdir:-.}
cd "$srcdir" || exit 99
number=0 bad=0
result() {
    number=$((number + 1))
    if [ -z "$2" ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; printf '%s\n' "$2" | sed 's/^/# /'; bad=1
    fi
}
floor() {
    case $1 in
    base/*) echo 1 ;; port/*) echo 2 ;; store/*) echo 3 ;; wire/*) echo 4 ;; work/*) echo 5 ;;
    hooklet/* | library/*) echo 7 ;; *) echo 6 ;;
    esac
}

# Position of each file in Makefile.am, and the library's behind it.
declare -A place
n=0
for file in $(grep -oh 'src/[A-Za-z0-9_/]*\.[ch]' Makefile.am src/library/local.mk); do
    [ -n "${place[$file]:-}" ] || { n=$((n + 1)); place[$file]=$n; }
done

unlisted='' higher='' later=''
for file in $(find src -name '*.[ch]' | sort); do
    here=$(floor "${file#src/}")
    [ -n "${place[$file]:-}" ] || unlisted+="$file stands in no list of Makefile.am"$'\n'
    while read -r included; do
        there=$(floor "$included")
        if [ "$there" -gt "$here" ]; then
            higher+="$file includes $included"$'\n'
        elif [ "$there" -eq "$here" ] && [ "${place[src/$included]:-0}" -gt "${place[$file]:-0}" ]; then
            later+="$file includes $included, which stands after it"$'\n'
        fi
    done < <(sed -n -e 's/^#include "\(.*\)"/\1/p' -e 's/^#include <\(hooklet\/.*\)>/\1/p' "$file" | grep -v '^config.h$')
done
echo "1..7"
result "every-file-is-listed" "${unlisted%$'\n'}"
result "no-file-includes-a-higher-floor" "${higher%$'\n'}"
result "no-file-includes-what-stands-after-it" "${later%$'\n'}"

# What others include needs nothing of ours but itself.
result "public-headers-include-public-headers-alone" "$(grep -n '^#include' src/hooklet/*.h | grep -vE '<(hooklet/[a-z]+|std[a-z]+)\.h>$')"

# One outside library per file, and one file per library.
libraries=''
for header in fcgiapp.h curl/curl.h sqlite3.h libpq-fe.h confuse.h json-c cmark-gfm expat.h zstd.h openssl/ cmocka.h; do
    users=$(grep -rlE "#include <$header" src cgi-bin | sort)
    [ "$(printf '%s\n' "$users" | grep -c .)" -le 1 ] || libraries+="<$header> in: $(echo $users)"$'\n'
    outside=$(printf '%s\n' "$users" | grep -v '^src/port/' | grep .) && libraries+="<$header> outside src/port: $outside"$'\n'
done
result "each-library-has-one-file" "${libraries%$'\n'}"

calls='strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|system|popen|alloca|rand|strncpy'
result "no-banned-calls" "$(grep -rnE "\b($calls)[[:space:]]*\(" src cgi-bin)"
result "memory-only-on-the-lower-floors" \
    "$(grep -rnE '\b(malloc|calloc|realloc|free)[[:space:]]*\(' src/wire src/work src/cli src/library src/*.c cgi-bin)"
exit $bad
