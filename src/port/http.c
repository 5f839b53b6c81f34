/* http.c - one libcurl easy handle per exchange: no state goes from one peer to the next */
#include "config.h"

#include <strings.h>

#include "base/fail.h"
#include "port/http.h"
#include "port/http_curl.h"
#include "port/http_transfer.h"

const char *
http_answer_header(const struct http_answer *answer, const char *name)
{
    for (size_t i = 0; i < answer->header_count; i++) {
        if (strcasecmp(answer->headers[i].name, name) == 0)
            return answer->headers[i].value;
    }
    return NULL;
}

bool
http_date(const char *text, int64_t *ms)
{
    time_t seconds = curl_getdate(text, NULL);

    if (seconds < 0)
        return false;
    *ms = (int64_t)seconds * 1000;
    return true;
}

int
http_exchange(struct pool *pool, const struct http_exchange *exchange, struct http_answer *answer)
{
    struct http_transfer transfer = { .pool = pool, .exchange = exchange };
    struct http_answer came = { 0 };
    int rc;

    http_transfer_start();
    transfer.easy = curl_easy_init();
    if (transfer.easy == NULL)
        return fail(FAIL_MEMORY, "libcurl: no memory for an exchange");
    rc = http_transfer_begin(&transfer);
    if (rc == 0)
        rc = http_transfer_end(&transfer, curl_easy_perform(transfer.easy), &came);
    if (rc == 0)
        *answer = came;
    curl_easy_cleanup(transfer.easy);
    http_transfer_clean(&transfer);
    return rc;
}
