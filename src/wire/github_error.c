/* github_error.c - statuses to codes, and the words for them. */
#include "config.h"

#include "base/fail.h"
#include "base/json_scan.h"
#include "wire/api_answer.h"
#include "wire/github_error.h"

enum field { MESSAGE, ERROR_TEXT, ERROR_MESSAGE, ERROR_CODE, ERROR_FIELD, FIELDS };

/* "Validation Failed: title missing_field": the first of the errors is enough for people. */
static const char *
words_of(struct pool *pool, const struct json_want *wants)
{
    const char *message = json_string(&wants[MESSAGE]);
    const char *detail = json_string(&wants[ERROR_MESSAGE]);
    const char *code = json_string(&wants[ERROR_CODE]);
    const char *field = json_string(&wants[ERROR_FIELD]);

    if (detail == NULL)
        detail = json_string(&wants[ERROR_TEXT]);
    if (detail == NULL && code != NULL)
        detail =
            pool_printf(pool, "%s%s%s", field != NULL ? field : "", field != NULL ? " " : "", code);
    if (message == NULL)
        return detail != NULL ? detail : "";
    return detail == NULL ? message : pool_printf(pool, "%s: %s", message, detail);
}

const char *
github_complaint(struct pool *pool, const struct http_answer *answer)
{
    struct json_want wants[FIELDS] = {
        [MESSAGE].pointer = "/message",
        [ERROR_TEXT].pointer = "/errors/*",
        [ERROR_MESSAGE].pointer = "/errors/*/message",
        [ERROR_CODE].pointer = "/errors/*/code",
        [ERROR_FIELD].pointer = "/errors/*/field",
    };

    if (!api_is_json(answer) || json_scan(pool, answer->body, answer->length, wants, FIELDS) != 0)
        return "";
    return api_words(pool, words_of(pool, wants));
}

static const char *
header_note(struct pool *pool, const struct http_answer *answer, const char *header,
            const char *words)
{
    const char *value = http_answer_header(answer, header);

    return value == NULL ? "" : pool_printf(pool, "; %s %s", words, value);
}

int
github_error(struct pool *pool, const char *call, const struct http_answer *answer)
{
    const char *complaint = github_complaint(pool, answer);
    enum fail code = answer->status >= 500 ? FAIL_NETWORK : FAIL_REFUSED;

    if (answer->status == 404)
        return FAIL_NOT_FOUND;
    return fail(code, "GitHub: %s: status %d%s%s%s%s", call, answer->status,
                complaint[0] != '\0' ? ", " : "", complaint,
                answer->status == 403 ? header_note(pool, answer, "X-Accepted-GitHub-Permissions",
                                                    "the App needs the permission")
                                      : "",
                header_note(pool, answer, "X-GitHub-Request-Id", "request"));
}

int
github_gone(const char *name)
{
    return fail(FAIL_REFUSED, "GitHub: %s is gone, or the App may not see it", name);
}
