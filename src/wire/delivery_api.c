/* delivery_api.c - a delivery as GitHub's API tells of it. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "port/json.h"
#include "wire/delivery_api.h"
#include "wire/delivery_headers.h"

/* What the API says in its own words goes before the headers; and a form's body is JSON here. */
static const char *
value_of(const struct github_payload *payload, const char *name, const struct json_want *want)
{
    if (strcmp(name, "X-GitHub-Event") == 0)
        return payload->event;
    if (strcmp(name, "X-GitHub-Delivery") == 0)
        return payload->guid;
    if (strcmp(name, "Content-Type") == 0)
        return "application/json";
    return json_string(want);
}

static int
keep_headers(struct pool *pool, const struct github_payload *payload, const char **kept)
{
    struct json_want wants[DELIVERY_HEADERS] = { 0 };
    struct json *headers;
    int rc;

    for (size_t i = 0; i < DELIVERY_HEADERS; i++)
        wants[i].pointer = pool_printf(pool, "/%s", delivery_headers[i]);
    rc = json_scan(pool, payload->headers, strlen(payload->headers), wants, DELIVERY_HEADERS);
    if (rc != 0)
        return rc;
    headers = json_object();
    for (size_t i = 0; i < DELIVERY_HEADERS; i++)
        delivery_header_keep(pool, headers, delivery_headers[i],
                             value_of(payload, delivery_headers[i], &wants[i]));
    *kept = json_text(pool, headers, JSON_COMPACT);
    return 0;
}

int
delivery_from_api(struct pool *pool, const struct github_payload *payload, int64_t received_ms,
                  struct delivery *delivery)
{
    struct delivery made = {
        .source = "github",
        .id = payload->guid,
        .kind = payload->event,
        .secret = "api",
        .body = payload->body,
        .length = payload->length,
        .document = payload->body,
        .document_length = payload->length,
        .received_ms = received_ms,
        .replay_guard = true,
    };
    int rc;

    if (!delivery_id_valid(made.id) || !event_name_valid(made.kind))
        return fail(FAIL_MALFORMED, "GitHub's API: a delivery whose guid or event is none");
    rc = keep_headers(pool, payload, &made.headers);
    if (rc == 0)
        rc = crypto_sha256(made.body, made.length, made.body_sha);
    if (rc == 0)
        *delivery = made;
    return rc;
}
