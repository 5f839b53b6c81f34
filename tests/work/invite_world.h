/*
 * invite_world.h - GitHub as a script, and a worker that can be killed, for tests of invite jobs
 *
 * Stands in for wire/github_people.h: each call has a point before it takes effect and one after.
 * At any of them the worker dies, or something else happens in between.  Between two calls there is
 * at most one write of the action, so these are all the points that differ, and the one between its
 * end and its settling.
 */
#ifndef HOOKLET_TESTS_WORK_INVITE_WORLD_H
#define HOOKLET_TESTS_WORK_INVITE_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "store/some_jobs.h"
#include "store/state.h"
#include "wire/github_people.h"
#include "work/invite.h"
#include "work/invite_wish.h"

#include <cmocka.h>

enum { SAID_MOST = 8, POINTS_MOST = 40 };

struct said {
    const char *job; /* after whom it follows */
    const char *text;
};

static struct world {
    struct pool *pool;
    /* What GitHub knows. */
    enum github_membership membership;
    int invitations; /* that went out */
    const char *role;
    struct strings merged; /* what its search finds */
    int64_t first_opened;
    int issues, open_issues;
    const char *issue_title, *issue_text;
    /* What it says no to. */
    int membership_fails, invite_fails, issue_fails;
    /* Where the action is. */
    int calls, point;
    int at; /* the point where `happens`; 0: nowhere */
    void (*happens)(void);
    jmp_buf killed;
    /* What settling made. */
    struct said said[SAID_MOST];
    int said_count;
} world;

static inline void
world_point(void)
{
    if (++world.point == world.at)
        world.happens();
}

static inline void
kill_worker(void)
{
    longjmp(world.killed, 1);
}

int
github_membership(struct github *github, const char *organization, const char *login,
                  enum github_membership *membership)
{
    assert_int_equal(github->installation, 42);
    assert_string_equal(organization, "Acme");
    assert_non_null(login);
    world.calls++;
    world_point();
    *membership = world.membership;
    world_point();
    return world.membership_fails;
}

int
github_invite(struct github *github, const char *organization, const char *login, const char *role,
              enum github_membership *membership)
{
    (void)github, (void)organization, (void)login;
    world.calls++;
    world_point();
    if (world.invite_fails != 0)
        return world.invite_fails;
    world.role = role;
    world.invitations += world.membership == MEMBERSHIP_NONE;
    if (world.membership == MEMBERSHIP_NONE)
        world.membership = MEMBERSHIP_PENDING;
    *membership = world.membership;
    world_point();
    return 0;
}

int
github_merged(struct github *github, const char *organization, const char *login,
              struct strings *pull_requests)
{
    (void)github, (void)organization, (void)login;
    world.calls++;
    world_point();
    *pull_requests = world.merged;
    return 0;
}

int
github_first_opened(struct github *github, const char *repository, const char *login,
                    int64_t *number)
{
    (void)github, (void)repository, (void)login;
    world.calls++;
    world_point();
    *number = world.first_opened;
    world_point();
    return 0;
}

int
github_issue_open(struct github *github, const char *repository, const char *title,
                  const char *text, int64_t *number)
{
    (void)github;
    assert_string_equal(repository, "acme/hall");
    world.calls++;
    world_point();
    if (world.issue_fails != 0)
        return world.issue_fails;
    world.issues++;
    world.open_issues++;
    world.issue_title = pool_string(world.pool, title);
    world.issue_text = pool_string(world.pool, text);
    *number = 5;
    world_point();
    return 0;
}

int
github_issue_close(struct github *github, const char *repository, int64_t number)
{
    (void)github, (void)repository;
    assert_int_equal(number, 5);
    world.calls++;
    world_point();
    world.open_issues = 0;
    world_point();
    return 0;
}

int
github_issue_find(struct github *github, const char *repository, const char *words,
                  int64_t since_ms, int64_t *number)
{
    (void)github, (void)repository;
    assert_true(since_ms > 0);
    world.calls++;
    world_point();
    *number = world.issue_text != NULL && strstr(world.issue_text, words) != NULL ? 5 : 0;
    world_point();
    return 0;
}

/* --- Jobs --- */

static struct invite world_invite;
static struct rule world_rule;
static struct settings world_settings;

