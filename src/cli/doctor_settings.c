/* doctor_settings.c - configuration, secrets, and a signature there and back. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "cli/doctor.h"
#include "cli/rule_events.h"
#include "port/settings_deploys.h"
#include "wire/verify.h"

/* False: the settings could not be loaded at all. */
static bool
load(struct doctor *doctor)
{
    struct cli *cli = doctor->cli;

    doctor->secrets = cli_settings(cli, SETTINGS_SECRETS) == 0;
    /* Whoever may not read the secrets can still have the rest looked at. */
    return doctor->secrets || cli_settings(cli, SETTINGS_RULES) == 0;
}

static void
say_all(struct doctor *doctor, enum finding finding, const char *check, struct strings texts,
        const char *advice)
{
    for (size_t i = 0; i < texts.count; i++)
        doctor_say(doctor, finding, check, "%s%s", texts.items[i], advice);
}

bool
doctor_settings(struct doctor *doctor)
{
    struct cli *cli = doctor->cli;
    struct strings mistakes = { 0 };
    struct strings hidden = { 0 };
    int rc = settings_examine(cli->config, cli->pool, &mistakes, &hidden);
    bool loaded = load(doctor);

    if (loaded)
        rule_events_check(cli->settings, cli->pool, &mistakes);
    say_all(doctor, FINDING_FAILURE, "configuration", mistakes, "");
    say_all(doctor, FINDING_WARNING, "secrets", hidden, "; run doctor as root to check it");
    if (rc != 0)
        doctor_say(doctor, FINDING_FAILURE, "configuration", "%s", fail_detail());
    if (!loaded)
        return false;
    if (rc == 0 && mistakes.count == 0 && cli->settings->rule_count > 0)
        doctor_say(doctor, FINDING_OK, "configuration", "%s: %zu rule%s", cli->settings->path,
                   cli->settings->rule_count, cli->settings->rule_count == 1 ? "" : "s");
    if (cli->settings->rule_count == 0 && !github_api_configured(&cli->settings->github_api) &&
        !settings_deploys(cli->settings) && !cli->settings->outgoing_section)
        doctor_say(
            doctor, FINDING_WARNING, "configuration",
            "%s: no rule yet, so what arrives sets nothing off: write a deploy or run section",
            cli->settings->path);
    return true;
}

/* A repository that the secret is good for: its first pattern with an x for whatever is no name. */
static const char *
example_repository(struct pool *pool, const struct secret *secret)
{
    const char *pattern = secret->repositories.count == 0 ? "x/x" : secret->repositories.items[0];
    char *name = pool_string(pool, pattern);

    for (char *at = name; *at != '\0'; at++)
        if (strchr("*?[]!", *at) != NULL)
            *at = 'x';
    return repository_valid(name) ? name : NULL;
}

struct request
doctor_request(const struct doctor *doctor, const char *body, const char *const *variables)
{
    return (struct request){
        .method = "POST",
        .path = "",
        .content_type = "application/json",
        .program = "doctor",
        .body = body,
        .length = strlen(body),
        .received_ms = doctor->cli->now_ms,
        .pool = doctor->cli->pool,
        .variables = variables,
    };
}

void
doctor_signed(struct doctor *doctor, const char *source, const struct secret *secret, int rc)
{
    if (rc == 0)
        doctor_say(doctor, FINDING_OK, "secrets", "%s, \"%s\": what it signs is verified", source,
                   secret->name);
    else
        doctor_say(doctor, FINDING_FAILURE, "secrets", "%s, \"%s\": %s", source, secret->name,
                   fail_detail());
}

static int
verify_own(struct doctor *doctor, const struct secret *secret, const char *body)
{
    struct pool *pool = doctor->cli->pool;
    struct delivery delivery = { 0 };
    const char *signature = NULL;
    int rc = sign_github(pool, secret, body, strlen(body), &signature);

    if (rc != 0)
        return rc;

    const char *const variables[] = {
        "REQUEST_METHOD=POST",
        "CONTENT_TYPE=application/json",
        "HTTP_X_GITHUB_EVENT=ping",
        "HTTP_X_GITHUB_DELIVERY=doctor",
        pool_printf(pool, "HTTP_X_HUB_SIGNATURE_256=%s", signature),
        NULL,
    };
    const struct request req = doctor_request(doctor, body, variables);

    return verify_github(&req, doctor->cli->settings, &delivery);
}

void
doctor_signature(struct doctor *doctor)
{
    const struct source_settings *github = &doctor->cli->settings->github;
    struct pool *pool = doctor->cli->pool;

    if (!doctor->secrets)
        return;
    if (github->secret_count == 0 && doctor->cli->settings->hears_github)
        doctor_say(doctor, FINDING_FAILURE, "secrets",
                   "github has no secret, so every delivery is refused: hooklet.conf(5), secret");
    for (size_t i = 0; i < github->secret_count; i++) {
        const struct secret *secret = &github->secrets[i];
        const char *name = example_repository(pool, secret);
        const char *body;

        if (name == NULL)
            continue;
        body = pool_printf(pool,
                           "{\"zen\":\"Anything added dilutes everything else.\","
                           "\"hook_id\":1,\"repository\":{\"full_name\":\"%s\"}}",
                           name);
        doctor_signed(doctor, "github", secret, verify_own(doctor, secret, body));
    }
}
