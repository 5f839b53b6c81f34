/* asana_list.c - kept, or page by page */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/maintain.h"
#include "store/state.h"
#include "wire/asana_list.h"
#include "wire/asana_pages.h"

#define HOUR_MS INT64_C(3600000)
#define MINUTE_MS INT64_C(60000)

enum { LENGTH_MOST = 1024 * 1024 };

/* A list, as far as it was read. */
struct entries {
    struct asana_entry *items;
    size_t count, room;
    bool fresh; /* at most a minute old: what it lacks is not there */
};

enum field { GID, NAME, ARCHIVED, WORKSPACE, WORKSPACES, FIELDS };

static void
add(struct pool *pool, struct entries *entries, const struct asana_entry *entry)
{
    entries->items =
        pool_grow(pool, entries->items, entries->count, &entries->room, sizeof *entries->items);
    entries->items[entries->count++] = *entry;
}

static bool
holds(const struct json_want *want, const char *text)
{
    for (const struct json_value *one = want->first; one != NULL; one = one->next) {
        if (one->type == JSON_STRING && strcmp(one->text, text) == 0)
            return true;
    }
    return false;
}

/* Each by itself, so that one that lacks a member takes none of the next. */
static int
take(struct pool *pool, const struct json_value *value, const char *within, struct entries *entries)
{
    struct json_want wants[FIELDS] = { [GID].pointer = "/gid",
                                       [NAME].pointer = "/name",
                                       [ARCHIVED].pointer = "/archived",
                                       [WORKSPACE].pointer = "/workspace/gid",
                                       [WORKSPACES].pointer = "/workspaces/*/gid" };
    struct asana_entry entry;
    int rc = json_scan(pool, value->text, value->length, wants, FIELDS);

    if (rc != 0)
        return rc;
    entry = (struct asana_entry){ json_string(&wants[GID]), json_string(&wants[NAME]),
                                  json_true(&wants[ARCHIVED]) };
    if (entry.gid != NULL && entry.name != NULL &&
        (within == NULL || holds(&wants[WORKSPACE], within) || holds(&wants[WORKSPACES], within)))
        add(pool, entries, &entry);
    return 0;
}

static int
take_all(struct pool *pool, const struct json_want *want, const char *within,
         struct entries *entries)
{
    int rc = 0;

    for (const struct json_value *one = want->first; rc == 0 && one != NULL; one = one->next) {
        if (one->type == JSON_OBJECT)
            rc = take(pool, one, within, entries);
    }
    return rc;
}

static int
ask_pages(struct asana *asana, const struct asana_list *list, struct entries *entries)
{
    struct asana_pages pages = { .path = list->path };
    struct json_want want = { .pointer = "/data/*" };
    bool again = false;
    int rc;

    while ((rc = asana_next_page(asana, &pages, &want, 1)) == 1) {
        if (pages.again && !again)
            entries->count = 0;
        again = pages.again;
        rc = take_all(asana->pool, &want, list->within, entries);
        if (rc != 0)
            return rc;
    }
    return rc;
}

/* Whatever names `gid` as a value, or in its key. */
static bool
is_about(struct pool *pool, const struct state_row *row, const char *gid)
{
    return strstr(row->value, pool_printf(pool, "\"%s\"", gid)) != NULL ||
           strstr(pool_printf(pool, "%s ", row->key), pool_printf(pool, " %s ", gid)) != NULL;
}

int
asana_list_forget(struct asana *asana, const char *gid)
{
    struct state_row *rows = NULL;
    size_t count = 0;
    int rc = state_list(asana->store, STATE_ASANA_NAME, asana->pool, &rows, &count);

    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (is_about(asana->pool, &rows[i], gid))
            rc = state_delete(asana->store, STATE_ASANA_NAME, rows[i].key);
    }
    return rc;
}

/* What it is a list of may be gone, though we know its gid. */
static int
ask_all(struct asana *asana, const struct asana_list *list, struct entries *entries)
{
    int rc = ask_pages(asana, list, entries);

    if ((rc == FAIL_NOT_FOUND || rc == FAIL_REFUSED) && list->of != NULL &&
        asana_list_forget(asana, list->of) != 0)
        return rc; /* said already; it is forgotten in an hour */
    return rc;
}

