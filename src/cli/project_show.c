/* project_show.c - one project for people and as JSON */
#include "config.h"

#include <string.h>

#include "base/text.h"
#include "cli/project_show.h"
#include "cli/render.h"
#include "port/settings_deploys.h"
#include "port/settings_table.h"

static const char conf[] = "hooklet.conf", slack[] = "Slack", fallback[] = "default";

const char *
project_tied_by(const struct project *project)
{
    if (project->settings.channel == NULL)
        return NULL;
    return project->pinned ? conf : slack;
}

const char *
project_channel(struct pool *pool, const struct project *project)
{
    const struct project_settings *settings = &project->settings;

    if (settings->channel == NULL || settings->channel_name == NULL)
        return settings->channel;
    return pool_printf(pool, "#%s (%s)", settings->channel_name, settings->channel);
}

/* --- What people can set, too */

struct value {
    const char *key, *text;
    const char *from; /* conf, slack or fallback */
};
enum { VALUES = 3 };

static const char *
source_of(const char *in_conf, const char *in_slack)
{
    if (in_conf != NULL)
        return conf;
    return in_slack != NULL ? slack : fallback;
}

static const struct project_settings *
section_of(const struct cli *cli, const struct project *project)
{
    const struct project_settings *own =
        settings_project(cli->settings, project->settings.repository);

    return own != NULL ? own : &project_default;
}

/* Those that are one text each. */
static void
list_values(const struct cli *cli, const struct project *project, struct value values[VALUES])
{
    const struct project_settings *own = section_of(cli, project);
    const struct project_settings *now = &project->settings, *said = &project->said;

    values[0] = (struct value){ "basedomain", now->basedomain,
                                source_of(own->basedomain, said->basedomain) };
    values[1] = (struct value){ "urlpattern", text_either(now->urlpattern, PROJECT_URLPATTERN),
                                source_of(own->urlpattern, said->urlpattern) };
    values[2] =
        (struct value){ "urlseparator", text_either(now->urlseparator, PROJECT_URLSEPARATOR),
                        source_of(own->urlseparator, said->urlseparator) };
}

/* Those of hooklet.conf stand first. */
static const char *
url_from(const struct cli *cli, const struct project *project, size_t at)
{
    return at < section_of(cli, project)->urls.count ? conf : slack;
}

static void
print_urls(const struct cli *cli, const struct project *project)
{
    const struct strings urls = project->settings.urls;

    for (size_t i = 0; i < urls.count; i++)
        render_field(cli->pool, "url",
                     pool_printf(cli->pool, "%s (%s)", urls.items[i], url_from(cli, project, i)));
}

static struct json *
urls_json(const struct cli *cli, const struct project *project)
{
    const struct strings urls = project->settings.urls;
    struct json *list = json_array();

    for (size_t i = 0; i < urls.count; i++) {
        const size_t length = strcspn(urls.items[i], "=");
        struct json *one = json_object();

        json_set_string(one, "environment", pool_copy(cli->pool, urls.items[i], length));
        json_set_string(one, "host", urls.items[i] + length + (urls.items[i][length] == '='));
        json_set_string(one, "from", url_from(cli, project, i));
        json_add(list, one);
    }
    return list;
}

/* --- How it is built */

static const char *
parameters_text(struct pool *pool, const struct project_settings *settings)
{
    const char *text = "";

    for (size_t i = 0; i < CI_VALUES; i++) {
        if (settings->parameters[i] != NULL)
            text = pool_printf(pool, "%s%s%s=%s", text, text[0] != '\0' ? " " : "",
                               settings->parameters[i], ci_value_names.items[i]);
    }
    return text;
}

static struct strings
notices_of(struct pool *pool, unsigned bits)
{
    const char *const *words = setting_find(SECTION_PROJECT, "notices")->words;
    struct strings list = { 0 };
    const char **names;
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    names = pool_array(pool, count, sizeof *names);
    for (size_t i = 0; i < count; i++) {
        if ((bits & (1U << i)) != 0)
            names[list.count++] = words[i];
    }
    list.items = names;
    return list;
}

