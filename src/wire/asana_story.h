/*
 * asana_story.h - what is said under a task in Asana
 *
 * errors  those of asana_call(); FAIL_NOT_FOUND: the task is gone
 * memory  the client's pool
 * source  Asana docs, "Stories": POST and GET /tasks/{task_gid}/stories
 */
#ifndef HOOKLET_WIRE_ASANA_STORY_H
#define HOOKLET_WIRE_ASANA_STORY_H

#include "wire/asana_pages.h"

/* Adds a comment, plain text; Asana makes links of the URLs in it.  gid: of the story. */
int asana_story_add(struct asana *asana, const char *task, const char *text, const char **gid)
    __attribute__((warn_unused_result));
/* The comment that holds these words.  FAIL_NOT_FOUND also: there is none. */
int asana_story_find(struct asana *asana, const char *task, const char *words, const char **gid)
    __attribute__((warn_unused_result));

#endif
