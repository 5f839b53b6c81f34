/* api_call.c - whose things a caller may see, which page of them, and the answer */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "api_call.h"
#include "base/fail.h"
#include "base/text.h"
#include "port/outgoing.h"

#define EVERYBODY "*"

int
api_refuse(const struct api_call *call, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fail_adopt(pool_vprintf(call->pool, format, args));
    va_end(args);
    return code;
}

bool
api_may(const struct api_call *call, const char *owner)
{
    return strcmp(call->owner, EVERYBODY) == 0 || text_equal(call->owner, owner);
}

int
api_missing(const struct api_call *call, const char *what)
{
    return api_refuse(call, FAIL_NOT_FOUND, "there is no %s %s here", what, call->id);
}

/* What is no name of an owner is no owner of somebody else's either. */
static int
check_owner(const struct api_call *call, const char *named)
{
    if (!outgoing_owner_valid(named))
        return api_refuse(call, FAIL_FIELD, "owner: it is " OUTGOING_OWNER_FORM);
    if (!api_may(call, named))
        return api_refuse(call, FAIL_NOT_FOUND, "there is no owner %s here", named);
    return 0;
}

int
api_owner(const struct api_call *call, const char *named, const char **owner)
{
    if (named == NULL || named[0] == '\0') {
        *owner = call->owner;
        if (strcmp(call->owner, EVERYBODY) == 0)
            return api_refuse(call, FAIL_FIELD,
                              "owner is missing: this token is good for all, so it has to say whose"
                              " this is");
        return 0;
    }
    *owner = named;
    return check_owner(call, named);
}

int
api_owners(const struct api_call *call, const char **owner)
{
    const char *named = api_query_text(&call->query, "owner");

    *owner = strcmp(call->owner, EVERYBODY) == 0 ? NULL : call->owner;
    if (named == NULL)
        return 0;
    *owner = named;
    return check_owner(call, named);
}

int
api_id(const struct api_call *call, const char *what, int64_t *id)
{
    *id = text_id(call->id);
    return *id == 0 ? api_missing(call, what) : 0;
}

int
api_page(const struct api_call *call, struct api_page *page)
{
    int64_t most = API_PAGE;
    int rc;

    rc = api_query_number(call->pool, &call->query, "limit", API_PAGE_MOST, API_PAGE, &most);
    if (rc == 0)
        rc = api_query_number(call->pool, &call->query, "after", INT64_MAX, 0, &page->after);
    page->most = (int)most;
    return rc;
}

void
api_answer_json(const struct api_call *call, int status, struct json *top, struct response *res)
{
    *res = response_json(call->req, status, top);
}
