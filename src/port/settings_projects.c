/* settings_projects.c - reads what is tied to a repository */
#include "config.h"

#include <string.h>

#include "port/settings_projects.h"
#include "port/settings_value.h"

/* As written: a default is the reader's business, who says whether it is one. */
static const char *
own_text(const struct config_section *section, const char *key)
{
    return value_written(section, key) ? value_text(section, key) : NULL;
}

/* Index of what stands behind "NAME=", or -1. */
static int
value_index(const char *what)
{
    for (size_t i = 0; i < ci_value_names.count; i++) {
        if (strcmp(ci_value_names.items[i], what) == 0)
            return (int)i;
    }
    return -1;
}

static bool
parameter_named(const struct project_settings *project, const char *name)
{
    for (size_t i = 0; i < CI_VALUES; i++) {
        if (project->parameters[i] != NULL && strcmp(project->parameters[i], name) == 0)
            return true;
    }
    return false;
}

static void
read_parameter(struct config *config, struct config_section *section, const char *text,
               struct project_settings *project)
{
    struct pool *pool = config->pool;
    const size_t length = strspn(text, LETTERS DIGITS "_-");
    const char *name = pool_copy(pool, text, length);
    const char *what = text + length + 1;
    int index;

    if (length == 0 || text[length] != '=' || strchr(DIGITS "-", text[0]) != NULL) {
        value_wrong(config, section, "parameters", "parameters: \"%s\" is not \"NAME=value\"",
                    text);
        return;
    }
    index = value_index(what);
    if (index < 0) {
        const char *near = nearest(ci_value_names, what);

        value_wrong(config, section, "parameters", "parameters: unknown value %s; %s", what,
                    near != NULL
                        ? pool_printf(pool, "did you mean %s?", near)
                        : pool_printf(pool, "there are %s", words_join(pool, ci_value_names, 0)));
    } else if (project->parameters[index] != NULL) {
        value_wrong(config, section, "parameters", "parameters: %s is there twice; keep one", what);
    } else if (parameter_named(project, name)) {
        value_wrong(config, section, "parameters", "parameters: %s is there twice; keep one", name);
    } else {
        project->parameters[index] = name;
    }
}

static void
fill(struct config *config, struct config_section *section, struct project_settings *project)
{
    struct strings parameters = value_list(section, "parameters");

    project->repository = section->title;
    project->channel = value_text(section, "channel");
    project->basedomain = value_text(section, "basedomain");
    project->urlpattern = own_text(section, "urlpattern");
    project->urlseparator = own_text(section, "urlseparator");
    project->urls = value_list(section, "url");
    project->ci = value_text(section, "ci");
    project->legacy = value_word(section, "version") == 1;
    project->workflow = value_text(section, "workflow");
    project->job = value_text(section, "job");
    project->slug = value_text(section, "slug");
    project->definition = value_text(section, "definition");
    for (size_t i = 0; i < parameters.count; i++)
        read_parameter(config, section, parameters.items[i], project);
    project->notices = value_words(section, "notices");
    project->expect_ms = value_duration(section, "expect");
}

void
projects_read(struct config *config, struct settings *settings)
{
    struct project_settings *projects = pool_array(config->pool, config->count, sizeof(*projects));

    settings->projects = projects;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];
        const size_t at = settings->project_count;

        if (section->kind != SECTION_PROJECT)
            continue;
        fill(config, section, &projects[at]);
        if (projects[at].channel == NULL)
            projects[at].channel = settings->slack_api.channel;
        project_check(config, section, settings, &projects[at]);
        settings->project_count++;
    }
}
