/*
 * missed.h - a delivery that GitHub made and we don't have: what is known of it, what to do next
 *
 * Pure.  Kept in the store (state "redelivery") by its guid from the moment it is missed until it
 * is here, and written before GitHub is asked for it: whoever dies in between leaves a record that
 * is not confirmed, and the list of deliveries tells the next one whether GitHub had heard.  All of
 * that goes by ids, not by comparing our clock with GitHub's.
 */
#ifndef HOOKLET_WORK_MISSED_H
#define HOOKLET_WORK_MISSED_H

#include <stdbool.h>
#include <stdint.h>

#include "store/state.h"
#include "wire/github_hooks.h"

enum { MISSED_TRIES = 5 };

struct missed {
    const char *guid;
    const char *hook; /* its path; github_hooks.h */
    const char *event;
    const char *action;   /* or NULL */
    int64_t id;           /* of its newest attempt */
    int status_code;      /* of that one */
    int64_t delivered_ms; /* of that one, by GitHub's clock */
    int64_t first_ms;     /* of the oldest attempt that was seen */
    int asked;            /* how often we asked for it again */
    int64_t asked_id;     /* the newest attempt when we did so last */
    int64_t asked_ms;
    bool confirmed;     /* GitHub had said yes to that */
    bool gone;          /* GitHub won't deliver it again */
    bool elsewhere;     /* delivered, but to another program; never stored */
    bool changed;       /* since it was stored */
    int64_t version;    /* of its row; 0: it has none; -1: another run is at it */
    const char *result; /* of this run, for people, or NULL */
};

/* Who asks, and when. */
struct missed_view {
    int64_t now_ms;
    int64_t reach_ms; /* what is older is left alone */
    bool by_hand;     /* somebody waits: tries don't keep their distance */
    bool ingest;      /* it is taken from the API, and so what was asked for before is no matter */
};

enum missed_next { MISSED_DUE, MISSED_WAITS, MISSED_OVER };

/* why: for people, unless it is due. */
enum missed_next missed_next(const struct missed *missed, const struct missed_view *view,
                             const char **why);

/* Did anybody answer this attempt as we do when it is stored? */
bool missed_delivered(int status_code);
/* What an entry of the list says of a delivery that is missed for the first time. */
struct missed missed_begin(struct pool *pool, const char *hook,
                           const struct github_delivery *delivery);
/* The same for one that is known; true: it is news. */
bool missed_see(struct missed *missed, const struct github_delivery *delivery);

/* Its row's value, JSON; and back.  errors  those of json_scan() */
const char *missed_write(struct pool *pool, const struct missed *missed);
int missed_read(struct pool *pool, const struct state_row *row, struct missed *missed)
    __attribute__((warn_unused_result));

#endif
