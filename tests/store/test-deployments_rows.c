/* test-deployments_rows.c - deployments without a job: added once, superseded, written by version */
#include "config.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "race.h"
#include "some_pushes.h"
#include "store/deployments_rows.h"
#include "watch_sql.h"
#include "write_row.h"

#include <cmocka.h>

static struct deployment
wanted(const char *sha, const char *wish)
{
    return (struct deployment){
        .repository = "acme/web",
        .environment = "staging",
        .sha = sha,
        .origin = "slack",
        .wish = wish,
    };
}

struct adding {
    struct deployment row;
    struct deployment_added added;
    struct pool *pool;
    int64_t now_ms;
};

static int
add_work(struct db *db, void *data)
{
    struct adding *adding = data;

    return deployment_add(db, &adding->row, adding->now_ms, adding->pool, &adding->added);
}

static struct adding
add(struct fixture *f, const struct deployment *row, int64_t now_ms)
{
    struct adding adding = { .row = *row, .pool = f->pool, .now_ms = now_ms };

    assert_int_equal(store_write(f->store, add_work, &adding), 0);
    return adding;
}

/* One of that commit, for nobody's wish; its row. */
static struct deployment
add_in(struct fixture *f, const char *environment, const char *sha, enum deployment_state state)
{
    struct deployment row = wanted(sha, NULL);

    row.environment = environment;
    row.state = state;
    return add(f, &row, NOW).row;
}

static struct deployment
get(struct fixture *f, int64_t id)
{
    struct deployment row;

    assert_int_equal(deployment_get(f->store, id, f->pool, &row), 0);
    return row;
}

static void
assert_same(const struct deployment *is, const struct deployment *was)
{
    assert_int_equal(is->id, was->id);
    assert_int_equal(is->job, 0);
    assert_string_equal(is->repository, was->repository);
    assert_string_equal(is->environment, was->environment);
    assert_string_equal(is->sha, was->sha);
    assert_string_equal(is->ref, was->ref);
    assert_string_equal(is->rule, was->rule);
    assert_string_equal(is->origin, was->origin);
    assert_string_equal(is->by, was->by);
    assert_string_equal(is->by_slack, was->by_slack);
    assert_string_equal(is->author, was->author);
    assert_string_equal(is->remote, was->remote);
    assert_string_equal(is->detail, was->detail);
    assert_string_equal(is->wish, was->wish);
    assert_int_equal(is->pull_request, was->pull_request);
    assert_int_equal(is->installation, was->installation);
    assert_string_equal(is->contexts, was->contexts);
    assert_string_equal(is->pipeline, was->pipeline);
    assert_string_equal(is->workflow, was->workflow);
    assert_string_equal(is->build, was->build);
    assert_string_equal(is->build_url, was->build_url);
    assert_string_equal(is->url, was->url);
    assert_string_equal(is->ticket, was->ticket);
    assert_string_equal(is->told, was->told);
    assert_int_equal(is->triggered_ms, was->triggered_ms);
    assert_int_equal(is->state, was->state);
    assert_int_equal(is->version, was->version);
    assert_int_equal(is->created_ms, was->created_ms);
    assert_int_equal(is->updated_ms, was->updated_ms);
    assert_int_equal(is->ended_ms, was->ended_ms);
}

