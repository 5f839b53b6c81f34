/*
 * target_edit.h - a target as people and programs write it: options of the command, members of JSON
 *
 * One table says what there is to a target, how it is read and how it is told, so that the command
 * and the API take the same, refuse the same, and say why in the same words.  A number of JSON is
 * read as it is written, true and false by these words, an array as its members with commas between
 * them, null and "" as the default.
 *
 * errors  FAIL_FIELD (not logged): `why` says what is wrong and what to do, for people
 *         FAIL_MALFORMED, FAIL_UNREADABLE (logged): it is not the JSON that we read
 * memory  texts live in the pool, or are borrowed from what was read
 */
#ifndef HOOKLET_WORK_TARGET_EDIT_H
#define HOOKLET_WORK_TARGET_EDIT_H

#include "port/json.h"
#include "store/target.h"
#include "store/types.h"
#include "work/repo.h"

struct target_field {
    const char *name;   /* "timeout", for --timeout */
    const char *member; /* "timeout_ms", in JSON; a number there is in ms where it ends so */
    bool born;          /* is said when the target is made, and stays: the owner */
    bool many;          /* each word adds to it: headers */
    int (*read)(struct pool *pool, const char *word, struct target *target, const char **why);
    /* For people; NULL: nothing to say. */
    const char *(*text)(struct pool *pool, const struct target *target);
    struct json *(*json)(struct pool *pool, const struct target *target);
};

/* In the order in which they are shown. */
extern const struct target_field target_fields[];
extern const size_t target_field_count;

/* A target of which nothing was said yet: enabled, JSON as it is, 15 s. */
struct target target_plain(void);
/* Reads one word.  Empty: the default again. */
int target_read_word(struct pool *pool, const struct target_field *field, const char *word,
                     struct target *target, const char **why) __attribute__((warn_unused_result));
/*
 * Reads the members of a JSON object; what isn't there stays as it was.  fresh: the target is being
 * made, so that the fields that are `born` count.  Members named in `others` are somebody else's to
 * read; any other one is refused, with the nearest name.
 */
int target_read_json(struct pool *pool, const char *text, size_t length, bool fresh,
                     struct strings others, struct target *target, const char **why)
    __attribute__((warn_unused_result));

enum target_maker { TARGET_BY_COMMAND, TARGET_BY_API };

/* Is it a target as a whole: owner, event of the catalogue, a URL that may be called by `maker`? */
int target_check(const struct settings *settings, struct pool *pool, const struct target *target,
                 enum target_maker maker, const char **why) __attribute__((warn_unused_result));

/* All of its fields, id, state and health; never secrets and challenge. */
struct json *target_json(struct pool *pool, const struct target *target);
/* [{"kind","key","public","made","until"}] with the keys themselves: shown once, when made. */
struct json *target_secrets_json(struct pool *pool, const struct target *target, int64_t now_ms);

/* The first secrets: of each kind that is wanted a new one; v1: also the GitHub signature's. */
int target_secrets_new(struct pool *pool, bool v1, bool v1a, int64_t now_ms, struct target *target)
    __attribute__((warn_unused_result));
/* The same with a v1 key that somebody has brought along, "whsec_.."; FAIL_FIELD: it is none. */
int target_secrets_own(struct pool *pool, const char *key, int64_t now_ms, struct target *target,
                       const char **why) __attribute__((warn_unused_result));
#define TARGET_OVERLAP_MS INT64_C(86400000) /* of the old and the new ones, unless said otherwise */
/*
 * New ones of the kinds that it has; the present ones sign along for overlap_ms (0: no longer),
 * those of before no more.  Changes the struct alone, as all of the above do: target_change() next.
 */
int target_rotate(struct pool *pool, int64_t overlap_ms, int64_t now_ms, struct target *target)
    __attribute__((warn_unused_result));

/* Its URL is to confirm that it wants this: pending, with a new challenge, until it is echoed. */
int target_challenge(struct pool *pool, struct target *target) __attribute__((warn_unused_result));
#define TARGET_TEST_EVENT "target.test"
#define TARGET_CONFIRM_EVENT "target.confirm"
struct message_receipt;
/* Sends it one of these two messages, whatever its state; the receipt names job and message. */
int target_tell(const struct app *app, const struct target *target, const char *event,
                int64_t now_ms, struct pool *pool, struct message_receipt *receipt)
    __attribute__((warn_unused_result));

#endif
