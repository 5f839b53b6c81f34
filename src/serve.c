/* serve.c - what all web programs do alike: start, stop, reload, and the way of a request */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/fail.h"
#include "base/log.h"
#include "drain.h"
#include "live.h"
#include "port/crypto.h"
#include "port/settings_table.h"
#include "serve.h"
#include "serve_options.h"
#include "serve_signals.h"
#include "serve_store.h"
#include "work/plan_forward.h"

_Static_assert(SETTINGS_THREADS_MOST <= CGI_THREADS_MOST, "web_threads promises too much");

const char *const any_event[] = { "*", NULL };

struct serving {
    const struct program *program;
    const struct sender *sender;
    struct live live;
    struct serve_store store;
    bool plain;
    bool made_jobs; /* plain CGI: by the one request */
};

static bool
takes(const struct program *program, const char *event)
{
    if (program->events == any_event)
        return true;
    for (const char *const *name = program->events; *name != NULL; name++) {
        if (strcmp(*name, event) == 0)
            return true;
    }
    return false;
}

/* An event that this program has no use for is kept, so that `hooklet why` can tell. */
static int
decide_foreign(const struct serving *serving, const struct delivery *delivery,
               const struct app *app, struct pool *pool, struct plan *plan)
{
    int rc;

    rc = serving->sender->other(delivery, app, pool, plan);
    if (rc != 0 || plan->status == PLAN_UNREADABLE)
        return rc;
    plan->status = PLAN_IGNORED;
    plan->reason =
        pool_printf(pool, "%s does not take %s events", serving->program->name, delivery->kind);
    plan->job_count = plan->ignored_count = 0;
    plan->change.apply = NULL;
    return 0;
}

static int
decide_for(const struct serving *serving, const struct delivery *delivery, const struct app *app,
           struct pool *pool, struct plan *plan)
{
    const struct program *program = serving->program;
    const struct sender *sender = serving->sender;
    int rc;

    if (sender->ping != NULL && strcmp(delivery->kind, "ping") == 0)
        return sender->ping(delivery, app, pool, plan);
    if (sender->other != NULL && !takes(program, delivery->kind))
        return decide_foreign(serving, delivery, app, pool, plan);
    if (program->decide == NULL)
        rc = program->decide_with(program->data, delivery, app, pool, plan);
    else
        rc = program->decide(delivery, app, pool, plan);
    return rc == 0 ? plan_forward(delivery, app->settings, pool, plan) : rc;
}

static struct response
refuse(const struct serving *serving, const struct request *req, int rc)
{
    struct response res;

    if (serving->sender->sorry != NULL && serving->sender->sorry(req, rc, &res))
        return res;
    return response_failure(rc, req);
}

/* The way of every webhook: who sent it, what it asks for, into the store. */
static struct response
on_delivery(const struct serving *serving, const struct request *req, const struct app *app)
{
    struct delivery delivery = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    struct response res;
    int rc;

    rc = serving->sender->verify(req, app, &delivery);
    if (rc == 0)
        rc = decide_for(serving, &delivery, app, req->pool, &plan);
    if (rc == 0)
        rc = store_accept(app->store, &delivery, &plan, req->pool, &receipt);
    if (rc != 0)
        return refuse(serving, req, rc);

    res = response_for(rc, req, &delivery, &plan, &receipt);
    if (res.status == 202)
        res.status = serving->sender->accepted;
    return res;
}

/* A handshake need not have a body, nor say that it has none. */
static bool
greeted(struct serving *serving, const struct request *req, struct app *app, struct response *res)
{
    return serving->sender->greet != NULL &&
           serve_store_find(&serving->store, app->settings, &app->store) == 0 &&
           serving->sender->greet(req, app, res);
}

static size_t
body_limit(const struct sender *sender, const struct request *req, const struct app *app)
{
    return sender->limit != NULL ? sender->limit(req, app) : sender->body_most;
}

static struct response
answer_webhook(struct serving *serving, struct request *req, struct app *app)
{
    struct response res;
    bool posted = strcmp(req->method, "POST") == 0;
    int rc = 0;

    if (posted && greeted(serving, req, app, &res))
        return res;
    if (posted)
        rc = request_read(req, body_limit(serving->sender, req, app));
    if (rc == 0 && serving->sender->probe != NULL && serving->sender->probe(req, &res))
        return res;
    if (!posted)
        rc = fail(FAIL_METHOD, "%s: webhooks come by POST", serving->program->name);
    if (rc == 0)
        rc = serve_store_find(&serving->store, app->settings, &app->store);
    return rc == 0 ? on_delivery(serving, req, app) : refuse(serving, req, rc);
}

