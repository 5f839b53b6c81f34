/* verify_source.c - whose address, whose signature; then the clock; then names. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/log.h"
#include "base/text.h"
#include "port/crypto.h"
#include "wire/claim.h"
#include "wire/delivery_headers.h"
#include "wire/source_seal.h"
#include "wire/source_sign.h"
#include "wire/verify_source.h"

/* Of a body that our reader refuses, and that is kept for people to look at. */
#define UNREADABLE_EVENT "unreadable"

enum { KEPT_HEADERS = 5, NAME_MOST = 64 /* bytes of an address that a log line shows */ };

/* What a body says where the section points to. */
struct said {
    const char *repository, *id, *event; /* NULL: nothing */
    bool readable;
};

/* --- Whose is it? ----------------------------------------------------------------------------- */

const struct inbound *
source_of(const struct request *req, const struct settings *settings)
{
    return settings_inbound(settings, request_tail(req));
}

/* Costs about what a wrong signature does, so that the time doesn't tell, either. */
static int
refuse_stranger(const struct request *req)
{
    unsigned char mac[CRYPTO_SHA256_SIZE];
    const char *name = request_tail(req);
    int rc = crypto_hmac_sha256("", 0, req->body, req->length, mac);

    return rc != 0 ? rc
                   : fail(FAIL_SIGNATURE, "hooklet.conf has no source \"%s\"",
                          utf8_line(req->pool, name, strnlen(name, NAME_MOST)));
}

int
source_document(struct pool *pool, const struct inbound *inbound, struct delivery *delivery)
{
    char *document = NULL;
    int rc = 0;

    delivery->document = delivery->body;
    delivery->document_length = delivery->length;
    if (!inbound->form)
        return 0;
    rc = form_field(pool, delivery->body, delivery->length, "payload", &document,
                    &delivery->document_length);
    if (rc == FAIL_FIELD)
        rc = fail(FAIL_MALFORMED, "the form has no field payload");
    delivery->document = document;
    return rc;
}

/* A number is as good as a text: an id may be either. */
static const char *
text_of(const struct json_want *want)
{
    const struct json_value *value = want->first;

    if (value == NULL || (value->type != JSON_STRING && value->type != JSON_NUMBER))
        return NULL;
    return value->text;
}

static const char *
pointer_of(const struct inbound_value *value)
{
    return value->from == INBOUND_POINTER ? value->text : NULL;
}

/* In one pass, what is asked for; where that is nothing, the decoder reads it soon enough. */
static int
read_body(struct pool *pool, const struct inbound *inbound, const struct delivery *delivery,
          struct said *said)
{
    struct json_want wants[] = { { .pointer = inbound->repository },
                                 { .pointer = pointer_of(&inbound->id) },
                                 { .pointer = pointer_of(&inbound->event) } };
    int rc;

    *said = (struct said){ .readable = true };
    if (wants[0].pointer == NULL && wants[1].pointer == NULL && wants[2].pointer == NULL)
        return 0;
    rc = json_scan_some(pool, delivery->document, delivery->document_length, wants, 3);
    said->readable = rc == 0;
    if (rc != 0)
        return rc == FAIL_UNREADABLE ? 0 : rc;
    said->repository = json_string(&wants[0]);
    said->id = text_of(&wants[1]);
    said->event = text_of(&wants[2]);
    return 0;
}

static const char *
repository_of(const void *data)
{
    const struct said *said = data;

    return said->repository;
}

/* What has no timestamp is never stale. */
static int
check_clock(const struct request *req, const struct inbound *inbound,
            const struct source_seal *seal)
{
    if (seal->timestamp == NULL)
        return 0;
    return claim_clock(req->received_ms, seal->timestamp_ms, inbound->tolerance_ms);
}

/* matches: which of the secrets have signed, one at least. */
static int
authenticate(const struct request *req, const struct inbound *inbound, struct source_seal *seal,
             bool *matches)
{
    const size_t count = inbound->source.secret_count;
    int rc;

    if (count == 0)
        return fail(FAIL_SIGNATURE, "source \"%s\" has no secret: add one to hooklet.conf",
                    inbound->name);
    rc = source_seal_read(req, inbound, seal);
    if (rc == 0)
        rc = source_seal_try(req, inbound, seal, matches);
    if (rc == 0 && !claim_matched(&inbound->source, matches))
        rc =
            fail(FAIL_SIGNATURE, "what came is of none of the secrets of source \"%s\" (%zu tried)",
                 inbound->name, count);
    return rc == 0 ? check_clock(req, inbound, seal) : rc;
}

