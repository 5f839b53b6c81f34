#!/usr/bin/env bash
# The demo itself: from the tree to a deploy, in a directory of its own, twice (it is idempotent), and with a configuration of one's own.
set -u
srcdir=$(cd "${srcdir:-.}" && pwd)
demo() { "$srcdir/scripts/demo" --once --build "${top_builddir:-.}" "$@" >"$dir/out" 2>&1; }
dir=$(mktemp -d "${TMPDIR:-/tmp}/hk-XXXXXX")
trap 'rm -rf "$dir"' EXIT
number=0 bad=0
result() {
    number=$((number + 1))
    if [ "$2" -eq 0 ]; then echo "ok $number - $1"; else
        echo "not ok $number - $1"; sed 's/^/# /' "$dir/out"; bad=1
    fi
}
echo "1..6"
demo --dir "$dir/demo" && grep -q 'deploying Codertocat/Hello-World' "$dir/out"
result "the-demo-deploys" $?
before=$(cat "$dir/demo/site/deployed")
demo --dir "$dir/demo" && [ "$(cat "$dir/demo/site/deployed")" != "$before" ]
result "and-again-in-the-same-directory" $?
printf 'run "any" {\n    events = {"*"}\n    command = {"true"}\n}\n' >"$dir/rules.conf"
GITHUB_WEBHOOK_SECRET=own demo --dir "$dir/own" --config "$dir/rules.conf"
result "rules-of-ones-own" $?
printf 'state = "/nowhere"\ngithub {\n    secret "mine" {\n        file = "%s"\n    }\n}\n' "$dir/own/secrets/github" >"$dir/whole.conf"
cat "$dir/rules.conf" >>"$dir/whole.conf"
demo --dir "$dir/own" --config "$dir/whole.conf"
result "a-whole-configuration-of-ones-own" $?
! demo --port nonsense && grep -q 'demo: --port' "$dir/out"
result "a-wrong-port-is-refused-in-words" $?
! demo --build "$dir" && grep -q 'demo: --build: there is no hooklet in' "$dir/out"
result "a-directory-without-a-build-is-refused" $?
exit $bad
