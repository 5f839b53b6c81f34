/*
 * init.h - what `hooklet init` makes and finds; for its own files alone
 *
 * First all places are found and everything that speaks against them is said; only then is anything
 * made.  What is there already stays.
 */
#ifndef HOOKLET_CLI_INIT_H
#define HOOKLET_CLI_INIT_H

#include <sys/types.h>

#include "cli/cli.h"
#include "cli/hosting.h"

/* The command line. */
struct init_wish {
    const char *state;     /* --state, or NULL */
    const char *directory; /* --shared-hosting, or NULL: it is a machine of our own */
    const char *programs;  /* --programs, or NULL */
    const char *url;       /* --url: of the directory, no slash at its end; or NULL: not said */
    bool paths;            /* --paths */
};

enum init_end { INIT_KEPT, INIT_MADE, INIT_RENEWED };

struct init {
    const char *config; /* absolute, as are all */
    const char *secret; /* beside it */
    const char *state;
    bool config_made, secret_made;
    int64_t schema; /* version of the database found, 0: made */
    /* Shared hosting: */
    bool hosted;
    struct hosting hosting;
    enum init_end htaccess;
    size_t wrappers_written, wrappers_removed;
};

/* Where configuration, secret and state are, or will be. */
int init_find(struct cli *cli, const struct init_wish *wish, struct init *init)
    __attribute__((warn_unused_result));
/* The state directory that counts: of the configuration that is there, else the one asked for. */
int init_find_state(struct cli *cli, const char *asked, const char *usual, struct init *init)
    __attribute__((warn_unused_result));
/* All three, and the database. */
int init_make(struct cli *cli, struct init *init) __attribute__((warn_unused_result));

/* The same for shared hosting, and whatever speaks against it there. */
int init_hosting_find(struct cli *cli, const struct init_wish *wish, struct init *init)
    __attribute__((warn_unused_result));
/* Is what would be overwritten in the web space ours?  errors  FAIL_CONFLICT */
int init_space_check(struct cli *cli, const struct init *init) __attribute__((warn_unused_result));
/* Wrappers and .htaccess; then old wrappers of programs that there are no more are removed. */
int init_space_make(struct cli *cli, struct init *init) __attribute__((warn_unused_result));

/* On standard output, with what is next. */
void init_report(struct cli *cli, const struct init *init);

#endif
