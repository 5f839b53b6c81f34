/* send_record.c - of what has come back. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/json_scan.h"
#include "work/send_record.h"
#include "work/send_request.h"

#define CHALLENGE_HEADER "X-Hook-Challenge"

struct exchange_record *
send_record(struct pool *pool, const struct http_done *done, const char *request)
{
    const struct http_answer *answer = &done->answer;
    struct exchange_record *record = pool_alloc(pool, sizeof(*record));

    *record = (struct exchange_record){ .status = answer->status > 0 ? answer->status : -1,
                                        .duration_ms = answer->duration_ms,
                                        .request = request };
    if (answer->status > 0)
        record->headers =
            json_text(pool, send_headers_told(answer->headers, answer->header_count), JSON_COMPACT);
    if (answer->length > 0) {
        record->answer = answer->body;
        record->answer_length = answer->length;
    }
    return record;
}

static bool
echoes(const struct http_answer *answer, const char *challenge)
{
    const char *header = http_answer_header(answer, CHALLENGE_HEADER);

    if (header != NULL && strcmp(header, challenge) == 0)
        return true;
    return answer->length > 0 &&
           memmem(answer->body, answer->length, challenge, strlen(challenge)) != NULL;
}

struct send_facts
send_facts_of(struct pool *pool, const struct http_done *done, const char *challenge)
{
    struct send_facts facts = { .rc = done->rc, .challenged = challenge != NULL };

    if (done->rc != 0) {
        facts.detail = pool_string(pool, done->detail);
        return facts;
    }
    facts.status = done->answer.status;
    facts.retry_after = http_answer_header(&done->answer, "Retry-After");
    facts.echoed = challenge != NULL && echoes(&done->answer, challenge);
    return facts;
}

const char *
send_challenge(struct pool *pool, const struct hook_message *message)
{
    struct json_want want = { .pointer = "/challenge" };
    const char *challenge;

    if (strcmp(message->event, MESSAGE_CONFIRM) != 0)
        return NULL;
    if (json_scan(pool, message->data, message->length, &want, 1) != 0)
        return NULL;
    challenge = json_string(&want);
    return challenge == NULL || *challenge == '\0' ? NULL : pool_string(pool, challenge);
}
