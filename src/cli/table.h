/*
 * table.h - tables for people: as wide as the terminal, in colour only there and without NO_COLOR
 *
 * The widest columns give way when the terminal is too narrow ("…"), down to 4 characters; into a
 * pipe nothing is cut.
 * Cells are one line each: control characters and broken UTF-8 of payloads never reach a terminal.
 */
#ifndef HOOKLET_CLI_TABLE_H
#define HOOKLET_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

enum table_colour { TABLE_PLAIN, TABLE_GOOD, TABLE_BAD, TABLE_BUSY, TABLE_FAINT };

struct table;

struct table *table_new(struct pool *pool, const char *const *headings, size_t columns);
/* Left to right, row by row; NULL or "" is shown as "-". */
void table_cell(struct table *table, const char *text, enum table_colour colour);
/* The table as it would be printed; width: columns of the terminal, 0: no limit. */
const char *table_text(const struct table *table, size_t width, bool coloured);
void table_print(const struct table *table);
/* Of a job's or event's state: done is good, dead and unknown are bad, started is busy. */
enum table_colour table_state_colour(const char *state);
/* Text in a colour when standard output is a terminal, else as it is. */
const char *table_paint(struct pool *pool, const char *text, enum table_colour colour);
/* Somebody else's text as one clean line; NULL gives "-". */
const char *table_line(struct pool *pool, const char *text);

#endif
