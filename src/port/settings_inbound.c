/* settings_inbound.c - from sections source to what verifies and reads their webhooks */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "port/settings_inbound.h"
#include "port/settings_secrets.h"
#include "port/settings_value.h"
#include "port/webhook_key.h"

/* As it stands in the file: "/pointer", "'text'", "item:t", or a header's name. */
static struct inbound_value
value_of(struct pool *pool, const char *text)
{
    const size_t length = text == NULL ? 0 : strlen(text);
    const char *item = text_behind(text, "item:");

    if (text == NULL)
        return (struct inbound_value){ INBOUND_NOWHERE, NULL };
    if (text[0] == '/')
        return (struct inbound_value){ INBOUND_POINTER, text };
    if (item != NULL)
        return (struct inbound_value){ INBOUND_ITEM, item };
    if (length >= 2 && text[0] == '\'' && text[length - 1] == '\'')
        return (struct inbound_value){ INBOUND_LITERAL, pool_copy(pool, text + 1, length - 2) };
    return (struct inbound_value){ INBOUND_HEADER, text };
}

static bool
is_standard(const struct config_section *section)
{
    return value_text(section, "scheme") != NULL &&
           value_word(section, "scheme") == INBOUND_STANDARD;
}

/* What the specification names, where the section says nothing. */
static const char *
text_or(const struct config_section *section, const char *key, const char *standard)
{
    const char *text = value_text(section, key);

    return text == NULL && is_standard(section) ? standard : text;
}

static void
read_signature(struct pool *pool, const struct config_section *section, struct inbound *inbound)
{
    const char *prefix = value_text(section, "prefix");
    const char *form = value_text(section, "signed");

    inbound->scheme = (enum inbound_scheme)value_word(section, "scheme");
    inbound->header = text_or(section, "header", "webhook-signature");
    inbound->prefix = prefix == NULL ? "" : prefix;
    inbound->encoding = (enum inbound_encoding)value_word(section, "encoding");
    inbound->algorithm = (enum inbound_algorithm)value_word(section, "algorithm");
    inbound->timestamp = value_of(pool, text_or(section, "timestamp", "webhook-timestamp"));
    inbound->id = value_of(pool, text_or(section, "id", "webhook-id"));
    inbound->signed_form = form == NULL ? "{body}" : form;
    inbound->tolerance_ms = value_duration(section, "tolerance");
    inbound->replay_guard = value_flag(section, "replay_guard");
    /* Whoever has got hold of one request could send it again and again, each time as a new one. */
    if (!value_written(section, "replay_guard"))
        inbound->replay_guard = inbound->scheme == INBOUND_HMAC &&
                                inbound->id.from == INBOUND_HEADER &&
                                strstr(inbound->signed_form, "{id}") == NULL;
}

static void
read_event(struct pool *pool, const struct config_section *section, struct inbound *inbound)
{
    const char *name;

    inbound->event = value_of(pool, text_or(section, "event", "/type"));
    if (inbound->event.from == INBOUND_LITERAL) {
        name = inbound_event_name(pool, inbound->event.text);
        inbound->event.text = name != NULL ? name : inbound->event.text;
    }
    inbound->action = value_text(section, "action");
    inbound->repository = value_text(section, "repository");
    inbound->ref = value_text(section, "ref");
    inbound->commit = value_text(section, "commit");
    inbound->form = value_flag(section, "form");
    inbound->body_most = (size_t)value_number(section, "body_most");
}

/* Said with the section: a secret's own may be one of several files. */
static void
check_standard(struct config *config, struct config_section *section,
               const struct source_settings *source)
{
    for (size_t i = 0; i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];
        const char *trouble = webhook_secret_verifies(secret->bytes);

        if (trouble != NULL)
            value_wrong(config, section, NULL,
                        "secret \"%s\" %s; put into its file what the sender shows, whsec_ and "
                        "base64, or its public key, whpk_ and base64",
                        secret->name, trouble);
    }
}

static void
read_secrets(struct config *config, struct config_section *section, bool open,
             struct inbound *inbound)
{
    const struct source_form form = {
        .section = SECTION_SOURCE,
        .secret = SECTION_SOURCE_SECRET,
        .name = section->title,
        .of = section,
    };

    source_read(config, &form, &inbound->source);
    if (inbound->source.limit_count == 0 && !section->flawed)
        value_wrong(config, section, NULL,
                    "there is no secret: every request would be refused; add secret \"main\" { "
                    "file = /etc/hooklet/secrets/%s }",
                    section->title);
    else if (open && secrets_read(config, &form, &inbound->source) && is_standard(section))
        check_standard(config, section, &inbound->source);
}

const struct inbound *
inbounds_read(struct config *config, bool open, size_t *count)
{
    struct inbound *inbounds = pool_array(config->pool, config->count, sizeof(*inbounds));

    *count = 0;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];
        struct inbound *inbound = &inbounds[*count];

        if (section->kind != SECTION_SOURCE)
            continue;
        inbound->name = section->title;
        inbound->file = section->place.file;
        inbound->line = section->place.line;
        read_signature(config->pool, section, inbound);
        read_event(config->pool, section, inbound);
        inbound_check(config, section, inbound);
        read_secrets(config, section, open, inbound);
        ++*count;
    }
    return inbounds;
}

void
inbounds_wipe(const struct inbound *inbounds, size_t count)
{
    for (size_t i = 0; i < count; i++)
        secrets_wipe(&inbounds[i].source);
}
