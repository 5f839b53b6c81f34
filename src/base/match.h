/*
 * match.h - patterns and names from people and payloads
 */
#ifndef HOOKLET_BASE_MATCH_H
#define HOOKLET_BASE_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "base/text.h"

/* `*` is any run of characters, '/' included; `?` one; `[..]` a class (fnmatch(3) without
 * FNM_PATHNAME). */
bool match(const char *pattern, const char *text);
/* The same, case aside: names of repositories and users are so at GitHub. */
bool match_name(const char *pattern, const char *text);
/* A copy in lower case (ASCII): what names that are equal, case aside, have in common as a key. */
char *name_lower(struct pool *pool, const char *name) __attribute__((returns_nonnull));
/* Does any pattern match?  An empty list matches nothing. */
bool match_any(struct strings patterns, const char *text);
bool match_any_name(struct strings patterns, const char *text);
/* Is the name one of these, case aside? */
bool name_among(struct strings names, const char *name);

/* The names below may be NULL, which is not valid. */

/* 40 or 64 lower-case hex digits, not all zero. */
bool sha_valid(const char *text);
/*
 * refs/heads/NAME or refs/tags/NAME, where NAME begins with a letter, digit or '_', goes on with
 * [A-Za-z0-9._/@#+=,%-], is at most 244 bytes and holds no "..", "//", "/.", no ".lock" at the end
 * of a part, no '/' or '.' at its end: it can be no option and no shell word.
 */
bool ref_valid(const char *ref);
/* OWNER/NAME as GitHub forms them: [A-Za-z0-9._-] and one slash; neither part "." or "..". */
bool repository_valid(const char *name);
/* The same with two or more slashes, too: GROUP/SUBGROUP/NAME at GitLab. */
bool repository_path_valid(const char *name);
/* A user's or organization's name at GitHub, 1 to 39 of [A-Za-z0-9_-], not first a '-'. */
bool login_valid(const char *text);
/* 8-4-4-4-12 hex digits, of either case. */
bool uuid_valid(const char *text);
/* A gid, by which Asana knows a thing: 1 to 32 digits (its own have up to 16). */
bool asana_gid_valid(const char *text);
/* An event or action name: [a-z0-9_]{1,64}. */
bool event_name_valid(const char *name);

/* The candidate nearest to `word`, within two edits and fewer than half of its letters (for "did
 * you mean"), or NULL. */
const char *nearest(struct strings candidates, const char *word);

/*
 * Splits a command line into words at blanks (tabs and newlines, too); '..' and ".." hold blanks, a
 * backslash outside '..' takes the next character as it is; nothing is expanded.
 *
 * errors  FAIL_MALFORMED  unfinished quote, or no word at all (not logged: callers know where)
 */
int words_split(struct pool *pool, const char *line, struct strings *words)
    __attribute__((warn_unused_result));
/* The words from number `first` (0: all) on, a blank between them; "" when there are none. */
char *words_join(struct pool *pool, struct strings words, size_t first);

#endif
