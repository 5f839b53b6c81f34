/*
 * project_read.h - a row of the table `project`, and what it makes of a project; for project*.c alone
 */
#ifndef HOOKLET_STORE_PROJECT_READ_H
#define HOOKLET_STORE_PROJECT_READ_H

#include "store/project.h"

struct project_row {
    const char *repository, *channel;
    const char *channel_name, *team; /* or NULL */
    const char *settings;            /* JSON: what people have set */
    int64_t version;                 /* 0: there is none */
    int64_t updated_ms;
};

/* The row of a repository, and of a channel; version 0: none. */
int project_row_of(struct db *db, const char *repository, struct pool *pool,
                   struct project_row *tied) __attribute__((warn_unused_result));
int project_row_in(struct db *db, const char *channel, struct pool *pool, struct project_row *tied)
    __attribute__((warn_unused_result));
/* Both together.  errors  FAIL_NOT_FOUND neither is there · those of a row that is no JSON */
int project_make(const struct project_settings *section, const struct project_row *tied,
                 struct pool *pool, struct project *project) __attribute__((warn_unused_result));

#endif