/* Every member has another value, so that no two can change places. */
static void
a_row_says_all_that_was_said(void **state)
{
    struct fixture *f = *state;
    struct deployment all = {
        .job = 99,
        .repository = "acme/web",
        .environment = "pr12",
        .sha = A,
        .ref = "topic",
        .rule = "pr",
        .origin = "pull_request",
        .by = "ann",
        .by_slack = "U1",
        .author = "bob",
        .remote = "4711",
        .detail = "checks",
        .state = DEPLOYMENT_WAITING,
        .wish = "wish",
        .pull_request = 12,
        .installation = 7,
        .contexts = "[\"ci\"]",
        .pipeline = "5034460f",
        .workflow = "fda08377",
        .build = "25",
        .build_url = "https://app.circleci.com/25",
        .url = "https://pr12.example.org/",
        .ticket = "issue:3",
        .told = "queued",
        .triggered_ms = NOW - 5,
    };
    struct deployment row = add(f, &all, NOW).row;
    struct deployment is = get(f, row.id);

    assert_int_equal(row.version, 1);
    assert_int_equal(row.created_ms, NOW);
    assert_int_equal(row.ended_ms, 0);
    assert_same(&is, &row);

    row.sha = B, row.ref = "v1", row.detail = "done", row.state = DEPLOYMENT_SUCCESS;
    row.told = "success", row.contexts = "[]", row.ticket = "asana:1", row.author = "carl";
    row.pull_request = 13, row.triggered_ms = NOW + 1, row.build = "26", row.pipeline = "p";
    assert_int_equal(write_row(f->store, &row, NOW + 9), 0);
    assert_int_equal(row.version, 2);
    assert_int_equal(row.updated_ms, NOW + 9);
    assert_int_equal(row.ended_ms, NOW + 9);
    is = get(f, row.id);
    assert_same(&is, &row);
    assert_int_equal(is.created_ms, NOW);
    assert_int_equal(deployment_get(f->store, row.id + 1, f->pool, &is), FAIL_NOT_FOUND);
}

static void
an_older_version_writes_nothing(void **state)
{
    struct fixture *f = *state;
    struct deployment first = add_in(f, "staging", A, DEPLOYMENT_QUEUED), second = first;

    first.detail = "first";
    second.detail = "second";
    assert_int_equal(write_row(f->store, &first, NOW + 1), 0);
    assert_int_equal(write_row(f->store, &second, NOW + 2), FAIL_CONFLICT);
    assert_int_equal(second.version, 1);
    assert_string_equal(get(f, first.id).detail, "first");
    second.id = 99;
    assert_int_equal(write_row(f->store, &second, NOW + 2), FAIL_CONFLICT);
}

static bool
say(struct deployment *row, void *data)
{
    row->detail = data;
    return data != NULL;
}

static void
a_change_is_made_of_the_row_as_it_is_now(void **state)
{
    struct fixture *f = *state;
    struct deployment row = add_in(f, "staging", A, DEPLOYMENT_QUEUED);
    struct deployment_change change = { .id = row.id,
                                        .make = say,
                                        .data = pool_string(f->pool, "b") };

    row.state = DEPLOYMENT_WAITING;
    assert_int_equal(write_row(f->store, &row, NOW + 1), 0);
    assert_int_equal(deployment_change(f->store, &change, f->pool, NOW + 2), 0);
    assert_int_equal(change.row.state, DEPLOYMENT_WAITING);
    assert_int_equal(change.row.version, row.version + 1);
    assert_string_equal(get(f, row.id).detail, "b");
    change.data = NULL;
    assert_int_equal(deployment_change(f->store, &change, f->pool, NOW + 3), 0);
    assert_int_equal(get(f, row.id).updated_ms, NOW + 2);
    change.id = 99;
    assert_int_equal(deployment_change(f->store, &change, f->pool, NOW + 4), FAIL_NOT_FOUND);
}

static void
what_has_ended_keeps_the_time_of_its_end(void **state)
{
    struct fixture *f = *state;
    struct deployment row = add_in(f, "pr1", A, DEPLOYMENT_IN_PROGRESS);

    row.state = DEPLOYMENT_SUCCESS;
    assert_int_equal(write_row(f->store, &row, NOW + 1), 0);
    row.state = DEPLOYMENT_INACTIVE;
    assert_int_equal(write_row(f->store, &row, NOW + 2), 0);
    assert_int_equal(get(f, row.id).ended_ms, NOW + 1);
    assert_int_equal(get(f, row.id).updated_ms, NOW + 2);
    row.state = DEPLOYMENT_QUEUED;
    assert_int_equal(write_row(f->store, &row, NOW + 3), 0);
    assert_int_equal(get(f, row.id).ended_ms, 0);
}

