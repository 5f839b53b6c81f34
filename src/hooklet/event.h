/*
 * event.h - what has happened, to read: a delivery whose signature was verified
 *
 * The functions with a pointer read any member of what the sender told: a JSON pointer (RFC 6901)
 * such as "/issue/user/login" or "/issue/labels/0/name".  Each such call is one pass over the whole
 * document, some 10 microseconds for 10 KiB.  A member that is absent, null or of another type is
 * NULL, false, or what you say.
 * Everything here was chosen by whoever caused the event.  It is true that the sender told it, no
 * more: a title may hold anything, and never belongs into a command line or a path.
 */
#ifndef HOOKLET_HOOKLET_EVENT_H
#define HOOKLET_HOOKLET_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hooklet/api.h>

HOOKLET_BEGIN

struct hooklet_event;

/* Is it of this kind, and of this action?  NULL: whatever it is. */
HOOKLET_API bool hooklet_event_is(const struct hooklet_event *event, const char *kind,
                                  const char *action);
/* "issues" */
HOOKLET_API const char *hooklet_event_kind(const struct hooklet_event *event);
/* "opened"; NULL: events of this kind have none */
HOOKLET_API const char *hooklet_event_action(const struct hooklet_event *event);
/* "acme/web", as GitHub spells it; NULL: it is about no repository */
HOOKLET_API const char *hooklet_event_repository(const struct hooklet_event *event);
/* The commit that it is about, 40 or 64 hex digits; NULL: none */
HOOKLET_API const char *hooklet_event_commit(const struct hooklet_event *event);
/* Login of who did it; NULL: not told */
HOOKLET_API const char *hooklet_event_sender(const struct hooklet_event *event);
HOOKLET_API bool hooklet_event_sender_is_bot(const struct hooklet_event *event);
/* Of the GitHub App that was told, says the sender; 0: a hook of the repository or organization */
HOOKLET_API int64_t hooklet_event_installation(const struct hooklet_event *event);
/* Who told it ("github"), and the sender's id for having told it */
HOOKLET_API const char *hooklet_event_source(const struct hooklet_event *event);
HOOKLET_API const char *hooklet_event_delivery(const struct hooklet_event *event);
/* When it came here: milliseconds since 1970 */
HOOKLET_API int64_t hooklet_event_received_ms(const struct hooklet_event *event);

/*
 * What people write: events issues, pull_request, issue_comment, pull_request_review,
 * pull_request_review_comment and commit_comment.  For all others: false, 0, NULL.
 */

/* Is the text new: opened, created, submitted; not edited, labeled, moved here, ...? */
HOOKLET_API bool hooklet_event_is_new(const struct hooklet_event *event);
/* Of the issue or pull request; 0: a comment on a commit */
HOOKLET_API int64_t hooklet_event_number(const struct hooklet_event *event);
/* Login of who wrote it; NULL: an account that is gone */
HOOKLET_API const char *hooklet_event_author(const struct hooklet_event *event);
HOOKLET_API bool hooklet_event_author_is_bot(const struct hooklet_event *event);
/* What the author is to the repository: "OWNER", "MEMBER", "CONTRIBUTOR", "NONE", ...; or NULL */
HOOKLET_API const char *hooklet_event_association(const struct hooklet_event *event);
/* The text, as Markdown; "" where nothing was written */
HOOKLET_API const char *hooklet_event_markdown(const struct hooklet_event *event);

HOOKLET_API const char *hooklet_event_text(const struct hooklet_event *event, const char *pointer);
HOOKLET_API int64_t hooklet_event_integer(const struct hooklet_event *event, const char *pointer,
                                          int64_t otherwise);
HOOKLET_API bool hooklet_event_true(const struct hooklet_event *event, const char *pointer);
/*
 * Every text that a pointer with '*' for the elements of an array finds: "/issue/labels/" "*"
 * "/name".  In the order of the document, NULL at the end; count may be NULL.
 */
HOOKLET_API const char *const *hooklet_event_texts(const struct hooklet_event *event,
                                                   const char *pointer, size_t *count);
/* The whole document: JSON, with a NUL behind it. */
HOOKLET_API const char *hooklet_event_document(const struct hooklet_event *event, size_t *length);

HOOKLET_END

#endif
