/*
 * github_field.h - reads one field of a GitHub payload, and checks it
 *
 * Each takes what json_scan() found.  Absent and null are the same: NULL, unless the field is
 * required.  `kind` is the event's name, for the failure's text.
 * errors  FAIL_FIELD "push: /ref is missing"
 */
#ifndef HOOKLET_WIRE_GITHUB_FIELD_H
#define HOOKLET_WIRE_GITHUB_FIELD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/json_scan.h"

int github_read_text(const struct json_want *want, const char *kind, const char **text)
    __attribute__((warn_unused_result));
int github_read_required(const struct json_want *want, const char *kind, const char **text)
    __attribute__((warn_unused_result));
/* OWNER/NAME */
int github_read_repository(const struct json_want *want, const char *kind, const char **repository)
    __attribute__((warn_unused_result));
/* As github_action_valid() says. */
int github_read_action(const struct json_want *want, const char *kind, const char **action)
    __attribute__((warn_unused_result));
/* Login of a user: anything printable, 255 bytes at most. */
int github_read_login(const struct json_want *want, const char *kind, const char **login)
    __attribute__((warn_unused_result));
/* 40 or 64 hex digits; all zero is fine here. */
int github_read_commit(const struct json_want *want, const char *kind, const char **sha)
    __attribute__((warn_unused_result));
/* An id or a number, from 1 on; required. */
int github_read_id(const struct json_want *want, const char *kind, int64_t *id)
    __attribute__((warn_unused_result));

/* The commit, or NULL when it is absent, all zero, or no commit at all. */
const char *github_commit_or_null(const struct json_want *want);
/* A printable name of 1 to 255 bytes, or NULL. */
const char *github_name_or_null(const struct json_want *want);
/* A printable text of any length but none, for URLs; or NULL. */
const char *github_printable_or_null(const struct json_want *want);
/* OWNER/NAME, or NULL when it is absent, or no name of a repository. */
const char *github_repository_or_null(const struct json_want *want);
/* Is an account of that login and type (each may be NULL) a bot? */
bool github_bot(const char *login, const char *type);
/*
 * Unix seconds or a date, as milliseconds; received_ms when it is neither, or more than 5 minutes
 * after it.
 */
int64_t github_time(const struct json_want *want, int64_t received_ms);
/*
 * Is it an action of that event?  A name like "opened"; that of a repository_dispatch is whatever
 * its sender likes: anything printable, 255 bytes at most.
 */
bool github_action_valid(const char *kind, const char *action);
/* 40 or 64 times the digit 0: "no commit". */
bool github_zero(const char *sha);

#endif
