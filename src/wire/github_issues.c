/* github_issues.c - a list by time that is read from a time on. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "wire/github_issues.h"
#include "wire/github_item_copy.h"

#define CEILING (32 * 1024 * 1024) /* bytes of a page */
#define SECOND_MS 1000

enum { GONE = 410, PAGE = 100, SMALL_PAGE = 10 };

/* A page under way. */
struct turning {
    struct github *github;
    struct github_issues *issues;
    int size; /* asked for */
    struct github_answer answer;
    struct json_want elements;
    struct github_item_copy *copies; /* of those that are new */
    size_t count;
    int64_t newest_ms; /* of the last one in the list */
    int64_t *seen;     /* numbers of those that were changed then */
    size_t seen_count;
};

/*
 * A second earlier: GitHub says "after the given time" and means "not before it".  Whoever takes it
 * at its word loses what has happened in the same second.
 */
static const char *
path_of(const struct turning *turning)
{
    const struct github_issues *issues = turning->issues;
    struct pool *pool = turning->github->pool;
    const char *since = "";

    if (issues->walk.next != NULL)
        return issues->walk.next;
    if (issues->walk.since_ms > 0)
        since = pool_printf(pool, "&since=%.19sZ",
                            clock_format(pool, issues->walk.since_ms - SECOND_MS));
    return pool_printf(pool, "/repos/%s/issues?state=%s&sort=updated&direction=asc&per_page=%d%s",
                       issues->repository, issues->all ? "all" : "open", turning->size, since);
}

static int
ask(struct turning *turning, int size)
{
    struct github_request request = { .method = "GET", .ceiling = CEILING };
    int rc;

    turning->size = size;
    request.path = path_of(turning);
    rc = github_call(turning->github, &request, &turning->answer);

    turning->issues->disabled = rc == FAIL_REFUSED && turning->answer.status == GONE;
    turning->elements = (struct json_want){ .pointer = "/*" };
    return rc == 0 ? json_scan(turning->github->pool, turning->answer.body, turning->answer.length,
                               &turning->elements, 1)
                   : rc;
}

static bool
was_seen(const struct github_walk *walk, const struct github_item_copy *copy)
{
    if (copy->updated_ms != walk->since_ms)
        return copy->updated_ms < walk->since_ms;
    for (size_t i = 0; i < walk->seen_count; i++) {
        if (walk->seen[i] == copy->number)
            return true;
    }
    return false;
}

static void
note_time(struct turning *turning, const struct github_item_copy *copy)
{
    if (copy->updated_ms > turning->newest_ms)
        turning->seen_count = 0;
    if (copy->updated_ms < turning->newest_ms)
        return;
    turning->newest_ms = copy->updated_ms;
    turning->seen[turning->seen_count++] = copy->number;
}

static int
read_elements(struct turning *turning)
{
    struct pool *pool = turning->github->pool;
    size_t count = turning->elements.count;
    int rc = 0;

    turning->copies = pool_array(pool, count + 1, sizeof *turning->copies);
    turning->seen = pool_array(pool, count + 1, sizeof *turning->seen);
    for (const struct json_value *element = turning->elements.first; element != NULL && rc == 0;
         element = element->next) {
        struct github_item_copy *copy = &turning->copies[turning->count];

        rc = github_item_copy_read(pool, element->text, element->length, copy);
        if (rc != 0)
            break;
        note_time(turning, copy);
        turning->count += !was_seen(&turning->issues->walk, copy);
    }
    return rc;
}

/* A page that does not get beyond a second is followed by the next one; else time goes on. */
static struct github_walk
walk_on(const struct turning *turning)
{
    const struct github_walk *walk = &turning->issues->walk;
    struct github_walk on = *walk;

    on.over = turning->answer.next == NULL;
    on.next = turning->answer.next;
    if (turning->newest_ms > walk->since_ms) {
        on.since_ms = turning->newest_ms;
        on.seen = turning->seen;
        on.seen_count = turning->seen_count;
        on.next = NULL;
    }
    return on;
}

static void
hand_over(struct turning *turning)
{
    struct github_issues *issues = turning->issues;

    issues->items = json_array();
    issues->count = turning->count;
    issues->left = (int64_t)turning->count + turning->answer.more * turning->size;
    for (size_t i = 0; i < turning->count; i++)
        json_add(issues->items, github_item_copy_json(&turning->copies[i]));
    issues->walk = walk_on(turning);
}

static int
turn(struct github *github, struct github_issues *issues)
{
    struct turning turning = { .github = github, .issues = issues };
    int rc = ask(&turning, PAGE);

    if (rc == FAIL_TOO_LARGE && issues->walk.next == NULL)
        rc = ask(&turning, SMALL_PAGE);
    if (rc == 0)
        rc = read_elements(&turning);
    if (rc == 0)
        hand_over(&turning);
    return rc;
}

int
github_issues_next(struct github *github, struct github_issues *issues)
{
    const struct github_walk before = issues->walk;
    int rc = 0;

    issues->items = NULL;
    issues->count = 0;
    while (rc == 0 && issues->count == 0 && !issues->walk.over) {
        json_free(issues->items);
        issues->items = NULL;
        rc = turn(github, issues);
    }
    if (rc != 0)
        issues->walk = before;
    return rc;
}
