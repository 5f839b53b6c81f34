/*
 * resend.h - deliveries to a target once more: those that failed, or all that it never had
 *
 * failed  its dead jobs start again, with fresh attempts
 * all     every message since then that matches the target, and of which it has no delivery
 * The event has source "hooklet", kind "resend"; the job goes on where it was cut off.
 */
#ifndef HOOKLET_WORK_RESEND_H
#define HOOKLET_WORK_RESEND_H

#include <stdint.h>

#include "work/action.h"

#define RESEND_KIND "resend"

enum resend_what { RESEND_FAILED, RESEND_ALL };

struct resend {
    int64_t target;
    int64_t since_ms; /* Unix; of the message */
    enum resend_what what;
};

/* Stores the wish.  errors  FAIL_NOT_FOUND no such target · FAIL_CONFLICT it is not enabled */
int resend_store(const struct app *app, const struct resend *resend, int64_t now_ms,
                 struct pool *pool, struct receipt *receipt) __attribute__((warn_unused_result));
int resend_act(const struct work *work, const struct job *job, struct outcome *outcome);

#endif
