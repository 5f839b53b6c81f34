/*
 * app_files.h - where a GitHub App's secrets are kept: STATE/github-app/, mode 0700
 *
 *     app.json         {"id","slug","name","client_id","html_url","setup"}, each a string
 *     private-key.pem  webhook-secret  client-secret
 *
 * All are 0400 and belong to whoever writes them, which is the worker.  The directory appears whole
 * or not at all.  One that is there already, of another App, moves aside to github-app.TIME.
 * errors  FAIL_NOT_FOUND absence is an answer (not logged) · those of file.h
 */
#ifndef HOOKLET_WORK_APP_FILES_H
#define HOOKLET_WORK_APP_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

#define APP_FILE_ABOUT "app.json"
#define APP_FILE_KEY "private-key.pem"
#define APP_FILE_WEBHOOK "webhook-secret"
#define APP_FILE_CLIENT "client-secret"

struct app_about {
    const char *id;
    const char *slug;
    const char *name;
    const char *client_id;
    const char *html_url; /* its page at GitHub */
    const char *setup;    /* the state of the wish that made it, or NULL */
};

struct app_secrets {
    const char *key;     /* PEM */
    const char *webhook; /* NULL: GitHub has given none, or does not tell */
    const char *client;  /* NULL: the same */
};

/* "STATE/github-app" */
char *app_files_directory(struct pool *pool, const char *state);
char *app_about_text(struct pool *pool, const struct app_about *about);
/* errors  those of json_scan · FAIL_FIELD a member is missing */
int app_about_read(struct pool *pool, const char *text, struct app_about *about)
    __attribute__((warn_unused_result));

/* state: the state directory. */
int app_files_write(const char *state, const struct app_about *about,
                    const struct app_secrets *secrets, int64_t now_ms)
    __attribute__((warn_unused_result));
/* The App whose files are there. */
int app_files_find(struct pool *pool, const char *state, struct app_about *about)
    __attribute__((warn_unused_result));

#endif
