/*
 * circleci_slug.h - what CircleCI calls a project
 *
 * "gh/acme/web" of a repository at GitHub, which webhooks spell "github/acme/web"; or
 * "circleci/ORG/PROJECT", which names nothing but itself, of a project that the GitHub App was
 * connected with.  Pure; texts live in the pool.
 * source  CircleCI docs, "API Developer's Guide": project slug; "Outbound webhooks reference"
 */
#ifndef HOOKLET_WIRE_CIRCLECI_SLUG_H
#define HOOKLET_WIRE_CIRCLECI_SLUG_H

#include <stdint.h>

#include "base/pool.h"

/* The one spelling: "gh/" for "github/", "bb/" for "bitbucket/"; NULL: it is no slug. */
const char *circleci_slug(struct pool *pool, const char *text);
/* OWNER/NAME at GitHub that a slug names; NULL: it names none. */
const char *circleci_slug_repository(struct pool *pool, const char *slug);
/* "gh/acme/web" */
const char *circleci_slug_of(struct pool *pool, const char *repository);
/* In its one spelling, what a project says that it is called; where it is none, by its repository. */
const char *circleci_slug_or(struct pool *pool, const char *text, const char *repository);
/* "gh/acme/web/54": a build of v1.1 has only a number within its repository, and no id. */
const char *circleci_build_id(struct pool *pool, const char *repository, int64_t number);

#endif
