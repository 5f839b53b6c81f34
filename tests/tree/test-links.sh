#!/usr/bin/env bash
# The programs are lean and hardened: no libcurl, nothing of the worker; position independent, read-only relocations.
set -u
top_builddir=${top_builddir:-.}
number=0 bad=0
result() {
    number=$((number + 1))
    if [ -z "$2" ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; printf '%s\n' "$2" | sed 's/^/# /'; bad=1
    fi
}
programs=("$top_builddir"/*.fcgi)
[ -x "${programs[0]}" ] || { echo "Bail out! no programs in $top_builddir"; exit 99; }
echo "1..5"
curl='' worker='' pie='' relro='' stack=''
for program in "${programs[@]}" "$top_builddir/hooklet"; do
    dynamic=$(readelf -Wd "$program")
    case $program in
    *.fcgi)
        grep -q 'NEEDED.*libcurl' <<<"$dynamic" && curl+="$program "
        nm "$program" 2>/dev/null | grep -qE ' [Tt] (worker_run|deploy_act|run|http_exchange|jobs_claim)$' && worker+="$program "
        ;;
    esac
    readelf -Wh "$program" | grep -q 'Type:.*DYN' || pie+="$program "
    grep -q 'BIND_NOW\|FLAGS.*NOW' <<<"$dynamic" || relro+="$program "
    readelf -Wl "$program" | grep 'GNU_STACK' | grep -q 'RWE' && stack+="$program "
done
grep -q 'NEEDED.*libcurl' <<<"$(readelf -Wd "$top_builddir/hooklet")" || curl+="(hooklet itself does not, so this test sees nothing) "
result "programs-do-not-link-libcurl" "$curl"
result "programs-hold-nothing-of-the-worker" "$worker"
result "position-independent" "$pie"
result "relocations-are-read-only" "$relro"
result "no-executable-stack" "$stack"
exit $bad
