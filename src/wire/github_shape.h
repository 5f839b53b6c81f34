/*
 * github_shape.h - is this body really one of the event that an (unsigned) header names?
 *
 * A table of GitHub's events by the members that tell them apart.  A captured body that is posted
 * again under another event's name fails here.  Names that are not in the table pass: GitHub adds
 * events faster than we do.
 * errors  those of json_scan · FAIL_FIELD "push: /after is missing"
 */
#ifndef HOOKLET_WIRE_GITHUB_SHAPE_H
#define HOOKLET_WIRE_GITHUB_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "store/types.h"

/* Reads `wants` out of the delivery's document, and checks that it is of `event`. */
int github_shape_scan(const struct delivery *delivery, struct pool *pool, const char *event,
                      struct json_want *wants, size_t count) __attribute__((warn_unused_result));

/* A pointer that finds nothing: GitHub has no such member. */
#define GITHUB_NOTHING "/-"
/* Pointer to the commit that such an event is about; for others GITHUB_NOTHING. */
const char *github_shape_subject(const char *event);

/* Is it in the table?  Only for what people type: what GitHub sends may be newer. */
bool github_event_known(const char *event);
/* All of the table. */
struct strings github_event_names(struct pool *pool);

#endif
