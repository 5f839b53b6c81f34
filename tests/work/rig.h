/*
 * rig.h - a directory, a configuration and a job for tests of actions
 *
 * Stands in for the ledger: ledger_body() hands out rig_body, ledger_event() rig_headers.
 */
#ifndef HOOKLET_TESTS_WORK_RIG_H
#define HOOKLET_TESTS_WORK_RIG_H

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "port/json.h"
#include "store/ledger.h"
#include "work/action.h"

#include <cmocka.h>

#define RIG_SHA "0123456789abcdef0123456789abcdef01234567"
#define RIG_PATIENCE_MS 20000

struct rig {
    struct pool *pool;
    char *directory;      /* of this test */
    struct rule rules[2]; /* "web", and "other" */
    struct rule_step steps[4];
    struct settings settings;
    struct work work;
    struct job job;
    struct outcome outcome;
};

#define RIG_BODY "{\"ref\":\"refs/heads/main\"}"
#define RIG_HEADERS "{\"Content-Type\":\"application/json\"}"

static const char *rig_body = RIG_BODY;
static const char *rig_headers = RIG_HEADERS;

int
ledger_body(struct store *store, int64_t event, struct pool *pool, char **body, size_t *length)
{
    (void)store, (void)event;
    *body = pool_string(pool, rig_body);
    *length = rig_body != NULL ? strlen(rig_body) : 0;
    return 0;
}

int
ledger_event(struct store *store, int64_t id, struct pool *pool, struct event_row *event)
{
    (void)store, (void)pool;
    *event = (struct event_row){ .id = id, .headers = rig_headers };
    return 0;
}

static inline const char *
rig_path(struct rig *rig, const char *name)
{
    return pool_printf(rig->pool, "%s/%s", rig->directory, name);
}

/* {"event":"push",...,"sha":SHA} */
static inline const char *
rig_args(struct rig *rig, const char *branch, const char *sha)
{
    struct json *args = json_object();

    json_set_string(args, "event", "push");
    json_set_string(args, "repository", "acme/web");
    json_set_string(args, "branch", branch);
    json_set_string(args, "ref", pool_printf(rig->pool, "refs/heads/%s", branch));
    json_set_string(args, "sha", sha);
    return json_text(rig->pool, args, JSON_COMPACT);
}

/* The next step of rule "web": a shell script. */
static inline void
rig_step(struct rig *rig, const char *title, const char *script)
{
    const char **argv = pool_array(rig->pool, 3, sizeof(*argv));

    argv[0] = "sh";
    argv[1] = "-c";
    argv[2] = script;
    assert_true(rig->rules[0].step_count < 4);
    rig->steps[rig->rules[0].step_count++] =
        (struct rule_step){ .title = title, .argv = { argv, 3 } };
}

static inline int
rig_new(void **state)
{
    struct rig *rig = calloc(1, sizeof(*rig));
    const char *tmp = getenv("TMPDIR");

    rig->pool = pool_new();
    rig->directory = pool_printf(rig->pool, "%s/test-work-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(rig->directory));
    rig->rules[0] = (struct rule){ .kind = RULE_DEPLOY,
                                   .name = "web",
                                   .directory = rig_path(rig, "site"),
                                   .steps = rig->steps,
                                   .timeout_ms = RIG_PATIENCE_MS,
                                   .attempts = 1,
                                   .host = "here" };
    rig->rules[1] = rig->rules[0];
    rig->rules[1].name = "other";
    rig->settings = (struct settings){ .state = rig_path(rig, "state"),
                                       .host = "here",
                                       .github = { .clone_url = "https://github.com" },
                                       .rules = rig->rules,
                                       .rule_count = 2 };
    assert_int_equal(directory_make(rig->settings.state, 0755), 0);
    assert_int_equal(directory_make(rig->rules[0].directory, 0755), 0);
    rig->work = (struct work){ .settings = &rig->settings, .pool = rig->pool, .stop_fd = -1 };
    rig->job = (struct job){ .id = 12,
                             .event = 7,
                             .kind = "deploy",
                             .rule = "web",
                             .key = "deploy:web",
                             .attempt = 1,
                             .args = rig_args(rig, "main", RIG_SHA),
                             .idempotency = "aa00",
                             .source = "github",
                             .delivery = "72d3162e-cc78-11e3-81ab-4c9367dc0958",
                             .event_kind = "push" };
    *state = rig;
    return 0;
}

static inline int
rig_remove(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status, (void)kind, (void)walk;
    return remove(path);
}

static inline int
rig_end(void **state)
{
    struct rig *rig = *state;

    nftw(rig->directory, rig_remove, 16, FTW_DEPTH | FTW_PHYS);
    pool_free(rig->pool);
    free(rig);
    rig_body = RIG_BODY;
    rig_headers = RIG_HEADERS;
    return 0;
}

/* Waits until the file is there and not empty, then reads it. */
static inline const char *
rig_read(struct rig *rig, const char *path)
{
    int64_t deadline = clock_steady_ms() + RIG_PATIENCE_MS;
    struct stat status = { 0 };
    char *bytes = NULL;
    size_t length = 0;

    while ((stat(path, &status) != 0 || status.st_size == 0) && clock_steady_ms() < deadline)
        usleep(2000);
    assert_int_equal(file_read(rig->pool, path, 1024 * 1024, &bytes, &length), 0);
    return bytes;
}

#define RIG_TEST(name, function)                                                                   \
    {                                                                                              \
        name, function, rig_new, rig_end, NULL                                                     \
    }

#endif
