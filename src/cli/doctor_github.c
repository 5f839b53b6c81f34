/* doctor_github.c - does GitHub know us, and how much may we still ask? */
#include "config.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/fail.h"
#include "cli/app_gaps.h"
#include "cli/doctor.h"
#include "port/crypto.h"
#include "wire/github.h"
#include "wire/github_pages.h"

enum { LOW_PART = 10 /* below a tenth of the limit it is worth a word */ };

static bool
check_key(struct doctor *doctor, const struct github_api *api)
{
    if (api->app_id != NULL)
        return doctor_key(doctor, "github", &api->key, crypto_key_trouble);
    return doctor_key(doctor, "github", &api->token, NULL);
}

enum rate { LIMIT, REMAINING, RESET, RATES };

static void
say_quota(struct doctor *doctor, const char *who, const struct json_want *wants)
{
    int64_t limit = json_integer(&wants[LIMIT], 0);
    int64_t remaining = json_integer(&wants[REMAINING], 0);
    int64_t reset_ms = json_integer(&wants[RESET], 0) * 1000;
    bool low = remaining * LOW_PART < limit;

    doctor_say(doctor, low ? FINDING_WARNING : FINDING_OK, "github",
               "%s: %" PRId64 " of %" PRId64 " requests are left until %s%s", who, remaining, limit,
               clock_format(doctor->cli->pool, reset_ms),
               low ? "; jobs wait when none is left" : "");
}

static void
check_quota(struct doctor *doctor, struct github *github, const char *who)
{
    struct json_want wants[RATES] = { [LIMIT].pointer = "/resources/core/limit",
                                      [REMAINING].pointer = "/resources/core/remaining",
                                      [RESET].pointer = "/resources/core/reset" };
    const struct github_request request = { .method = "GET", .path = "/rate_limit" };

    int rc = github_read(github, &request, wants, RATES);

    if (rc == 0)
        say_quota(doctor, who, wants);
    else
        doctor_trouble(doctor, "github", rc, who);
}

enum installation { ID, ACCOUNT, INSTALLATION_FIELDS };

static void
check_installations(struct doctor *doctor, struct github *github)
{
    struct pool *pool = doctor->cli->pool;
    struct json_want wants[INSTALLATION_FIELDS] = {
        [ID].pointer = "/*/id", [ACCOUNT].pointer = "/*/account/login"
    };
    struct github_pages pages = { .as = GITHUB_AS_APP, .path = "/app/installations?per_page=100" };
    const struct json_value *id, *account;
    int rc = github_next_page(github, &pages, wants, INSTALLATION_FIELDS);

    if (rc < 0) {
        doctor_say(doctor, FINDING_FAILURE, "github", "%s", fail_detail());
        return;
    }
    if (wants[ID].count == 0)
        doctor_say(doctor, FINDING_WARNING, "github",
                   "the App is installed nowhere: install it where it shall act");
    for (id = wants[ID].first, account = wants[ACCOUNT].first; id != NULL && account != NULL;
         id = id->next, account = account->next) {
        github->installation = json_value_integer(id, 0);
        check_quota(doctor, github, pool_printf(pool, "installation for %s", account->text));
    }
}

/* A rule that was written after the App was made waits for events that never come. */
static void
say_gaps(struct doctor *doctor, const struct manifest *manifest, const struct json_want *wants)
{
    struct pool *pool = doctor->cli->pool;
    const struct strings gaps = app_gaps(pool, manifest, wants);
    const char *text = "";

    for (size_t i = 0; i < gaps.count; i++)
        text = pool_printf(pool, "%s%s%s", text, i > 0 ? "; " : "", gaps.items[i]);
    if (gaps.count > 0)
        doctor_say(doctor, FINDING_WARNING, "github",
                   "the App lacks what the configuration needs, unless a webhook sends it: %s: add "
                   "it in the App's settings at GitHub, under Permissions & events",
                   text);
}

static void
check_app(struct doctor *doctor, struct github *github)
{
    const struct github_request request = { .as = GITHUB_AS_APP, .method = "GET", .path = "/app" };
    struct manifest manifest;
    struct json_want *wants;
    const char *name;
    int rc;

    manifest_plan(doctor->cli->settings, doctor->cli->pool, &manifest);
    wants = app_wants(doctor->cli->pool, &manifest, 1);
    wants[0].pointer = "/name";
    rc = github_read(github, &request, wants, 1 + app_gap_wants(&manifest));
    if (rc != 0) {
        doctor_say(doctor, FINDING_FAILURE, "github", "%s",
                   rc == FAIL_NOT_FOUND ? "GitHub knows no App of this id; see app_id"
                                        : fail_detail());
        return;
    }
    name = json_string(&wants[0]);
    doctor_say(doctor, FINDING_OK, "github", "%s answers, and knows us as the App \"%s\"",
               github->api->api_url, name != NULL ? name : "?");
    say_gaps(doctor, &manifest, wants + 1);
    check_installations(doctor, github);
}

void
doctor_github(struct doctor *doctor)
{
    const struct github_api *api = &doctor->cli->settings->github_api;
    struct github github = { .api = api, .pool = doctor->cli->pool };

    if (!github_api_configured(api) || !check_key(doctor, api))
        return;
    if (cli_store(doctor->cli) != 0)
        return; /* said by doctor_state() */
    github.store = doctor->cli->store;
    if (api->app_id != NULL)
        check_app(doctor, &github);
    else
        check_quota(doctor, &github, "the personal token");
}
