/*
 * github_place.h - where a text stands at GitHub, as a job carries it along
 *
 * Pure.
 */
#ifndef HOOKLET_WIRE_GITHUB_PLACE_H
#define HOOKLET_WIRE_GITHUB_PLACE_H

#include "port/json.h"
#include "wire/github_comment.h"

/* Each text that we write at GitHub ends with a comment that begins so; nobody sees it there. */
#define GITHUB_MARKER "<!-- hooklet:"

struct github_place {
    enum comment_place kind;
    const char *repository; /* OWNER/NAME */
    int64_t number;         /* of the issue or pull request; 0: on a commit */
    int64_t id;             /* of the comment or review; 0: the text of `number` itself */
    int64_t thread;         /* of a review comment: the first comment of its thread */
    const char *sha;        /* of a commit comment */
};

/* Where a comment stands; borrows its strings. */
struct github_place github_place_of(const struct github_comment *comment);
/* "acme/web:issue_comment:12:55", case aside: what serial keys of what happens there end with. */
const char *github_place_key(struct pool *pool, const struct github_place *place);
/* As members "place", "number", "id", "thread", "sha" of a job's args, and back. */
void github_place_write(const struct github_place *place, struct json *args);
/* From args that github_place_write() made: NULL, or why they can't be used. */
const char *github_place_read(struct pool *pool, const char *args, struct github_place *place);
/* "acme/web#12", "acme/web@1a2b3c4": for texts. */
const char *github_place_name(struct pool *pool, const struct github_place *place);

#endif
