/* kept_message.c - note, post or edit, note. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "port/crypto.h"
#include "port/json.h"
#include "work/kept_message.h"

enum { ROUNDS_MOST = 3 }; /* messages that one job posts anew: who takes each away wants none */

enum field { ROUND, TEXT, KEY, REPLIES, LIVE, FIELDS };

static int
read_told(struct kept_message *kept)
{
    struct json_want wants[FIELDS] = {
        [ROUND].pointer = "/round",     [TEXT].pointer = "/text", [KEY].pointer = "/key",
        [REPLIES].pointer = "/replies", [LIVE].pointer = "/live",
    };
    const char *told = kept->row.told;
    int rc = told == NULL ? 0 : json_scan(kept->slack->pool, told, strlen(told), wants, FIELDS);

    if (rc != 0)
        return rc;
    kept->round = json_integer(&wants[ROUND], 1);
    kept->text = json_string(&wants[TEXT]);
    kept->key = json_string(&wants[KEY]);
    kept->replies = json_integer(&wants[REPLIES], 0);
    kept->live = json_true(&wants[LIVE]);
    return 0;
}

int
kept_message_find(struct slack *slack, const char *channel, const char *thing,
                  struct kept_message *kept)
{
    int rc;

    *kept = (struct kept_message){ .slack = slack };
    rc = message_find(slack->store, MESSAGE_SLACK, channel, thing, slack->pool, &kept->row);
    kept->tried = kept->row.version > 0 && kept->row.stamp == NULL;
    return rc == 0 ? read_told(kept) : rc;
}

static int
note(struct kept_message *kept)
{
    struct json *told = json_object();

    json_set_integer(told, "round", kept->round);
    json_set_string(told, "text", kept->text);
    json_set_string(told, "key", kept->key);
    json_set_integer(told, "replies", kept->replies);
    if (kept->live)
        json_set_bool(told, "live", true);
    kept->row.told = json_text(kept->slack->pool, told, JSON_COMPACT);
    return message_write(kept->slack->store, &kept->row, clock_ms());
}

/* What makes a post the same one, when it is tried again. */
static const char *
once(const struct kept_message *kept, const char *what, int64_t number, const char *key)
{
    struct pool *pool = kept->slack->pool;

    return slack_once(pool, pool_printf(pool, "%s %s %" PRId64 " %s %" PRId64 " %s",
                                        kept->row.channel, name_lower(pool, kept->row.thing),
                                        kept->round, what, number, key));
}

static const char *
hash_of(struct pool *pool, const char *text, const char *blocks)
{
    const char *all = pool_printf(pool, "%s\n%s", text, blocks != NULL ? blocks : "");
    unsigned char digest[CRYPTO_SHA256_SIZE] = { 0 };

    return crypto_sha256(all, strlen(all), digest) == 0 ? hex_encode(pool, digest, 16) : NULL;
}

/* A post that was tried before may say what was so then, hence is edited next. */
static int
post(struct kept_message *kept, const char *key, struct slack_message *message, const char *hash)
{
    int rc = 0;

    if (kept->row.version == 0) {
        kept->round = 1;
        rc = note(kept);
    }
    message->once = once(kept, "message", 0, key);
    if (rc == 0)
        rc = slack_post(kept->slack, message, &kept->row.stamp);
    if (rc != 0)
        return rc;
    kept->text = kept->tried && key[0] == '\0' ? NULL : hash;
    kept->key = key[0] == '\0' ? NULL : key;
    kept->tried = false;
    return note(kept);
}

static int
edit(struct kept_message *kept, const struct slack_message *message, const char *hash)
{
    int rc = slack_update(kept->slack, message, kept->row.stamp);

    if (rc != 0)
        return rc;
    kept->text = hash;
    return note(kept);
}

/* The one that there was is gone, and its thread with it. */
static int
begin_again(struct kept_message *kept)
{
    kept->row.stamp = NULL;
    kept->tried = false;
    kept->round++;
    kept->text = NULL;
    kept->key = NULL;
    kept->replies = 0;
    return note(kept);
}

int
kept_message_say(struct kept_message *kept, const char *key, const char *text, const char *blocks)
{
    const char *hash = hash_of(kept->slack->pool, text, blocks);
    struct slack_message message = { .channel = kept->row.channel, .text = text, .blocks = blocks };

    for (int rounds = 0; rounds < ROUNDS_MOST;) {
        int rc;

        if (kept->row.stamp != NULL && text_equal(kept->text, hash))
            return 0;
        rc = kept->row.stamp == NULL ? post(kept, key, &message, hash) : edit(kept, &message, hash);
        if (rc == FAIL_NOT_FOUND || rc == FAIL_CONFLICT) {
            rounds++;
            rc = begin_again(kept);
        }
        if (rc != 0)
            return rc;
    }
    return fail(FAIL_REFUSED, "Slack: the message of %s is taken away as soon as it is posted",
                kept->row.thing);
}

int
kept_message_reply(struct kept_message *kept, const char *key, const char *text)
{
    const struct slack_message message = { .channel = kept->row.channel,
                                           .thread = kept->row.stamp,
                                           .text = text,
                                           .once = once(kept, "reply", kept->replies, key) };
    const char *stamp = NULL;
    int rc;

    if (text_equal(kept->key, key))
        return 0;
    rc = slack_post(kept->slack, &message, &stamp);
    if (rc == FAIL_NOT_FOUND) {
        int again = begin_again(kept);

        return again != 0 ? again : FAIL_NOT_FOUND;
    }
    /* FAIL_CONFLICT: it was there, and somebody took it away. */
    if (rc != 0 && rc != FAIL_CONFLICT)
        return rc;
    kept->key = key;
    kept->replies++;
    return note(kept);
}

int
kept_message_hook(struct kept_message *kept, const char *key, const char *text)
{
    const struct slack_message message = { .text = text };
    int rc;

    if (text_equal(kept->key, key))
        return 0;
    rc = slack_webhook(kept->slack, &message);
    if (rc != 0)
        return rc;
    kept->round = 1;
    kept->key = key;
    return note(kept);
}
