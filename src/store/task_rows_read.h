/*
 * task_rows_read.h - a row of the table `task` out of a query, for task_rows*.c alone
 */
#ifndef HOOKLET_STORE_TASK_ROWS_READ_H
#define HOOKLET_STORE_TASK_ROWS_READ_H

#include "store/task_rows.h"

/* What task_row_read() takes apart. */
#define TASK_ROW_COLUMNS                                                                           \
    "id, external, ifnull(repository_id, 0), ifnull(number, 0), repository, gid, project, state,"  \
    " completed, assignee, due, labels, echo, item_ms, version, updated_ms,"                       \
    " giving"

/* The first row of a bound query, whose statement it ends. */
int task_row_read(struct db_row *row, struct pool *pool, struct task_row *task)
    __attribute__((warn_unused_result));

#endif