static void
the_same_wish_is_the_same_row(void **state)
{
    struct fixture *f = *state;
    struct deployment first = wanted(A, "wish"), again = wanted(B, "wish");
    struct adding adding = add(f, &first, NOW);
    int64_t id = adding.row.id;

    assert_true(adding.added.is_new);
    adding.row.detail = "known by now";
    assert_int_equal(write_row(f->store, &adding.row, NOW + 1), 0);
    adding = add(f, &again, NOW + 2);
    assert_false(adding.added.is_new);
    assert_int_equal(adding.added.superseded.count, 0);
    assert_int_equal(adding.row.id, id);
    assert_string_equal(adding.row.sha, A);
    assert_string_equal(adding.row.detail, "known by now");
    assert_int_equal(adding.row.version, 2);
}

static void
the_same_remote_is_the_same_row(void **state)
{
    struct fixture *f = *state;
    struct deployment first = wanted(A, "one"), other = wanted(A, "two"), theirs = wanted(A, NULL);
    int64_t id;

    first.remote = theirs.remote = "4711";
    id = add(f, &first, NOW).row.id;
    assert_int_equal(add(f, &theirs, NOW).row.id, id);
    other = add(f, &other, NOW).row;
    other.remote = "4711";
    assert_int_equal(write_row(f->store, &other, NOW), FAIL_CONFLICT);
    assert_null(get(f, other.id).remote);
}

static void
a_newer_one_supersedes_what_was_not_begun(void **state)
{
    struct fixture *f = *state;
    struct deployment queued = add_in(f, "staging", A, DEPLOYMENT_QUEUED);
    struct deployment row = wanted(B, "b");
    struct adding adding;

    row.state = DEPLOYMENT_WAITING;
    row.environment = "Staging";
    row.repository = "Acme/Web";
    adding = add(f, &row, NOW + 1);
    assert_true(adding.added.is_new);
    assert_int_equal(adding.added.superseded.count, 1);
    assert_int_equal(adding.added.superseded.rows[0].id, queued.id);
    assert_int_equal(adding.added.superseded.rows[0].state, DEPLOYMENT_SUPERSEDED);
    assert_int_equal(adding.added.superseded.rows[0].version, 2);
    queued = get(f, queued.id);
    assert_int_equal(queued.state, DEPLOYMENT_SUPERSEDED);
    assert_string_equal(queued.detail,
                        pool_printf(f->pool, "deployment %" PRId64 " is newer", adding.row.id));
    assert_int_equal(queued.ended_ms, NOW + 1);

    row = wanted(A, "c");
    adding = add(f, &row, NOW + 2);
    assert_int_equal(adding.added.superseded.count, 1);
    assert_string_equal(adding.added.superseded.rows[0].sha, B);
}

static void
what_was_begun_or_is_elsewhere_is_not_superseded(void **state)
{
    struct fixture *f = *state;
    struct deployment asked = add_in(f, "staging", A, DEPLOYMENT_QUEUED), with_job, row;
    int64_t ids[4], job = job_make(f, NULL);

    asked.triggered_ms = NOW;
    assert_int_equal(write_row(f->store, &asked, NOW), 0);
    ids[0] = asked.id;
    ids[1] = add_in(f, "staging", A, DEPLOYMENT_IN_PROGRESS).id;
    ids[2] = add_in(f, "test", A, DEPLOYMENT_QUEUED).id;
    with_job = wanted(A, NULL);
    with_job.job = job;
    assert_int_equal(deployment_begin(f->store, &with_job, NOW, &ids[3]), 0);
    row = wanted(B, "b");
    assert_int_equal(add(f, &row, NOW + 1).added.superseded.count, 0);
    for (int i = 0; i < 4; i++)
        assert_true(deployment_is_open(get(f, ids[i]).state));
    /* One that is over when it is added takes nobody's place. */
    row = wanted(B, "c");
    row.state = DEPLOYMENT_FAILURE;
    assert_int_equal(add(f, &row, NOW + 2).added.superseded.count, 0);
}

