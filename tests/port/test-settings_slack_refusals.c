/* src/port/settings_slack.c: what can't be meant has its line and its remedy. */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define SECRET "secret a { file = '@/secret' }"
#define BOT "token_file = '@/token' " SECRET

static const struct refusal refusals[] = {
    { "token-without-a-secret", "\nslack { token_file = '@/token' }\n", 2,
      "slack has no secret: every request will be refused; add slack { secret \"main\"" },
    { "token-and-webhook", "slack { " BOT "\n webhook_url_file = '@/hook' }\n", 2,
      "token_file and webhook_url_file stand side by side; keep one of them" },
    { "token-of-several-words", "slack { " SECRET "\n token_file = '@/words' }\n", 2,
      "is no token or secret" },
    { "token-open-to-others", "slack { " SECRET "\n token_file = '@/wide' }\n", 2, "chmod 0400" },
    { "token-that-is-relative", "slack { " SECRET "\n token_file = token }\n", 2, "from / on" },
    { "secret-of-repositories",
      "slack { secret a { file = '@/secret'\n repositories = { acme/web } } }\n", 2,
      "unknown key repositories" },
    { "secret-without-a-file", "slack {\n secret a { } }\n", 2, "file is missing; add file" },
    { "api-url-of-the-web-site", "slack {\n api_url = 'https://slack.com/' }\n", 2,
      "the API is https://slack.com/api" },
    { "api-url-without-a-scheme", "slack {\n api_url = slack.com/api }\n", 2,
      "write https://slack.com/api" },
    { "response-url-with-a-path", "slack {\n response_url = 'https://hooks.slack.com/x' }\n", 2,
      "write https://HOST alone" },
    { "response-url-without-a-scheme", "slack {\n response_url = hooks.slack.com }\n", 2,
      "write https://hooks.slack.com" },
    { "command-with-a-slash", "slack {\n command = '/deploy' }\n", 2, "without the slash" },
    { "command-in-capitals", "slack {\n command = Deploy }\n", 2, "lower-case letters" },
    { "command-of-32-letters", "slack {\n command = abcdefghijklmnopqrstuvwxyzabcdef }\n", 2,
      "write 1 to 31 lower-case letters" },
    { "team-by-its-name", "slack {\n team = acme }\n", 2,
      "team: acme is no id of Slack's; write the one that begins with T, as T0123ABCD" },
    { "channel-by-its-name", "slack {\n channel = web }\n", 2, "begins with C, as C0123ABCD" },
    { "channel-with-its-mark", "slack {\n channel = '#web' }\n", 2,
      "channel: #web is no id of Slack's; write the one that begins with C, as C0123ABCD" },
    { "permit-of-no-command", "slack {\n permit deplay { who = write } }\n", 2,
      "unknown command deplay; did you mean deploy?" },
    { "permit-far-from-all", "slack {\n permit frobnicate { who = write } }\n", 2,
      "there are setup reset set" },
    { "permit-of-an-alias", "slack {\n permit config { } }\n", 2, "unknown command config" },
    { "permit-twice", "slack { permit lock { }\n permit lock { } }\n", 2, "rename one of them" },
    { "permit-without-a-name", "slack {\n permit { } }\n", 2, "permit needs a name" },
    { "permit-at-the-top", "permit lock { }\n", 1, "permit stands in slack { ... } only" },
    { "who-of-github", "slack { permit lock {\n who = maintain } }\n", 2,
      "unknown word maintain; it takes channel, write, group" },
    { "group-without-its-id", "slack { " BOT "\n permit lock {\n who = group } }\n", 3,
      "add group = S0123ABCD" },
    { "group-that-nobody-asks-for", "slack { permit lock {\n group = S01 } }\n", 2,
      "group needs who = group; add that, or remove group" },
    { "group-by-its-name", "slack { " BOT "\n permit lock { who = group\n group = admins } }\n", 3,
      "group: admins is no id of Slack's" },
    { "group-that-nobody-can-look-into",
      "slack { " SECRET " permit lock {\n who = group group = S01 } }\n", 2,
      "who: nobody can look who is in a group; add token_file to slack { }" },
    { "slack-twice", "slack { }\nslack { }\n", 2, "put all into one" },
    { "slack-with-a-name", "slack \"a\" { }\n", 1, "takes no name" },
    { "misspelt-key", "slack {\n webhook_url = 'https://h/canary' }\n", 2,
      "did you mean webhook_url_file?" },
    { "a-token-in-plain-sight", "slack {\n token = xoxb-canary }\n", 2,
      "unknown key token; did you mean token_file?" },
    { "misspelt-section", "slak {\n }\n", 1, "did you mean slack?" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "token", "xoxb-canary\n", 0400));
    free(settings_directory_write(directory, "secret", "canary\n", 0400));
    free(settings_directory_write(directory, "hook", "https://h/canary\n", 0400));
    free(settings_directory_write(directory, "wide", "canary\n", 0440));
    free(settings_directory_write(directory, "words", "the canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_slack_refusals", refusals, sizeof(refusals) / sizeof(refusals[0]),
                        fill);
}
