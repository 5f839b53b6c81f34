/*
 * render.h - what the ledger holds, as JSON and as short texts for people
 *
 * memory  texts live in the pool; JSON belongs to whoever adds it to a parent
 */
#ifndef HOOKLET_CLI_RENDER_H
#define HOOKLET_CLI_RENDER_H

#include "port/json.h"
#include "store/ledger.h"
#include "store/types.h"

struct json *render_event(struct pool *pool, const struct event_row *event);
struct json *render_job(struct pool *pool, const struct job_row *job);
struct json *render_attempts(struct pool *pool, const struct attempts *attempts,
                             const struct steps *steps);
struct json *render_notes(struct pool *pool, const struct notes *notes);
/* {"event", "status", "reason", "jobs"} of a delivery that was accepted just now. */
struct json *render_receipt(const struct receipt *receipt);

/* "2026-11-22 10:00:00" UTC. */
const char *render_moment(struct pool *pool, int64_t ms);
/* "push", "pull_request closed". */
const char *render_kind(struct pool *pool, const char *kind, const char *action);
/* The first 10 digits of a commit; "-" for none. */
const char *render_commit(struct pool *pool, const char *sha);
/* For people: "230 ms", "12 s", "3 min 5 s", "2 h 10 min". */
const char *render_duration(struct pool *pool, int64_t ms);
/* How much of it is done: "[###.......]"; full when nothing is left alone. */
const char *render_bar(struct pool *pool, int64_t done, int64_t all);
/* The outcome of an attempt as a verb: "failed", "was postponed", "was cut off". */
const char *render_outcome(const char *outcome);
/* Without the period behind a text that ends a sentence by itself: "pong!.". */
const char *render_sentence(struct pool *pool, const char *text);
/* Is this state of a job one that somebody has to look at: dead, unknown? */
bool render_bad_end(const char *state);
/* Prints "name:   text" on a line of its own, cleaned; nothing when text is NULL or "". */
void render_field(struct pool *pool, const char *name, const char *text);
/*
 * Prints bytes of somebody else's: as they are into a file or pipe; on a terminal cleaned, and the
 * last line ended.
 */
void render_bytes(struct pool *pool, const char *bytes, size_t length);
/* The same where more follows: the last line is ended in any case. */
void render_lines(struct pool *pool, const char *bytes, size_t length);
/* "12 bytes", "3.4 KiB", "1.2 MiB". */
const char *render_size(struct pool *pool, int64_t bytes);

#endif