static void
they_are_found_by_the_names_of_others(void **state)
{
    struct fixture *f = *state;
    struct deployment row = wanted(A, NULL), found;
    struct db *db = NULL;
    int64_t id;

    row.remote = "4711";
    row.pipeline = "p1";
    row.state = DEPLOYMENT_IN_PROGRESS;
    id = add(f, &row, NOW).row.id;
    assert_int_equal(store_reader_take(f->store, &db), 0);
    assert_int_equal(deployment_look_remote(db, "4711", f->pool, &found), 0);
    assert_int_equal(found.id, id);
    assert_int_equal(deployment_look_remote(db, "4712", f->pool, &found), FAIL_NOT_FOUND);
    store_reader_give(f->store, db);
    assert_int_equal(deployment_by_pipeline(f->store, "p1", f->pool, &found), 0);
    assert_int_equal(found.id, id);
    row.remote = "4712";
    id = add(f, &row, NOW).row.id;
    assert_int_equal(deployment_by_pipeline(f->store, "p1", f->pool, &found), 0);
    assert_int_equal(found.id, id);
    assert_int_equal(deployment_by_pipeline(f->store, "p2", f->pool, &found), FAIL_NOT_FOUND);
}

static void
their_states_have_their_names(void **state)
{
    static const char *const names[] = { "queued",  "waiting", "in_progress", "success",
                                         "failure", "error",   "inactive",    "superseded" };
    struct fixture *f = *state;

    for (int i = 0; i < DEPLOYMENT_STATES; i++) {
        enum deployment_state is = (enum deployment_state)i;
        struct deployment row = add_in(f, "staging", A, is);

        assert_string_equal(deployment_state_name(is), names[i]);
        assert_int_equal(deployment_is_open(is), i < 3);
        assert_int_equal(get(f, row.id).state, is);
        assert_int_equal(get(f, row.id).ended_ms, i < 3 ? 0 : NOW);
    }
}

/* What the functions by a connection find: "A B", commits by their first letter. */
static const char *
letters(struct fixture *f, int rc, const struct deployments *rows)
{
    const char *text = "";

    assert_int_equal(rc, 0);
    for (size_t i = 0; i < rows->count; i++)
        text = pool_printf(f->pool, "%s%s%.1s", text, i == 0 ? "" : " ", rows->rows[i].sha);
    return text;
}

static void
open_ones_are_listed_and_those_that_wait(void **state)
{
    struct fixture *f = *state;
    struct deployments rows;
    struct db *db = NULL;

    add_in(f, "staging", A, DEPLOYMENT_IN_PROGRESS);
    add_in(f, "staging", B, DEPLOYMENT_QUEUED);
    add_in(f, "test", A, DEPLOYMENT_WAITING);
    add_in(f, "preview", B, DEPLOYMENT_WAITING);
    add_in(f, "preview", A, DEPLOYMENT_FAILURE);
    assert_int_equal(store_reader_take(f->store, &db), 0);
    assert_string_equal(letters(f, deployments_open(db, "ACME/web", NULL, f->pool, &rows), &rows),
                        "a b a b");
    assert_string_equal(
        letters(f, deployments_open(db, "acme/web", "STAGING", f->pool, &rows), &rows), "a b");
    assert_string_equal(
        letters(f, deployments_waiting(db, "acme/web", NULL, f->pool, &rows), &rows), "a b");
    assert_string_equal(letters(f, deployments_waiting(db, "acme/web", B, f->pool, &rows), &rows),
                        "b");
    assert_string_equal(letters(f, deployments_waiting(db, "acme/api", B, f->pool, &rows), &rows),
                        "");
    store_reader_give(f->store, db);
}

static void
what_was_built_is_found_by_its_commit(void **state)
{
    struct fixture *f = *state;
    struct deployment found;
    struct db *db = NULL;
    int64_t id = add_in(f, "test", A, DEPLOYMENT_SUCCESS).id;

    add_in(f, "test", B, DEPLOYMENT_FAILURE);
    add_in(f, "preview", B, DEPLOYMENT_SUCCESS);
    assert_int_equal(store_reader_take(f->store, &db), 0);
    assert_int_equal(deployment_look_built(db, "acme/web", "test", A, f->pool, &found), 0);
    assert_int_equal(found.id, id);
    assert_int_equal(deployment_look_built(db, "acme/web", "test", B, f->pool, &found),
                     FAIL_NOT_FOUND);
    assert_int_equal(deployment_look_built(db, "acme/web", "test", NULL, f->pool, &found), 0);
    assert_int_equal(deployment_look_current(db, "acme/web", "test", f->pool, &found), 0);
    assert_int_equal(found.id, id);
    assert_int_equal(deployment_look_previous(db, "acme/web", "test", f->pool, &found),
                     FAIL_NOT_FOUND);
    assert_int_equal(deployment_look(db, id, f->pool, &found), 0);
    store_reader_give(f->store, db);
}

