/*
 * send_record.h - what the ledger keeps of an answer, and what it means as facts
 */
#ifndef HOOKLET_WORK_SEND_RECORD_H
#define HOOKLET_WORK_SEND_RECORD_H

#include "port/http_loop.h"
#include "store/outcome.h"
#include "work/hook_message.h"
#include "work/send_judge.h"

/* Of an exchange; request: JSON, or NULL.  Values of headers that look like secrets are masked. */
struct exchange_record *send_record(struct pool *pool, const struct http_done *done,
                                    const char *request);
/* All but what the job, the clock, chance and the settings say. */
struct send_facts send_facts_of(struct pool *pool, const struct http_done *done,
                                const char *challenge);
/* What a target.confirm asks for; NULL: it is another message.  In the pool. */
const char *send_challenge(struct pool *pool, const struct hook_message *message);

#endif
