/* target_fields.c - what there is to a target, and what each of it may be */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/text.h"
#include "work/target_edit.h"
#include "work/target_words.h"

enum { DESCRIPTION_MOST = 255 /* bytes */ };

struct target
target_plain(void)
{
    return (struct target){
        .owner = "",
        .event = "*",
        .identifier = "",
        .url = "",
        .headers = "{}",
        .timeout_ms = TARGET_TIMEOUT_MS,
        .state = TARGET_ENABLED,
    };
}

/* --- Texts: what they mean is target_check()'s business --------------------------------------- */

static const char *
read_owner(struct pool *pool, const char *word, struct target *target)
{
    (void)pool;
    target->owner = word;
    return NULL;
}

static const char *
owner_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->owner;
}

static const char *
read_event(struct pool *pool, const char *word, struct target *target)
{
    (void)pool;
    target->event = word[0] != '\0' ? word : "*";
    return NULL;
}

static const char *
event_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->event;
}

static const char *
read_identifier(struct pool *pool, const char *word, struct target *target)
{
    (void)pool;
    target->identifier = word;
    return NULL;
}

static const char *
identifier_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->identifier[0] != '\0' ? target->identifier : NULL;
}

static const char *
read_url(struct pool *pool, const char *word, struct target *target)
{
    (void)pool;
    target->url = word;
    return NULL;
}

static const char *
url_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->url;
}

static const char *
read_description(struct pool *pool, const char *word, struct target *target)
{
    (void)pool;
    if (!text_printable(word) || strlen(word) > DESCRIPTION_MOST)
        return "a description is one line of at most 255 bytes";
    target->description = word[0] != '\0' ? word : NULL;
    return NULL;
}

static const char *
description_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->description;
}

/* --- One of a few words ----------------------------------------------------------------------- */

static const char *
read_content(struct pool *pool, const char *word, struct target *target)
{
    target->content = TARGET_JSON;
    if (word[0] == '\0' || target_content_of(word, &target->content))
        return NULL;
    return pool_printf(pool, "it is json, form or payload, not \"%s\"", word);
}

static const char *
content_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target_content_name(target->content);
}

static const char *
read_envelope(struct pool *pool, const char *word, struct target *target)
{
    target->envelope = TARGET_BARE;
    if (word[0] == '\0' || target_envelope_of(word, &target->envelope))
        return NULL;
    return pool_printf(pool, "it is none, fields or standard, not \"%s\"", word);
}

static const char *
envelope_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target_envelope_name(target->envelope);
}

static const char *
read_github(struct pool *pool, const char *word, struct target *target)
{
    static const char *const yes[] = { "yes", "true" }, *const no[] = { "no", "false", "" };

    target->github = text_among((struct strings){ yes, 2 }, word);
    if (target->github || text_among((struct strings){ no, 3 }, word))
        return NULL;
    return pool_printf(pool, "it is yes or no, not \"%s\"", word);
}

static const char *
github_word(struct pool *pool, const struct target *target)
{
    (void)pool;
    return target->github ? "yes" : "no";
}

/* --- The table -------------------------------------------------------------------------------- */

const struct target_field target_fields[] = {
    { "owner", "owner", SHAPE_TEXT, true, read_owner, owner_word },
    { "event", "event", SHAPE_TEXT, false, read_event, event_word },
    { "identifier", "identifier", SHAPE_TEXT, false, read_identifier, identifier_word },
    { "url", "url", SHAPE_TEXT, false, read_url, url_word },
    { "content", "content", SHAPE_TEXT, false, read_content, content_word },
    { "envelope", "envelope", SHAPE_TEXT, false, read_envelope, envelope_word },
    { "header", "headers", SHAPE_MAP, false, target_read_header, target_header_word },
    { "timeout", "timeout_ms", SHAPE_NUMBER, false, target_read_timeout, target_timeout_word },
    { "rate", "rate", SHAPE_TEXT, false, target_read_rate, target_rate_word },
    { "concurrency", "concurrency", SHAPE_NUMBER, false, target_read_concurrency,
      target_concurrency_word },
    { "coalesce", "coalesce_ms", SHAPE_NUMBER, false, target_read_coalesce, target_coalesce_word },
    { "schedule", "schedule", SHAPE_LIST, false, target_read_schedule, target_schedule },
    { "github", "github_signature", SHAPE_YES, false, read_github, github_word },
    { "description", "description", SHAPE_TEXT, false, read_description, description_word },
};
const size_t target_field_count = sizeof target_fields / sizeof *target_fields;