/* Asana says no in several ways to what is nothing, or nothing of ours. */
static bool
is_absence(int rc, int status)
{
    return rc == FAIL_NOT_FOUND || (rc == FAIL_REFUSED && (status == 400 || status == 403));
}

static int
ask_one(struct asana *asana, const struct asana_list *list, struct entries *entries)
{
    const struct asana_request request = { .method = "GET", .path = list->path, .silent = true };
    struct json_want want = { .pointer = "/data" };
    struct asana_answer answer;
    int rc = asana_call(asana, &request, &answer);

    if (is_absence(rc, answer.status))
        return 0;
    if (rc == 0)
        rc = json_scan(asana->pool, answer.body, answer.length, &want, 1);
    else
        rc = asana_say(rc, &answer);
    return rc == 0 ? take_all(asana->pool, &want, list->within, entries) : rc;
}

static void
keep(struct asana *asana, const struct asana_list *list, const struct entries *entries)
{
    struct json *data = json_array();
    const char *text;

    for (size_t i = 0; i < entries->count; i++) {
        struct json *one = json_object();

        json_set_string(one, "gid", entries->items[i].gid);
        json_set_string(one, "name", entries->items[i].name);
        json_set_bool(one, "archived", entries->items[i].archived);
        json_add(data, one);
    }
    text = json_text(asana->pool, data, JSON_COMPACT);
    if (strlen(text) <= LENGTH_MOST &&
        state_put(asana->store, STATE_ASANA_NAME, list->key, text, clock_ms()) != 0)
        return; /* said already; the next one asks */
}

/* False: there is nothing that is young enough. */
static bool
find_kept(struct asana *asana, const struct asana_list *list, struct entries *entries)
{
    struct json_want want = { .pointer = "/*" };
    struct state_row row = { 0 };
    int64_t age_ms;

    if (state_get(asana->store, STATE_ASANA_NAME, list->key, asana->pool, &row) != 0)
        return false;
    age_ms = clock_ms() - row.updated_ms;
    if (age_ms < 0 || age_ms > HOUR_MS ||
        json_scan(asana->pool, row.value, strlen(row.value), &want, 1) != 0 ||
        take_all(asana->pool, &want, NULL, entries) != 0)
        return false;
    entries->fresh = age_ms <= MINUTE_MS;
    return true;
}

static int
load(struct asana *asana, const struct asana_list *list, bool anew, struct entries *entries)
{
    int rc;

    *entries = (struct entries){ 0 };
    if (!anew && find_kept(asana, list, entries))
        return 0;
    entries->count = 0;
    rc = list->one ? ask_one(asana, list, entries) : ask_all(asana, list, entries);
    if (rc != 0)
        return rc;
    entries->fresh = true;
    keep(asana, list, entries);
    return 0;
}

/* NULL: none, or two where only one may be. */
static const char *
pick(struct pool *pool, const struct entries *entries, bool only, asana_fits *fit, const char *name)
{
    const struct asana_entry *best = NULL;

    for (size_t i = 0; i < entries->count; i++) {
        const struct asana_entry *entry = &entries->items[i];

        if (!fit(pool, entry, name))
            continue;
        if (best != NULL && only)
            return NULL;
        if (best == NULL || (best->archived && !entry->archived))
            best = entry;
    }
    return best != NULL ? best->gid : NULL;
}

int
asana_list_find(struct asana *asana, const struct asana_list *list, asana_fits *fit,
                const char *name, const char **gid)
{
    struct entries entries;
    const char *found = NULL;
    int rc = load(asana, list, list->anew, &entries);

    if (rc == 0)
        found = pick(asana->pool, &entries, list->only, fit, name);
    if (rc == 0 && found == NULL && !entries.fresh) {
        rc = load(asana, list, true, &entries);
        if (rc == 0)
            found = pick(asana->pool, &entries, list->only, fit, name);
    }
    if (rc == 0 && found == NULL)
        rc = FAIL_NOT_FOUND;
    if (rc == 0)
        *gid = found;
    return rc;
}

void
asana_list_add(struct asana *asana, const struct asana_list *list, const char *gid,
               const char *name)
{
    const struct asana_entry entry = { gid, name, false };
    struct entries entries = { 0 };

    if (!find_kept(asana, list, &entries))
        return;
    add(asana->pool, &entries, &entry);
    keep(asana, list, &entries);
}
