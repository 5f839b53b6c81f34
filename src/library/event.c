/* event.c - reads what was decoded, and any other member of the document. */
#include "config.h"

#include <string.h>

#include "library/event_made.h"
#include "library/member.h"

int
event_made(const struct delivery *delivery, struct pool *pool, struct hooklet_event *event)
{
    *event = (struct hooklet_event){ .delivery = delivery,
                                     .pool = pool,
                                     .written = github_comment_event(delivery->kind) };
    if (event->written)
        return github_comment_decode(delivery, pool, &event->said);
    return github_event_decode(delivery, pool, &event->said.event);
}

static bool
is(const char *text, const char *wanted)
{
    return wanted == NULL || (text != NULL && strcmp(text, wanted) == 0);
}

bool
hooklet_event_is(const struct hooklet_event *event, const char *kind, const char *action)
{
    return is(event->said.event.kind, kind) && is(event->said.event.action, action);
}

const char *
hooklet_event_kind(const struct hooklet_event *event)
{
    return event->said.event.kind;
}

const char *
hooklet_event_action(const struct hooklet_event *event)
{
    return event->said.event.action;
}

const char *
hooklet_event_repository(const struct hooklet_event *event)
{
    return event->said.event.repository;
}

const char *
hooklet_event_commit(const struct hooklet_event *event)
{
    return event->said.event.subject;
}

const char *
hooklet_event_sender(const struct hooklet_event *event)
{
    return event->said.event.sender;
}

bool
hooklet_event_sender_is_bot(const struct hooklet_event *event)
{
    return event->said.event.sender_bot;
}

int64_t
hooklet_event_installation(const struct hooklet_event *event)
{
    return event->said.event.installation;
}

const char *
hooklet_event_source(const struct hooklet_event *event)
{
    return event->delivery->source;
}

const char *
hooklet_event_delivery(const struct hooklet_event *event)
{
    return event->delivery->id;
}

int64_t
hooklet_event_received_ms(const struct hooklet_event *event)
{
    return event->delivery->received_ms;
}

bool
hooklet_event_is_new(const struct hooklet_event *event)
{
    return event->said.fresh;
}

int64_t
hooklet_event_number(const struct hooklet_event *event)
{
    return event->said.number;
}

const char *
hooklet_event_author(const struct hooklet_event *event)
{
    return event->said.author;
}

bool
hooklet_event_author_is_bot(const struct hooklet_event *event)
{
    return event->said.author_bot;
}

const char *
hooklet_event_association(const struct hooklet_event *event)
{
    return event->said.association;
}

const char *
hooklet_event_markdown(const struct hooklet_event *event)
{
    return event->said.body;
}

static struct members
members_of(const struct hooklet_event *event)
{
    return (struct members){ event->pool, event->delivery->document,
                             event->delivery->document_length };
}

const char *
hooklet_event_text(const struct hooklet_event *event, const char *pointer)
{
    const struct members members = members_of(event);

    return member_text(&members, pointer);
}

int64_t
hooklet_event_integer(const struct hooklet_event *event, const char *pointer, int64_t otherwise)
{
    const struct members members = members_of(event);

    return member_integer(&members, pointer, otherwise);
}

bool
hooklet_event_true(const struct hooklet_event *event, const char *pointer)
{
    const struct members members = members_of(event);

    return member_true(&members, pointer);
}

const char *const *
hooklet_event_texts(const struct hooklet_event *event, const char *pointer, size_t *count)
{
    const struct members members = members_of(event);

    return member_texts(&members, pointer, count);
}

const char *
hooklet_event_document(const struct hooklet_event *event, size_t *length)
{
    if (length != NULL)
        *length = event->delivery->document_length;
    return event->delivery->document;
}
