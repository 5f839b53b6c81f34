/*
 * wish-for: a wish for a deployment, as a command in a chat makes it; or a lock in its way.
 *
 *     wish-for CONF deploy|lock|unlock RULE REPOSITORY ENVIRONMENT [REF [COMMIT NUMBER]]
 *
 * NUMBER is that of its pull request.  Prints the delivery of its event.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/environment.h"
#include "work/decide.h"
#include "work/wish.h"

struct asking {
    struct app app;
    struct pool *pool;
    struct wish wish;
};

static int
deploy(const struct asking *asking)
{
    struct plan plan = { .status = PLAN_ACCEPTED };
    struct receipt receipt;
    int64_t now_ms = clock_ms();
    struct delivery delivery = {
        .source = "hooklet",
        .id = pool_printf(asking->pool, "wish-for/%" PRId64, now_ms),
        .kind = "wish",
        .body = "{}",
        .length = 2,
        .received_ms = now_ms,
    };
    struct planned_job *job = plan_add_job(&plan, asking->pool);
    struct wish wish = asking->wish;
    int rc = delivery_own(asking->pool, &delivery);

    wish.order_ms = now_ms;
    wish_plan(&wish, &asking->app.settings->github_api, asking->pool, job);
    if (rc == 0)
        rc = store_accept(asking->app.store, &delivery, &plan, asking->pool, &receipt);
    if (rc == 0)
        printf("%s\n", delivery.id);
    return rc;
}

static int
lock(const struct asking *asking, bool locked)
{
    const struct environment_lock wanted = { .repository = asking->wish.repository,
                                             .environment = asking->wish.environment,
                                             .by = "ann",
                                             .reason = "the fair is on",
                                             .since_ms = clock_ms() };
    struct environment_lock holder;

    if (locked)
        return environment_lock(asking->app.store, &wanted, asking->pool, &holder);
    return environment_unlock(asking->app.store, wanted.repository, wanted.environment,
                              asking->pool, &holder);
}

int
main(int argc, char **argv)
{
    struct asking asking = { .pool = pool_new() };
    struct settings *settings = NULL;
    int rc;

    if (argc < 6 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &asking.app.store) != 0)
        return 99;
    asking.app.settings = settings;
    asking.wish = (struct wish){ .rule = argv[3],
                                 .repository = argv[4],
                                 .environment = argv[5],
                                 .ref = argc > 6 ? argv[6] : NULL,
                                 .sha = argc > 8 ? argv[7] : NULL,
                                 .pull_request = argc > 8 ? text_id(argv[8]) : 0,
                                 .origin = "slack",
                                 .by = "ann" };
    rc = strcmp(argv[2], "deploy") == 0 ? deploy(&asking)
                                        : lock(&asking, strcmp(argv[2], "lock") == 0);
    store_close(asking.app.store);
    settings_free(settings);
    pool_free(asking.pool);
    return -rc;
}
