/* backfill.c - positions, and pages that are made once. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "store/ledger.h"
#include "store/state.h"
#include "wire/github_page.h"
#include "work/backfill.h"
#include "work/decide.h"

#define STATE_BACKFILL "backfill"

enum { RUN_BYTES = 4 };

static const char *
key_of(const struct backfill *backfill, struct pool *pool)
{
    const char *since = backfill->since_ms > 0 ? pool_printf(pool, " since %.19sZ",
                                                             clock_format(pool, backfill->since_ms))
                                               : "";

    return pool_printf(pool, "%s %s%s", name_lower(pool, backfill->owner),
                       backfill->all ? "all" : "open", since);
}

static void
write_walk(struct json *object, const struct github_walk *walk)
{
    struct json *inner = json_object();
    struct json *seen = json_array();

    for (size_t i = 0; i < walk->seen_count; i++) {
        struct json *one = json_object();

        json_set_integer(one, "number", walk->seen[i]);
        json_add(seen, one);
    }
    json_set_bool(inner, "over", walk->over);
    json_set_integer(inner, "since_ms", walk->since_ms);
    json_set_string(inner, "next", walk->next);
    json_set(inner, "seen", seen);
    json_set(object, "walk", inner);
}

enum walk_field { OVER, SINCE, NEXT, SEEN, WALK_FIELDS };
#define WALK_WANTS                                                                                 \
    [OVER].pointer = "/walk/over", [SINCE].pointer = "/walk/since_ms",                             \
    [NEXT].pointer = "/walk/next", [SEEN].pointer = "/walk/seen/*/number"

static struct github_walk
read_walk(const struct json_want *wants, struct pool *pool)
{
    struct github_walk walk = { .over = json_true(&wants[OVER]),
                                .since_ms = json_integer(&wants[SINCE], 0),
                                .next = json_string(&wants[NEXT]) };
    int64_t *seen = pool_array(pool, wants[SEEN].count + 1, sizeof *seen);

    for (const struct json_value *value = wants[SEEN].first; value != NULL; value = value->next)
        seen[walk.seen_count++] = json_value_integer(value, 0);
    walk.seen = seen;
    return walk;
}

/* --- Positions ------------------------------------------------------------------------------- */

enum position_field { RUN = WALK_FIELDS, PAGE, REPOSITORY, REPOSITORIES, TALLY, POSITION_FIELDS };

int
backfill_find(const struct backfill *backfill, struct pool *pool,
              struct backfill_position *position)
{
    struct json_want wants[POSITION_FIELDS] = {
        WALK_WANTS,
        [RUN].pointer = "/run",
        [PAGE].pointer = "/page",
        [REPOSITORY].pointer = "/repository",
        [REPOSITORIES].pointer = "/repositories",
        [TALLY].pointer = "/tally",
    };
    struct state_row row = { 0 };
    int rc = state_get(backfill->app->store, STATE_BACKFILL, key_of(backfill, pool), pool, &row);

    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, POSITION_FIELDS);
    if (rc != 0)
        return rc;
    *position = (struct backfill_position){ .run = json_string(&wants[RUN]),
                                            .page = json_integer(&wants[PAGE], 1),
                                            .repository = json_string(&wants[REPOSITORY]),
                                            .walk = read_walk(wants, pool),
                                            .repositories = json_integer(&wants[REPOSITORIES], 0),
                                            .version = row.version };
    if (position->run == NULL || wants[TALLY].first == NULL)
        return fail(FAIL_STORE, "the position of a sync can't be read; --restart begins anew");
    return backfill_tally_read(pool, wants[TALLY].first->text, &position->tally);
}

int
backfill_begin(const struct backfill *backfill, struct pool *pool,
               struct backfill_position *position)
{
    unsigned char bytes[RUN_BYTES];
    int rc = crypto_random(bytes, sizeof bytes);

    if (rc == 0)
        *position = (struct backfill_position){ .run = hex_encode(pool, bytes, sizeof bytes),
                                                .page = 1,
                                                .walk.since_ms = backfill->since_ms };
    return rc;
}

int
backfill_keep(const struct backfill *backfill, struct pool *pool,
              struct backfill_position *position, int64_t now_ms)
{
    struct json *value = json_object();
    struct json *tally = json_object();
    int rc;

    json_set_string(value, "run", position->run);
    json_set_integer(value, "page", position->page);
    json_set_string(value, "repository", position->repository);
    json_set_integer(value, "repositories", position->repositories);
    write_walk(value, &position->walk);
    backfill_tally_write(&position->tally, tally);
    json_set(value, "tally", tally);
    rc = state_set(backfill->app->store, STATE_BACKFILL, key_of(backfill, pool),
                   json_text(pool, value, JSON_COMPACT), position->version, now_ms);
    if (rc == 0)
        position->version++;
    return rc;
}

