/*
 * src/port/settings_invite.c, and texts of several lines: what is wrong has its line and its
 * remedy.
 */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define ACME "invite a { organization = acme"

static const struct refusal refusals[] = {
    { "without-an-organization", "\ninvite a { }\n", 2, "add organization = \"LOGIN\"" },
    { "organization-as-a-url", "invite a {\n organization = 'https://github.com/acme' }\n", 2,
      "no login" },
    { "organization-empty", "invite a {\n organization = '' }\n", 2, "fill it in" },
    { "without-a-name", "\ninvite { organization = acme }\n", 2, "invite \"NAME\"" },
    { "repositories-odd", ACME "\n repositories = { web } }\n", 2, "'acme/*'" },
    { "repositories-empty", ACME "\n repositories = { } }\n", 2, "empty list" },
    { "repository-for-repositories", ACME "\n repository = acme/web }\n", 2,
      "did you mean repositories?" },
    { "after-zero", ACME "\n after = 0 }\n", 2, "1 to 100" },
    { "after-101", ACME "\n after = 101 }\n", 2, "1 to 100" },
    { "after-of-letters", ACME "\n after = one }\n", 2, "no number" },
    { "role-unknown", ACME "\n role = membre }\n", 2, "did you mean member?" },
    { "role-far-from-all", ACME "\n role = owner }\n", 2, "member, admin" },
    { "message-empty", ACME "\n message = \"\" }\n", 2, "fill it in" },
    { "message-of-blanks", ACME "\n message = \"\n \t\n\" }\n", 2, "fill it in" },
    { "message-with-a-bell", ACME "\n message = 'a\a' }\n", 2, "control character" },
    { "message-of-broken-utf8", ACME "\n message = 'a\xff' }\n", 2, "invalid UTF-8" },
    { "message-with-a-lone-return", ACME "\n message = 'a\rb' }\n", 2, "control character" },
    { "message-as-a-list", ACME "\n message = { a, b } }\n", 2, "one value" },
    { "placeholder-misspelt", ACME "\n message = 'Hi {usrname}' }\n", 2,
      "did you mean {username}?" },
    { "placeholder-of-another-program", ACME "\n message = 'Hi {login} of {org}' }\n", 2,
      "{login}; there are {username}, {org}" },
    { "placeholder-in-a-greeting", ACME "\n greeting = 'You are {counts}.' }\n", 2, "{count}?" },
    { "placeholder-in-a-countdown", ACME " after = 2\n countdown = '{remain_ing}' }\n", 2,
      "{remaining}?" },
    { "placeholder-in-a-welcome",
      ACME " welcome_repository = acme/hall\n welcome = '{organisation}' }\n", 2,
      "unknown placeholder {organisation}" },
    { "countdown-that-is-never-said", ACME "\n countdown = '{remaining} to go' }\n", 2,
      "after = 2" },
    { "countdown-of-after-one", ACME " after = 1\n countdown = x }\n", 2, "never said" },
    { "welcome-without-a-place", ACME "\n welcome = 'Hello' }\n", 2,
      "welcome_repository = \"OWNER/NAME\"" },
    { "welcome-place-without-a-text", ACME "\n welcome_repository = acme/hall }\n", 2,
      "add welcome" },
    { "welcome-in-all-repositories", ACME " welcome = x\n welcome_repository = 'acme/*' }\n", 2,
      "not OWNER/NAME" },
    { "work-of-a-rule-that-runs", ACME "\n timeout = 1m }\n", 2, "it belongs into deploy" },
    { "command-in-an-invitation", ACME "\n command = { x } }\n", 2,
      "it belongs into slack or deploy or run or ci" },
    { "unknown-key-with-a-long-text", ACME "\n mesage = 'a\nb' }\n", 2, "did you mean message?" },
    { "message-twice", ACME "\n message = 'a\nb'\n message = c }\n", 4, "first in" },
    { "text-without-end", ACME "\n message = 'a\nb }\nrun c { }\n", 2, "has no end; close it" },
    { "text-that-ends-in-the-next-one", ACME "\n message = \"a\n greeting = \"b\" }\n", 2,
      "ends in line 3, before a word" },
    { "apostrophe-in-single-quotes", ACME "\n message = 'a\nDon't' }\n", 2,
      "ends in line 3, before a word" },
    { "apostrophe-on-the-first-line", ACME "\n message = 'Don't' }\n", 2, "ends in line 2" },
    { "line-behind-a-long-text", ACME " message = 'a\nb'\n}\nstat = /x\n", 4,
      "did you mean state?" },
    { "backslash-before-a-tab-letter", ACME "\n message = \"a\\tb\" }\n", 2, "takes n, " },
    { "environment-in-a-long-text", ACME "\n message = \"a\n${HOME}\" }\n", 2, "single quotes" },
    { "joined-lines-in-single-quotes", ACME "\n message = 'a\\\nb' }\n", 2, "backslash twice" },
};

static void
fill(const char *directory)
{
    (void)directory;
    setenv("GITHUB_APP_ID", "1", 1);
    setenv("GITHUB_APP_PK", "-----BEGIN PRIVATE KEY-----\\nAAAA\\n-----END PRIVATE KEY-----", 1);
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_invite_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}
