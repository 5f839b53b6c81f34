/* github_pages.c - follows rel="next". */
#include "config.h"

#include "base/fail.h"
#include "wire/github_pages.h"

int
github_next_page(struct github *github, struct github_pages *pages, struct json_want *wants,
                 size_t count)
{
    struct github_request request = { .as = pages->as, .method = "GET", .path = pages->path };
    struct github_answer answer;
    int rc;

    if (pages->path == NULL)
        return 0;
    if (pages->seen++ == GITHUB_PAGES_MOST)
        return fail(FAIL_TOO_LARGE, "GitHub: GET %s: more than %d pages", pages->path,
                    GITHUB_PAGES_MOST);
    rc = github_call(github, &request, &answer);
    if (rc == 0)
        rc = json_scan(github->pool, answer.body, answer.length, wants, count);
    if (rc != 0)
        return rc;
    pages->path = answer.next;
    return 1;
}
