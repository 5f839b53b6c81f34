/*
 * send.h - messages to those who have subscribed
 *
 * A message has an event ("invoice.paid") and an owner; each target of that owner whose pattern
 * matches the event gets it, signed, and is tried twelve times within three days
 * (hooklet-targets(1)).
 *
 *     struct hooklet_sender *sender = hooklet_sender_open(NULL);
 *     struct hooklet_message message = { .event = "invoice.paid", .owner = "acme", .data = json };
 *     struct hooklet_receipt receipt;
 *
 *     if (sender == NULL || hooklet_send(sender, &message, &receipt) != HOOKLET_SENT)
 *         ...
 *     hooklet_sender_close(sender);
 *
 * That is for any process.  Programs and actions of your own say what they want sent in their plan,
 * or when the job ends, and it is stored with that.
 */
#ifndef HOOKLET_HOOKLET_SEND_H
#define HOOKLET_HOOKLET_SEND_H

#include <stdint.h>

#include <hooklet/plan.h>
#include <hooklet/work.h>

HOOKLET_BEGIN

struct hooklet_message {
    const char *event;      /* its name, one of `events` in hooklet.conf where these are listed */
    const char *owner;      /* whose targets get it */
    const char *identifier; /* only those with this identifier; NULL: all that match */
    const char *data;       /* JSON (data.h makes it), at most 1 MiB; NULL: {} */
    /* Names the message for good, and at the receivers, too (webhook-id): 1 to 128 letters, digits
     * and _:-.  One that was sent already is not sent again.  NULL: a new one is made; in a plan and
     * in an action the same for each repetition. */
    const char *id;
};

enum hooklet_sent {
    HOOKLET_SENT,           /* stored, synced to disk, for those who are named in the receipt */
    HOOKLET_SENT_TO_NOBODY, /* the same, but it matches no target */
    HOOKLET_SENT_BEFORE,    /* the same message was stored under this id already */
    HOOKLET_NOT_SENT        /* nothing is stored: hooklet_sender_trouble() says why */
};

struct hooklet_receipt {
    const char *id;  /* of the message; until the next hooklet_send() */
    int64_t job;     /* for `hooklet job ID` */
    int64_t targets; /* that match it now */
};

struct hooklet_sender;

/* hooklet.conf and its database; config NULL: $HOOKLET_CONFIG, or the usual place.  NULL: one of
 * them is not there, or wrong; the log on standard error says what. */
HOOKLET_API struct hooklet_sender *hooklet_sender_open(const char *config);
HOOKLET_API void hooklet_sender_close(struct hooklet_sender *sender);
/* Several threads may send by one sender, but not at once. */
HOOKLET_API enum hooklet_sent hooklet_send(struct hooklet_sender *sender,
                                           const struct hooklet_message *message,
                                           struct hooklet_receipt *receipt) HOOKLET_RESULT;
/* Why the newest hooklet_send() has sent nothing, or "" */
HOOKLET_API const char *hooklet_sender_trouble(const struct hooklet_sender *sender);

/* A message, stored with the event.  One that can't be sent spoils the plan. */
HOOKLET_API void hooklet_plan_send(struct hooklet_plan *plan,
                                   const struct hooklet_message *message);
/* A message, stored when the job is done, or given up for good.  One that can't be sent makes the
 * job hopeless. */
HOOKLET_API void hooklet_work_send(struct hooklet_work *work,
                                   const struct hooklet_message *message);

HOOKLET_END

#endif
