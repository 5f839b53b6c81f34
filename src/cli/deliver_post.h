/*
 * deliver_post.h - posts a payload the way GitHub does
 *
 * errors  those of sign_github() and http_exchange()
 */
#ifndef HOOKLET_CLI_DELIVER_POST_H
#define HOOKLET_CLI_DELIVER_POST_H

#include <stdbool.h>

#include "port/http.h"
#include "port/settings.h"

struct post {
    const char *url;
    const char *event;    /* X-GitHub-Event */
    const char *delivery; /* X-GitHub-Delivery; NULL: a new one is put here */
    bool form;            /* the body is a form already */
    const char *body;
    size_t length;
    const struct secret *secret;
};

int deliver_post(struct pool *pool, struct post *post, struct http_answer *answer)
    __attribute__((warn_unused_result));
/* "payload=" and the percent-encoded text. */
int deliver_form(struct pool *pool, const char *text, size_t length, char **form,
                 size_t *form_length) __attribute__((warn_unused_result));
/* A secret in $GITHUB_WEBHOOK_SECRET, or NULL. */
const struct secret *deliver_secret_from_environment(struct pool *pool);
/* The secret `name`, or without a name the first that is good for `repository` (may be NULL). */
int deliver_secret(const struct settings *settings, const char *name, const char *repository,
                   const struct secret **secret) __attribute__((warn_unused_result));

#endif
