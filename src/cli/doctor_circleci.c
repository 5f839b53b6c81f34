/* doctor_circleci.c - does CircleCI know us, and the projects that it is to build? */
#include "config.h"

#include "base/fail.h"
#include "cli/doctor.h"
#include "port/settings_deploys.h"
#include "store/project.h"
#include "wire/circleci_build.h"
#include "wire/circleci_pipeline.h"
#include "wire/circleci_slug.h"

static const char check[] = "circleci";

enum me { LOGIN, NAME, ME_FIELDS };

static bool
check_me(struct doctor *doctor, struct circleci *circleci)
{
    struct json_want wants[ME_FIELDS] = { [LOGIN].pointer = "/login", [NAME].pointer = "/name" };
    int rc = circleci_get(circleci, "/me", wants, ME_FIELDS);
    const char *login = json_string(&wants[LOGIN]), *name = json_string(&wants[NAME]);

    if (rc == FAIL_NOT_FOUND) {
        doctor_say(doctor, FINDING_FAILURE, check,
                   "%s answers, but not as CircleCI's API does; see api_url",
                   circleci->api->api_url);
        return false;
    }
    if (rc != 0) {
        doctor_trouble(doctor, check, rc, "");
        return false;
    }
    doctor_say(doctor, FINDING_OK, check, "%s answers, and knows us as %s (%s)",
               circleci->api->api_url, name != NULL ? name : "?", login != NULL ? login : "?");
    return true;
}

/* Without webhooks a deployment is late by as long as a build may take, and nobody would say so. */
static void
check_secret(struct doctor *doctor)
{
    const struct settings *settings = doctor->cli->settings;

    if (source_known(&settings->circleci) || source_known(&settings->circleci_notify))
        doctor_socket(doctor, check, "circleci");
    else if (doctor->secrets)
        doctor_say(doctor, FINDING_WARNING, check,
                   "there is no secret, so CircleCI's webhooks are refused, and how a build ended "
                   "is asked for only when it takes longer than expected: add a secret to "
                   "circleci { }, and a webhook to /hooks/circleci to each project at CircleCI");
}

static int
ask_for_builds(struct circleci *circleci, const struct project_settings *project)
{
    struct circleci_pipelines pipelines;
    struct circleci_builds builds;

    if (project->legacy)
        return circleci_builds_recent(circleci, project->repository, "", &builds);
    return circleci_pipelines_since(
        circleci, circleci_slug_or(circleci->pool, project->slug, project->repository), INT64_MAX,
        &pipelines);
}

static void
check_project(struct doctor *doctor, struct circleci *circleci,
              const struct project_settings *project)
{
    int rc = ask_for_builds(circleci, project);

    if (rc == 0)
        doctor_say(doctor, FINDING_OK, check, "%s: CircleCI has its project", project->repository);
    else
        doctor_trouble(doctor, check, rc, project->repository);
}

static void
check_projects(struct doctor *doctor, struct circleci *circleci)
{
    const struct settings *settings = doctor->cli->settings;
    struct projects projects = { 0 };
    int rc = project_list(circleci->store, settings, circleci->pool, &projects);

    if (rc != 0)
        doctor_trouble(doctor, check, rc, "the projects");
    for (size_t i = 0; i < projects.count; i++) {
        const struct project_settings *project = &projects.rows[i].settings;

        if (text_equal(settings_ci(settings, project), CIRCLECI_NAME))
            check_project(doctor, circleci, project);
    }
}

void
doctor_circleci(struct doctor *doctor)
{
    const struct circleci_api *api = &doctor->cli->settings->circleci_api;
    struct circleci circleci = { .api = api, .pool = doctor->cli->pool };

    if (!circleci_api_configured(api))
        return;
    check_secret(doctor);
    if (!doctor_key(doctor, check, &api->token, NULL))
        return;
    if (cli_store(doctor->cli) != 0)
        return; /* said by doctor_state() */
    circleci.store = doctor->cli->store;
    if (check_me(doctor, &circleci))
        check_projects(doctor, &circleci);
}
