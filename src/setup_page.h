/*
 * setup_page.h - the pages that a person sees while a GitHub App is made
 *
 * HTML without scripts.  Pure.
 */
#ifndef HOOKLET_SETUP_PAGE_H
#define HOOKLET_SETUP_PAGE_H

#include "store/app_setup.h"

/*
 * Says what will happen, and has the form that takes the manifest to GitHub.  nonce: that of the
 * Content-Security-Policy that lets its style through; "" for none.
 */
char *setup_page_form(struct pool *pool, const struct app_setup *setup, const char *nonce);
/* The code has come: go back to your terminal. */
char *setup_page_done(struct pool *pool, const char *nonce);
/* Nothing but that style, and a form for this page at GitHub. */
char *setup_page_policy(struct pool *pool, const char *target, const char *nonce);

#endif
