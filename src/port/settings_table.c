/* settings_table.c - the table of keys */
#include "config.h"

#include "port/outgoing.h"
#include "port/project.h"
#include "port/settings_table.h"

#define TOP (1u << SECTION_TOP)
#define GITHUB (1u << SECTION_GITHUB)
#define SECRET (1u << SECTION_SECRET)
#define ASANA (1u << SECTION_ASANA)
#define SLACK (1u << SECTION_SLACK)
#define SLACK_SECRET (1u << SECTION_SLACK_SECRET)
#define PERMIT (1u << SECTION_PERMIT)
#define CIRCLECI (1u << SECTION_CIRCLECI)
#define CIRCLECI_SECRET (1u << SECTION_CIRCLECI_SECRET)
#define PROJECT (1u << SECTION_PROJECT)
#define OUTGOING (1u << SECTION_OUTGOING)
#define SOURCE (1u << SECTION_SOURCE)
#define SOURCE_SECRET (1u << SECTION_SOURCE_SECRET)
#define DEPLOY (1u << SECTION_DEPLOY)
#define RUN (1u << SECTION_RUN)
#define COMMAND (1u << SECTION_COMMAND)
#define INVITE (1u << SECTION_INVITE)
#define TASKS (1u << SECTION_TASKS)
#define FEED (1u << SECTION_FEED)
#define DEPLOYMENT (1u << SECTION_DEPLOYMENT)
#define CI (1u << SECTION_CI)
#define RECEIVER (1u << SECTION_RECEIVER)
#define FORWARD (1u << SECTION_FORWARD)

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)

#define ID_MOST INT64_C(999999999999999999) /* what GitHub counts, installations for instance */
#define PROSE_MOST 60000 /* bytes; GitHub takes 65536 characters, and names have to be put in */

#define CI_PARAMETERS                                                                              \
    "{'ENVIRONMENT=environment', 'VERSION=version', 'SUBDOMAIN=subdomain', 'URL=url', "            \
    "'DEPLOYMENT=deployment', 'revision=revision'}"
#define NOTICES                                                                                    \
    "{pull_request, review_request, review, merge, issue_opened, issue_assigned, issue_closed, "   \
    "release, deployment}"

#define INVITE_MESSAGE                                                                             \
    "Thank you, @{username}! Now that this is merged, we would like you to be part of {org}: an "  \
    "invitation is on its way to you by e-mail.\n\n"                                               \
    "It asks nothing of you. Accept it if you like, come back whenever you have time, and if "     \
    "anything is unclear, just ask here.\n"

const struct section_form section_forms[SECTION_KINDS] = {
    [SECTION_TOP] = { "", SECTION_TOP, false },
    [SECTION_GITHUB] = { "github", SECTION_TOP, false },
    [SECTION_SECRET] = { "secret", SECTION_GITHUB, true },
    [SECTION_ASANA] = { "asana", SECTION_TOP, false },
    [SECTION_SLACK] = { "slack", SECTION_TOP, false },
    [SECTION_SLACK_SECRET] = { "secret", SECTION_SLACK, true },
    [SECTION_PERMIT] = { "permit", SECTION_SLACK, true },
    [SECTION_CIRCLECI] = { "circleci", SECTION_TOP, false },
    [SECTION_CIRCLECI_SECRET] = { "secret", SECTION_CIRCLECI, true },
    [SECTION_PROJECT] = { "project", SECTION_TOP, true },
    [SECTION_OUTGOING] = { "outgoing", SECTION_TOP, false },
    [SECTION_SOURCE] = { "source", SECTION_TOP, true },
    [SECTION_SOURCE_SECRET] = { "secret", SECTION_SOURCE, true },
    [SECTION_DEPLOY] = { "deploy", SECTION_TOP, true },
    [SECTION_RUN] = { "run", SECTION_TOP, true },
    [SECTION_COMMAND] = { "command", SECTION_TOP, true },
    [SECTION_INVITE] = { "invite", SECTION_TOP, true },
    [SECTION_TASKS] = { "tasks", SECTION_TOP, true },
    [SECTION_FEED] = { "feed", SECTION_TOP, true },
    [SECTION_DEPLOYMENT] = { "deployment", SECTION_TOP, true },
    [SECTION_CI] = { "ci", SECTION_TOP, true },
    [SECTION_RECEIVER] = { "receiver", SECTION_TOP, true },
    [SECTION_FORWARD] = { "forward", SECTION_TOP, true },
};

/* Each in the order of its enumeration. */
static const char *const log_formats[] = { "plain", "fields", "json", NULL };
static const char *const log_levels[] = { "error", "warning", "info", "debug", NULL };
static const char *const on_words[] = { "push", "merge", NULL };
static const char *const crash_words[] = { "rerun", "verify", "once", NULL };
static const char *const queue_words[] = { "newest", "all", NULL };
static const char *const command_words[] = { "ping", "help",   "deploy", "rollback",
                                             "lock", "unlock", NULL };