/* --- The delivery ----------------------------------------------------------------------------- */

static int
find_event(const struct request *req, const struct inbound *inbound, const struct said *said,
           struct delivery *delivery)
{
    const char *text = inbound->event.text;

    if (inbound->event.from == INBOUND_HEADER)
        text = request_header(req, inbound->event.text);
    else if (inbound->event.from == INBOUND_POINTER)
        text = said->readable ? said->event : UNREADABLE_EVENT;
    delivery->kind = text != NULL ? inbound_event_name(req->pool, text) : NULL;
    if (delivery->kind == NULL)
        return fail(FAIL_MALFORMED, "%s of source \"%s\" %s", inbound->event.text, inbound->name,
                    text == NULL ? "is missing" : "is no name of an event");
    return 0;
}

static int
hash_id(struct pool *pool, const char *one, const void *other, size_t length, const char **id)
{
    const char *text = text_join(pool, text_either(one, ""), other, length, &length);

    return crypto_sha256_hex(pool, text, length, id);
}

static int
find_id(const struct request *req, const struct inbound *inbound, const struct source_seal *seal,
        const struct said *said, struct delivery *delivery)
{
    const char *id = inbound->id.from == INBOUND_POINTER ? said->id : seal->id;

    if (inbound->scheme != INBOUND_STANDARD && inbound->id.from == INBOUND_NOWHERE)
        return hash_id(req->pool, seal->timestamp, req->body, req->length, &delivery->id);
    if (id == NULL && said->readable)
        return fail(FAIL_MALFORMED, "%s of source \"%s\" is missing, the delivery's id",
                    inbound->id.text, inbound->name);
    delivery->id = id;
    if (id == NULL)
        return hash_id(req->pool, NULL, req->body, req->length, &delivery->id);
    return delivery_id_valid(id) ? 0 : hash_id(req->pool, id, NULL, 0, &delivery->id);
}

/* Never the header of the signature: it may be the token. */
static void
take(const struct request *req, const struct inbound *inbound, struct delivery *delivery)
{
    const char *const found[KEPT_HEADERS] = {
        "Content-Type", "User-Agent", source_id_header(inbound), source_timestamp_header(inbound),
        inbound->event.from == INBOUND_HEADER ? inbound->event.text : NULL
    };
    const char *names[KEPT_HEADERS];
    size_t count = 0;

    for (size_t i = 0; i < KEPT_HEADERS; i++) {
        if (found[i] != NULL)
            names[count++] = found[i];
    }
    delivery_take(delivery, req, names, count);
}

static int
verify_as(const struct request *req, const struct inbound *inbound, struct delivery *made)
{
    bool *matches = pool_array(req->pool, inbound->source.secret_count + 1, sizeof *matches);
    const struct secret *secret = NULL;
    struct source_seal seal = { 0 };
    struct said said = { 0 };
    const struct claim_choice choice = { .pool = req->pool,
                                         .name = inbound->name,
                                         .source = &inbound->source,
                                         .matches = matches,
                                         .repository = repository_of,
                                         .data = &said };
    int rc = authenticate(req, inbound, &seal, matches);

    if (rc == 0)
        rc = source_document(req->pool, inbound, made);
    if (rc == 0)
        rc = read_body(req->pool, inbound, made, &said);
    if (rc == 0)
        rc = claim_choose(&choice, &secret);
    if (rc == 0)
        rc = find_event(req, inbound, &said, made);
    if (rc == 0)
        rc = find_id(req, inbound, &seal, &said, made);
    if (rc == 0)
        rc = crypto_sha256(req->body, req->length, made->body_sha);
    if (rc == 0)
        made->secret = pool_string(req->pool, secret->name);
    return rc;
}

int
verify_source(const struct request *req, const struct settings *settings, struct delivery *delivery)
{
    const struct inbound *inbound = source_of(req, settings);
    struct delivery made = { 0 };
    int rc;

    if (inbound == NULL)
        return refuse_stranger(req);
    made.source = pool_string(req->pool, inbound->name);
    made.replay_guard = inbound->replay_guard;
    take(req, inbound, &made);
    rc = verify_as(req, inbound, &made);
    if (rc != 0)
        return rc;
    log_delivery(made.id);
    *delivery = made;
    return 0;
}
