/*
 * a_message.h - targets and messages in a store of their own, and the jobs that they make
 */
#ifndef TESTS_WORK_A_MESSAGE_H
#define TESTS_WORK_A_MESSAGE_H

#include "store/some_jobs.h"
#include "store/targets.h"
#include "work/action.h"
#include "work/hook_message.h"

/* An enabled target of owner "acme" that takes all of its messages; `set` where it has a member. */
int64_t a_target(struct fixture *f, const struct target *set);
/* Stores a message of "acme"; `set` where it has a member, event "invoice.paid" and {} else. */
struct message_receipt a_message(struct fixture *f, const struct hook_message *set, int64_t now_ms);
/* Claims the next job of a kind: 0 or FAIL_NOT_FOUND. */
int claim_kind(struct fixture *f, const char *kind, int64_t now_ms, struct job *job);
/* Claims the next fanout, does it, settles it; its detail. */
const char *fan_out(struct fixture *f, int64_t now_ms);
struct work a_work(struct fixture *f);

#endif
