/* ready.c - every check is made, so that one look tells all that is wrong */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "ready.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "store/maintain.h"

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

static const char *
silence(struct pool *pool, int64_t seen_ms, int64_t now_ms)
{
    if (seen_ms == 0)
        return "none is running";
    return pool_printf(pool, "no sign of life for %s",
                       duration_format(pool, (now_ms - seen_ms) / 1000 * 1000));
}

/* Cron's drain comes once a minute, and may be late. */
static int
longest_silence(struct store *store, int64_t seen_ms, int64_t *most_ms)
{
    int64_t resident_ms = 0;
    int rc = ledger_resident_seen(store, &resident_ms);

    *most_ms = seen_ms > resident_ms ? 2 * JOB_LEASE_MS : JOB_LEASE_MS;
    return rc;
}

/* Where drains do the jobs there is nobody while there is nothing to do. */
static void
check_worker(struct findings *findings, struct store *store)
{
    struct pool *pool = findings->req->pool;
    int64_t now_ms = clock_ms(), seen_ms = 0, most_ms = 0;
    bool wanted = false;
    int rc;

    rc = ledger_worker_seen(store, &seen_ms);
    if (rc == 0)
        rc = longest_silence(store, seen_ms, &most_ms);
    if (rc == 0)
        rc = jobs_wanting(store, now_ms, &wanted);
    if (rc != 0)
        find(findings, "worker", fail_detail());
    else if (wanted && now_ms - seen_ms > most_ms)
        find(findings, "worker",
             pool_printf(pool, "%s, and jobs are waiting; start hooklet work",
                         silence(pool, seen_ms, now_ms)));
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
