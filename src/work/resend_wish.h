/*
 * resend_wish.h - deliveries to a target once more: those that failed, or all that it never had
 *
 * failed  its dead jobs start again, with fresh attempts
 * all     every message since then that it would have got, and of which it has no delivery
 * The event has source "hooklet", kind "resend"; the body is the args of its one job.
 */
#ifndef HOOKLET_WORK_RESEND_WISH_H
#define HOOKLET_WORK_RESEND_WISH_H

#include <stdbool.h>
#include <stdint.h>

#include "store/deliveries.h"
#include "work/repo.h"

enum resend_what { RESEND_FAILED, RESEND_ALL };

struct resend {
    int64_t target;
    int64_t since_ms; /* Unix; when the delivery, or the message, was made */
    enum resend_what what;
};

/* "failed" or "all"; false: it is neither, or NULL. */
bool resend_what_of(const char *name, enum resend_what *what);
/* errors  FAIL_NOT_FOUND no such target · FAIL_CONFLICT it is not enabled · those of the store */
int resend_store(const struct app *app, const struct resend *resend, int64_t now_ms,
                 struct pool *pool, struct receipt *receipt) __attribute__((warn_unused_result));
/* errors  FAIL_FIELD, FAIL_MALFORMED: no such args */
int resend_read(struct pool *pool, const char *args, struct resend *resend)
    __attribute__((warn_unused_result));
/*
 * May one delivery be made once more?  To a target that is not enabled only what is about that one
 * alone, its test or the question whether it wants messages.
 * errors  FAIL_CONFLICT (logged) its target gets nothing, or is gone · those of the store
 */
int resend_check(struct store *store, const struct delivery_row *delivery, struct pool *pool)
    __attribute__((warn_unused_result));

#endif
