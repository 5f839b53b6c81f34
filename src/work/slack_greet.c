/* slack_greet.c - who works here, and isn't known yet? */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/people.h"
#include "wire/github_collaborators.h"
#include "wire/slack_blocks.h"
#include "wire/slack_text.h"
#include "work/chat_buttons.h"
#include "work/github_job.h"
#include "work/slack_acting.h"

struct greeting {
    struct slack_acting *acting;
    const char *repository;
    const char *hint;     /* "`/hooklet hello LOGIN`" */
    struct strings names; /* logins that nobody in Slack has, sorted */
};

static bool
is_welcome(const struct greeting *greeting)
{
    return greeting->acting->task.what == CHAT_TASK_WELCOME;
}

/* --- Who is left ------------------------------------------------------------------------------ */

static int
by_name(const void *one, const void *other)
{
    return strcasecmp(*(const char *const *)one, *(const char *const *)other);
}

/* Sorted logins of those whom Slack knows by us. */
static int
list_linked(struct greeting *greeting, struct strings *linked)
{
    const struct work *work = greeting->acting->work;
    struct people people = { 0 };
    const char **names;
    size_t count = 0;
    int rc = person_list(work->store, work->pool, &people);

    names = pool_array(work->pool, people.count + 1, sizeof *names);
    for (size_t i = 0; i < people.count; i++) {
        if (people.rows[i].github != NULL && people.rows[i].slack != NULL)
            names[count++] = people.rows[i].github;
    }
    qsort(names, count, sizeof *names, by_name);
    *linked = (struct strings){ names, count };
    return rc;
}

static void
leave_out(struct greeting *greeting, const struct github_collaborators *all,
          const struct strings *linked)
{
    const char **names = pool_array(greeting->acting->work->pool, all->count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++) {
        const char *login = all->items[i].login;

        if (login_valid(login) &&
            bsearch(&login, linked->items, linked->count, sizeof *linked->items, by_name) == NULL)
            names[count++] = login;
    }
    qsort(names, count, sizeof *names, by_name);
    greeting->names = (struct strings){ names, count };
}

static int
ask_github(struct greeting *greeting, struct github_collaborators *all)
{
    struct github github = { 0 };
    int rc = github_job_open_other(greeting->acting->work, greeting->repository, &github);

    return rc == 0 ? github_collaborators_get(&github, greeting->repository, all) : rc;
}

/* --- What they are told ----------------------------------------------------------------------- */

static const char *
choices(const struct greeting *greeting, const char *text)
{
    struct pool *pool = greeting->acting->work->pool;
    size_t count = greeting->names.count;
    struct slack_choice *list = pool_array(pool, count + 1, sizeof *list);
    struct slack_blocks blocks;

    for (size_t i = 0; i < count; i++) {
        const struct chat_button button = { .kind = CHAT_LINK, .login = greeting->names.items[i] };

        list[i] = (struct slack_choice){ .text = slack_line(pool, button.login),
                                         .value = chat_button_value(pool, &button) };
    }
    slack_blocks_begin(&blocks, pool);
    slack_section(&blocks, text);
    slack_choose(&blocks, NULL, chat_button_id(CHAT_LINK), "Your name at GitHub", list, count);
    slack_context(&blocks, pool_printf(pool, "Not among them? Say %s.", greeting->hint));
    return slack_blocks_text(&blocks);
}

static const char *
welcome(const struct greeting *greeting)
{
    struct slack_acting *acting = greeting->acting;

    if (!is_welcome(greeting))
        return "";
    return pool_printf(acting->work->pool, "Welcome, %s! This channel is for *%s*. ",
                       slack_mention(acting->work->pool, acting->place.user),
                       slack_line(acting->work->pool, greeting->repository));
}

static int
say(struct greeting *greeting, const char *words)
{
    const struct slack_reply reply = { .text = pool_printf(greeting->acting->work->pool, "%s%s",
                                                           welcome(greeting), words) };

    return slack_answer(greeting->acting, &reply);
}

