/* serve.c - what all web programs do alike: start, stop, reload, and what comes before a handler */
#include "config.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/log.h"
#include "live.h"
#include "serve.h"
#include "serve_drain.h"
#include "serve_options.h"
#include "wire/github_event.h"
#include "wire/verify.h"
#include "work/decide.h"

enum { GITHUB_BODY_MOST = 25 << 20 }; /* bytes; GitHub's own cap, and it never sends again */

const char *const any_event[] = { "*", NULL };

struct serving {
    const struct program *program;
    struct live live;
    bool plain;
    bool made_jobs;       /* plain CGI: by the one request */
    int stop_fd;
};

/* --- Before the handler --- */

static bool
takes(const struct program *program, const char *event)
{
    if (program->events == any_event)
        return true;
    for (const char *const *name = program->events; event != NULL && *name != NULL; name++) {
        if (strcmp(*name, event) == 0)
            return true;
    }
    return false;
}

struct response
serve_ping(struct request *req, const struct app *app)
{
    struct delivery delivery = { 0 };
    struct github_ping ping = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc;

    rc = verify_github(req, app->settings, &delivery);
    if (rc == 0)
        rc = decide_ping(&delivery, app, req->pool, &plan);
    if (rc == 0 && plan.status != PLAN_UNREADABLE)
        rc = github_ping_decode(&delivery, req->pool, &ping);
    if (rc == 0)
        rc = store_accept(app->store, &delivery, &plan, req->pool, &receipt);

    return response_ping(rc, req, &delivery, &receipt, ping.hook);
}

/* A hook that sends this program what it has no use for: kept, so that `hooklet why` can tell. */
static struct response
answer_foreign(struct request *req, const struct app *app)
{
    struct delivery delivery = { 0 };
    struct receipt receipt = { 0 };
    struct plan plan = { 0 };
    int rc;

    rc = verify_github(req, app->settings, &delivery);
    if (rc == 0)
        rc = decide_other(&delivery, app, req->pool, &plan);
    if (rc == 0 && plan.status != PLAN_UNREADABLE) {
        plan.status = PLAN_IGNORED;
        plan.reason = pool_printf(req->pool, "%s does not take %s events", req->program,
                                  delivery.kind);
        plan.job_count = plan.ignored_count = 0;
    }
    if (rc == 0)
        rc = store_accept(app->store, &delivery, &plan, req->pool, &receipt);

    return response_for(rc, req, &delivery, &receipt);
}

static int
take_store(struct serving *serving, struct app *app)
{
    enum program_store wish = serving->program->store;
    int rc = 0;

    if (wish != PROGRAM_WITHOUT_STORE)
        rc = live_store(&serving->live, app->settings, &app->store);
    return wish == PROGRAM_NEEDS_STORE ? rc : 0;
}

static struct response
answer_webhook(struct serving *serving, struct request *req, struct app *app)
{
    const struct program *program = serving->program;
    const char *event = request_header(req, "X-GitHub-Event");
    int rc = 0;

    if (strcmp(req->method, "POST") != 0)
        rc = fail(FAIL_METHOD, "%s: webhooks come by POST", program->name);
    if (rc == 0)
        rc = request_read(req, GITHUB_BODY_MOST);
    if (rc == 0)
        rc = take_store(serving, app);
    if (rc != 0)
        return response_failure(rc, req);
    if (event != NULL && strcmp(event, "ping") == 0)
        return serve_ping(req, app);
    return takes(program, event) ? program->handler(req, app) : answer_foreign(req, app);
}

static struct response
answer_page(struct serving *serving, struct request *req, struct app *app)
{
    struct response res;
    int rc;

    if (strcmp(req->method, "GET") != 0 && strcmp(req->method, "HEAD") != 0) {
        rc = fail(FAIL_METHOD, "%s: pages are read by GET", serving->program->name);
        res = response_failure(rc, req);
        res.allow = "GET, HEAD";
        return res;
    }
    rc = take_store(serving, app);
    return rc == 0 ? serving->program->handler(req, app) : response_failure(rc, req);
}

static struct response
answer(struct request *req, void *data)
{
    struct serving *serving = data;
    struct live_settings *used = live_take(&serving->live);
    struct response res;
    struct app app = { 0 };

    /* The configuration was bad from the start, which plain CGI has no earlier moment to say. */
    if (used == NULL)
        return response_failure(FAIL_CONFIG, req);
    app.settings = used->settings;
    log_delivery(request_header(req, "X-GitHub-Delivery"));
    if (serving->program->events != NULL)
        res = answer_webhook(serving, req, &app);
    else
        res = answer_page(serving, req, &app);
    log_delivery(NULL);
    if (serving->plain)
        serving->made_jobs = res.made_jobs;
    live_give(&serving->live, used);
    return res;
}

/* --- The two ways of running --- */

static int
serve_plain(struct serving *serving)
{
    struct cgi_service service = { .name = serving->program->name, .handler = answer,
                                   .data = serving, .threads_most = 1, .stop_fd = -1 };
    int rc;

    rc = cgi_serve(&service);
    if (serving->made_jobs)
        serve_drain(serving->live.current->settings);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

static void
signals_of_ours(sigset_t *set)
{
    sigemptyset(set);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

static void *
signals_wait(void *data)
{
    struct serving *serving = data;
    sigset_t set;
    int number = 0;

    signals_of_ours(&set);
    while (number != SIGTERM && number != SIGINT) {
        if (sigwait(&set, &number) == 0 && number == SIGHUP)
            live_reload(&serving->live);
    }
    (void)eventfd_write(serving->stop_fd, 1);
    return NULL;
}

static int
serve_fast(struct serving *serving, const char *listen_path)
{
    struct cgi_service service = { .name = serving->program->name, .listen_path = listen_path,
                                   .handler = answer, .data = serving };
    const struct settings *settings = serving->live.current->settings;
    pthread_t signals;
    sigset_t set;
    int rc;

    /* Before any thread starts, so that all leave signals to the one that waits for them. */
    signals_of_ours(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    service.threads_most = settings->web_threads;
    log_say(LOG_INFO, "start", "hooklet %s serves %s with %s", PACKAGE_VERSION,
            listen_path ? listen_path : "the socket on descriptor 0", settings->path);
    service.stop_fd = serving->stop_fd = eventfd(0, EFD_CLOEXEC);
    if (serving->stop_fd < 0 || pthread_create(&signals, NULL, signals_wait, serving) != 0) {
        log_say(LOG_ERROR, "start", "no thread for signals: %s", strerror(errno));
        return EX_OSERR;
    }
    rc = cgi_serve(&service);
    log_say(LOG_INFO, "stop", "%s", rc == 0 ? "all that was begun is answered" : fail_text(rc));
    pthread_kill(signals, SIGTERM);
    pthread_join(signals, NULL);
    close(serving->stop_fd);
    return rc == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int
serve(const struct program *program, int argc, char **argv)
{
    struct serving serving = { .program = program, .stop_fd = -1 };
    struct serve_options options;
    int rc, status;

    log_open(program->name, LOG_FORMAT_FIELDS, LOG_INFO);
    if (!serve_options(program->name, argc, argv, &options, &status))
        return status;
    signal(SIGPIPE, SIG_IGN);
    serving.plain = cgi_is_plain(options.listen);
    rc = live_open(&serving.live, program->name, options.config);
    if (serving.plain)
        status = serve_plain(&serving);
    else
        status = rc == 0 ? serve_fast(&serving, options.listen) : EX_CONFIG;
    live_close(&serving.live);
    return status;
}
