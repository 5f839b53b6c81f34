/*
 * delivery_show.h - deliveries to targets, for people and as JSON
 *
 * errors  those of the store.  memory  the command's pool
 */
#ifndef HOOKLET_CLI_DELIVERY_SHOW_H
#define HOOKLET_CLI_DELIVERY_SHOW_H

#include "cli/cli.h"
#include "store/deliveries.h"

/* What one delivery is, with all that was tried. */
struct delivery_whole {
    struct delivery_row row;
    struct delivery_attempts attempts;
    const char *body; /* the same in all attempts; NULL: retention took it */
    size_t length;
    const char *content_type;
};

/* FAIL_NOT_FOUND (logged): no such delivery. */
int delivery_read(struct cli *cli, int64_t job, struct delivery_whole *whole)
    __attribute__((warn_unused_result));

void delivery_table(struct cli *cli, const struct delivery_rows *deliveries);
/* One line: an attempt that has ended, as `--follow` tells it. */
void delivery_line(struct cli *cli, const struct delivery_row *row);

/* With all attempts. */
void delivery_print(struct cli *cli, const struct delivery_whole *whole, int attempt);
struct json *delivery_whole_json(struct pool *pool, const struct delivery_whole *whole);
/* What its newest attempt that has ended came to, and what was sent. */
void delivery_outcome_print(struct cli *cli, const struct delivery_whole *whole);
struct json *delivery_outcome_json(struct pool *pool, const struct delivery_whole *whole);

/* Of HTTP "200", of a program "exit status 1", or "no answer"; NULL: nothing was tried yet. */
const char *delivery_status(struct pool *pool, const struct delivery_row *row, int status);
/* Where it goes, secrets masked. */
const char *delivery_url(struct pool *pool, const struct delivery_row *row);
/* It was taken, or merged into an equal one that goes in its place. */
bool delivery_good(const struct delivery_row *row);
/* The newest attempt that has ended; NULL: none. */
const struct delivery_attempt *delivery_newest(const struct delivery_whole *whole);

#endif
