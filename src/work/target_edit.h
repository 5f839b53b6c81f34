/*
 * target_edit.h - a target as people and programs write it: options of the command, members of JSON
 *
 * One table says what there is to a target, how it is read and how it is told, so that the command
 * and the API take the same, refuse the same, and say why in the same words.
 *
 * errors  FAIL_FIELD what was written can't be, with the remedy · FAIL_REFUSED its URL is not let
 *         through · FAIL_MALFORMED, FAIL_UNREADABLE not the JSON that we read · FAIL_SYSTEM
 * memory  texts live in the pool, or are borrowed from what was read
 */
#ifndef HOOKLET_WORK_TARGET_EDIT_H
#define HOOKLET_WORK_TARGET_EDIT_H

#include "port/json.h"
#include "store/target.h"
#include "store/types.h"
#include "work/hook_message.h"

/* What JSON has for it: a string, a number (or a string), true or false, an array of numbers, an
 * object of strings. */
enum target_shape { SHAPE_TEXT, SHAPE_NUMBER, SHAPE_YES, SHAPE_LIST, SHAPE_MAP };

struct target_field {
    const char *name;   /* "timeout", for --timeout */
    const char *member; /* "timeout_ms", in JSON; a number there is in ms where it ends so */
    enum target_shape shape;
    bool born; /* is said when the target is made, and stays: the owner */
    /*
     * What is wrong with the word, or NULL: it was taken.  "": the default again.  Of a map it adds
     * one, "Name: value", or drops one, "Name:"; "***" as value keeps the one that is there.
     */
    const char *(*read)(struct pool *pool, const char *word, struct target *target);
    /* The word that read() takes, with secrets masked; NULL: nothing to say. */
    const char *(*word)(struct pool *pool, const struct target *target);
};

/* In the order in which they are shown. */
extern const struct target_field target_fields[];
extern const size_t target_field_count;

/* A target of which nothing was said yet: enabled, all events, JSON as it is, 15 s. */
struct target target_plain(void);
/* Reads the word of an option. */
int target_read_word(struct pool *pool, const struct target_field *field, const char *word,
                     struct target *target) __attribute__((warn_unused_result));
/*
 * Reads the members of a JSON object; what isn't there stays as it was, null is the default.
 * fresh: the target is being made, so that the fields that are `born` count.  Members named in
 * `others` are somebody else's to read; any other one is refused, with the nearest name.
 */
int target_read_json(struct pool *pool, const char *text, size_t length, bool fresh,
                     struct strings others, struct target *target)
    __attribute__((warn_unused_result));

enum target_maker { TARGET_BY_COMMAND, TARGET_BY_API };

/* Is it a target as a whole: owner, event of the catalogue, a URL that may be called by `maker`? */
int target_check(const struct settings *settings, struct pool *pool, const struct target *target,
                 enum target_maker maker) __attribute__((warn_unused_result));

/* All of its fields, id, state and health; never secrets and challenge. */
struct json *target_json(struct pool *pool, const struct target *target);
/*
 * [{"kind","key","made","until"}], for whoever has just had them made: the key itself is there of
 * the newest ones alone; of v1a the "public_key" in its place, as nobody else signs.
 */
struct json *target_secrets_json(struct pool *pool, const struct target *target);

/*
 * Everything below changes the struct alone; target_add() or target_change() is next.
 *
 * The first secrets, of each kind that is wanted a new one.
 */
int target_secrets_new(struct pool *pool, bool v1, bool v1a, int64_t now_ms, struct target *target)
    __attribute__((warn_unused_result));
/* The same with one that somebody has brought along, "whsec_.." or "whsk_..". */
int target_secrets_own(struct pool *pool, const char *key, int64_t now_ms, struct target *target)
    __attribute__((warn_unused_result));
#define TARGET_OVERLAP_MS INT64_C(86400000) /* of old and new ones, unless said otherwise */
/*
 * New ones of the kinds that it has.  The present ones sign along for overlap_ms (0: no longer);
 * those of rotations before, until their time is over.
 */
int target_rotate(struct pool *pool, int64_t overlap_ms, int64_t now_ms, struct target *target)
    __attribute__((warn_unused_result));
/* Its URL is to confirm that it wants this: pending, with a new challenge, until it is echoed. */
int target_challenge(struct pool *pool, struct target *target) __attribute__((warn_unused_result));

/* Sends it MESSAGE_TEST or MESSAGE_CONFIRM, whatever its state; the receipt names the message. */
int target_tell(const struct app *app, const struct target *target, const char *event,
                int64_t now_ms, struct pool *pool, struct message_receipt *receipt)
    __attribute__((warn_unused_result));

#endif
