/* app_code.c - a delivery of our own, one fact, one job. */
#include "config.h"

#include <string.h>

#include "base/match.h"
#include "port/json.h"
#include "store/ledger.h"
#include "wire/github_place.h"
#include "work/app_code.h"

enum {
    CODE_MOST = 128,
    ATTEMPTS = 6, /* the waits between them add up to three quarters of an hour; a code lives one */
};

char *
app_query_value(struct pool *pool, const char *query, const char *name)
{
    const size_t length = strlen(name);
    const char *at = query, *found = NULL;

    for (; at != NULL && *at != '\0'; at += *at == '&') {
        if (strncmp(at, name, length) == 0 && at[length] == '=') {
            if (found != NULL)
                return NULL;
            found = at + length + 1;
        }
        at += strcspn(at, "&");
    }
    return found == NULL ? NULL : pool_copy(pool, found, strcspn(found, "&"));
}

bool
app_code_valid(const char *code)
{
    const size_t length = strspn(code, LETTERS DIGITS "_-");

    return length > 0 && length <= CODE_MOST && code[length] == '\0';
}

static char *
delivery_id(struct pool *pool, const char *state)
{
    return pool_printf(pool, "app/%s", state);
}

/* The same whenever this wish is asked about. */
static const char *
body(struct pool *pool, const struct app_setup *setup)
{
    struct json *top = json_object();

    json_set_string(top, "url", setup->url);
    json_set_string(top, "organization", setup->organization);
    json_set_string(top, "target", setup->target);
    return json_text(pool, top, JSON_COMPACT);
}

static void
plan(const struct app_setup *setup, const char *code, const struct github_api *api,
     struct pool *pool, struct plan *plan)
{
    struct planned_job *job = plan_add_job(plan, pool);
    struct json *args = json_object(), *fact = json_object();

    json_set_string(fact, "code", code);
    plan_add_fact(plan, pool,
                  &(struct planned_fact){ .kind = APP_CODE_FACT,
                                          .key = setup->state,
                                          .value = json_text(pool, fact, JSON_COMPACT),
                                          .order_ms = setup->made_ms });
    json_set_string(args, "state", setup->state);
    job->kind = "convert";
    job->rule = "create-app";
    job->lane = github_lane(pool, api, 0);
    job->order_ms = setup->made_ms;
    job->crash = CRASH_VERIFY;
    job->attempts = ATTEMPTS;
    job->args = json_text(pool, args, JSON_COMPACT);
}

int
app_code_accept(const struct app *app, const struct app_setup *setup, const char *code,
                int64_t now_ms, struct pool *pool, struct receipt *receipt)
{
    struct plan asked = { .status = PLAN_ACCEPTED };
    struct delivery delivery = {
        .source = "hooklet",
        .id = delivery_id(pool, setup->state),
        .kind = "github_app",
        .body = body(pool, setup),
        .received_ms = now_ms,
    };
    int rc;

    delivery.length = strlen(delivery.body);
    rc = delivery_own(pool, &delivery);
    if (rc != 0)
        return rc;
    plan(setup, code, &app->settings->github_api, pool, &asked);
    return store_accept(app->store, &delivery, &asked, pool, receipt);
}

int
app_code_event(struct store *store, const char *state, struct pool *pool, int64_t *event)
{
    struct events events = { 0 };
    int rc = ledger_find(store, delivery_id(pool, state), pool, &events);

    *event = 0;
    for (size_t i = 0; rc == 0 && i < events.count; i++) {
        if (strcmp(events.rows[i].source, "hooklet") == 0)
            *event = events.rows[i].id;
    }
    return rc;
}