static inline void
world_new(struct fixture *f)
{
    static const char *const patterns[] = { "acme/web", "acme/docs" };

    world = (struct world){ .pool = f->pool };
    world_invite = (struct invite){ .organization = "Acme",
                                    .after = 1,
                                    .message = "Hello @{username}, join {org}",
                                    .countdown = "{count} in {repository}, {remaining} to go",
                                    .greeting = "Hi @{username}",
                                    .welcome = "Welcome, @{username}, to {org}",
                                    .welcome_repository = "acme/hall" };
    world_rule = (struct rule){ .kind = RULE_INVITE,
                                .name = "team",
                                .repositories = { patterns, 2 },
                                .invite = &world_invite };
    world_settings = (struct settings){ .rules = &world_rule,
                                        .rule_count = 1,
                                        .github_api = { .app_id = "1", .key = { .name = "key" } } };
}

static inline int
world_make(void **state)
{
    int rc = fixture_make(state);

    if (rc == 0)
        world_new(*state);
    return rc;
}

/* A job that a plan would make, named by a letter. */
static inline struct job
job_of(struct fixture *f, const char *name, enum invite_what what, int number, const char *login)
{
    const struct invite_wish wish = {
        .what = what,
        .organization = "Acme",
        .login = login,
        .installation = 42,
        .place = { .kind = PLACE_PULL_REQUEST, .repository = "Acme/Web", .number = number },
    };
    struct planned_job planned;

    invite_wish_plan(&wish, &world_rule, &world_settings.github_api, f->pool, &planned);
    return (struct job){ .kind = "invite",
                         .rule = planned.rule,
                         .step = planned.step,
                         .attempt = 1,
                         .args = planned.args,
                         .idempotency = name };
}

/* What follows from a job follows once, whoever settles it. */
static inline void
settle(const struct job *job, const struct outcome *outcome)
{
    struct json_want want = { .pointer = "/text" };

    for (int i = 0; i < world.said_count; i++) {
        if (strcmp(world.said[i].job, job->idempotency) == 0)
            return;
    }
    if (outcome->end != OUTCOME_DONE || outcome->follow_count == 0)
        return;
    assert_int_equal(outcome->follow_count, 1);
    assert_string_equal(outcome->follow->kind, "comment");
    assert_string_equal(outcome->follow->rule, "team");
    assert_int_equal(outcome->follow->step, INVITE_WHATS + job->step);
    assert_int_equal(
        json_scan(world.pool, outcome->follow->args, strlen(outcome->follow->args), &want, 1), 0);
    assert_true(world.said_count < SAID_MOST);
    world.said[world.said_count++] = (struct said){ job->idempotency, json_string(&want) };
}

/* One attempt; false: the worker was killed in it. */
static inline bool
attempt(struct fixture *f, const struct job *job, struct outcome *outcome, int *rc)
{
    const struct work work = {
        .settings = &world_settings, .store = f->store, .pool = f->pool, .stop_fd = -1
    };

    world.point = 0;
    if (setjmp(world.killed) != 0)
        return false;
    *rc = invite_act(&work, job, outcome);
    return true;
}

/* An attempt that nothing disturbs, and its settling. */
static inline struct outcome
run(struct fixture *f, const struct job *job)
{
    struct outcome outcome = { 0 };
    int rc = -1;

    world.at = 0;
    assert_true(attempt(f, job, &outcome, &rc));
    assert_int_equal(rc, 0);
    settle(job, &outcome);
    return outcome;
}

/* The same, for one that must fail. */
static inline int
run_badly(struct fixture *f, const struct job *job)
{
    struct outcome outcome = { 0 };
    int rc = 0;

    world.at = 0;
    assert_true(attempt(f, job, &outcome, &rc));
    return rc;
}

/* Until a point, where the worker is killed; false: there is no such point, it came to its end. */
static inline bool
run_until(struct fixture *f, const struct job *job, int at)
{
    struct outcome outcome = { 0 };
    int rc = 0;

    world.at = at;
    world.happens = kill_worker;
    return !attempt(f, job, &outcome, &rc);
}

/* Forgets all that is remembered, and what GitHub knows. */
static inline void
world_again(struct fixture *f)
{
    struct pool *pool = world.pool;

    sql(f, "DELETE FROM state");
    world = (struct world){ .pool = pool };
}

/* A member of the row's value as text, or NULL. */
static inline const char *
remembered(struct fixture *f, const char *kind, const char *pointer)
{
    struct json_want want = { .pointer = pointer };
    struct state_row row = { 0 };

    if (state_get(f->store, kind, "acme/ann", f->pool, &row) != 0)
        return NULL;
    assert_int_equal(json_scan(f->pool, row.value, strlen(row.value), &want, 1), 0);
    return want.first != NULL ? want.first->text : NULL;
}

#define WORLD_TEST(name, function)                                                                 \
    {                                                                                              \
        name, function, world_make, fixture_remove, NULL                                           \
    }

#endif
