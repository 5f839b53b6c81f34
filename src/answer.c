/* answer.c - receipts and failure codes as HTTP answers */
#include "config.h"

#include <string.h>

#include "answer.h"
#include "base/fail.h"

enum { RETRY_AFTER_S = 30 };

struct failure {
    int code;
    int status;
    const char *error;
    const char *detail; /* NULL: what the newest failure said */
};

static const struct failure failures[] = {
    { FAIL_SIGNATURE, 401, "unauthorized", NULL },
    { FAIL_STALE, 401, "unauthorized", NULL },
    { FAIL_MALFORMED, 400, "malformed", NULL },
    { FAIL_FIELD, 400, "malformed", NULL },
    { FAIL_UNREADABLE, 400, "unreadable", NULL },
    { FAIL_NOT_FOUND, 404, "not found", NULL },
    { FAIL_METHOD, 405, "method not allowed", NULL },
    { FAIL_TIMEOUT, 408, "timeout", NULL },
    { FAIL_LENGTH, 411, "length required", NULL },
    { FAIL_TOO_LARGE, 413, "too large", NULL },
    { FAIL_MEDIA, 415, "unsupported media type", NULL },
    { FAIL_BUSY, 503, "busy", "too much at once; try again" },
};

/* Where a program asks, these come first. */
static const struct failure refusals[] = {
    { FAIL_FIELD, 422, "invalid", NULL },
    { FAIL_CONFLICT, 409, "conflict", NULL },
    { FAIL_REFUSED, 422, "invalid", NULL },
};

/* Whatever else goes wrong is ours to mend, and never a 2xx. */
static const struct failure unavailable = { 0, 503, "unavailable",
                                            "nothing was stored for certain; try again" };

static const struct failure *
find_in(const struct failure *table, size_t count, int code)
{
    for (size_t i = 0; i < count; i++) {
        if (table[i].code == code)
            return &table[i];
    }
    return NULL;
}

static const struct failure *
failure_find(int code)
{
    const struct failure *found = find_in(failures, sizeof failures / sizeof *failures, code);

    return found != NULL ? found : &unavailable;
}

static const struct failure *
refusal_find(int code)
{
    const struct failure *found = find_in(refusals, sizeof refusals / sizeof *refusals, code);

    return found != NULL ? found : failure_find(code);
}

struct response
response_json(const struct request *req, int status, struct json *top)
{
    struct response res = { .status = status };

    res.body = json_text(req->pool, top, JSON_COMPACT);
    res.length = strlen(res.body);
    return res;
}

static struct response
response_of(const struct failure *failure, const struct request *req)
{
    struct json *top = json_object();
    struct response res;

    json_set_string(top, "error", failure->error);
    /* The same answer for every reason, byte for byte: it must not help to guess. */
    if (failure->status != 401)
        json_set_string(top, "detail", failure->detail ? failure->detail : fail_detail());
    res = response_json(req, failure->status, top);
    if (failure->status == 503)
        res.retry_after_s = RETRY_AFTER_S;
    return res;
}

struct response
response_failure(int rc, const struct request *req)
{
    struct response res = response_of(failure_find(rc), req);

    if (res.status == 405)
        res.allow = "POST";
    return res;
}

struct response
response_refusal(int rc, const struct request *req)
{
    struct response res = response_of(refusal_find(rc), req);

    if (res.status == 401)
        res.challenge = "Bearer";
    return res;
}

static struct json *
jobs_json(const struct receipt *receipt)
{
    struct json *jobs = json_array(), *job;

    for (size_t i = 0; i < receipt->job_count; i++) {
        if (receipt->jobs[i].state == JOB_SUPERSEDED)
            continue; /* it will never run; the reason says why */
        job = json_object();
        json_set_id(job, "id", receipt->jobs[i].id);
        json_set_string(job, "kind", receipt->jobs[i].kind);
        json_set_string(job, "rule", receipt->jobs[i].rule);
        json_add(jobs, job);
    }
    return jobs;
}

static struct response
response_ping(const struct request *req, const struct delivery *delivery, int64_t hook,
              const struct receipt *receipt)
{
    struct json *top = json_object();

    json_set_string(top, "event", delivery->kind);
    json_set_string(top, "delivery", delivery->id);
    json_set_string(top, "status", accept_answer(receipt->status));
    json_set_id(top, "hook_id", hook);
    return response_json(req, 200, top);
}

/* What a plan has its sender told, as it stands. */
static struct response
response_reply(const struct receipt *receipt)
{
    return (struct response){
        .content_type = receipt->reply_type,
        .body = receipt->reply,
        .length = strlen(receipt->reply),
    };
}

static struct response
response_usual(const struct request *req, const struct delivery *delivery,
               const struct receipt *receipt)
{
    struct json *top = json_object();

    json_set_string(top, "event", delivery->kind);
    json_set_string(top, "delivery", delivery->id);
    json_set_string(top, "status", accept_answer(receipt->status));
    json_set_string(top, "reason", receipt->reason);
    json_set(top, "jobs", jobs_json(receipt));
    return response_json(req, 0, top);
}

struct response
response_for(int rc, const struct request *req, const struct delivery *delivery,
             const struct plan *plan, const struct receipt *receipt)
{
    struct response res;

    if (rc != 0)
        return response_failure(rc, req);
    if (plan->hook != 0)
        return response_ping(req, delivery, plan->hook, receipt);
    res = receipt->reply != NULL ? response_reply(receipt) : response_usual(req, delivery, receipt);
    res.status = receipt->status == ACCEPT_DUPLICATE ? 200 : 202;
    res.made_jobs = receipt->job_count > 0;
    return res;
}
