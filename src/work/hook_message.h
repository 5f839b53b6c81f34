/*
 * hook_message.h - a message to those who have subscribed: checked, stored, and read again
 *
 * A message is a job of kind `fanout` of some event.  What is sent directly makes an event of source
 * "message" (kind: the message's event name; delivery: message_delivery(); body: the data); a rule
 * that forwards adds such a job to the event that was received, whose body it sends; a notice of our
 * own follows the job that it is about, with its data in its args.  (event, rule) is the message,
 * and (event, rule, step), where step is a target's id, its delivery to that target.
 *
 * errors  FAIL_FIELD a name or an id that is none, an event that nobody may send, with a near-miss
 *         hint · FAIL_MALFORMED the data are no JSON, or no UTF-8 · FAIL_UNREADABLE JSON beyond our
 *         reader · FAIL_TOO_LARGE
 * memory  the pool's
 */
#ifndef HOOKLET_WORK_HOOK_MESSAGE_H
#define HOOKLET_WORK_HOOK_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/outgoing.h"
#include "work/repo.h"

#define MESSAGE_SOURCE "message" /* of a direct message's event; the rule of its job, too */
#define MESSAGE_TEST OUTGOING_TEST
#define MESSAGE_CONFIRM OUTGOING_CONFIRM    /* data: {"challenge"} */
#define MESSAGE_DISABLED OUTGOING_DISABLED  /* to the owner of one that was */
#define MESSAGE_DATA_MOST ((size_t)1 << 20) /* bytes that can be sent directly */

struct hook_message {
    const char *id;    /* webhook-id, the same in all attempts; NULL, to be stored: a new one */
    const char *event; /* its name */
    const char *owner;
    const char *identifier; /* "": none */
    const char *data;       /* JSON, as it was given; NULL: {}, or when planned the event's body */
    size_t length;
    bool text;           /* to be stored: the data are plain text, which makes a JSON string */
    const char *headers; /* that go along, a JSON object of strings; NULL: none */
    int64_t target;      /* alone gets it, whatever its state; 0: all that are enabled and match */
    int64_t received_ms;
};

#define MESSAGE_ID_FORM "1 to 128 letters, digits and _:-"
/* Is it one?  NULL is none. */
bool message_id_valid(const char *text);
/* The delivery of a direct message's event: OWNER/ID, or a hash of that where it is too long. */
int message_delivery(struct pool *pool, const char *owner, const char *id, const char **delivery)
    __attribute__((warn_unused_result));
/* May it be stored?  Events of our own only where they have a target. */
int message_check(const struct settings *settings, const struct hook_message *message,
                  struct pool *pool) __attribute__((warn_unused_result));

enum message_status { MESSAGE_NEW, MESSAGE_DUPLICATE };

struct message_receipt {
    enum message_status status;
    const char *id;
    int64_t event;
    int64_t job;     /* that fans it out */
    int64_t targets; /* that would get it now; 0: nobody */
};

/*
 * Checks and stores.  The same id again with the same data, event and identifier is a duplicate and
 * no failure.  errors  FAIL_CONFLICT the id was used for another message · those of the store
 */
int message_store(const struct app *app, const struct hook_message *message, int64_t received_ms,
                  struct pool *pool, struct message_receipt *receipt)
    __attribute__((warn_unused_result));

/*
 * The fanout job of a message with an id: kind, rule, step 0, lane, attempts, args.  rule: unique
 * within the event, "message", a forward's title, "target.disabled:12".
 */
void message_plan(const struct hook_message *message, const char *rule, struct pool *pool,
                  struct planned_job *job);

/* What the ledger has of an event. */
struct message_event {
    const char *headers; /* JSON */
    const char *body;    /* NULL: retention took it */
    size_t length;
    int64_t received_ms;
};

/* All but the data, out of the args of a fanout job.  errors  FAIL_FIELD, FAIL_MALFORMED */
int message_read_args(struct pool *pool, const char *args, struct hook_message *message)
    __attribute__((warn_unused_result));
/* The whole message.  errors  FAIL_NOT_FOUND its body is gone */
int message_read(struct pool *pool, const char *args, const struct message_event *event,
                 struct hook_message *message) __attribute__((warn_unused_result));

#endif
