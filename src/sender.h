/*
 * sender.h - whose webhooks a web program takes
 *
 * All that differs between senders is in this struct; the way of a delivery is the same for all of
 * them (serve.c).
 */
#ifndef HOOKLET_SENDER_H
#define HOOKLET_SENDER_H

#include "answer.h"
#include "work/decide.h"
#include "work/repo.h"

struct sender {
    size_t body_most; /* bytes; a larger body is refused before it is read */
    /* The same where it depends on the address, body_most at most.  NULL: it doesn't. */
    size_t (*limit)(const struct request *req, const struct app *app);
    const char *delivery_header; /* its id, for log lines from the start; NULL: it sends none */
    int accepted;                /* HTTP status for what is stored, acted on or not */
    /* Who sent it, is it true?  The only way to a delivery. */
    int (*verify)(const struct request *req, const struct app *app, struct delivery *delivery);
    /* Before the body is read: answers what is no delivery, a handshake; false: it is none, or none
     * that is let in.  NULL: the sender has no such. */
    bool (*greet)(const struct request *req, const struct app *app, struct response *res);
    /* Answers what needs neither signature nor store, by whatever method, once the body is here;
     * false: it is none.  NULL: the sender has no such. */
    bool (*probe)(const struct request *req, struct response *res);
    /* What a person at the other end is told in place of a failure; false: the usual answer does.
     * NULL: nobody is there. */
    bool (*sorry)(const struct request *req, int rc, struct response *res);
    decide_function *ping;  /* for the event "ping", whatever a program takes; NULL: none is sent */
    decide_function *other; /* reads events that a program does not take; NULL: it takes them all */
};

extern const struct sender sender_github, sender_asana, sender_circleci, sender_source;
extern const struct sender sender_slack_command, sender_slack_interactive, sender_slack_event;

#endif
