/*
 * slack_stop.h - Slack has let go of us: the app was uninstalled, or its token was taken back
 *
 * A fact (facts.h), which the event makes: kind SLACK_STOPPED, key the workspace's id, value
 * slack_stop_value(), time the event's own.  The events are app_uninstalled, and tokens_revoked
 * where a bot's token is among them; a person's is none of ours.  From then on nothing is asked of
 * Slack with the key (token or webhook) that was in use: it could only be refused.
 *
 * It ends when the app is installed again, and there are two signs of that:
 *  - the key in the configuration is another one than that which was in use (slack_stop_find());
 *  - somebody of that workspace gives a command or presses a button later than it happened: Slack
 *    speaks to us again.  Whoever decides about those looks (slack_stop_stands()), and ends the
 *    fact by one of the same key without a value.
 * To know the key in use, its hash is noted when Slack first takes it (kind "slack_key").  Where
 * none was ever taken, the first that asks is held to be the one.
 *
 * errors  FAIL_NOT_FOUND nothing stops us (not logged) · those of the store
 * memory  the pool
 * source  Slack docs, events "app_uninstalled" and "tokens_revoked": they come in any order
 */
#ifndef HOOKLET_STORE_SLACK_STOP_H
#define HOOKLET_STORE_SLACK_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "port/db.h"
#include "store/store.h"

#define SLACK_STOPPED "slack_stopped"

struct slack_stop {
    const char *team; /* id of the workspace */
    const char *why;  /* the event: "app_uninstalled" */
    int64_t since_ms; /* when it happened, by Slack's clock */
};

/* The fact's value for this event, as JSON text. */
const char *slack_stop_value(struct pool *pool, const char *event);
/* Inside a transaction: is there one of this workspace that happened before `at_ms`? */
int slack_stop_stands(struct db *db, const char *team, int64_t at_ms, bool *stands)
    __attribute__((warn_unused_result));
/*
 * What stops this key, whose hash is `key`.  team: the only workspace that counts; NULL: the newest
 * of all counts.
 */
int slack_stop_find(struct store *store, const char *team, const char *key, struct pool *pool,
                    struct slack_stop *stop) __attribute__((warn_unused_result));
/* Slack has taken this key: it is the one in use. */
int slack_stop_taken(struct store *store, const char *team, const char *key, int64_t now_ms,
                     struct pool *pool) __attribute__((warn_unused_result));

#endif
