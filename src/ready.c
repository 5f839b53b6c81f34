/* ready.c - every check is made, so that one look tells all that is wrong */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "ready.h"
#include "store/ledger.h"
#include "store/maintain.h"
#include "store/schema.h"

enum { HEARTBEAT_MS = 60 * 1000 };

struct findings {
    const struct request *req;
    struct json *failing;
    bool any;
};

static void
find(struct findings *findings, const char *what, const char *text)
{
    json_add_string(findings->failing, pool_printf(findings->req->pool, "%s: %s", what, text));
    findings->any = true;
}

static void
check_schema(struct findings *findings, struct store *store)
{
    struct db *db = NULL;
    int rc;

    rc = store_reader_take(store, &db);
    if (rc == 0)
        rc = schema_check(db);
    if (rc != 0)
        find(findings, "schema", fail_detail());
    if (db != NULL)
        store_reader_give(store, db);
}

static void
check_worker(struct findings *findings, struct store *store)
{
    struct pool *pool = findings->req->pool;
    struct ledger_counts counts = { 0 };
    int64_t silent_ms;

    if (ledger_counts(store, &counts) != 0) {
        find(findings, "worker", fail_detail());
        return;
    }
    silent_ms = clock_ms() - counts.worker_ms;
    if (counts.worker_ms == 0)
        find(findings, "worker", "none has ever run; start hooklet work");
    else if (silent_ms > HEARTBEAT_MS)
        find(findings, "worker", pool_printf(pool, "no sign of life for %s; start hooklet work",
                                             duration_format(pool, silent_ms / 1000 * 1000)));
}

static void
check_store(struct findings *findings, struct store *store)
{
    if (store == NULL) {
        find(findings, "store", "it cannot be opened; the log of this program says why");
        return;
    }
    if (maintain_ready(store) != 0)
        find(findings, "store", fail_detail());
    check_schema(findings, store);
    check_worker(findings, store);
}

struct response
response_alive(const struct request *req)
{
    struct json *top = json_object();

    json_set_string(top, "status", "ok");
    return response_json(req, 200, top);
}

struct response
response_ready(const struct request *req, const struct app *app)
{
    struct findings findings = { .req = req, .failing = json_array() };
    struct json *top;

    if (app->settings->github.secret_count == 0)
        find(&findings, "secrets", "github has none, so every delivery is refused");
    check_store(&findings, app->store);
    if (!findings.any) {
        json_free(findings.failing);
        return response_alive(req);
    }
    top = json_object();
    json_set_string(top, "status", "not ready");
    json_set(top, "failing", findings.failing);
    return response_json(req, 503, top);
}
