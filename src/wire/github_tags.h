/*
 * github_tags.h - a repository's tags, the newest first
 *
 * Newest is the highest version, not the latest date.  Somebody who mends an old line tags v1.9.1
 * after v2.0.0: by date that would go to production in place of v2.0.0.  And GitHub has a date for
 * the commit alone, not for the tag, so a tag on an older commit would count as old.
 * Who names tags by date (2026.11.22, 2026-11-22) has the same order either way.
 * The order is that of Semantic Versioning as far as it goes: numbers between dots as numbers, then
 * what is a release before what is not yet one (2.0.0 is newer than 2.0.0-rc.1), and so on within
 * that.  What stands before the version ("v", "web-v") doesn't count, what stands behind a '+'
 * neither; digits among letters are numbers, too (rc10 is newer than rc9).  A tag without digits is older
 * than all others.  Between equal ones the bytes decide.
 * errors  those of github_call(); FAIL_NOT_FOUND: no such repository
 * memory  the client's pool
 * source  GitHub REST, "List repository tags"; semver.org 2.0.0, section 11
 */
#ifndef HOOKLET_WIRE_GITHUB_TAGS_H
#define HOOKLET_WIRE_GITHUB_TAGS_H

#include "base/match.h"
#include "wire/github.h"

struct github_tag {
    const char *name; /* "v1.2" */
    const char *sha;  /* the commit, also of an annotated tag */
};

struct github_tags {
    struct github_tag *items;
    size_t count;
};

/* Those that a pattern matches (match()), by all pages. */
int github_tags_get(struct github *github, const char *repository, struct strings patterns,
                    struct github_tags *tags) __attribute__((warn_unused_result));
/* The first of them.  errors  FAIL_NOT_FOUND (not logged) also where there is none */
int github_tags_newest(struct github *github, const char *repository, struct strings patterns,
                       struct github_tag *tag) __attribute__((warn_unused_result));

/* Pure: below 0 where `one` is older than `other`, 0 where they are the same text. */
int github_tag_order(const char *one, const char *other);

#endif
