/*
 * setup.h - /hooklet/setup: where a GitHub App is made, and where GitHub sends back to
 *
 * Open only for who knows the state of an open wish (store/app_setup.h); for all others it is 404,
 * as if nothing were there.  Without a code: the page with the form.  With one: it is stored, once.
 */
#ifndef HOOKLET_SETUP_H
#define HOOKLET_SETUP_H

#include "answer.h"
#include "work/repo.h"

struct response response_setup(const struct request *req, const struct app *app);

#endif
