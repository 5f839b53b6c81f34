/*
 * people_table.h - a table of people, as a spreadsheet writes it
 *
 * Its first line names the columns: any of github, asana, slack and name, in any order, case aside.
 * What can't be read is a mistake, with its line and a remedy; the other lines are read all the
 * same, so that all mistakes are told at once.
 */
#ifndef HOOKLET_CLI_PEOPLE_TABLE_H
#define HOOKLET_CLI_PEOPLE_TABLE_H

#include <stddef.h>

#include "cli/people.h"
#include "port/mistakes.h"

struct people_table {
    const char *file; /* what people call it */
    struct mistakes mistakes;
    struct person_wish *wishes;
    int *lines; /* where each of them stands */
    size_t count, room;
};

/* path: "-" is standard input.  errors  those of cli_read() and person_read(), but for mistakes */
int people_table_read(struct cli *cli, const char *path, struct people_table *table)
    __attribute__((warn_unused_result));
/* Blames each login, gid and id that stands in two lines; true when there is one. */
bool people_table_twice(struct people_table *table);

#endif