/* At NOW: a and b queued, a asked for a build; c waits; d is built; one has a job; one is over. */
static void
those_of_a_pull_request_are_listed(void **state)
{
    struct fixture *f = *state;
    struct deployment_filter filter = { .repository = "acme/web", .pull_request = 7, .most = 9 };
    struct deployment row = wanted("a", NULL);
    struct deployments found;

    add(f, &row, NOW);
    row.pull_request = 7;
    row.environment = "pr7";
    add(f, &row, NOW);
    row.pull_request = 8;
    row.environment = "pr8";
    add(f, &row, NOW);
    assert_int_equal(deployment_list(f->store, &filter, f->pool, &found), 0);
    assert_int_equal(found.count, 1);
    assert_string_equal(found.rows[0].environment, "pr7");
    filter.pull_request = 0;
    assert_int_equal(deployment_list(f->store, &filter, f->pool, &found), 0);
    assert_int_equal(found.count, 3);
}

static void
make_quiet(struct fixture *f)
{
    struct deployment row = wanted("a", NULL), job = wanted("j", NULL);
    int64_t id;

    row.environment = "one";
    row.triggered_ms = NOW - 1;
    add(f, &row, NOW);
    add_in(f, "two", "b", DEPLOYMENT_QUEUED);
    add_in(f, "three", "c", DEPLOYMENT_WAITING);
    add_in(f, "four", "d", DEPLOYMENT_IN_PROGRESS);
    add_in(f, "five", "e", DEPLOYMENT_ERROR);
    job.job = job_make(f, NULL);
    assert_int_equal(deployment_begin(f->store, &job, NOW, &id), 0);
}

static void
what_is_quiet_for_too_long_is_found(void **state)
{
    static const struct {
        struct deployments_quiet quiet;
        const char *found;
    } table[] = {
        { { NOW + 1, NOW + 1, NOW + 1, 9 }, "a b c d" },
        { { NOW + 1, NOW + 1, NOW + 1, 2 }, "a b" },
        { { NOW, NOW, NOW, 9 }, "" },
        { { NOW + 1, 0, 0, 9 }, "b" },
        { { 0, NOW + 1, 0, 9 }, "c" },
        { { 0, 0, NOW + 1, 9 }, "a d" },
        { { 0, 0, 0, 9 }, "" },
    };
    struct fixture *f = *state;
    struct deployments rows;
    struct deployment fresh;

    make_quiet(f);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        assert_string_equal(
            letters(f, deployments_lost(f->store, &table[i].quiet, f->pool, &rows), &rows),
            table[i].found);
    assert_int_equal(deployments_lost(f->store, &table[0].quiet, f->pool, &rows), 0);
    fresh = rows.rows[1];
    assert_int_equal(write_row(f->store, &fresh, NOW + 5), 0);
    assert_string_equal(
        letters(f, deployments_lost(f->store, &table[0].quiet, f->pool, &rows), &rows), "a c d");
}

static int
write_in_a_process(struct store *store, struct pool *pool, int which)
{
    struct deployment row;
    int rc = deployment_get(store, 1, pool, &row);

    row.version = 1;
    row.detail = pool_printf(pool, "%d", which);
    if (rc == 0)
        rc = write_row(store, &row, NOW + which);
    return rc == 0 ? 1 : rc == FAIL_CONFLICT ? 0 : -1;
}

static void
of_four_processes_one_writes(void **state)
{
    struct fixture *f = *state;

    add_in(f, "staging", A, DEPLOYMENT_QUEUED);
    assert_int_equal(race(f, write_in_a_process), 1);
    assert_int_equal(get(f, 1).version, 2);
}

