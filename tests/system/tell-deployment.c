/*
 * tell-deployment: rows of deployments as those write them who have news, and the jobs that tell them.
 *
 *     tell-deployment CONFIG add NAME=VALUE...           prints the row's id
 *     tell-deployment CONFIG write ID NAME=VALUE...      an empty value is none
 *     tell-deployment CONFIG tell ID WHAT...             deployment, comment, ticket: jobs of an event
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "port/json.h"
#include "port/settings.h"
#include "store/deployments_rows.h"
#include "store/write_row.h"
#include "work/notify_wish.h"

struct telling {
    const struct settings *settings;
    struct store *store;
    struct pool *pool;
    struct deployment row;
    struct deployment_added added;
};

static void
set_text(struct deployment *row, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        { "repository", &row->repository },
        { "environment", &row->environment },
        { "sha", &row->sha },
        { "ref", &row->ref },
        { "origin", &row->origin },
        { "by", &row->by },
        { "by_slack", &row->by_slack },
        { "author", &row->author },
        { "detail", &row->detail },
        { "url", &row->url },
        { "build", &row->build },
        { "build_url", &row->build_url },
        { "ticket", &row->ticket },
        { "wish", &row->wish },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].name, name) == 0)
            *texts[i].text = value[0] != '\0' ? value : NULL;
    }
}

/* false: one of them is no NAME=VALUE. */
static bool
set_all(struct deployment *row, char **words)
{
    for (; *words != NULL; words++) {
        char *value = strchr(*words, '=');

        if (value == NULL)
            return false;
        *value++ = '\0';
        set_text(row, *words, value);
        if (strcmp(*words, "pull_request") == 0)
            row->pull_request = strtoll(value, NULL, 10);
        if (strcmp(*words, "triggered") == 0)
            row->triggered_ms = clock_ms();
        for (int state = 0; strcmp(*words, "state") == 0 && state < DEPLOYMENT_STATES; state++)
            if (strcmp(deployment_state_name((enum deployment_state)state), value) == 0)
                row->state = (enum deployment_state)state;
    }
    return true;
}

static int
add_work(struct db *db, void *data)
{
    struct telling *telling = data;

    return deployment_add(db, &telling->row, clock_ms(), telling->pool, &telling->added);
}

static void
plan_ticket(struct telling *telling, struct planned_job *job)
{
    struct json *args = json_object();

    json_set_id(args, "deployment", telling->row.id);
    *job = (struct planned_job){
        .kind = "ticket",
        .rule = "workflow:ticket",
        .key = pool_printf(telling->pool, "ticket:%" PRId64, telling->row.id),
        .lane = asana_lane(),
        .crash = CRASH_RERUN,
        .attempts = RETRY_ATTEMPTS,
        .args = json_text(telling->pool, args, JSON_COMPACT),
    };
}

static int
tell(struct telling *telling, char **whats)
{
    struct delivery delivery = { .source = "hooklet",
                                 .id = pool_printf(telling->pool, "tell %" PRId64 " %" PRId64,
                                                   telling->row.id, clock_steady_ms()),
                                 .kind = "tell",
                                 .body = "{}",
                                 .length = 2,
                                 .received_ms = clock_ms() };
    struct plan plan = { .repository = telling->row.repository };
    struct receipt receipt = { 0 };
    int rc = delivery_own(telling->pool, &delivery);

    for (; *whats != NULL; whats++) {
        struct planned_job *job = plan_add_job(&plan, telling->pool);

        if (strcmp(*whats, "ticket") == 0)
            plan_ticket(telling, job);
        else if (strcmp(*whats, "comment") == 0)
            notify_wish_comment(&telling->row, &telling->settings->github_api, telling->pool, job);
        else
            notify_wish_deployment(&telling->row, telling->pool, job);
    }
    return rc == 0 ? store_accept(telling->store, &delivery, &plan, telling->pool, &receipt) : rc;
}

static int
run(struct telling *telling, char **words)
{
    bool adds = strcmp(words[0], "add") == 0;
    int rc = 0;

    if (!adds)
        rc = deployment_get(telling->store, strtoll(words[1], NULL, 10), telling->pool,
                            &telling->row);
    if (rc == 0 && strcmp(words[0], "tell") == 0)
        return tell(telling, words + 2);
    if (rc == 0 && !set_all(&telling->row, words + (adds ? 1 : 2)))
        return -99;
    if (rc == 0)
        rc = adds ? store_write(telling->store, add_work, telling)
                  : write_row(telling->store, &telling->row, clock_ms());
    if (rc == 0)
        printf("%" PRId64 "\n", telling->row.id);
    return rc;
}

int
main(int argc, char **argv)
{
    struct telling telling = { .pool = pool_new() };
    struct settings *settings = NULL;
    int rc = -99;

    if (argc > 3 && settings_load(argv[1], SETTINGS_RULES, &settings) == 0 &&
        store_open(settings->state, STORE_TOOL, &telling.store) == 0) {
        telling.settings = settings;
        rc = run(&telling, argv + 2);
        store_close(telling.store);
    }
    settings_free(settings);
    pool_free(telling.pool);
    return -rc;
}
