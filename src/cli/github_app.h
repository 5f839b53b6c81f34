/*
 * github_app.h - the parts of `hooklet github create-app`
 */
#ifndef HOOKLET_CLI_GITHUB_APP_H
#define HOOKLET_CLI_GITHUB_APP_H

#include <stdio.h>
#include <sys/types.h>

#include "cli/cli.h"
#include "store/app_setup.h"
#include "work/app_files.h"
#include "work/manifest.h"

struct create_app {
    struct cli *cli;
    FILE *out; /* what people read; the page has standard output for itself */
    const char *organization, *name, *url; /* url without a slash at its end */
    const char *app_id, *key;              /* of an App that exists: --existing */
    bool public, print_page, existing;
    bool stopped; /* by Ctrl-C or a signal like it */
    int signals;  /* descriptor that tells of them */
    struct manifest manifest;
    struct app_setup setup;
    struct app_about about; /* at last */
};

/* Where hooklet.conf is to look for the secrets. */
struct app_places {
    const char *directory; /* of the files as they were made, or NULL */
    const char *key;
    const char *webhook;  /* NULL: GitHub does not tell it */
    const char *commands; /* what root has to do for that, lines; NULL: nothing */
};

/*
 * Tells where to click, then waits; about is set.
 * errors  FAIL_BUSY (not logged) stopped, which is set · FAIL_TIMEOUT nobody made one · FAIL_REFUSED
 *         GitHub, or the worker, could not
 */
int app_wait(struct create_app *create) __attribute__((warn_unused_result));
/* Asks GitHub about an App that exists; about is set, and what it lacks is told. */
int app_ask(struct create_app *create) __attribute__((warn_unused_result));

/* Gives each user its secret when we are root, else says how; once the worker has made the files. */
int app_keep(struct create_app *create, struct app_places *places)
    __attribute__((warn_unused_result));
/* The same for the key of an App that exists. */
int app_keep_key(struct create_app *create, struct app_places *places)
    __attribute__((warn_unused_result));

/* What is left to do: install the App, and the lines for hooklet.conf. */
void app_report(const struct create_app *create, const struct app_places *places);

#endif
