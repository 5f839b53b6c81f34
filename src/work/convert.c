/* convert.c - asks once for the secrets, writes them, tells who waits. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "store/app_setup.h"
#include "wire/github.h"
#include "work/app_files.h"
#include "work/convert.h"

enum field { ID, SLUG, NAME, CLIENT_ID, HTML_URL, KEY, WEBHOOK, CLIENT, FIELDS };

static const char what_to_do[] =
    "if there is a new App at GitHub, delete it there; then run create-app again";

struct conversion {
    const struct work *work;
    const char *state;
    const char *code;
    struct app_about about;
    struct app_secrets secrets;
};

static int
hopeless(struct conversion *conversion, struct outcome *outcome, const char *what)
{
    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS };
    outcome->detail = pool_printf(conversion->work->pool, "%s: %s", what, what_to_do);
    return app_code_drop(conversion->work->store, conversion->state, clock_ms());
}

/* Who waits in create-app reads this; the code has served. */
static int
tell(struct conversion *conversion, struct outcome *outcome)
{
    const struct work *work = conversion->work;
    const struct app_about *about = &conversion->about;
    int64_t now_ms = clock_ms();
    int rc =
        app_made_put(work->store, conversion->state, app_about_text(work->pool, about), now_ms);

    if (rc == 0)
        rc = app_code_drop(work->store, conversion->state, now_ms);
    *outcome = (struct outcome){ .end = OUTCOME_DONE };
    outcome->detail =
        pool_printf(work->pool, "App %s, id %s: its secrets are in %s", about->slug, about->id,
                    app_files_directory(work->pool, work->settings->state));
    return rc;
}

/* A former attempt may have come as far as the files. */
static bool
is_done(struct conversion *conversion)
{
    const struct work *work = conversion->work;
    struct app_about about = { 0 };

    if (app_files_find(work->pool, work->settings->state, &about) != 0 || about.setup == NULL ||
        strcmp(about.setup, conversion->state) != 0)
        return false;
    conversion->about = about;
    return true;
}

/* It becomes part of file names. */
static const char *
slug_of(struct pool *pool, const char *slug, int64_t id)
{
    if (slug != NULL && slug[0] != '\0' && slug[strspn(slug, LETTERS DIGITS "-")] == '\0')
        return slug;
    return pool_printf(pool, "app-%" PRId64, id);
}

/* False: something is missing. */
static bool
take(struct conversion *conversion, const struct json_want *wants)
{
    struct pool *pool = conversion->work->pool;
    const int64_t id = json_integer(&wants[ID], 0);

    conversion->about = (struct app_about){
        .id = pool_printf(pool, "%" PRId64, id),
        .slug = slug_of(pool, json_string(&wants[SLUG]), id),
        .name = json_string(&wants[NAME]),
        .client_id = json_string(&wants[CLIENT_ID]),
        .html_url = json_string(&wants[HTML_URL]),
        .setup = conversion->state,
    };
    conversion->secrets = (struct app_secrets){
        .key = json_string(&wants[KEY]),
        .webhook = json_string(&wants[WEBHOOK]),
        .client = json_string(&wants[CLIENT]),
    };
    return id > 0 && conversion->about.name != NULL && conversion->about.html_url != NULL &&
           conversion->secrets.key != NULL;
}

/* good: the answer has what an App needs. */
static int
ask(struct conversion *conversion, bool *good)
{
    const struct work *work = conversion->work;
    struct github github = { .api = &work->settings->github_api,
                             .store = work->store,
                             .pool = work->pool };
    const struct github_request request = {
        .as = GITHUB_AS_NOBODY,
        .method = "POST",
        .path = pool_printf(work->pool, "/app-manifests/%s/conversions", conversion->code),
        .secret = true,
    };
    struct json_want wants[FIELDS] = {
        [ID].pointer = "/id",
        [SLUG].pointer = "/slug",
        [NAME].pointer = "/name",
        [CLIENT_ID].pointer = "/client_id",
        [HTML_URL].pointer = "/html_url",
        [KEY].pointer = "/pem",
        [WEBHOOK].pointer = "/webhook_secret",
        [CLIENT].pointer = "/client_secret",
    };
    int rc = github_read(&github, &request, wants, FIELDS);

    if (rc == 0)
        *good = take(conversion, wants);
    return rc;
}

static int
convert(struct conversion *conversion, struct outcome *outcome)
{
    const struct work *work = conversion->work;
    bool good = false;
    int rc = ask(conversion, &good);

    if (rc == FAIL_NOT_FOUND)
        return hopeless(conversion, outcome,
                        "GitHub does not know the code (any more); it works once, within an hour");
    if (rc == FAIL_REFUSED || rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE)
        return hopeless(conversion, outcome, pool_string(work->pool, fail_detail()));
    if (rc == 0 && !good)
        return hopeless(conversion, outcome, "GitHub's answer has no id, name or private key");
    if (rc == 0)
        rc = app_files_write(work->settings->state, &conversion->about, &conversion->secrets,
                             clock_ms());
    return rc == 0 ? tell(conversion, outcome) : rc;
}

int
convert_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct conversion conversion = { .work = work };
    struct json_want want = { .pointer = "/state" };
    int rc = json_scan(work->pool, job->args, strlen(job->args), &want, 1);

    if (rc != 0)
        return rc;
    conversion.state = json_string(&want);
    if (conversion.state == NULL)
        return fail(FAIL_FIELD, "convert: the job's args name no state");
    if (is_done(&conversion))
        return tell(&conversion, outcome);
    rc = app_code_find(work->store, conversion.state, work->pool, &conversion.code);
    if (rc == FAIL_NOT_FOUND)
        return hopeless(&conversion, outcome, "the code is used up, or its hour is over");
    return rc == 0 ? convert(&conversion, outcome) : rc;
}
