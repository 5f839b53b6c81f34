/* doctor_projects.c - what would be deployed, who would build it, and who would hear of it? */
#include "config.h"

#include "base/fail.h"
#include "cli/doctor.h"
#include "cli/project_show.h"
#include "port/settings_deploys.h"

static const char check[] = "deployments";

static bool
names_any(const struct rule *rule, const struct projects *projects)
{
    for (size_t i = 0; i < projects->count; i++) {
        if (match_any_name(rule->repositories, projects->rows[i].settings.repository))
            return true;
    }
    return false;
}

/* Of a repository that is not tied no event deploys anything, which looks like a rule that fails. */
static void
check_rules(struct doctor *doctor, const struct projects *projects)
{
    const struct settings *settings = doctor->cli->settings;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_DEPLOYMENT && !names_any(rule, projects))
            doctor_say(doctor, FINDING_WARNING, check,
                       "%s: none of the repositories that it names is tied, so it never acts; see "
                       "%s:%d",
                       rule->name, rule->file, rule->line);
    }
}

static const char *
rules_of(struct doctor *doctor, const char *repository)
{
    const struct settings *settings = doctor->cli->settings;
    struct pool *pool = doctor->cli->pool;
    const char *names = "";

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind == RULE_DEPLOYMENT && match_any_name(rule->repositories, repository))
            names = pool_printf(pool, "%s%s%s", names, names[0] != '\0' ? ", " : "", rule->name);
    }
    return names[0] != '\0' ? names : "the built-in workflow";
}

static void
check_project(struct doctor *doctor, const struct project *project)
{
    const struct settings *settings = doctor->cli->settings;
    const char *repository = project->settings.repository;
    const char *ci = settings_ci(settings, &project->settings);
    const char *channel = project_channel(doctor->cli->pool, project);

    if (ci == NULL)
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s: nothing builds it: give circleci { } a token, write a section ci, or name "
                   "one of several in its section project",
                   repository);
    else
        doctor_say(doctor, FINDING_OK, check, "%s: tied to %s, built by %s, deployed by %s",
                   repository, channel != NULL ? channel : "no channel", ci,
                   rules_of(doctor, repository));
    if (channel != NULL && !slack_api_configured(&settings->slack_api))
        doctor_say(doctor, FINDING_WARNING, check,
                   "%s: its channel hears nothing: slack { } has neither token_file nor "
                   "webhook_url_file",
                   repository);
}

static void
check_all(struct doctor *doctor, const struct projects *projects)
{
    const struct settings *settings = doctor->cli->settings;

    if (projects->count == 0) {
        doctor_say(doctor, FINDING_WARNING, check,
                   "no repository is tied, so nothing is deployed: say /%s setup OWNER/REPO in a "
                   "channel, or add a section project to %s",
                   settings->slack_api.command, settings->path);
        return;
    }
    if (!github_api_configured(&settings->github_api))
        doctor_say(doctor, FINDING_FAILURE, check,
                   "GitHub makes the deployments, and can't be asked: run \"hooklet github "
                   "create-app\", or give github { } a token_file");
    for (size_t i = 0; i < projects->count; i++)
        check_project(doctor, &projects->rows[i]);
    check_rules(doctor, projects);
}

void
doctor_projects(struct doctor *doctor)
{
    struct cli *cli = doctor->cli;
    struct projects projects = { 0 };

    if (!settings_deploys(cli->settings) || cli_store(cli) != 0)
        return; /* said by doctor_state() */
    if (project_list(cli->store, cli->settings, cli->pool, &projects) != 0)
        doctor_say(doctor, FINDING_FAILURE, check, "%s", fail_detail());
    else
        check_all(doctor, &projects);
}
