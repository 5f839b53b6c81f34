/*
 * src/port/settings_tasks.c, src/port/settings_feed.c: what can't be meant has its line and its
 * remedy.
 */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define ASANA "asana { token_file = '@/token' }"
#define PLACE "workspace = w project = p"
#define FEED "url = 'https://h/f' " PLACE

static const struct refusal refusals[] = {
    { "tasks-of-nobody", "\ntasks a { repositories = acme/web }\n", 2,
      "tasks \"a\": nobody can make tasks; add token_file, or client_id and client_secret_file" },
    { "tasks-without-repositories", ASANA "\ntasks a { }\n", 2, "repositories is missing; add" },
    { "tasks-of-no-repository", ASANA "\ntasks a { repositories = {} }\n", 2, "empty list" },
    { "tasks-of-an-owner", ASANA "\ntasks a {\n repositories = acme }\n", 3,
      "neither OWNER/NAME nor a pattern" },
    { "tasks-without-a-name", ASANA "\ntasks { repositories = acme/web }\n", 2, "needs a name" },
    { "both-ways-without-github",
      ASANA "\ntasks a { repositories = acme/web\n both_ways = true }\n", 3,
      "both_ways: nobody can close or assign its issues; add app_id" },
    { "both-ways-maybe", ASANA "\ntasks a { repositories = acme/web\n both_ways = maybe }\n", 3,
      "neither true nor false" },
    { "project-empty", ASANA "\ntasks a { repositories = acme/web\n project = '' }\n", 3,
      "fill it in" },
    { "project-with-a-blank-before",
      ASANA "\ntasks a { repositories = acme/web\n project = ' web' }\n", 3,
      "begins or ends with a blank" },
    { "tag-empty", ASANA "\ntasks a { repositories = acme/web\n tag = '' }\n", 3, "fill it in" },
    { "tag-as-a-list", ASANA "\ntasks a { repositories = acme/web\n tag = { a, b } }\n", 3,
      "one value" },
    { "workspace-of-a-blank", ASANA "\ntasks a { repositories = acme/web\n workspace = ' ' }\n", 3,
      "begins or ends with a blank" },
    { "tasks-with-a-timeout", ASANA "\ntasks a { repositories = acme/web\n timeout = 5m }\n", 3,
      "timeout" },
    { "tasks-with-a-host", ASANA "\ntasks a { repositories = acme/web\n host = web1 }\n", 3,
      "host" },
    { "tasks-with-a-command", ASANA "\ntasks a { repositories = acme/web\n command = make }\n", 3,
      "it belongs into" },
    { "the-same-repository-twice",
      ASANA "\ntasks a { repositories = acme/web }\ntasks b {\n repositories = Acme/Web }\n", 4,
      "repositories: Acme/Web never comes here, tasks \"a\" " },
    { "the-same-pattern-twice",
      ASANA "\ntasks a { repositories = 'acme/[ab]' }\ntasks b {\n"
            "repositories = { x/y, 'acme/[ab]' } }\n",
      4, "has it already; put this rule before that one, or remove acme/[ab]" },
    { "a-repository-of-an-earlier-pattern",
      ASANA "\ntasks a { repositories = { x/y, 'acme/*' } }\ntasks b {\n"
            "repositories = { acme/web } }\n",
      4, ":2) has acme/* already" },
    { "a-pattern-of-an-earlier-pattern",
      ASANA "\ntasks a { repositories = '*' }\ntasks b {\n repositories = 'acme/w?b*' }\n", 4,
      "has * already" },
    { "a-name-of-another-kind",
      ASANA "\ntasks a { repositories = acme/web }\nfeed a { " FEED " }\n", 3, "rename one" },

    { "feed-of-nobody", "\nfeed a { " FEED " }\n", 2, "feed \"a\": nobody can make tasks; add" },
    { "feed-without-a-url", ASANA "\nfeed a { " PLACE " }\n", 2, "url is missing; add url = " },
    { "feed-without-a-project", ASANA "\nfeed a { url = 'https://h/f' workspace = w }\n", 2,
      "project is missing; add project = " },
    { "feed-without-a-workspace", ASANA "\nfeed a { url = 'https://h/f' project = p }\n", 2,
      "workspace is missing; add workspace = 'NAME' here, or to asana" },
    { "feed-of-a-refused-workspace",
      "asana { token_file = '@/token'\n workspace = '' }\n"
      "feed a { url = 'https://h/f' project = p }\n",
      2, "fill it in" },
    { "feed-url-without-a-scheme", ASANA "\nfeed a { " PLACE "\n url = 'h/f?key=canary' }\n", 3,
      "url: h/f is no http or https URL; write https://HOST/PATH" },
    { "feed-url-without-a-host", ASANA "\nfeed a { " PLACE "\n url = 'https://?a' }\n", 3,
      "no http or https URL" },
    { "feed-url-with-a-blank", ASANA "\nfeed a { " PLACE "\n url = 'https://h/a b' }\n", 3,
      "no http or https URL" },
    { "feed-url-with-a-password", ASANA "\nfeed a { " PLACE "\n url = 'https://me:canary@@h/f' }\n",
      3, "there is a user's name in it" },
    { "feed-url-empty", ASANA "\nfeed a { " PLACE "\n url = '' }\n", 3, "fill it in" },
    { "feed-url-twice", ASANA "\nfeed a { " FEED " }\nfeed b { " PLACE "\n url = 'https://h/f' }\n",
      4, "url: feed \"a\" (" },
    { "feed-with-repositories", ASANA "\nfeed a { " FEED "\n repositories = acme/web }\n", 3,
      "repositories" },
    { "every-no-duration", ASANA "\nfeed a { " FEED "\n every = often }\n", 3, "10m" },
    { "every-under-a-minute", ASANA "\nfeed a { " FEED "\n every = 59s }\n", 3, "1m to 1d" },
    { "every-over-a-day", ASANA "\nfeed a { " FEED "\n every = 25h }\n", 3, "1m to 1d" },
    { "since-a-word", ASANA "\nfeed a { " FEED "\n since = yesterday }\n", 3,
      "neither a date, 2026-11-01, nor a time" },
    { "since-the-31st-of-november", ASANA "\nfeed a { " FEED "\n since = 2026-11-31 }\n", 3,
      "neither a date" },
    { "since-a-date-of-two-digits", ASANA "\nfeed a { " FEED "\n since = 26-11-01 }\n", 3,
      "neither a date" },
    { "since-without-a-zone", ASANA "\nfeed a { " FEED "\n since = 2026-11-01T08:00:00 }\n", 3,
      "neither a date" },
    { "since-the-first-moment", ASANA "\nfeed a { " FEED "\n since = 1970-01-01 }\n", 3,
      "neither a date" },
    { "since-empty", ASANA "\nfeed a { " FEED "\n since = '' }\n", 3, "fill it in" },
    { "assignee-empty", ASANA "\nfeed a { " FEED "\n assignee = '' }\n", 3, "fill it in" },
    { "assignee-with-a-blank", ASANA "\nfeed a { " FEED "\n assignee = 'ann ' }\n", 3,
      "begins or ends with a blank" },
    { "feed-with-both-ways", ASANA "\nfeed a { " FEED "\n both_ways = true }\n", 3,
      "it belongs into tasks" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "token", "canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_tasks_refusals", refusals, sizeof(refusals) / sizeof(refusals[0]),
                        fill);
}
