/*
 * deliver_post.h - posts a payload the way its sender does: GitHub, Slack, CircleCI, or who is
 * described by a section source
 *
 * errors  those of sign_*() and http_exchange()
 */
#ifndef HOOKLET_CLI_DELIVER_POST_H
#define HOOKLET_CLI_DELIVER_POST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "port/http.h"
#include "port/settings.h"

struct deliver_sender;

struct post {
    const struct deliver_sender *sender; /* NULL: GitHub */
    const struct inbound *inbound;       /* the section source that the sender is of, or NULL */
    const char *url;
    const char *event;    /* of GitHub's X-GitHub-Event; of others: their kind (deliver_sender) */
    const char *delivery; /* X-GitHub-Delivery; NULL: a new one is put here.  Of others what the
                             body says; of a source what is in a header of its own, too */
    bool form;            /* the body is a form already */
    const char *body;
    size_t length;
    const struct secret *secret; /* NULL: what is not signed */
    int64_t now_ms;              /* Unix, milliseconds: Slack signs it, too */
};

#define DELIVER_HEADERS 9 /* at most, and one to end them */

/* Who signs and posts, and how. */
struct deliver_sender {
    const char *source;   /* "slack" */
    const char *variable; /* of the environment, that may have its secret; or NULL */
    struct strings kinds; /* what --event may be; none: GitHub's names of events */
    int (*headers)(struct pool *pool, struct post *post, struct http_header *headers);
};

extern const struct deliver_sender deliver_senders[];
extern const size_t deliver_sender_count;

int deliver_post(struct pool *pool, struct post *post, struct http_answer *answer)
    __attribute__((warn_unused_result));
/* "payload=" and the percent-encoded text. */
int deliver_form(struct pool *pool, const char *text, size_t length, char **form,
                 size_t *form_length) __attribute__((warn_unused_result));
/* A secret in the sender's variable, or NULL. */
const struct secret *deliver_secret_from_environment(struct pool *pool,
                                                     const struct deliver_sender *sender);

/* Which secret of the configuration is meant. */
struct deliver_wanted {
    const struct deliver_sender *sender;
    const struct inbound *inbound; /* as in struct post */
    const char *name;              /* or NULL: the first that is good for the repository */
    const char *repository;        /* of the payload, or NULL */
};

int deliver_secret(const struct settings *settings, const struct deliver_wanted *wanted,
                   const struct secret **secret) __attribute__((warn_unused_result));

#endif