int
backfill_forget(const struct backfill *backfill, struct pool *pool)
{
    return state_delete(backfill->app->store, STATE_BACKFILL, key_of(backfill, pool));
}

/* --- Pages ----------------------------------------------------------------------------------- */

/* The number stands before the name: of a long id not all characters count. */
static const char *
delivery_of(struct pool *pool, const struct backfill_position *position, const char *repository)
{
    return pool_printf(pool, "sync/%s/%" PRId64 "/%s", position->run, position->page, repository);
}

static int
find_event(struct store *store, const char *delivery, struct pool *pool, int64_t *event)
{
    struct events events = { 0 };
    int rc = ledger_find(store, delivery, pool, &events);

    *event = 0;
    for (size_t i = 0; i < events.count && rc == 0; i++) {
        if (strcmp(events.rows[i].source, "hooklet") == 0 &&
            strcmp(events.rows[i].delivery, delivery) == 0)
            *event = events.rows[i].id;
    }
    return rc;
}

enum body_field { LEFT = WALK_FIELDS, BODY_FIELDS };

/* kept: its body is still there. */
static int
read_page(struct store *store, struct pool *pool, struct backfill_page *page, bool *kept)
{
    struct json_want wants[BODY_FIELDS] = { WALK_WANTS, [LEFT].pointer = "/left" };
    char *body = NULL;
    size_t length = 0;
    int rc = ledger_body(store, page->event, pool, &body, &length);

    *kept = rc == 0 && body != NULL;
    if (!*kept)
        return rc;
    rc = json_scan(pool, body, length, wants, BODY_FIELDS);
    page->walk = read_walk(wants, pool);
    page->left = json_integer(&wants[LEFT], 0);
    return rc;
}

void
backfill_page_write(const struct github_repository *repository, struct json *items,
                    struct json *top)
{
    struct json *place = json_object();

    json_set_integer(place, "id", repository->id);
    json_set_string(place, "full_name", repository->name);
    json_set(top, "repository", place);
    json_set(top, "items", items);
}

static const char *
compose(struct pool *pool, const struct github_repository *repository,
        const struct github_issues *issues)
{
    struct json *top = json_object();

    backfill_page_write(repository, issues->items, top);
    json_set_integer(top, "left", issues->left);
    write_walk(top, &issues->walk);
    return json_text(pool, top, JSON_COMPACT);
}

static int
accept_page(const struct backfill *backfill, struct pool *pool, const char *id, const char *body,
            int64_t *event)
{
    struct delivery delivery = {
        .source = "hooklet",
        .id = id,
        .kind = GITHUB_PAGE_KIND,
        .body = body,
        .length = strlen(body),
        .received_ms = clock_ms(),
    };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc = delivery_own(pool, &delivery);

    if (rc == 0)
        rc = decide_page(&delivery, backfill->app, pool, &plan);
    if (rc == 0)
        rc = store_accept(backfill->app->store, &delivery, &plan, pool, &receipt);
    *event = receipt.event;
    return rc;
}

static int
make_page(const struct backfill *backfill, struct github *github,
          const struct github_repository *repository, const struct backfill_position *position,
          struct backfill_page *page)
{
    struct github_issues issues = { .repository = repository->name,
                                    .all = backfill->all,
                                    .walk = position->walk };
    int rc = github_issues_next(github, &issues);

    page->disabled = issues.disabled;
    if (rc != 0)
        return rc;
    page->walk = issues.walk;
    page->left = issues.left;
    if (issues.count == 0) {
        json_free(issues.items);
        return 0;
    }
    return accept_page(backfill, github->pool,
                       delivery_of(github->pool, position, repository->name),
                       compose(github->pool, repository, &issues), &page->event);
}

int
backfill_page(const struct backfill *backfill, struct github *github,
              const struct github_repository *repository, struct backfill_position *position,
              struct backfill_page *page)
{
    struct store *store = backfill->app->store;
    struct pool *pool = github->pool;
    bool kept = false;
    int rc;

    for (;; position->page++) {
        *page = (struct backfill_page){ 0 };
        rc = find_event(store, delivery_of(pool, position, repository->name), pool, &page->event);
        if (rc == 0 && page->event == 0)
            return make_page(backfill, github, repository, position, page);
        if (rc == 0)
            rc = read_page(store, pool, page, &kept);
        if (rc != 0 || kept)
            return rc;
    }
}
