/*
 * api.h - the JSON API below /hooklet/api/: messages, targets, deliveries
 *
 * doc/openapi.yaml describes what it takes and gives; a test holds all answers against it.
 */
#ifndef HOOKLET_API_H
#define HOOKLET_API_H

#include "answer.h"
#include "work/repo.h"

/* app->store may be NULL: 503 for all but the description itself. */
struct response api_answer(struct request *req, const struct app *app);

#endif
