/* target.c - names of what a target may be, and of its lane */
#include "config.h"

#include <inttypes.h>

#include "base/text.h"
#include "store/target.h"

static const char *const contents[] = {
    [TARGET_JSON] = "json",
    [TARGET_FORM] = "form",
    [TARGET_PAYLOAD] = "payload",
};
static const char *const envelopes[] = {
    [TARGET_BARE] = "none",
    [TARGET_FIELDS] = "fields",
    [TARGET_STANDARD] = "standard",
};
static const char *const states[] = {
    [TARGET_ENABLED] = "enabled",
    [TARGET_DISABLED] = "disabled",
    [TARGET_PENDING] = "pending",
};
static const char *const signatures[] = {
    [TARGET_V1] = "v1",
    [TARGET_V1A] = "v1a",
};

const char *
target_content_name(enum target_content content)
{
    return contents[content];
}

const char *
target_envelope_name(enum target_envelope envelope)
{
    return envelopes[envelope];
}

const char *
target_state_name(enum target_state state)
{
    return states[state];
}

const char *
target_signature_name(enum target_signature kind)
{
    return signatures[kind];
}

bool
target_content_of(const char *name, enum target_content *content)
{
    size_t at = text_place(STRINGS(contents), name);

    if (at < STRINGS(contents).count)
        *content = (enum target_content)at;

    return at < STRINGS(contents).count;
}

bool
target_envelope_of(const char *name, enum target_envelope *envelope)
{
    size_t at = text_place(STRINGS(envelopes), name);

    if (at < STRINGS(envelopes).count)
        *envelope = (enum target_envelope)at;

    return at < STRINGS(envelopes).count;
}

bool
target_state_of(const char *name, enum target_state *state)
{
    size_t at = text_place(STRINGS(states), name);

    if (at < STRINGS(states).count)
        *state = (enum target_state)at;

    return at < STRINGS(states).count;
}

bool
target_signature_of(const char *name, enum target_signature *kind)
{
    size_t at = text_place(STRINGS(signatures), name);

    if (at < STRINGS(signatures).count)
        *kind = (enum target_signature)at;

    return at < STRINGS(signatures).count;
}

const char *
target_receiver(const char *url)
{
    return text_behind(url, TARGET_EXEC);
}

const char *
target_kind(const char *url)
{
    return target_receiver(url) != NULL ? JOB_EXEC : JOB_SEND;
}

const char *
target_schedule(struct pool *pool, const struct target *target)
{
    const char *text = NULL;

    for (size_t i = 0; i < target->delay_count; i++)
        text = pool_printf(pool, "%s%s%" PRId64, i > 0 ? text : "", i > 0 ? "," : "",
                           target->delays_s[i]);

    return text;
}

char *
target_lane(struct pool *pool, const char *kind, int64_t id)
{
    return pool_printf(pool, "%s:%" PRId64, kind, id);
}
