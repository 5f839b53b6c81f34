/* settings_project_check.c - what can't be meant in a project */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "port/settings_deploys.h"
#include "port/settings_projects.h"
#include "port/settings_value.h"

/* Says it when one before has the same repository, or the same channel: they go together. */
static void
check_first(struct config *config, struct config_section *section,
            const struct project_settings *projects, size_t at)
{
    const struct project_settings *project = &projects[at];

    for (size_t i = 0; i < at; i++) {
        const struct project_settings *other = &projects[i];
        const struct file_place place =
            config_section(config, SECTION_PROJECT, other->repository)->place;

        if (strcasecmp(other->repository, project->repository) == 0)
            value_wrong(config, section, NULL,
                        "a second project of this repository, the first is in %s:%d; put all into "
                        "one",
                        place.file, place.line);
        else if (text_equal(other->channel, project->channel) && project->channel != NULL)
            value_wrong(config, section, "channel",
                        "channel: %s is that of project \"%s\" (%s:%d) already; give each project "
                        "its own",
                        project->channel, other->repository, place.file, place.line);
    }
}

static void
check_values(struct config *config, struct config_section *section)
{
    for (size_t i = 0; i < project_keys.count; i++) {
        const char *key = project_keys.items[i];
        struct strings values = value_list(section, key);

        for (size_t j = 0; j < values.count; j++) {
            const char *trouble = project_value_trouble(config->pool, key, values.items[j]);

            if (trouble != NULL)
                value_wrong(config, section, key, "%s: %s", key, trouble);
        }
    }
}

static void
check_urls(struct config *config, struct config_section *section, struct strings urls)
{
    for (size_t i = 1; i < urls.count; i++) {
        const size_t length = strcspn(urls.items[i], "=");

        for (size_t j = 0; j < i; j++) {
            if (strncmp(urls.items[i], urls.items[j], length + 1) == 0)
                value_wrong(config, section, "url", "url: %.*s is there twice; keep one",
                            (int)length, urls.items[i]);
        }
    }
    if (!value_written(section, "basedomain") &&
        (value_written(section, "urlpattern") || value_written(section, "urlseparator")))
        value_wrong(config, section,
                    value_written(section, "urlpattern") ? "urlpattern" : "urlseparator",
                    "without basedomain no environment has a URL of this form; add basedomain = "
                    "example.org");
}

/* VCS/ORG/PROJECT */
static bool
is_slug(const char *text)
{
    const char *slash = strchr(text, '/');

    return slash != NULL && slash != text && repository_valid(slash + 1);
}

/* Keys of CircleCI's that can't mean anything beside others. */
static void
check_circleci(struct config *config, struct config_section *section,
               const struct project_settings *project)
{
    static const char *const newer[] = { "workflow", "definition" };
    static const char *const all[] = { "version", "workflow", "job", "slug", "definition" };
    const bool own = project->ci != NULL && strcmp(project->ci, CIRCLECI_NAME) != 0;

    for (size_t i = 0; own && i < sizeof all / sizeof *all; i++) {
        if (value_written(section, all[i]))
            value_wrong(config, section, all[i],
                        "%s is CircleCI's, and ci \"%s\" builds here; remove one of them", all[i],
                        project->ci);
    }
    for (size_t i = 0; !own && project->legacy && i < 2; i++) {
        if (value_written(section, newer[i]))
            value_wrong(config, section, newer[i], "%s needs version = v2; add that, or remove %s",
                        newer[i], newer[i]);
    }
    if (!own && !project->legacy && value_written(section, "job"))
        value_wrong(config, section, "job", "job needs version = v1.1; add that, or remove job");
    if (project->slug != NULL && !is_slug(project->slug))
        value_wrong(config, section, "slug",
                    "slug: %s is not VCS/ORG/PROJECT; it stands in the project's settings at "
                    "CircleCI",
                    project->slug);
    if (project->definition != NULL && !uuid_valid(project->definition))
        value_wrong(config, section, "definition",
                    "definition: %s is no UUID; it stands beside the pipeline in the project's "
                    "settings at CircleCI",
                    project->definition);
}

/* Names of sections ci, and CircleCI's. */
static struct strings
builders(struct pool *pool, const struct settings *settings)
{
    const char **names = pool_array(pool, settings->rule_count + 1, sizeof *names);
    size_t count = 0;

    names[count++] = CIRCLECI_NAME;
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (settings->rules[i].kind == RULE_CI)
            names[count++] = settings->rules[i].name;
    }
    return (struct strings){ names, count };
}

static void
check_ci(struct config *config, struct config_section *section, const struct settings *settings,
         const char *ci)
{
    struct strings names = builders(config->pool, settings);
    const char *near = ci == NULL ? NULL : nearest(names, ci);

    if (ci != NULL && !text_among(names, ci))
        value_wrong(config, section, "ci", "ci: there is no section ci \"%s\"; %s", ci,
                    near != NULL ? pool_printf(config->pool, "did you mean %s?", near)
                                 : "add one, or write " CIRCLECI_NAME);
}

void
project_check(struct config *config, struct config_section *section,
              const struct settings *settings, const struct project_settings *project)
{
    if (!repository_valid(project->repository))
        value_wrong(config, section, NULL,
                    "%s is not OWNER/NAME; a project's name is its repository",
                    project->repository);
    if (value_written(section, "channel") && project->channel != NULL &&
        !slack_channel_valid(project->channel))
        value_wrong(config, section, "channel",
                    "channel: %s is no id of Slack's; write the one that begins with C, as "
                    "C0123ABCD, at the end of the channel's details",
                    project->channel);
    check_values(config, section);
    check_urls(config, section, project->urls);
    check_circleci(config, section, project);
    check_ci(config, section, settings, project->ci);
    check_first(config, section, settings->projects, (size_t)(project - settings->projects));
}

/* Who builds it, and can they? */
static void
check_builder(struct config *config, struct config_section *section,
              const struct settings *settings, const struct project_settings *project)
{
    const bool circleci = circleci_api_configured(&settings->circleci_api);

    if (settings_ci(settings, project) == NULL && builders(config->pool, settings).count > 2)
        value_wrong(config, section, NULL,
                    "there are several sections ci; say which one builds it, ci = \"NAME\"");
    else if (project->ci != NULL && strcmp(project->ci, CIRCLECI_NAME) == 0 && !circleci)
        value_wrong(config, section, "ci",
                    "ci: nobody can start its builds; add token_file to circleci { }");
}

void
projects_check(struct config *config, const struct settings *settings)
{
    const bool slack = slack_api_configured(&settings->slack_api) || source_known(&settings->slack);
    size_t at = 0;

    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];

        if (section->kind != SECTION_PROJECT)
            continue;
        if (!section->flawed)
            check_builder(config, section, settings, &settings->projects[at]);
        if (!section->flawed && value_written(section, "channel") && !slack)
            value_wrong(
                config, section, "channel",
                "channel: nobody speaks to Slack; add token_file and a secret to slack { }");
        at++;
    }
}