/* What needs no store is answered all the same. */
static void
find_store(struct serving *serving, struct app *app)
{
    if (serve_store_find(&serving->store, app->settings, &app->store) != 0)
        app->store = NULL;
}

static struct response
answer_page(struct serving *serving, struct request *req, struct app *app)
{
    const struct program *program = serving->program;
    struct response res;
    int rc;

    if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0) {
        rc = fail(FAIL_METHOD, "%s: pages are read by GET", program->name);
        res = response_failure(rc, req);
        res.allow = "GET, HEAD";
        return res;
    }
    if (program->wants_store)
        find_store(serving, app);
    return program->page(req, app);
}

static struct response
answer_any(struct serving *serving, struct request *req, struct app *app)
{
    const struct program *program = serving->program;

    if (program->page != NULL)
        return answer_page(serving, req, app);
    if (program->api == NULL)
        return answer_webhook(serving, req, app);
    find_store(serving, app);
    return program->api(req, app);
}

static struct response
answer(struct request *req, void *data)
{
    struct serving *serving = data;
    struct app app = { .settings = live_take(&serving->live) };
    struct response res;

    /* The configuration was bad from the start, which plain CGI has no earlier moment to say. */
    if (app.settings == NULL)
        return response_failure(FAIL_CONFIG, req);
    if (serving->sender->delivery_header != NULL)
        log_delivery(request_header(req, serving->sender->delivery_header));
    res = answer_any(serving, req, &app);
    log_delivery(NULL);
    if (serving->plain)
        serving->made_jobs = res.made_jobs;
    live_give(&serving->live, app.settings);
    return res;
}

static void
log_as_configured(struct serving *serving)
{
    const struct settings *settings = live_take(&serving->live);

    log_open(serving->program->name, settings->log_format, settings->log_level);
    live_give(&serving->live, settings);
}

/* Whoever leaves it to cron has it there within a minute. */
static void
drain(struct serving *serving)
{
    const struct settings *settings = live_take(&serving->live);

    if (settings->cgi_drain)
        drain_start(settings, (struct strings){ 0 });
    live_give(&serving->live, settings);
}

static int
serve_plain(struct serving *serving)
{
    struct cgi_service service = { .name = serving->program->name,
                                   .handler = answer,
                                   .data = serving,
                                   .threads_most = 1,
                                   .stop_fd = -1 };
    int rc = cgi_serve(&service);

    if (serving->made_jobs)
        drain(serving);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
serve_fast(struct serving *serving, const struct serve_options *options)
{
    struct cgi_service service = { .name = serving->program->name,
                                   .listen_path = options->listen,
                                   .replace = options->replace,
                                   .handler = answer,
                                   .data = serving };
    const struct settings *settings = live_take(&serving->live);
    struct serve_signals signals;
    int rc;

    service.threads_most = settings->web_threads;
    log_say(LOG_INFO, "start", "hooklet %s serves %s with %s", PACKAGE_VERSION,
            options->listen ? options->listen : "the socket on descriptor 0", settings->path);
    live_give(&serving->live, settings);
    if (serve_signals_start(&signals, &serving->live) != 0)
        return EX_OSERR;
    service.stop_fd = signals.stop_fd;
    rc = cgi_serve(&service);
    log_say(LOG_INFO, "stop", "%s", rc == 0 ? "all that was begun is answered" : fail_text(rc));
    serve_signals_end(&signals);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
serve(const struct program *program, int argc, char **argv)
{
    struct serving serving = { .program = program,
                               .sender = program->sender ? program->sender : &sender_github };
    struct serve_options options;
    int rc, status;

    log_open(program->name, LOG_FORMAT_FIELDS, LOG_INFO);
    if (!serve_options(program->name, argc, argv, &options, &status))
        return status;
    signal(SIGPIPE, SIG_IGN);
    pool_tune();
    serving.plain = cgi_is_plain(options.listen);
    if (serving.plain)
        crypto_start_small();
    serve_store_open(&serving.store, serving.plain ? STORE_ONCE : STORE_WEB);
    rc = live_open(&serving.live, options.config, SETTINGS_SECRETS);
    if (rc == 0)
        log_as_configured(&serving);
    if (serving.plain)
        status = serve_plain(&serving);
    else
        status = rc == 0 ? serve_fast(&serving, &options) : EX_CONFIG;
    live_close(&serving.live);
    serve_store_close(&serving.store);
    return status;
}
