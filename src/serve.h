/*
 * serve.h - the loop of a web program
 *
 * Once for all programs: options (--config FILE, --listen PATH, --version, --help), settings with
 * reload on SIGHUP, the store, sizes, methods, `ping`, foreign event names, and the answer.  The
 * store is opened at the first request that needs it and tried again after trouble, so that a
 * program starts at once and recovers by itself.
 */
#ifndef HOOKLET_SERVE_H
#define HOOKLET_SERVE_H

#include "answer.h"
#include "port/cgi.h"
#include "work/repo.h"

typedef struct response serve_handler(struct request *req, const struct app *app);

enum program_store {
    PROGRAM_WITHOUT_STORE,
    PROGRAM_TRIES_STORE,          /* the handler is given NULL when it can't be opened */
    PROGRAM_NEEDS_STORE           /* 503 when it can't be opened */
};

struct program {
    const char *name;             /* "github-push" */
    const char *const *events;    /* GitHub: names it takes, NULL at the end; NULL: not a webhook */
    serve_handler *handler;
    enum program_store store;
};

/* An events list that takes any event. */
extern const char *const any_event[];

/*
 * Serves until SIGTERM (FastCGI) or for one request (CGI); the exit status for main(): 0, 1 trouble
 * with the socket, 64 wrong options, 78 a bad configuration.
 */
int serve(const struct program *program, int argc, char **argv);

/* The handler of `ping`, which every program with events has anyway. */
serve_handler serve_ping;

#endif
