/* doctor_slack.c - does Slack know us, may we do what is asked of us, and are we in the channels? */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "cli/doctor.h"
#include "store/project.h"
#include "wire/slack_people.h"
#include "wire/verify_slack.h"
#include "work/slack_manifest.h"

static const char check[] = "slack";

/* Is it one of those in "chat:write,commands"? */
static bool
granted(const char *scopes, const char *name)
{
    const size_t length = strlen(name);

    for (const char *at = scopes; *at != '\0'; at += strspn(at, ", ")) {
        const size_t this = strcspn(at, ", ");

        if (this == length && strncmp(at, name, length) == 0)
            return true;
        at += this;
    }
    return false;
}

static void
check_scopes(struct doctor *doctor, const char *scopes)
{
    const struct slack_api *api = &doctor->cli->settings->slack_api;
    const struct strings needed = slack_scopes_needed(doctor->cli->pool, slack_groups_asked(api));
    const char *missing = "";

    for (size_t i = 0; scopes != NULL && i < needed.count; i++) {
        if (!granted(scopes, needed.items[i]))
            missing = pool_printf(doctor->cli->pool, "%s%s%s", missing,
                                  missing[0] != '\0' ? ", " : "", needed.items[i]);
    }
    if (missing[0] != '\0')
        doctor_say(doctor, FINDING_WARNING, check,
                   "the token lacks the scopes %s: print the manifest again (hooklet slack "
                   "manifest), paste it under App Manifest in the app's settings, and install the "
                   "app again",
                   missing);
}

static bool
check_self(struct doctor *doctor, struct slack *slack)
{
    struct slack_self self = { 0 };
    const char *team = slack->api->team;
    int rc = slack_self(slack, &self);

    if (rc != 0) {
        doctor_trouble(doctor, check, rc, "");
        return false;
    }
    if (team != NULL && strcmp(self.team, team) != 0) {
        doctor_say(doctor, FINDING_FAILURE, check,
                   "the token is of the workspace %s (%s), and slack { } hears %s alone: correct "
                   "team, or take the token of that workspace",
                   self.team_name != NULL ? self.team_name : "?", self.team, team);
        return false;
    }
    doctor_say(doctor, FINDING_OK, check, "%s answers, and knows us as %s in %s (%s)",
               slack->api->api_url, self.user, self.team_name != NULL ? self.team_name : "?",
               self.team);
    check_scopes(doctor, self.scopes);
    return true;
}

static void
check_channel(struct doctor *doctor, struct slack *slack, const struct project_settings *project)
{
    struct slack_channel channel = { 0 };
    int rc = slack_channel_look(slack, project->channel, &channel);
    const char *name = channel.name != NULL ? channel.name : project->channel;

    if (rc != 0)
        doctor_trouble(doctor, check, rc,
                       pool_printf(slack->pool, "%s: %s", project->repository, project->channel));
    else if (channel.archived)
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s: its channel #%s is archived: take it out of the archive, or tie another "
                   "one (/%s reset, then setup, or channel in its section project)",
                   project->repository, name, slack->api->command);
    else if (!channel.member)
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s: the app is not in its channel #%s: say /invite there", project->repository,
                   name);
    else
        doctor_say(doctor, FINDING_OK, check, "%s: we are in its channel #%s", project->repository,
                   name);
}

static void
check_channels(struct doctor *doctor, struct slack *slack)
{
    struct projects projects = { 0 };
    int rc = project_list(slack->store, doctor->cli->settings, slack->pool, &projects);

    if (rc != 0)
        doctor_trouble(doctor, check, rc, "the projects");
    for (size_t i = 0; i < projects.count; i++) {
        if (projects.rows[i].settings.channel != NULL)
            check_channel(doctor, slack, &projects.rows[i].settings);
    }
}

static int
verify_own(struct doctor *doctor, const struct secret *secret)
{
    struct pool *pool = doctor->cli->pool;
    const struct settings *settings = doctor->cli->settings;
    const char *team = settings->slack_api.team;
    const char *body = pool_printf(pool, "{\"type\":\"event_callback\",\"team_id\":\"%s\"}",
                                   team != NULL ? team : "T0");
    const char *timestamp = pool_printf(pool, "%" PRId64, doctor->cli->now_ms / 1000);
    const struct slack_signed text = { timestamp, body, strlen(body) };
    struct delivery delivery = { 0 };
    const char *signature = NULL;
    int rc = sign_slack(pool, secret, &text, &signature);

    if (rc != 0)
        return rc;

    const char *const variables[] = {
        "REQUEST_METHOD=POST",
        "CONTENT_TYPE=application/json",
        pool_printf(pool, "HTTP_X_SLACK_REQUEST_TIMESTAMP=%s", timestamp),
        pool_printf(pool, "HTTP_X_SLACK_SIGNATURE=%s", signature),
        NULL,
    };
    const struct request req = doctor_request(doctor, body, variables);

    return verify_slack(&req, settings, SLACK_EVENT, &delivery);
}

/* That there is one at all is the configuration's business. */
static void
check_secrets(struct doctor *doctor)
{
    const struct source_settings *source = &doctor->cli->settings->slack;

    for (size_t i = 0; i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];

        doctor_signed(doctor, "slack", secret, verify_own(doctor, secret));
    }
}

/* Who only has a webhook's URL takes no commands, and has no programs for them. */
static void
check_programs(struct doctor *doctor)
{
    if (!source_known(&doctor->cli->settings->slack))
        return;
    doctor_socket(doctor, check, "slack-command");
    doctor_socket(doctor, check, "slack-interactive");
    doctor_socket(doctor, check, "slack-event");
}

static void
check_webhook(struct doctor *doctor, const struct slack_api *api)
{
    if (doctor_key(doctor, check, &api->webhook, NULL))
        doctor_say(doctor, FINDING_OK, check,
                   "only an incoming webhook is known: Slack is told how deployments ended, and "
                   "no message is edited; whether its URL is good only a message could tell");
}

void
doctor_slack(struct doctor *doctor)
{
    const struct slack_api *api = &doctor->cli->settings->slack_api;
    struct slack slack = { .api = api, .pool = doctor->cli->pool };

    check_secrets(doctor);
    check_programs(doctor);
    if (api->token.name == NULL && api->webhook.name != NULL)
        check_webhook(doctor, api);
    if (api->token.name == NULL || !doctor_key(doctor, check, &api->token, NULL))
        return;
    if (cli_store(doctor->cli) != 0)
        return; /* said by doctor_state() */
    slack.store = doctor->cli->store;
    if (check_self(doctor, &slack))
        check_channels(doctor, &slack);
}
