/*
 * target.h - a subscriber: where messages of an owner go, in which form, signed with what
 *
 * (owner, event, identifier) is unique; `event` is a pattern in which `*` is any run of characters.
 * A target's deliveries are jobs of kind send, or exec, in a lane of their own, whose step is the
 * target's id.  Ids are never used twice, so old deliveries can't become those of a new target.
 *
 * memory  texts live in the pool that the row was read with
 */
#ifndef HOOKLET_STORE_TARGET_H
#define HOOKLET_STORE_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"

/* Kinds of jobs; the rest of a lane's name is the target's id. */
#define JOB_SEND "send"
#define JOB_EXEC "exec"
#define JOB_FANOUT "fanout"
#define JOB_RESEND "resend"

/* What a target with concurrency 0 may have in flight. */
#define TARGET_CONCURRENCY 16

enum target_content { TARGET_JSON, TARGET_FORM, TARGET_PAYLOAD };
enum target_envelope { TARGET_BARE, TARGET_FIELDS, TARGET_STANDARD };
enum target_state { TARGET_ENABLED, TARGET_DISABLED, TARGET_PENDING };
enum target_signature { TARGET_V1, TARGET_V1A };

/* A key that signs. */
struct target_secret {
    enum target_signature kind;
    const char *key; /* "whsec_..", for v1a "whsk_.." */
    int64_t made_ms;
    int64_t until_ms; /* it signs no more from then on (end of a rotation's overlap); 0: no end */
};

struct target {
    int64_t id;
    const char *owner, *event, *identifier; /* identifier "": none */
    const char *url;                        /* "https://..", "http://..", "exec:NAME" */
    enum target_content content;
    enum target_envelope envelope;
    const char *headers; /* a JSON object of texts */
    int64_t timeout_ms;
    const char *description; /* or NULL */
    enum target_state state;
    const char *reason;      /* why it is in that state, or NULL */
    int64_t rate;            /* messages in rate_ms; 0: no limit */
    int64_t rate_ms;         /* 0 with rate 0 */
    int64_t concurrency;     /* in flight at once; 0: TARGET_CONCURRENCY */
    int64_t coalesce_ms;     /* equal messages that wait so long become one; 0: none do */
    const int64_t *delays_s; /* its own schedule: seconds before each attempt; NULL: the usual */
    size_t delay_count;
    bool github;                         /* signs as GitHub does, too */
    const struct target_secret *secrets; /* newest first */
    size_t secret_count;
    const char *challenge;    /* that a pending one must answer, or NULL */
    int64_t failures;         /* deliveries that failed since the newest good one */
    int64_t failing_since_ms; /* the first of them; 0: none */
    int64_t version;          /* as read; counts changes of what people set */
    int64_t created_ms, updated_ms;
};

struct targets {
    struct target *rows;
    size_t count;
};

const char *target_content_name(enum target_content content);    /* "json", "form", "payload" */
const char *target_envelope_name(enum target_envelope envelope); /* "none", "fields", "standard" */
const char *target_state_name(enum target_state state);          /* "enabled", "disabled" .. */
const char *target_signature_name(enum target_signature kind);   /* "v1", "v1a" */
/* The other way; false: there is no such name (or NULL). */
bool target_content_of(const char *name, enum target_content *content);
bool target_envelope_of(const char *name, enum target_envelope *envelope);
bool target_state_of(const char *name, enum target_state *state);
bool target_signature_of(const char *name, enum target_signature *kind);
#define TARGET_EXEC "exec:"
/* The NAME of "exec:NAME", a section receiver of hooklet.conf; NULL: the URL is one of HTTP. */
const char *target_receiver(const char *url);
/* JOB_EXEC for such a one, else JOB_SEND. */
const char *target_kind(const char *url);
/* Its own schedule, seconds: "0,15,30"; NULL: the usual one. */
const char *target_schedule(struct pool *pool, const struct target *target);
/* The lane of its deliveries: "send:12"; those of a program are in "exec:12@HOST", its host's. */
char *target_lane(struct pool *pool, const char *kind, int64_t id);

#endif