/* `setup` asks all who are there, who then press each their own; `hello` and who joins, one. */
static int
offer(struct greeting *greeting, bool all)
{
    struct slack_acting *acting = greeting->acting;
    struct pool *pool = acting->work->pool;
    struct slack_reply reply = { .in_channel = all };

    reply.text =
        pool_printf(pool, "%sWho are you at GitHub?%s", welcome(greeting),
                    all ? " Everybody press your own name, so that I can mention you here." : "");
    reply.blocks = choices(greeting, reply.text);
    return slack_answer(acting, &reply);
}

/* --- How it goes ------------------------------------------------------------------------------ */

/* GitHub doesn't tell: they can, by name.  A connection that was broken off is worth another try. */
static int
not_told(struct greeting *greeting, int rc)
{
    struct slack_acting *acting = greeting->acting;
    struct pool *pool = acting->work->pool;
    const char *why = pool_string(pool, fail_detail());
    int said;

    if (rc == FAIL_STORE ||
        ((rc == FAIL_NETWORK || rc == FAIL_TIMEOUT) && acting->job->attempt == 1))
        return rc;
    said = say(
        greeting,
        pool_printf(pool,
                    "I can't see who works at *%s*. If that name is wrong, say %s; if it is right, "
                    "whoever runs me can see why. Say who you are by %s.",
                    slack_line(pool, greeting->repository),
                    chat_hint_of(pool, acting->slack.api, "reset"), greeting->hint));
    if (said == 0)
        slack_acting_because(acting, rc, why);
    return said;
}

static int
greet(struct greeting *greeting, bool all)
{
    struct pool *pool = greeting->acting->work->pool;
    struct github_collaborators people = { 0 };
    struct strings linked = { 0 };
    int rc = ask_github(greeting, &people);

    if (rc != 0)
        return not_told(greeting, rc);
    rc = list_linked(greeting, &linked);
    if (rc != 0)
        return rc;
    leave_out(greeting, &people, &linked);
    if (greeting->names.count > 0)
        return offer(greeting, all);
    return say(greeting,
               pool_printf(pool,
                           "Nobody is left to greet: I know all who work at *%s*. If you are not "
                           "among them, say %s.",
                           slack_line(pool, greeting->repository), greeting->hint));
}

static int
find_project(struct greeting *greeting)
{
    struct slack_acting *acting = greeting->acting;
    struct project project = { 0 };
    int rc = FAIL_NOT_FOUND;

    if (slack_channel_valid(acting->place.channel))
        rc = project_find_channel(acting->work->store, acting->work->settings,
                                  acting->place.channel, acting->work->pool, &project);
    greeting->repository = rc == 0 ? project.settings.repository : NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
is_known(struct greeting *greeting, bool *known)
{
    struct slack_acting *acting = greeting->acting;
    struct person person = { 0 };
    int rc = person_find(acting->work->store, PERSON_BY_SLACK, acting->place.user,
                         acting->work->pool, &person);

    *known = rc == 0 && person.github != NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
slack_greet(struct slack_acting *acting)
{
    struct pool *pool = acting->work->pool;
    struct greeting greeting = { .acting = acting };
    struct chat_asked asked;
    bool known = false;
    int rc = find_project(&greeting);

    greeting.hint = chat_hint_of(pool, acting->slack.api, "hello LOGIN");
    if (rc == 0 && is_welcome(&greeting))
        rc = is_known(&greeting, &known);
    if (rc == 0)
        rc = slack_acting_asked(acting, &asked);
    if (rc != 0)
        return rc;
    if (known)
        return slack_acting_done(acting, "they are known");
    if (greeting.repository == NULL && is_welcome(&greeting))
        return slack_acting_done(acting, "the channel is tied to no repository any more");
    if (greeting.repository == NULL)
        return say(&greeting, "Nothing is set up in this channel any more.");
    return greet(&greeting, asked.permit != NULL && strcmp(asked.permit, "setup") == 0);
}