static const char *
notices_text(struct pool *pool, unsigned bits)
{
    if (bits == NOTICE_ALL)
        return "all";
    return bits == 0 ? "none" : words_join(pool, notices_of(pool, bits), 0);
}

static void
print_build(struct cli *cli, const struct project_settings *settings)
{
    const char *ci = settings_ci(cli->settings, settings);
    struct pool *pool = cli->pool;

    render_field(pool, "built by",
                 ci != NULL ? ci : "nothing: there is no token for CircleCI, and no section ci");
    if (!text_equal(ci, CIRCLECI_NAME))
        return;
    render_field(pool, "API", settings->legacy ? "v1.1" : "v2");
    if (settings->legacy)
        render_field(pool, "job", settings->job);
    else
        render_field(pool, "workflow",
                     settings->workflow != NULL ? settings->workflow
                                                : "the last open one of its pipeline");
    render_field(pool, "slug", settings->slug);
    render_field(pool, "definition", settings->definition);
    render_field(pool, "parameters", parameters_text(pool, settings));
    render_field(pool, "expected", render_duration(pool, settings->expect_ms));
}

void
project_print(struct cli *cli, const struct project *project)
{
    struct pool *pool = cli->pool;
    struct value values[VALUES];

    render_field(pool, "project", project->settings.repository);
    render_field(pool, "channel",
                 project->settings.channel != NULL ? project_channel(pool, project)
                                                   : "none: nothing is told at Slack");
    render_field(pool, "tied by", project_tied_by(project));
    render_field(pool, "workspace", project->team);
    list_values(cli, project, values);
    for (size_t i = 0; i < VALUES; i++) {
        if (values[i].text != NULL)
            render_field(pool, values[i].key,
                         pool_printf(pool, "%s (%s)", values[i].text, values[i].from));
    }
    print_urls(cli, project);
    print_build(cli, &project->settings);
    render_field(pool, "notices", notices_text(pool, project->settings.notices));
    if (project->updated_ms > 0)
        render_field(pool, "changed", render_moment(pool, project->updated_ms));
}

static void
set_build(struct cli *cli, struct json *top, const struct project_settings *settings)
{
    const char *ci = settings_ci(cli->settings, settings);

    json_set_string(top, "ci", ci);
    if (!text_equal(ci, CIRCLECI_NAME))
        return;
    json_set_string(top, "api", settings->legacy ? "v1.1" : "v2");
    json_set_string(top, "workflow", settings->workflow);
    json_set_string(top, "job", settings->legacy ? settings->job : NULL);
    json_set_string(top, "slug", settings->slug);
    json_set_string(top, "definition", settings->definition);
    json_set_string(top, "parameters", parameters_text(cli->pool, settings));
    json_set_integer(top, "expect_ms", settings->expect_ms);
}

struct json *
project_json(struct cli *cli, const struct project *project)
{
    struct json *top = json_object(), *from = json_object();
    struct value values[VALUES];

    json_set_string(top, "repository", project->settings.repository);
    json_set_string(top, "channel", project->settings.channel);
    json_set_string(top, "channel_name", project->settings.channel_name);
    json_set_string(top, "tied_by", project_tied_by(project));
    json_set_string(top, "team", project->team);
    list_values(cli, project, values);
    for (size_t i = 0; i < VALUES; i++) {
        json_set_string(top, values[i].key, values[i].text);
        if (values[i].text != NULL)
            json_set_string(from, values[i].key, values[i].from);
    }
    json_set(top, "from", from);
    json_set(top, "urls", urls_json(cli, project));
    set_build(cli, top, &project->settings);
    json_set(top, "notices", json_list(notices_of(cli->pool, project->settings.notices)));
    json_set_time(cli->pool, top, "updated", project->updated_ms);
    return top;
}