static int
add_in_a_process(struct store *store, struct pool *pool, int which)
{
    struct adding adding = { .row = wanted(A, "wish"), .pool = pool, .now_ms = NOW + which };

    return store_write(store, add_work, &adding) == 0 ? adding.added.is_new : -1;
}

static void
of_four_processes_one_adds(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, add_in_a_process), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment"), 1);
}

/* Each has its own: the last one stays open, and every other one was told of once. */
static int
wish_in_a_process(struct store *store, struct pool *pool, int which)
{
    struct adding adding = { .row = wanted(A, pool_printf(pool, "wish %d", which)),
                             .pool = pool,
                             .now_ms = NOW + which };

    return store_write(store, add_work, &adding) == 0 ? (int)adding.added.superseded.count : -1;
}

static void
of_four_wishes_one_is_left(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(race(f, wish_in_a_process), 3);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment WHERE state = 'queued'"), 1);
    assert_int_equal(sql_number(f, "SELECT count(*) FROM deployment WHERE state = 'superseded'"),
                     3);
}

/* Everything once, by indexes. */
static void
nothing_goes_through_the_whole_table(void **state)
{
    static const struct deployments_quiet quiet = { NOW + 1, NOW + 1, NOW + 1, 9 };
    struct fixture *f = *state;
    struct deployment found, row;
    struct deployments rows;
    struct db *db = NULL;
    int rc;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    row = add_in(f, "staging", A, DEPLOYMENT_QUEUED);
    assert_int_equal(write_row(f->store, &row, NOW), 0);
    rc = deployment_by_pipeline(f->store, "1", f->pool, &found);
    assert_int_equal(rc, FAIL_NOT_FOUND);
    assert_int_equal(deployments_lost(f->store, &quiet, f->pool, &rows), 0);
    assert_int_equal(store_reader_take(f->store, &db), 0);
    assert_int_equal(deployments_open(db, "acme/web", "staging", f->pool, &rows), 0);
    assert_int_equal(deployments_waiting(db, "acme/web", A, f->pool, &rows), 0);
    rc = deployment_look_built(db, "acme/web", "test", A, f->pool, &found);
    assert_int_equal(rc, FAIL_NOT_FOUND);
    rc = deployment_look_remote(db, "1", f->pool, &found);
    assert_int_equal(rc, FAIL_NOT_FOUND);
    store_reader_give(f->store, db);
    assert_no_scans(store_path(f->store));
}

/* By the job that asked, and those of which GitHub has not heard how they are. */
static void
rows_of_a_wish_and_untold_ones(void **state)
{
    struct fixture *f = *state;
    struct deployment one = wanted(A, "wish"), row;
    struct deployments rows = { 0 };

    assert_int_equal(deployment_by_wish(f->store, "wish", f->pool, &row), FAIL_NOT_FOUND);
    one.remote = "7";
    one = add(f, &one, NOW).row;
    assert_int_equal(deployment_by_wish(f->store, "wish", f->pool, &row), 0);
    assert_int_equal(row.id, one.id);
    (void)add_in(f, "production", A, DEPLOYMENT_SUCCESS); /* not at GitHub */
    assert_int_equal(deployments_untold(f->store, NOW, NOW + 1, 5, f->pool, &rows), 0);
    assert_int_equal(rows.count, 1);
    assert_int_equal(rows.rows[0].id, one.id);
    assert_int_equal(deployments_untold(f->store, NOW + 1, NOW + 2, 5, f->pool, &rows), 0);
    assert_int_equal(rows.count, 0);
    one.told = "queued";
    assert_int_equal(write_row(f->store, &one, NOW), 0);
    assert_int_equal(deployments_untold(f->store, NOW, NOW + 1, 5, f->pool, &rows), 0);
    assert_int_equal(rows.count, 0);
    one.state = DEPLOYMENT_SUCCESS;
    assert_int_equal(write_row(f->store, &one, NOW), 0);
    assert_int_equal(deployments_untold(f->store, NOW, NOW + 1, 5, f->pool, &rows), 0);
    assert_int_equal(rows.count, 1);
}

