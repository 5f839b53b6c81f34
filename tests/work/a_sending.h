/*
 * a_sending.h - deliveries from their claim to their end, without a loop
 *
 * NOW is later than the clock, by which answers are judged, so all that waits is due.
 */
#ifndef TESTS_WORK_A_SENDING_H
#define TESTS_WORK_A_SENDING_H

#include "a_message.h"
#include "store/some_targets.h"
#include "work/send.h"

#define DAY_MS INT64_C(86400000)

/* One delivery on its way. */
struct flight {
    struct work work;
    struct job job;
    struct http_order order;
};

/* Claims the next delivery, as the loop does, at NOW, or at another time; send: of send_open(). */
struct flight claim_delivery(struct fixture *f, void *send);
struct flight claim_delivery_at(struct fixture *f, void *send, int64_t now_ms);
/* Settles it; the finish's rc. */
int settle_delivery(struct fixture *f, void *send, struct flight *flight);
/* Claims, asks, hears this answer, settles; the job's row afterwards. */
struct job_row deliver(struct fixture *f, const struct http_done *done);
struct job_row deliver_at(struct fixture *f, const struct http_done *done, int64_t now_ms);
/* An answer without a body. */
struct http_done answer_of(int status);

#endif
