/* asana_pages.c - follows next_page's offset. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "wire/asana_pages.h"

enum { BAD_REQUEST = 400 };

/* Without a limit Asana cuts a list off near a thousand. */
static const char *
page_path(struct pool *pool, const struct asana_pages *pages)
{
    const char *path = pool_printf(pool, "%s%climit=100", pages->path,
                                   strchr(pages->path, '?') != NULL ? '&' : '?');

    if (pages->offset == NULL)
        return path;
    return pool_printf(pool, "%s&offset=%s", path, percent_encode(pool, pages->offset));
}

/* Asana tells an offset that has expired from other mistakes by its words alone. */
static int
ask(struct asana *asana, struct asana_pages *pages, struct asana_answer *answer)
{
    struct asana_request request = {
        .method = "GET",
        .path = page_path(asana->pool, pages),
        .silent = pages->offset != NULL && !pages->again,
    };
    int rc = asana_call(asana, &request, answer);

    if (rc == 0 || !request.silent)
        return rc;
    if (answer->status != BAD_REQUEST)
        return asana_say(rc, answer);
    pages->again = true;
    pages->offset = NULL;
    request.path = page_path(asana->pool, pages);
    request.silent = false;
    return asana_call(asana, &request, answer);
}

int
asana_next_page(struct asana *asana, struct asana_pages *pages, struct json_want *wants,
                size_t count)
{
    struct asana_answer answer;
    int rc;

    if (pages->seen > 0 && pages->offset == NULL)
        return 0;
    if (pages->seen++ == ASANA_PAGES_MOST)
        return fail(FAIL_TOO_LARGE, "Asana: GET %s: more than %d pages", pages->path,
                    ASANA_PAGES_MOST);
    rc = ask(asana, pages, &answer);
    if (rc == 0)
        rc = json_scan(asana->pool, answer.body, answer.length, wants, count);
    if (rc != 0)
        return rc;
    pages->offset = pages->pool != NULL ? pool_string(pages->pool, answer.next) : answer.next;
    return 1;
}
