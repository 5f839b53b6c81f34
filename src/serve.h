/*
 * serve.h - the loop of a web program
 *
 * Once for all programs: options (--config FILE, --listen PATH, --replace, --version, --help),
 * settings with reload on SIGHUP, the store, sizes, methods, `ping`, foreign event names, and the
 * way of a delivery, whoever sends it: greet, verify, decide, accept.
 */
#ifndef HOOKLET_SERVE_H
#define HOOKLET_SERVE_H

#include "answer.h"
#include "port/cgi.h"
#include "sender.h"
#include "work/decide.h"
#include "work/repo.h"

typedef struct response serve_page(struct request *req, const struct app *app);
/* A decide_function for programs that carry something along. */
typedef int serve_decide(const void *data, const struct delivery *delivery, const struct app *app,
                         struct pool *pool, struct plan *plan);

/*
 * A program takes webhooks (`events` and `decide` or `decide_with`), or it answers GET (`page`), or
 * requests of any method (`api`).
 */
struct program {
    const char *name;            /* "github-push" */
    const struct sender *sender; /* of its webhooks; NULL: GitHub */
    const char *const *events;   /* names that it takes, NULL at the end; beside them any `ping`;
                                    NULL where all that its sender sends is for it (no
                                    sender->other) */
    decide_function *decide;     /* what they ask for */
    serve_decide *decide_with;   /* the same with `data`, where decide is NULL */
    const void *data;
    serve_page *page;
    /* Who may ask, and for what, is its own business, and it reads the body (request_read()) once
     * it knows; app->store is NULL when it can't be opened. */
    serve_page *api;
    bool wants_store; /* a page that wants app->store, in the same way */
};

/* An events list that takes any event. */
extern const char *const any_event[];

/*
 * Serves until SIGTERM (FastCGI) or for one request (CGI); the exit status for main(): 0, 1 trouble
 * with the socket, 64 wrong options, 71 the system refuses a thread, 78 a bad configuration.
 */
int serve(const struct program *program, int argc, char **argv);

#endif
