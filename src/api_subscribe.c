/*
 * api_subscribe.c - who wants an event says so, and takes it back, by what they know: event and URL
 *
 * To say it twice is to say it once, so that a service may do so each time it starts.
 */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "api_body.h"
#include "api_routes.h"
#include "api_targets.h"
#include "base/fail.h"
#include "base/text.h"
#include "store/targets.h"
#include "work/target_edit.h"

/* The one of this owner, event and identifier.  A pattern matches itself, as a name. */
static int
find_same(const struct api_call *call, const struct target *wanted, struct target *found)
{
    const struct target_filter filter = { .owner = wanted->owner, .event = wanted->event };
    struct targets targets = { 0 };
    int rc = targets_list(call->app->store, &filter, call->pool, &targets);

    for (size_t i = 0; rc == 0 && i < targets.count; i++) {
        *found = targets.rows[i];
        if (strcmp(found->event, wanted->event) == 0 &&
            strcmp(found->identifier, wanted->identifier) == 0)
            return 0;
    }
    return rc == 0 ? FAIL_NOT_FOUND : rc;
}

int
api_subscribe(const struct api_call *call, struct response *res)
{
    struct target wanted, found;
    int rc = api_target_read(call, &wanted);

    if (rc == 0)
        rc = find_same(call, &wanted, &found);
    else
        return rc;
    if (rc == FAIL_NOT_FOUND)
        return api_target_make(call, &wanted, res);
    if (rc == 0 && strcmp(found.url, wanted.url) != 0)
        return api_refuse(call, FAIL_CONFLICT,
                          "another URL has subscribed to %s already; another identifier tells them"
                          " apart",
                          wanted.event);
    return rc == 0 ? api_target_wake(call, &found, res) : rc;
}

/* --- Taken back ------------------------------------------------------------------------------- */

enum { ID, URL, EVENT, IDENTIFIER, OWNER, MEMBERS };

struct leaving {
    int64_t id;             /* 0: whichever */
    const char *url;        /* NULL: whichever, */
    const char *event;      /* too, */
    const char *identifier; /* too; without a URL an event of no identifier is that of none */
};

static int
read_leaving(const struct api_call *call, struct api_member *members, struct leaving *leaving)
{
    const char *id = api_member_text(&members[ID]);

    *leaving = (struct leaving){ .id = text_id(id),
                                 .url = api_member_text(&members[URL]),
                                 .event = api_member_text(&members[EVENT]),
                                 .identifier = api_member_text(&members[IDENTIFIER]) };
    if (id == NULL && leaving->url == NULL && leaving->event == NULL)
        return api_refuse(call, FAIL_FIELD, "say what is to end: id, url or event");
    if (id != NULL && leaving->id == 0)
        return api_refuse(call, FAIL_FIELD, "id: it is the id of a target, a string of digits");
    if (id == NULL && leaving->url == NULL && leaving->identifier == NULL)
        leaving->identifier = "";
    return 0;
}

static bool
leaves(const struct leaving *leaving, const struct target *target)
{
    return (leaving->id == 0 || leaving->id == target->id) &&
           (leaving->url == NULL || strcmp(leaving->url, target->url) == 0) &&
           (leaving->event == NULL || strcmp(leaving->event, target->event) == 0) &&
           (leaving->identifier == NULL || strcmp(leaving->identifier, target->identifier) == 0);
}

/* Somebody may take the same one back at the same time. */
static int
remove_all(const struct api_call *call, const struct leaving *leaving, const struct targets *all,
           struct json *removed, size_t *count)
{
    int64_t moved = 0;
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < all->count; i++) {
        const struct target *target = &all->rows[i];

        if (!leaves(leaving, target))
            continue;
        rc = target_delete(call->app->store, target->id, call->req->received_ms, &moved);
        rc = rc == FAIL_NOT_FOUND ? 0 : rc;
        json_add_string(removed, pool_printf(call->pool, "%" PRId64, target->id));
        ++*count;
    }
    return rc;
}

int
api_unsubscribe(const struct api_call *call, struct response *res)
{
    struct api_member members[MEMBERS] = {
        [ID] = { .name = "id", .shape = API_TEXT },
        [URL] = { .name = "url", .shape = API_TEXT },
        [EVENT] = { .name = "event", .shape = API_TEXT },
        [IDENTIFIER] = { .name = "identifier", .shape = API_TEXT },
        [OWNER] = { .name = "owner", .shape = API_TEXT },
    };
    struct target_filter filter = { 0 };
    struct targets all = { 0 };
    struct leaving leaving;
    struct json *top, *removed;
    size_t count = 0;
    int rc = api_body_read(call, members, MEMBERS);

    if (rc == 0)
        rc = api_owner(call, api_member_text(&members[OWNER]), &filter.owner);
    if (rc == 0)
        rc = read_leaving(call, members, &leaving);
    if (rc == 0)
        rc = targets_list(call->app->store, &filter, call->pool, &all);
    if (rc != 0)
        return rc;
    top = json_object();
    removed = json_array();
    json_set(top, "removed", removed);
    rc = remove_all(call, &leaving, &all, removed, &count);
    if (rc == 0 && count == 0)
        rc = api_refuse(call, FAIL_NOT_FOUND, "there is no such target here");
    if (rc == 0)
        api_answer_json(call, 200, top, res);
    else
        json_free(top);
    return rc;
}
