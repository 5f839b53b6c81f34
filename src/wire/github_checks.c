/* github_checks.c - two lists of GitHub's, one of ours. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/text.h"
#include "wire/github_checks.h"
#include "wire/github_pages.h"

#define EXPECTED "expected" /* GitHub's own word for a check that nobody has reported */

/* Commit statuses have one word; a check run has another one when it is done. */
enum field { NAME, STATE, CONCLUSION, FIELDS };

struct list {
    const char *path;     /* behind that of the commit */
    const char *elements; /* in a page */
    const char *fields[FIELDS];
};

static const struct list statuses = {
    .path = "status?per_page=100",
    .elements = "/statuses/*",
    .fields = { [NAME] = "/context", [STATE] = "/state", [CONCLUSION] = "/conclusion" },
};

static const struct list runs = {
    .path = "check-runs?per_page=100",
    .elements = "/check_runs/*",
    .fields = { [NAME] = "/name", [STATE] = "/status", [CONCLUSION] = "/conclusion" },
};

enum github_verdict
github_check_verdict(const char *state)
{
    static const struct {
        const char *state;
        enum github_verdict verdict;
    } known[] = {
        { "success", CHECK_PASSED },   { "skipped", CHECK_SKIPPED },
        { "neutral", CHECK_SKIPPED },  { "failure", CHECK_FAILED },
        { "error", CHECK_FAILED },     { "cancelled", CHECK_FAILED },
        { "timed_out", CHECK_FAILED }, { "action_required", CHECK_FAILED },
        { "stale", CHECK_FAILED },     { "startup_failure", CHECK_FAILED },
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(known[i].state, state) == 0)
            return known[i].verdict;
    }
    return CHECK_PENDING;
}

void
github_checks_add(struct pool *pool, struct github_checks *checks, const char *context,
                  const char *state)
{
    enum github_verdict verdict = github_check_verdict(state);

    checks->items =
        pool_grow(pool, checks->items, checks->count, &checks->room, sizeof *checks->items);
    checks->items[checks->count++] = (struct github_check){ context, state, verdict };
    if (verdict > checks->verdict)
        checks->verdict = verdict;
}

static bool
has(const struct github_checks *checks, const char *context)
{
    for (size_t i = 0; i < checks->count; i++) {
        if (strcmp(checks->items[i].context, context) == 0)
            return true;
    }
    return false;
}

void
github_checks_keep(struct pool *pool, struct github_checks *checks, const struct strings *only)
{
    struct github_checks kept = { 0 };

    if (only == NULL)
        return;
    for (size_t i = 0; i < checks->count; i++) {
        if (text_among(*only, checks->items[i].context))
            github_checks_add(pool, &kept, checks->items[i].context, checks->items[i].state);
    }
    for (size_t i = 0; i < only->count; i++) {
        if (!has(&kept, only->items[i]))
            github_checks_add(pool, &kept, only->items[i], EXPECTED);
    }
    *checks = kept;
}

struct strings
github_checks_words(struct pool *pool, const struct github_checks *checks,
                    enum github_verdict verdict)
{
    const char **words = pool_array(pool, checks->count + 1, sizeof *words);
    struct strings made = { words, 0 };

    for (size_t i = 0; i < checks->count; i++) {
        const struct github_check *check = &checks->items[i];
        const char *text = pool_printf(pool, "%s (%s)", check->context, check->state);

        if (check->verdict == verdict && !text_among(made, text))
            words[made.count++] = text;
    }
    return made;
}

/* One without a name is none. */
static int
take(struct github *github, const struct list *list, const struct json_value *element,
     struct github_checks *checks)
{
    struct json_want wants[FIELDS];
    const char *state;
    int rc;

    for (size_t i = 0; i < FIELDS; i++)
        wants[i] = (struct json_want){ .pointer = list->fields[i] };
    rc = json_scan(github->pool, element->text, element->length, wants, FIELDS);
    if (rc != 0 || json_string(&wants[NAME]) == NULL)
        return rc;
    state = json_string(&wants[CONCLUSION]);
    if (state == NULL)
        state = json_string(&wants[STATE]);
    github_checks_add(github->pool, checks, json_string(&wants[NAME]), state != NULL ? state : "");
    return 0;
}

static int
read_list(struct github *github, const struct list *list, const char *commit,
          struct github_checks *checks)
{
    struct github_pages pages = { .path = pool_printf(github->pool, "%s/%s", commit, list->path) };
    int rc;

    do {
        struct json_want want = { .pointer = list->elements };

        rc = github_next_page(github, &pages, &want, 1);
        for (const struct json_value *at = want.first; rc == 1 && at != NULL; at = at->next) {
            int taken = take(github, list, at, checks);

            rc = taken == 0 ? 1 : taken;
        }
    } while (rc == 1);
    return rc;
}

int
github_checks_get(struct github *github, const char *repository, const char *sha,
                  const struct strings *only, struct github_checks *checks)
{
    const char *commit = pool_printf(github->pool, "/repos/%s/commits/%s", repository,
                                     percent_encode(github->pool, sha));
    struct github_checks made = { 0 };
    int rc = read_list(github, &statuses, commit, &made);

    if (rc == 0)
        rc = read_list(github, &runs, commit, &made);
    if (rc != 0)
        return rc;
    github_checks_keep(github->pool, &made, only);
    *checks = made;
    return 0;
}
