/*
 * target_words.h - the readers and tellers of a target's fields, for the table in target_fields.c
 *
 * As the members of struct target_field (target_edit.h) have them: what is wrong, or NULL; the word.
 */
#ifndef HOOKLET_WORK_TARGET_WORDS_H
#define HOOKLET_WORK_TARGET_WORDS_H

#include <stddef.h>

#include "base/pool.h"
#include "store/target.h"

#define TARGET_TIMEOUT_MS 15000

typedef const char *target_reader(struct pool *pool, const char *word, struct target *target);
typedef const char *target_teller(struct pool *pool, const struct target *target);

target_reader target_read_timeout, target_read_rate, target_read_concurrency, target_read_coalesce,
    target_read_schedule, target_read_header;
target_teller target_timeout_word, target_rate_word, target_concurrency_word, target_coalesce_word,
    target_header_word;

/* All headers anew: a JSON object of texts.  "***" keeps what the target has there. */
const char *target_read_headers(struct pool *pool, const char *json, size_t length,
                                struct target *target);
/* The headers as a JSON object, secrets masked. */
const char *target_headers_masked(struct pool *pool, const struct target *target);

#endif
