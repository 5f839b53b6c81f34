/*
 * an_api.h - fixture: the API with a store of its own, and tokens for it
 */
#ifndef TESTS_AN_API_H
#define TESTS_AN_API_H

#include "api.h"
#include "store/some_jobs.h"

#define ACME "hk_acme" /* tokens: of owner acme, */
#define OTHER "hk_other"
#define ALL "hk_all" /* of all */

/* Targets must confirm; https on port 443; the catalogue: invoice.*, user.created and our own. */
extern struct settings api_settings;

/* cmocka's setup and teardown: fixture_make(), and the three tokens. */
int api_make(void **state);
int api_remove(void **state);
#define API_TEST(name, function)                                                                   \
    {                                                                                              \
        name, function, api_make, api_remove, NULL                                                 \
    }

struct asked {
    const char *token;         /* NULL: none is sent */
    const char *method, *path; /* below /hooklet/api/, with its query */
    const char *body;          /* NULL: none */
    const char *type;          /* NULL: application/json */
    const char *key;           /* Idempotency-Key, or NULL */
};

struct response ask_api(struct fixture *f, const struct asked *asked);
/* The same, which is to have this status; the body. */
const char *ask_as(struct fixture *f, const char *token, const char *method, const char *path,
                   const char *body, int status);
/* The text at a pointer of an answer, or NULL: it has none. */
const char *told(struct fixture *f, const char *answer, const char *pointer);
/* Fails unless the answer has this member. */
void assert_told(struct fixture *f, const char *answer, const char *pointer, const char *text);
/* Is this in the detail of the answer? */
void assert_detail(struct fixture *f, const char *answer, const char *words);
/* Makes a target of acme by the API, and has it confirm; its id. */
const char *target_of(struct fixture *f, const char *body);

#endif