/* Steps of adding one, and of whatever looks for open ones. */
static int64_t
steps_of_open_ones(struct fixture *f, const char *environment)
{
    static const struct deployments_quiet quiet = { NOW + 1, NOW + 1, NOW + 1, 9 };
    struct deployments rows;
    struct db *db = NULL;

    watch_clear();
    add_in(f, environment, A, DEPLOYMENT_QUEUED);
    assert_int_equal(deployments_lost(f->store, &quiet, f->pool, &rows), 0);
    assert_int_equal(deployments_untold(f->store, NOW, NOW + 1, 9, f->pool, &rows), 0);
    assert_int_equal(store_reader_take(f->store, &db), 0);
    assert_int_equal(deployments_open(db, "acme/web", NULL, f->pool, &rows), 0);
    assert_int_equal(deployments_open(db, "acme/web", environment, f->pool, &rows), 0);
    assert_int_equal(deployments_waiting(db, "acme/web", A, f->pool, &rows), 0);
    store_reader_give(f->store, db);
    return watch_steps();
}

/* Each without a job, as those that are built elsewhere are. */
static void
what_has_ended_costs_nothing(void **state)
{
    struct fixture *f = *state;
    int64_t few;

    store_close(f->store);
    watch_start();
    assert_int_equal(store_open(f->directory, STORE_TOOL, &f->store), 0);
    (void)steps_of_open_ones(f, "warm-up");
    few = steps_of_open_ones(f, "few");
    sql(f, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
           " INSERT INTO deployment (repository, environment, sha, origin, state, version,"
           " created_ms, updated_ms, ended_ms)"
           " SELECT 'acme/web', 'few', 'x', 'push', 'success', 1, i, i, i FROM n");
    assert_in_range(steps_of_open_ones(f, "many"), 1, few + 1000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST("a-row-says-all-that-was-said", a_row_says_all_that_was_said),
        TEST("an-older-version-writes-nothing", an_older_version_writes_nothing),
        TEST("a-change-is-made-of-the-row-as-it-is-now", a_change_is_made_of_the_row_as_it_is_now),
        TEST("what-has-ended-keeps-the-time-of-its-end", what_has_ended_keeps_the_time_of_its_end),
        TEST("those-of-a-pull-request-are-listed", those_of_a_pull_request_are_listed),
        TEST("the-same-wish-is-the-same-row", the_same_wish_is_the_same_row),
        TEST("the-same-remote-is-the-same-row", the_same_remote_is_the_same_row),
        TEST("a-newer-one-supersedes-what-was-not-begun",
             a_newer_one_supersedes_what_was_not_begun),
        TEST("what-was-begun-or-is-elsewhere-is-not-superseded",
             what_was_begun_or_is_elsewhere_is_not_superseded),
        TEST("they-are-found-by-the-names-of-others", they_are_found_by_the_names_of_others),
        TEST("their-states-have-their-names", their_states_have_their_names),
        TEST("open-ones-are-listed-and-those-that-wait", open_ones_are_listed_and_those_that_wait),
        TEST("what-was-built-is-found-by-its-commit", what_was_built_is_found_by_its_commit),
        TEST("what-is-quiet-for-too-long-is-found", what_is_quiet_for_too_long_is_found),
        TEST("rows-of-a-wish-and-untold-ones", rows_of_a_wish_and_untold_ones),
        TEST("of-four-processes-one-writes", of_four_processes_one_writes),
        TEST("of-four-processes-one-adds", of_four_processes_one_adds),
        TEST("of-four-wishes-one-is-left", of_four_wishes_one_is_left),
        TEST("nothing-goes-through-the-whole-table", nothing_goes_through_the_whole_table),
        TEST("what-has-ended-costs-nothing", what_has_ended_costs_nothing),
    };

    log_open("test-deployments_rows", LOG_FORMAT_PLAIN, LOG_ERROR);
    return cmocka_run_group_tests_name("deployments_rows", tests, NULL, NULL);
}
