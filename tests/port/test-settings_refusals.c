/*
 * src/port/settings.c: every mistake has its line and its remedy; what is good is read as it was
 * meant.
 */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define RULE "repository = a/b command = { x }"

/* 64 bytes */
#define LONG "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static const struct refusal refusals[] = {
    { "state-relative", "host = x\nstate = var/lib\n", 2, "from / on" },
    { "state-empty", "\nstate = \"\"\n", 2, "fill it in" },
    { "log-unknown", "log = jsn\n", 1, "did you mean json?" },
    { "log-level-unknown", "log_level = loud\n", 1, "error, warning, info, debug" },
    { "threads-zero", "worker_threads = 0\n", 1, "1 to 256" },
    { "threads-no-number", "web_threads = many\n", 1, "no number" },
    { "keep-no-duration", "keep_bodies = 2weeks\n", 1, "7d" },
    { "keep-too-short", "keep_events = 5m\n", 1, "1h to" },
    { "host-with-a-blank", "host = 'a b'\n", 1, "letters" },
    { "flag-maybe", "github {\n sha1 = maybe }\n", 2, "neither true nor false" },
    { "clone-url-runs-a-program", "github { clone_url = 'ext::sh -c x' }\n", 1, "git clones from" },
    { "clone-url-is-an-option", "github { clone_url = '-u:x' }\n", 1, "git clones from" },
    { "deploy-without-repository", "deploy a {\n command = { x } }\n", 1,
      "repository = \"OWNER/NAME\"" },
    { "deploy-repository-of-one-word", "deploy a {\n repository = web command = { x } }\n", 2,
      "OWNER/NAME" },
    { "deploy-repository-of-three", "deploy a {\n repository = a/b/c command = { x } }\n", 2,
      "OWNER/NAME" },
    { "deploy-with-repositories", "deploy a { " RULE "\n repositories = { a/c } }\n", 2,
      "did you mean repository?" },
    { "deploy-pattern-without-slash", "deploy a { repository = 'acme*' command = { x } }\n", 1,
      "'acme/*'" },
    { "checkout-of-a-pattern", "deploy a { repository = 'a/*' checkout = yes directory = '@' }\n",
      1, "one repository" },
    { "checkout-without-directory", "deploy a { repository = a/b checkout = yes }\n", 1,
      "needs a directory" },
    { "checkout-of-root", "deploy a { repository = a/b checkout = yes directory = / }\n", 1,
      "its own" },
    { "nothing-to-do", "\ndeploy a { repository = a/b }\n", 2, "checkout = true" },
    { "nothing-to-run", "\nrun a { events = { push } }\n", 2, "command = " },
    { "command-and-steps", "deploy a { " RULE "\n steps = { x } }\n", 2, "keep one" },
    { "command-empty", "deploy a { repository = a/b\n command = { } }\n", 2, "empty list" },
    { "command-of-an-empty-word", "deploy a { repository = a/b\n command = { '' } }\n", 2,
      "empty value" },
    { "command-as-a-line", "deploy a { repository = a/b\n command = 'make x' }\n", 2,
      "list of words" },
    { "steps-with-an-open-quote", "deploy a { repository = a/b\n steps = { x, \"make 'y\" } }\n", 2,
      "make 'y" },
    { "steps-with-a-blank-one", "deploy a { repository = a/b\n steps = { '  ' } }\n", 2,
      "no word" },
    { "directory-relative", "deploy a { " RULE "\n directory = srv }\n", 2, "from / on" },
    { "directory-missing", "deploy a { " RULE "\n directory = '@/none' }\n", 2, "make it" },
    { "directory-is-a-file", "deploy a { " RULE "\n directory = '@/test.conf' }\n", 2,
      "no directory" },
    { "checkout-parent-missing",
      "deploy a { repository = a/b checkout = on\n directory = '@/x/y' }\n", 2, "make that" },
    { "timeout-no-duration", "deploy a { " RULE "\n timeout = soon }\n", 2, "90s, 10m, 2h or 7d" },
    { "timeout-zero", "deploy a { " RULE "\n timeout = 0s }\n", 2, "1s to 1d" },
    { "timeout-over-a-day", "deploy a { " RULE "\n timeout = 25h }\n", 2, "1s to 1d" },
    { "attempts-zero", "deploy a { " RULE "\n attempts = 0 }\n", 2, "1 to 20" },
    { "attempts-21", "run a { events = { push } command = { x }\n attempts = 21 }\n", 2,
      "1 to 20" },
    { "on-unknown", "deploy a { " RULE "\n on = { push, merg } }\n", 2, "did you mean merge?" },
    { "queue-unknown", "deploy a { " RULE "\n queue = latest }\n", 2, "newest, all" },
    { "crash-unknown", "deploy a { " RULE "\n crash = verfy }\n", 2, "did you mean verify?" },
    { "crash-verify-without-check", "deploy a { " RULE "\n crash = verify }\n", 2, "check = " },
    { "check-without-crash-verify", "deploy a { " RULE "\n check = { x } }\n", 2,
      "crash = verify" },
    { "paths-on-merge-only", "deploy a { " RULE " on = merge\n paths = { 'x/*' } }\n", 2,
      "on = { push }" },
    { "tags-on-merge-only", "deploy a { " RULE " on = { merge }\n tags = { v1 } }\n", 2,
      "on = { push }" },
    { "paths-from-root", "deploy a { " RULE "\n paths = { /web } }\n", 2, "leave out /" },
    { "branches-as-refs", "deploy a { " RULE "\n branches = { refs/heads/main } }\n", 2,
      "leave out refs/heads/" },
    { "branches-empty", "deploy a { " RULE "\n branches = { } }\n", 2, "empty list" },
    { "remote-without-checkout", "deploy a { " RULE "\n remote = 'https://x/y' }\n", 2,
      "checkout = true" },
    { "remote-is-an-option",
      "deploy a { repository = a/b checkout = on directory = '@/new'\n"
      " remote = '--upload-pack=x' }\n",
      2, "fetches" },
    { "variable-without-value", "deploy a { " RULE "\n variables = { A } }\n", 2, "NAME=value" },
    { "variable-of-a-digit", "deploy a { " RULE "\n variables = { '1A=b' } }\n", 2, "NAME=value" },
    { "variable-of-ours", "deploy a { " RULE "\n variables = { 'HOOKLET_SHA=b' } }\n", 2,
      "another name" },
    { "variable-of-the-loader", "deploy a { " RULE "\n variables = { 'LD_PRELOAD=b' } }\n", 2,
      "another name" },
    { "variable-of-the-shell", "deploy a { " RULE "\n variables = { 'BASH_ENV=b' } }\n", 2,
      "another name" },
    { "variable-of-git", "deploy a { " RULE "\n variables = { 'GIT_CONFIG_COUNT=1' } }\n", 2,
      "another name" },
    { "variable-twice", "deploy a { " RULE "\n variables = { 'A=1', 'B=2', 'A=3' } }\n", 2,
      "keep one" },
    { "control-character", "deploy a { " RULE "\n environment = 'a\tb' }\n", 2,
      "control character" },
    { "run-without-events", "run a {\n command = { x } }\n", 1, "events = { push }" },
    { "run-event-in-capitals", "run a { command = { x }\n events = { Push } }\n", 2, "event name" },
    { "run-action-too-long",
      "run a { command = { x } events = { push }\n actions = { '" LONG LONG LONG LONG "' } }\n", 2,
      "255 bytes" },
    { "run-action-with-a-bell",
      "run a { command = { x } events = { push }\n actions = { '\a' } }\n", 2,
      "control character" },
    { "run-repositories-odd",
      "run a { command = { x } events = { push }\n repositories = { acme } }\n", 2, "OWNER" },
    { "two-checkouts-in-one-directory",
      "deploy a { repository = a/b checkout = on directory = '@/new' }\n"
      "deploy b { repository = a/c checkout = on\n directory = \"@//new/\" }\n",
      3, "its own" },
    { "same-name-in-an-included-file", "deploy c { " RULE " }\ninclude(\"more.conf\")\n", 1,
      "rename one" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "more.conf", "deploy c { }\n", 0600));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_refusals", refusals, sizeof(refusals) / sizeof(refusals[0]),
                        fill);
}
