#!/usr/bin/env bash
# The demo itself: from the tree to a deploy, in a directory of its own, twice (it is idempotent), and with a configuration of one's own.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
[ -w "$srcdir" ] || { echo "1..0 # SKIP the demo builds in its tree, and this one is read-only"; exit 0; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/hk-XXXXXX")
trap 'rm -rf "$dir"' EXIT
number=0 bad=0
result() {
    number=$((number + 1))
    if [ "$2" -eq 0 ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; sed 's/^/# /' "$dir/out"; bad=1
    fi
}
echo "1..5"
"$srcdir/scripts/demo" --once --dir "$dir/demo" >"$dir/out" 2>&1 && grep -q 'deploying Codertocat/Hello-World' "$dir/out"
result "the-demo-deploys" $?
before=$(cat "$dir/demo/site/deployed")
"$srcdir/scripts/demo" --once --dir "$dir/demo" >"$dir/out" 2>&1 && [ "$(cat "$dir/demo/site/deployed")" != "$before" ]
result "and-again-in-the-same-directory" $?
printf 'run "any" {\n    events = {"*"}\n    command = {"true"}\n}\n' >"$dir/rules.conf"
GITHUB_WEBHOOK_SECRET=own "$srcdir/scripts/demo" --once --dir "$dir/own" --config "$dir/rules.conf" >"$dir/out" 2>&1
result "rules-of-ones-own" $?
printf 'state = "/nowhere"\ngithub {\n    secret "mine" {\n        file = "%s"\n    }\n}\n' "$dir/own/secrets/github" >"$dir/whole.conf"
cat "$dir/rules.conf" >>"$dir/whole.conf"
"$srcdir/scripts/demo" --once --dir "$dir/own" --config "$dir/whole.conf" >"$dir/out" 2>&1
result "a-whole-configuration-of-ones-own" $?
! "$srcdir/scripts/demo" --once --port nonsense >"$dir/out" 2>&1 && grep -q 'demo: --port' "$dir/out"
result "a-wrong-port-is-refused-in-words" $?
exit $bad
