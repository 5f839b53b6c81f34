/* chat_list.c - list and status: what was deployed, and how things stand. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/deployments_rows.h"
#include "store/environment.h"
#include "store/people.h"
#include "wire/slack_text.h"
#include "work/chat_ask.h"
#include "work/chat_parts.h"
#include "work/deployment_state.h"

enum { LISTED = 10, DETAIL_MOST = 80 /* characters */ };

/* Whoever asked for it: mentioned where that is known, but not woken up, as this is for one. */
static int
who(const struct chat *chat, const struct deployment *row, const char **words)
{
    struct person person = { 0 };
    int rc = 0;

    *words = row->by_slack;
    if (*words == NULL && row->by != NULL)
        rc = person_look(chat->db, PERSON_BY_GITHUB, row->by, chat->pool, &person);
    if (*words == NULL && rc == 0)
        *words = person.slack;
    if (*words != NULL)
        *words = slack_mention(chat->pool, *words);
    else
        *words = row->by == NULL ? "somebody" : slack_line(chat->pool, row->by);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* Where it, or what builds it, can be seen. */
static const char *
link_of(const struct chat *chat, const struct deployment *row)
{
    if (row->url != NULL && row->state == DEPLOYMENT_SUCCESS)
        return pool_printf(chat->pool, " %s", slack_link(chat->pool, row->url, row->url));
    if (row->build_url != NULL)
        return pool_printf(chat->pool, " %s", slack_link(chat->pool, row->build_url, "build"));
    return "";
}

static const char *
detail_of(const struct chat *chat, const struct deployment *row)
{
    if (row->detail == NULL || row->state == DEPLOYMENT_SUCCESS)
        return "";
    return pool_printf(chat->pool, ": %s",
                       slack_cut(chat->pool, slack_line(chat->pool, row->detail), DETAIL_MOST));
}

/* "`v1.2` (`1a2b3c4d5e`) by @ann, today 10:00: deployed https://..." */
static int
line_of(const struct chat *chat, const struct deployment *row, const char **line)
{
    const char *by = NULL;
    int rc = who(chat, row, &by);

    *line = pool_printf(chat->pool, "%s by %s, %s: %s%s%s",
                        chat_ref_words(chat->pool, row->ref, row->sha), by,
                        slack_date(chat->pool, row->created_ms), deployment_state_words(row->state),
                        detail_of(chat, row), link_of(chat, row));
    return rc;
}

int
chat_list(struct chat *chat)
{
    struct deployment_filter filter = { .repository = chat->project.settings.repository,
                                        .most = LISTED };
    const char *text = "The newest deployments:", *line = NULL;
    struct workflow_place place = { 0 };
    struct deployments rows = { 0 };
    int rc;

    if (chat->words.count > 2) {
        chat_usage(chat, "One environment at a time, please.");
        return 0;
    }
    if (chat->words.count == 2)
        chat_place(chat, chat->words.items[1], &place);
    if (chat->words.count == 2 && place.rule == NULL)
        return 0;
    filter.environment = place.environment;
    rc = deployment_look_list(chat->db, &filter, chat->pool, &rows);
    if (rc == 0 && rows.count == 0)
        text =
            place.environment == NULL
                ? "Nothing was deployed yet."
                : pool_printf(chat->pool, "Nothing was deployed to *%s* yet.", place.environment);
    for (size_t i = 0; i < rows.count && rc == 0; i++) {
        rc = line_of(chat, &rows.rows[i], &line);
        text = pool_printf(chat->pool, "%s\n*%s* %s", text,
                           slack_line(chat->pool, rows.rows[i].environment), line);
    }
    if (rc == 0)
        chat_say(chat, "%s", text);
    return rc;
}

/* What is live there, or that nothing is. */
static int
current_line(const struct chat *chat, const char *environment, const char **line)
{
    struct deployment row = { 0 };
    int rc = deployment_look_current(chat->db, chat->project.settings.repository, environment,
                                     chat->pool, &row);

    *line = "nothing yet";
    if (rc == FAIL_NOT_FOUND)
        return 0;
    return rc == 0 ? line_of(chat, &row, line) : rc;
}

static int
lock_line(const struct chat *chat, const char *environment, const char **line)
{
    struct environment_lock lock = { 0 };
    int rc = environment_look(chat->db, chat->project.settings.repository, environment, chat->pool,
                              &lock);

    *line = "";
    if (rc == 0)
        *line = pool_printf(chat->pool, "\n    locked by %s since %s%s%s",
                            slack_line(chat->pool, lock.by), slack_date(chat->pool, lock.since_ms),
                            lock.reason == NULL ? "" : ": ", slack_line(chat->pool, lock.reason));
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
environment_lines(const struct chat *chat, const char *environment, const char **lines)
{
    const char *current = NULL, *lock = NULL;
    int rc = current_line(chat, environment, &current);

    if (rc == 0)
        rc = lock_line(chat, environment, &lock);
    if (rc == 0)
        *lines = pool_printf(chat->pool, "\n*%s*: %s%s", environment, current, lock);
    return rc;
}

/* Those of pull requests are many, and come and go: `list` has them. */
static bool
is_numbered(const char *environment)
{
    return environment[strlen(environment) - 1] == 'N';
}

static int
open_lines(const struct chat *chat, const char **lines)
{
    struct deployments rows = { 0 };
    const char *line = NULL;
    int rc = deployments_open(chat->db, chat->project.settings.repository, NULL, chat->pool, &rows);

    *lines = "";
    if (rc == 0 && rows.count > 0)
        *lines = "\nOn their way:";
    for (size_t i = 0; i < rows.count && i < LISTED && rc == 0; i++) {
        rc = line_of(chat, &rows.rows[i], &line);
        *lines = pool_printf(chat->pool, "%s\n*%s*: %s", *lines,
                             slack_line(chat->pool, rows.rows[i].environment), line);
    }
    return rc;
}

int
chat_status(struct chat *chat)
{
    const char *text, *lines = NULL;
    struct strings environments;
    struct workflow workflow;
    int rc = 0;

    if (chat->words.count > 1) {
        chat_usage(chat, "That takes nothing more: it shows all environments.");
        return 0;
    }
    workflow_find(chat->app->settings, chat->project.settings.repository, chat->pool, &workflow);
    environments = workflow_environments(&workflow);
    text =
        pool_printf(chat->pool, "*%s*", slack_line(chat->pool, chat->project.settings.repository));
    for (size_t i = 0; i < environments.count && rc == 0; i++) {
        if (is_numbered(environments.items[i]))
            continue;
        rc = environment_lines(chat, environments.items[i], &lines);
        text = pool_printf(chat->pool, "%s%s", text, lines);
    }
    if (rc == 0)
        rc = open_lines(chat, &lines);
    if (rc == 0)
        chat_say(chat, "%s%s", text, lines);
    return rc;
}
