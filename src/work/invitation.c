/* invitation.c - rows of the table `state`, as JSON. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "store/state.h"
#include "work/invitation.h"

#define KIND "invitation"

enum field { STATUS, JOB, COUNT, MERGED, FIELDS };

static const char *const names[] = {
    [INVITATION_NONE] = "",
    [INVITATION_COUNTING] = "counting",
    [INVITATION_INVITING] = "inviting",
    [INVITATION_INVITED] = "invited",
    [INVITATION_PENDING] = "pending",
    [INVITATION_MEMBER] = "member",
};
enum { STATUSES = sizeof(names) / sizeof(*names) };

static int
read_status(const struct json_want *want, const char *key, enum invitation_status *status)
{
    const char *name = json_string(want);

    for (unsigned i = INVITATION_COUNTING; name != NULL && i < STATUSES; i++) {
        if (strcmp(names[i], name) == 0) {
            *status = (enum invitation_status)i;
            return 0;
        }
    }
    return fail(FAIL_STORE, "state " KIND " %s has no status that we know", key);
}

int
invitation_read(struct store *store, const char *key, struct pool *pool,
                struct invitation *invitation)
{
    struct json_want wants[FIELDS] = {
        [STATUS].pointer = "/status",
        [JOB].pointer = "/job",
        [COUNT].pointer = "/count",
        [MERGED].pointer = "/merged/*",
    };
    struct state_row row = { 0 };
    int rc = state_get(store, KIND, key, pool, &row);

    *invitation = (struct invitation){ 0 };
    if (rc == FAIL_NOT_FOUND)
        return 0;
    if (rc == 0)
        rc = json_scan(pool, row.value, strlen(row.value), wants, FIELDS);
    if (rc == 0)
        rc = read_status(&wants[STATUS], key, &invitation->status);
    if (rc != 0)
        return rc;
    invitation->job = json_string(&wants[JOB]);
    invitation->count = (int)json_integer(&wants[COUNT], 0);
    invitation->merged = json_strings(pool, &wants[MERGED]);
    invitation->version = row.version;
    return 0;
}

int
invitation_write(struct store *store, const char *key, struct pool *pool,
                 struct invitation *invitation)
{
    struct json *value = json_object();
    int rc;

    json_set_string(value, "status", names[invitation->status]);
    json_set_string(value, "job", invitation->job);
    json_set_integer(value, "count", invitation->count);
    json_set(value, "merged", json_list(invitation->merged));
    rc = state_set(store, KIND, key, json_text(pool, value, JSON_COMPACT), invitation->version,
                   clock_ms());
    if (rc == 0)
        invitation->version++;
    return rc;
}
