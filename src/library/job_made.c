/* job_made.c - checks it, since what is planned is stored for good. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "library/job_made.h"

enum { KIND_MOST = 64, NAME_MOST = 255 /* bytes */ };

bool
kind_made_valid(const char *kind)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-";

    return kind != NULL && kind[0] >= 'a' && kind[0] <= 'z' && strlen(kind) <= KIND_MOST &&
           strchr(kind, '-') != NULL && kind[strspn(kind, letters)] == '\0';
}

static bool
is_object(struct pool *pool, const char *text)
{
    struct json_want want = { .pointer = "" };

    return json_scan(pool, text, strlen(text), &want, 1) == 0 && want.first != NULL &&
           want.first->type == JSON_OBJECT;
}

static bool
is_name(const char *text)
{
    return text[0] != '\0' && strlen(text) <= NAME_MOST && text_printable(text);
}

/* What is wrong with it, or NULL. */
static const char *
trouble_of(const struct hooklet_job *wish, const char *rule, struct pool *pool)
{
    if (!is_name(rule))
        return "its rule is no name of 1 to 255 printable bytes";
    if (wish->key != NULL && !is_name(wish->key))
        return "its key is no name of 1 to 255 printable bytes";
    if (wish->newest && wish->key == NULL)
        return "to be the newest it needs a key";
    if (wish->crash > HOOKLET_ONCE)
        return "its crash class is none";
    if (wish->attempts < 0 || wish->delay_ms < 0)
        return "its attempts or delay are below zero";
    if (wish->args != NULL && !is_object(pool, wish->args))
        return "its args are no JSON object";
    return NULL;
}

static enum crash_class
crash_of(enum hooklet_crash crash)
{
    switch (crash) {
    case HOOKLET_RERUN:
        return CRASH_RERUN;
    case HOOKLET_VERIFY:
        return CRASH_VERIFY;
    case HOOKLET_ONCE:
        break;
    }
    return CRASH_ONCE;
}

int
job_made(const struct hooklet_job *wish, const char *rule, int64_t order_ms, struct pool *pool,
         struct planned_job *job)
{
    const char *name = wish->rule != NULL ? wish->rule : rule;
    const char *trouble;

    if (!kind_made_valid(wish->kind))
        return fail(FAIL_CONFIG, "%s: \"%s\" is no kind of one's own, like journal-line", rule,
                    wish->kind != NULL ? wish->kind : "");
    trouble = trouble_of(wish, name, pool);
    if (trouble != NULL)
        return fail(FAIL_CONFIG, "%s: a job of kind %s: %s", rule, wish->kind, trouble);
    *job = (struct planned_job){
        .kind = pool_string(pool, wish->kind),
        .rule = pool_string(pool, name),
        .lane = pool_string(pool, wish->kind),
        .order_ms = order_ms,
        .newest = wish->newest,
        .crash = crash_of(wish->crash),
        .attempts = wish->attempts > 0 ? wish->attempts : RETRY_ATTEMPTS,
        .delay_ms = wish->delay_ms,
        .args = pool_string(pool, wish->args),
    };
    if (wish->key != NULL)
        job->key = pool_printf(pool, "%s:%s", wish->kind, wish->key);
    return 0;
}
