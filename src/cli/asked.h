/*
 * asked.h - what a job is about, out of its args: what a person asked for in a comment, or is told
 * there, or whose task it is
 *
 * memory  texts live in the pool
 */
#ifndef HOOKLET_CLI_ASKED_H
#define HOOKLET_CLI_ASKED_H

#include "base/pool.h"

/* The line of a job of kind "command": "/lock staging for the fair"; NULL: it is none. */
const char *asked_line(struct pool *pool, const char *kind, const char *args);
/* Who wrote it, or NULL. */
const char *asked_by(struct pool *pool, const char *args);
/* What a job of kind "deployment" is to do: "deploy v1.2 to production", "end pr12"; NULL: none. */
const char *asked_wish(struct pool *pool, const char *kind, const char *args);
/*
 * Of a job that tells of a deployment, or has it built: "deployment 12"; of one that sends:
 * "target 3"; NULL: it is none of these.
 */
const char *asked_row(struct pool *pool, const char *args);
/*
 * Where: "acme/web#12", "acme/web@1a2b3c4", what a notice is about; NULL: the job is of no place at
 * GitHub.
 */
const char *asked_at(struct pool *pool, const char *args);
/* What a job that is not made yet would do: "deploy", "do /lock staging for the fair". */
const char *asked_would(struct pool *pool, const char *kind, const char *args);
/* The text of a job of kind "comment"; NULL: it is none. */
const char *asked_text(struct pool *pool, const char *kind, const char *args);

#endif