static const char *const who_words[] = { "anyone", "author", "write", "maintain", "member", NULL };
static const char *const role_words[] = { "member", "admin", NULL };
static const char *const permit_words[] = { "channel", "write", "group", NULL };
static const char *const version_words[] = { "v2", "v1.1", NULL };
static const char *const slack_words[] = { "none", "any", "tags", "built", NULL };
static const char *const scheme_words[] = { "standard-webhooks", "hmac", "token", NULL };
static const char *const encoding_words[] = { "hex", "base64", NULL };
static const char *const algorithm_words[] = { "sha256", "sha1", "sha512", NULL };
static const char *const notice_words[] = {
    "pull_request",   "review_request", "review",  "merge",      "issue_opened",
    "issue_assigned", "issue_closed",   "release", "deployment", NULL
};

const struct setting setting_table[] = {
    { TOP, "state", FORM_TEXT, HOOKLET_STATEDIR, NULL, 0, 0 },
    { TOP, "web_directory", FORM_TEXT, NULL, NULL, 0, 0 },
    { TOP, "web_url", FORM_TEXT, NULL, NULL, 0, 0 },
    { TOP, "web_paths", FORM_FLAG, "false", NULL, 0, 0 },
    { TOP, "log", FORM_WORD, "fields", log_formats, 0, 0 },
    { TOP, "log_level", FORM_WORD, "info", log_levels, 0, 0 },
    { TOP, "worker_threads", FORM_NUMBER, "4", NULL, 1, SETTINGS_THREADS_MOST },
    { TOP, "web_threads", FORM_NUMBER, "64", NULL, 1, SETTINGS_THREADS_MOST },
    { TOP, "cgi_drain", FORM_FLAG, "yes", NULL, 0, 0 },
    { TOP, "keep_bodies", FORM_DURATION, "14d", NULL, HOUR_MS, 3650 * DAY_MS },
    { TOP, "keep_attempts", FORM_DURATION, "30d", NULL, HOUR_MS, 3650 * DAY_MS },
    { TOP, "keep_events", FORM_DURATION, "90d", NULL, HOUR_MS, 3650 * DAY_MS },

    { GITHUB, "sha1", FORM_FLAG, "false", NULL, 0, 0 },
    { GITHUB, "clone_url", FORM_TEXT, "https://github.com", NULL, 0, 0 },
    { GITHUB, "api_url", FORM_TEXT, "https://api.github.com", NULL, 0, 0 },
    { GITHUB, "app_id", FORM_NAME, NULL, NULL, 0, 0 },
    { GITHUB, "private_key_file", FORM_TEXT, NULL, NULL, 0, 0 },
    { GITHUB | ASANA | SLACK | CIRCLECI, "token_file", FORM_TEXT, NULL, NULL, 0, 0 },
    { GITHUB, "installation", FORM_NUMBER, NULL, NULL, 1, ID_MOST },
    { GITHUB | OUTGOING, "user_agent", FORM_TEXT, PACKAGE_NAME "/" PACKAGE_VERSION, NULL, 0, 0 },
    { GITHUB, "read_delay", FORM_DURATION, "1s", NULL, 0, MINUTE_MS },
    { GITHUB, "commands", FORM_WORDS, "{ping, help, deploy, rollback, lock, unlock}", command_words,
      0, 0 },
    { GITHUB, "recover", FORM_LIST, NULL, NULL, 0, 0 },

    { ASANA, "api_url", FORM_TEXT, "https://app.asana.com/api/1.0", NULL, 0, 0 },
    { ASANA, "login_url", FORM_TEXT, "https://app.asana.com", NULL, 0, 0 },
    { ASANA, "client_id", FORM_NAME, NULL, NULL, 0, 0 },
    { ASANA, "client_secret_file", FORM_TEXT, NULL, NULL, 0, 0 },
    { ASANA, "redirect_uri", FORM_TEXT, "urn:ietf:wg:oauth:2.0:oob", NULL, 0, 0 },
    { ASANA | TASKS | FEED, "workspace", FORM_TEXT, NULL, NULL, 0, 0 },

    { SLACK, "webhook_url_file", FORM_TEXT, NULL, NULL, 0, 0 },
    { SLACK, "api_url", FORM_TEXT, "https://slack.com/api", NULL, 0, 0 },
    { SLACK, "response_url", FORM_TEXT, "https://hooks.slack.com", NULL, 0, 0 },
    { SLACK, "command", FORM_TEXT, "hooklet", NULL, 0, 0 },
    { SLACK, "team", FORM_TEXT, NULL, NULL, 0, 0 },
    { PERMIT, "who", FORM_WORD, "channel", permit_words, 0, 0 },
    { PERMIT, "group", FORM_TEXT, NULL, NULL, 0, 0 },

    { CIRCLECI, "api_url", FORM_TEXT, "https://circleci.com/api/v2", NULL, 0, 0 },
    { CIRCLECI, "legacy_url", FORM_TEXT, "https://circleci.com/api/v1.1", NULL, 0, 0 },
    { CIRCLECI, "app_url", FORM_TEXT, "https://app.circleci.com", NULL, 0, 0 },
    { CIRCLECI, "notify_token_file", FORM_TEXT, NULL, NULL, 0, 0 },

    { OUTGOING, "events", FORM_LIST, NULL, NULL, 1, 0 },
    { OUTGOING, "plain_http", FORM_FLAG, "false", NULL, 0, 0 },
    { OUTGOING, "networks", FORM_LIST, NULL, NULL, 0, 0 },
    { OUTGOING, "ports", FORM_LIST, NULL, NULL, 1, 0 },
    { OUTGOING, "ca_file", FORM_TEXT, NULL, NULL, 0, 0 },
    { OUTGOING, "transfers", FORM_NUMBER, "256", NULL, 1, OUTGOING_TRANSFERS_MOST },
    { OUTGOING, "disable_after", FORM_DURATION, "5d", NULL, HOUR_MS, 30 * DAY_MS },
    { OUTGOING, "confirm", FORM_FLAG, "true", NULL, 0, 0 },

    { SOURCE, "scheme", FORM_WORD, NULL, scheme_words, 0, 0 },
    { SOURCE, "header", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "prefix", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "encoding", FORM_WORD, "hex", encoding_words, 0, 0 },
    { SOURCE, "algorithm", FORM_WORD, "sha256", algorithm_words, 0, 0 },
    { SOURCE, "timestamp", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "signed", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "tolerance", FORM_DURATION, "5m", NULL, 1000, DAY_MS },
    { SOURCE, "id", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "replay_guard", FORM_FLAG, NULL, NULL, 0, 0 },
    { SOURCE, "event", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "action", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "repository", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "ref", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "commit", FORM_TEXT, NULL, NULL, 0, 0 },
    { SOURCE, "form", FORM_FLAG, "false", NULL, 0, 0 },
    { SOURCE, "body_most", FORM_NUMBER, "1048576", NULL, 1, 26214400 },

    { SECRET | SLACK_SECRET | CIRCLECI_SECRET | SOURCE_SECRET, "file", FORM_TEXT, NULL, NULL, 0,
      0 },
    { SECRET | CIRCLECI_SECRET | SOURCE_SECRET | RUN | COMMAND | FORWARD, "repositories", FORM_LIST,
      "{\"*\"}", NULL, 1, 0 },

    { SLACK | PROJECT, "channel", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "basedomain", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "urlpattern", FORM_TEXT, PROJECT_URLPATTERN, NULL, 0, 0 },
    { PROJECT, "urlseparator", FORM_TEXT, PROJECT_URLSEPARATOR, NULL, 0, 0 },
    { PROJECT, "url", FORM_LIST, NULL, NULL, 1, 0 },
    { PROJECT, "ci", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "version", FORM_WORD, "v2", version_words, 0, 0 },
    { PROJECT, "workflow", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "job", FORM_TEXT, PROJECT_JOB, NULL, 0, 0 },
    { PROJECT, "slug", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "definition", FORM_TEXT, NULL, NULL, 0, 0 },
    { PROJECT, "parameters", FORM_LIST, CI_PARAMETERS, NULL, 0, 0 },
    { PROJECT, "notices", FORM_WORDS, NOTICES, notice_words, 0, 0 },
    { PROJECT, "expect", FORM_DURATION, "30m", NULL, MINUTE_MS, DAY_MS },

    { DEPLOY, "repository", FORM_TEXT, NULL, NULL, 0, 0 },
    { DEPLOYMENT, "pull_requests", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOYMENT, "drafts", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOYMENT, "default_branch", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOYMENT, "slack", FORM_WORD, "none", slack_words, 0, 0 },
    { DEPLOYMENT, "after", FORM_TEXT, NULL, NULL, 0, 0 },
    { DEPLOYMENT, "confirm", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOYMENT, "contexts", FORM_LIST, "{all}", NULL, 1, 0 },

    { DEPLOY | DEPLOYMENT, "branches", FORM_LIST, NULL, NULL, 1, 0 },
    { DEPLOY | DEPLOYMENT, "tags", FORM_LIST, NULL, NULL, 1, 0 },
    { DEPLOY, "on", FORM_WORDS, "{push, merge}", on_words, 1, 0 },
    { DEPLOY, "paths", FORM_LIST, NULL, NULL, 1, 0 },
    { GITHUB | DEPLOY | DEPLOYMENT, "forks", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOY, "checkout", FORM_FLAG, "false", NULL, 0, 0 },
    { DEPLOY, "remote", FORM_TEXT, NULL, NULL, 0, 0 },
    { DEPLOY, "queue", FORM_WORD, "newest", queue_words, 0, 0 },

    { DEPLOY | RUN | FORWARD, "source", FORM_TEXT, "github", NULL, 0, 0 },
    { RUN | FORWARD, "events", FORM_LIST, NULL, NULL, 1, 0 },
    { RUN | FORWARD, "actions", FORM_LIST, NULL, NULL, 1, 0 },
    { RUN, "queue", FORM_WORD, "all", queue_words, 0, 0 },

    { DEPLOY | RUN | CI | RECEIVER, "command", FORM_ARGV, NULL, NULL, 1, 0 },
    { DEPLOY | RUN | CI, "steps", FORM_LIST, NULL, NULL, 1, 0 },
    { DEPLOY | RUN | DEPLOYMENT, "environment", FORM_TEXT, NULL, NULL, 0, 0 },

    { COMMAND, "run", FORM_ARGV, NULL, NULL, 1, 0 },
    { COMMAND, "who", FORM_WORD, "write", who_words, 0, 0 },
    { COMMAND, "help", FORM_TEXT, NULL, NULL, 0, 0 },

    { DEPLOY | RUN | COMMAND | CI | RECEIVER, "directory", FORM_TEXT, NULL, NULL, 0, 0 },
    { DEPLOY | RUN | COMMAND | CI | RECEIVER, "variables", FORM_LIST, NULL, NULL, 1, 0 },
    { DEPLOY | RUN | COMMAND | CI, "timeout", FORM_DURATION, "10m", NULL, 1000, DAY_MS },
    { DEPLOY | RUN | COMMAND | CI, "crash", FORM_WORD, "rerun", crash_words, 0, 0 },
    { DEPLOY | RUN | COMMAND | CI, "check", FORM_ARGV, NULL, NULL, 1, 0 },
    { DEPLOY | RUN | COMMAND | CI, "attempts", FORM_NUMBER, "1", NULL, 1, 20 },
    { TOP | DEPLOY | RUN | COMMAND | CI | RECEIVER, "host", FORM_NAME, NULL, NULL, 0, 0 },

    { RECEIVER, "timeout", FORM_DURATION, "15s", NULL, 1000, DAY_MS },

    { FORWARD, "owner", FORM_TEXT, NULL, NULL, 0, 0 },
    { FORWARD, "identifier", FORM_TEXT, NULL, NULL, 0, 0 },
    { FORWARD, "event", FORM_TEXT, NULL, NULL, 0, 0 },
    { FORWARD, "headers", FORM_LIST, NULL, NULL, 0, 0 },
    { FORWARD, "template", FORM_LIST, NULL, NULL, 1, 0 },

    { INVITE, "organization", FORM_TEXT, NULL, NULL, 0, 0 },
    { INVITE | TASKS | DEPLOYMENT, "repositories", FORM_LIST, NULL, NULL, 1, 0 },
    { INVITE, "after", FORM_NUMBER, "1", NULL, 1, 100 },
    { INVITE, "role", FORM_WORD, "member", role_words, 0, 0 },
    { INVITE, "message", FORM_PROSE, INVITE_MESSAGE, NULL, 0, PROSE_MOST },
    { INVITE, "countdown", FORM_PROSE, NULL, NULL, 0, PROSE_MOST },
    { INVITE, "greeting", FORM_PROSE, NULL, NULL, 0, PROSE_MOST },
    { INVITE, "welcome", FORM_PROSE, NULL, NULL, 0, PROSE_MOST },
    { INVITE, "welcome_repository", FORM_TEXT, NULL, NULL, 0, 0 },

    { TASKS | FEED, "project", FORM_TEXT, NULL, NULL, 0, 0 },
    { TASKS, "tag", FORM_TEXT, "GitHub", NULL, 0, 0 },
    { TASKS, "both_ways", FORM_FLAG, "false", NULL, 0, 0 },

    { FEED, "url", FORM_TEXT, NULL, NULL, 0, 0 },
    { FEED, "assignee", FORM_TEXT, NULL, NULL, 0, 0 },
    { FEED, "tag", FORM_TEXT, "StackOverflow", NULL, 0, 0 },
    { FEED, "every", FORM_DURATION, "15m", NULL, MINUTE_MS, DAY_MS },
    { FEED, "since", FORM_TEXT, NULL, NULL, 0, 0 },
};
const size_t setting_count = sizeof(setting_table) / sizeof(setting_table[0]);
