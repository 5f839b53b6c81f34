/* source_event.c - configured pointers, and who did it, where GitLab and Gitea say so. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "port/outgoing.h"
#include "wire/github_field.h"
#include "wire/payload.h"
#include "wire/source_event.h"

enum field { REPOSITORY, ACTION, REF, COMMIT, BEFORE, SENDER, SENDER_GITLAB, PUSHED, FIELDS };

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"

static bool
named_push(struct pool *pool, const char *kind)
{
    return strstr(name_lower(pool, kind), "push") != NULL;
}

static const char *
ref_of(struct pool *pool, const struct json_want *want)
{
    const char *text = github_printable_or_null(want);

    if (text == NULL || text_behind(text, "refs/") != NULL)
        return text;
    return pool_printf(pool, HEADS "%s", text);
}

static const char *
commit_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return text != NULL && (sha_valid(text) || github_zero(text)) ? text : NULL;
}

static const char *
action_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return outgoing_event_valid(text) ? text : NULL;
}

static void
read_event(const struct json_want *wants, struct github_event *event)
{
    const char *repository = json_string(&wants[REPOSITORY]);

    event->action = action_of(&wants[ACTION]);
    event->repository = repository_path_valid(repository) ? repository : NULL;
    event->sender = github_name_or_null(&wants[SENDER]);
    if (event->sender == NULL)
        event->sender = github_name_or_null(&wants[SENDER_GITLAB]);
    event->subject = github_commit_or_null(&wants[COMMIT]);
    event->pushed_s = payload_pushed_read(&wants[PUSHED]);
}

static void
read_push(const struct json_want *wants, struct pool *pool, struct github_push *push)
{
    const char *ref = ref_of(pool, &wants[REF]), *after = commit_of(&wants[COMMIT]);

    if (!named_push(pool, push->event.kind) || push->event.repository == NULL || ref == NULL ||
        after == NULL)
        return;
    push->ref = ref;
    push->after = after;
    push->before = commit_of(&wants[BEFORE]);
    push->branch = text_behind(ref, HEADS);
    push->tag = text_behind(ref, TAGS);
    push->created = push->before != NULL && github_zero(push->before);
    push->deleted = github_zero(after);
    push->pushed_ms = push->event.received_ms;
}

int
source_event_decode(const struct inbound *inbound, const struct delivery *delivery,
                    struct pool *pool, struct github_push *push)
{
    struct json_want wants[FIELDS] = {
        [REPOSITORY].pointer = inbound->repository,
        [ACTION].pointer = inbound->action,
        [REF].pointer = inbound->ref,
        [COMMIT].pointer = inbound->commit,
        [BEFORE].pointer = "/before",
        [SENDER].pointer = "/sender/login",
        [SENDER_GITLAB].pointer = "/user_username",
        [PUSHED].pointer = PAYLOAD_PUSHED,
    };
    struct github_push made = { .event.kind = pool_string(pool, delivery->kind),
                                .event.received_ms = delivery->received_ms };
    int rc = json_scan_some(pool, delivery->document, delivery->document_length, wants, FIELDS);

    if (rc != 0)
        return rc;
    read_event(wants, &made.event);
    read_push(wants, pool, &made);
    *push = made;
    return 0;
}
