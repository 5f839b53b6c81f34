/* sources.c - which one is meant, and how it posts. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/text.h"
#include "cli/sources.h"
#include "wire/source_sign.h"
#include "wire/standard_webhooks.h"

/* The known names, and those of the configuration. */
static struct strings
all_names(struct cli *cli, struct strings known)
{
    const struct settings *settings = cli->settings;
    const char **names =
        pool_array(cli->pool, known.count + settings->inbound_count + 1, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < known.count; i++)
        names[count++] = known.items[i];
    for (size_t i = 0; i < settings->inbound_count; i++)
        names[count++] = settings->inbounds[i].name;
    return (struct strings){ names, count };
}

bool
source_choice(struct cli *cli, const char *name, struct strings known, enum settings_need need,
              const struct inbound **inbound)
{
    int rc;

    *inbound = NULL;
    if (text_among(known, name))
        return true;
    rc = cli_settings(cli, need);
    if (rc != 0) {
        cli->status = cli_exit(rc);
        return false;
    }
    *inbound = settings_inbound(cli->settings, name);
    return cli_choice(cli, "source", name, all_names(cli, known));
}

const char *
source_said(struct pool *pool, const struct inbound_value *value, const char *document,
            size_t length)
{
    struct json_want want = { .pointer = value->text };

    if (value->from == INBOUND_LITERAL)
        return value->text;
    if (value->from != INBOUND_POINTER || json_scan(pool, document, length, &want, 1) != 0 ||
        want.first == NULL)
        return NULL;
    return want.first->type == JSON_STRING || want.first->type == JSON_NUMBER ? want.first->text
                                                                              : NULL;
}

const char *
source_repository(struct pool *pool, const struct inbound *inbound, const char *document,
                  size_t length)
{
    const struct inbound_value value = { INBOUND_POINTER, inbound->repository };

    return inbound->repository != NULL ? source_said(pool, &value, document, length) : NULL;
}

static int
headers(struct pool *pool, struct post *post, struct http_header *list)
{
    const struct inbound *inbound = post->inbound;
    const char *of_id = source_id_header(inbound), *of_time = source_timestamp_header(inbound);
    struct source_signed text = { NULL, NULL, post->body, post->length };
    const char *signature = NULL;
    int rc = 0;

    text.timestamp = pool_printf(pool, "%" PRId64, post->now_ms / 1000);
    if (of_id != NULL && post->delivery == NULL)
        rc = webhook_message_id(pool, post->now_ms, &post->delivery);
    text.id = of_id != NULL ? post->delivery : NULL;
    if (rc == 0)
        rc = source_sign(pool, inbound, post->secret, &text, &signature);
    if (rc != 0)
        return rc;
    *list++ = (struct http_header){ "Content-Type", post->form ? "application/x-www-form-urlencoded"
                                                               : "application/json" };
    *list++ = (struct http_header){ "User-Agent", "hooklet" };
    *list++ = (struct http_header){ inbound->header, signature };
    if (of_id != NULL)
        *list++ = (struct http_header){ of_id, text.id };
    if (of_time != NULL)
        *list++ = (struct http_header){ of_time, text.timestamp };
    if (inbound->event.from == INBOUND_HEADER)
        *list = (struct http_header){ inbound->event.text, post->event };
    return 0;
}

const struct deliver_sender *
source_sender(struct pool *pool, const struct inbound *inbound)
{
    struct deliver_sender *sender = pool_alloc(pool, sizeof *sender);

    sender->source = inbound->name;
    sender->headers = headers;
    return sender;
}
