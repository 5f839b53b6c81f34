/*
 * app_code.h - the code that GitHub gives when an App was made from our manifest
 *
 * It is no webhook: nothing is signed.  What lets it in is the state, which only the page of an open
 * wish has told to GitHub (store/app_setup.h).  The event has source "hooklet", kind "github_app"
 * and delivery "app/STATE", so a wish takes one code and no other; its job, of kind "convert",
 * fetches the App's secrets.  The code is a fact beside it, not in args or body.
 * errors  those of the store
 */
#ifndef HOOKLET_WORK_APP_CODE_H
#define HOOKLET_WORK_APP_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/app_setup.h"
#include "work/repo.h"

/*
 * The only value of that name in a query ("code=a&state=b"), or NULL, as for a query that is NULL.
 * It is not decoded: what GitHub sends back to us needs no percent signs.
 */
char *app_query_value(struct pool *pool, const char *query, const char *name);
/* 1 to 128 of [A-Za-z0-9_-] */
bool app_code_valid(const char *code);
/* The event and its job; status accepted, or duplicate when the wish has a code already. */
int app_code_accept(const struct app *app, const struct app_setup *setup, const char *code,
                    int64_t now_ms, struct pool *pool, struct receipt *receipt)
    __attribute__((warn_unused_result));
/* The event's id; 0: there was no code yet. */
int app_code_event(struct store *store, const char *state, struct pool *pool, int64_t *event)
    __attribute__((warn_unused_result));

#endif
