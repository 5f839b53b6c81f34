#!/usr/bin/env bash
# The programs are lean and hardened: no libcurl, nothing of the worker or of other events; position independent, read-only
# relocations, stacks that are watched, and calls of libc that check the sizes of buffers.
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
echo "1..8"
curl='' worker='' events='' pie='' relro='' stack='' canary='' fortify=''
for program in "${programs[@]}" "$top_builddir/hooklet"; do
    dynamic=$(readelf -Wd "$program")
    case $program in
    *.fcgi)
        grep -q 'NEEDED.*libcurl' <<<"$dynamic" && curl+="$program "
        nm "$program" 2>/dev/null | grep -qE ' [Tt] (worker_run|deploy_act|run|http_exchange|jobs_claim)$' && worker+="$program "
        # An object that is linked leaves the name of its source, whatever is thrown out of it afterwards.
        decides=$(readelf -Ws "$program" | awk '$4 == "FILE" { print $8 }' | grep '^decide' | grep -vE '^decide(d|d_tasks|_ping|_other)\.c$')
        case $program in
        */github-other.fcgi) grep -q '^decide.c$' <<<"$decides" || events+="(github-other does not decide all, so this test sees nothing) " ;;
        *) [ "$(grep -c . <<<"$decides")" -le 1 ] && ! grep -q '^decide.c$' <<<"$decides" || events+="$program: $(echo $decides) " ;;
        esac
        ;;
    esac
    readelf -Wh "$program" | grep -q 'Type:.*DYN' || pie+="$program "
    segments=$(readelf -Wl "$program") symbols=$(readelf -W --dyn-syms "$program")
    grep -q 'BIND_NOW\|FLAGS.*NOW' <<<"$dynamic" && grep -q GNU_RELRO <<<"$segments" || relro+="$program "
    grep GNU_STACK <<<"$segments" | grep -q RWE && stack+="$program "
    grep -q ' __stack_chk_fail@' <<<"$symbols" || canary+="$program "
    grep -q ' __[a-z]*printf_chk@' <<<"$symbols" || fortify+="$program "
done
grep -q 'NEEDED.*libcurl' <<<"$(readelf -Wd "$top_builddir/hooklet")" || curl+="(hooklet itself does not, so this test sees nothing) "
result "programs-do-not-link-libcurl" "$curl"
result "programs-hold-nothing-of-the-worker" "$worker"
result "a-program-decides-its-own-event-alone" "$events"
result "position-independent" "$pie"
result "relocations-are-read-only" "$relro"
result "no-executable-stack" "$stack"
result "stacks-are-watched" "$canary"
result "sizes-of-buffers-are-checked" "$fortify"
exit $bad
