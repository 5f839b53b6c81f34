/*
 * asana_pages.h - a list that Asana hands out in pages
 *
 *     struct asana_pages pages = { .path = "/projects?workspace=12" };
 *     while ((rc = asana_next_page(asana, &pages, wants, count)) == 1)
 *         ...
 *
 * An offset lives for a while only.  When it has expired the list begins again, once: what was
 * handed out may come a second time.
 */
#ifndef HOOKLET_WIRE_ASANA_PAGES_H
#define HOOKLET_WIRE_ASANA_PAGES_H

#include "wire/asana.h"

#define ASANA_PAGES_MOST 1000 /* a list that goes on is one that goes round */

struct asana_pages {
    const char *path;   /* without limit and offset */
    const char *offset; /* of the next page; NULL before the first one and behind the last */
    int seen;           /* pages so far */
    bool again;         /* it has begun again */
    struct pool *pool;  /* outlives the client's, which may be one for each page; or NULL */
};

/*
 * 1: wants are of the next page; 0: there is none any more; else a failure of asana_read(), or
 * FAIL_TOO_LARGE beyond ASANA_PAGES_MOST.
 */
int asana_next_page(struct asana *asana, struct asana_pages *pages, struct json_want *wants,
                    size_t count) __attribute__((warn_unused_result));

#endif
