/* settings.c - reads hooklet.conf: pre-pass, libconfuse, values, rules, secrets */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/fail.h"
#include "port/settings.h"
#include "port/settings_asana.h"
#include "port/settings_circleci.h"
#include "port/settings_confuse.h"
#include "port/settings_deploys.h"
#include "port/settings_github.h"
#include "port/settings_inbound.h"
#include "port/settings_lint.h"
#include "port/settings_outgoing.h"
#include "port/settings_projects.h"
#include "port/settings_rules.h"
#include "port/settings_secrets.h"
#include "port/settings_slack.h"
#include "port/settings_url.h"
#include "port/settings_value.h"

const char *
settings_path(const char *path)
{
    const char *named = getenv("HOOKLET_CONFIG");

    if (path != NULL)
        return path;
    return named != NULL && named[0] != '\0' ? named : HOOKLET_SYSCONFDIR "/hooklet.conf";
}

static const char *
this_host(struct pool *pool)
{
    struct utsname name;

    return uname(&name) == 0 ? pool_string(pool, name.nodename) : "localhost";
}

static const char *
read_directory(struct config *config, struct config_section *top, const char *key)
{
    const char *path = value_text(top, key);

    if (path != NULL && path[0] != '/')
        value_wrong(config, top, key, "%s: %s is relative; write the directory from / on", key,
                    path);
    return path;
}

static void
read_top(struct config *config, struct settings *settings)
{
    struct config_section *top = config->sections[0];
    const char *host = value_text(top, "host");

    settings->state = read_directory(config, top, "state");
    settings->web_directory = read_directory(config, top, "web_directory");
    settings->web_url = url_base(config, top, "web_url", "https://example.org");
    settings->web_paths = value_flag(top, "web_paths");
    settings->host = host == NULL ? this_host(settings->pool) : host;
    settings->log_format = (enum log_format)value_word(top, "log");
    settings->log_level = (enum log_level)value_word(top, "log_level");
    settings->worker_threads = value_number(top, "worker_threads");
    settings->web_threads = value_number(top, "web_threads");
    settings->cgi_drain = value_flag(top, "cgi_drain");
    settings->keep_bodies_ms = value_duration(top, "keep_bodies");
    settings->keep_attempts_ms = value_duration(top, "keep_attempts");
    settings->keep_events_ms = value_duration(top, "keep_events");
}

/* There are those who take other senders' webhooks alone, or only send some. */
static bool
hears_github(const struct settings *settings)
{
    if (settings->inbound_count == 0 && !settings->outgoing_section)
        return true;
    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind != RULE_RECEIVER && rule->kind != RULE_FEED && rule_hears(rule, RULE_GITHUB))
            return true;
    }
    return settings->project_count > 0;
}

/* Who sends us what; `open`: their secrets, too. */
static void
read_sources(struct config *config, bool open, bool checking, struct settings *settings)
{
    const struct {
        const struct source_form *form;
        struct source_settings *source;
        bool needed; /* it would be odd not to hear it */
    } sources[] = {
        { &source_github, &settings->github, settings->hears_github },
        { &source_slack, &settings->slack, settings->slack_api.token.name != NULL },
        { &source_circleci, &settings->circleci, circleci_api_configured(&settings->circleci_api) },
    };
    const bool notify = notify_read(config, open, &settings->circleci_notify);

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        bool any = false;

        source_read(config, sources[i].form, sources[i].source);
        if (open)
            any = secrets_read(config, sources[i].form, sources[i].source);
        if (checking && !any && sources[i].needed &&
            !(notify && sources[i].source == &settings->circleci))
            secrets_missing(config, sources[i].form);
    }
}

static void
check_machine(struct config *config, const struct settings *settings)
{
    github_api_check(config, &settings->github_api);
    asana_api_check(config, &settings->asana_api);
    slack_api_check(config, &settings->slack_api);
    circleci_api_check(config, &settings->circleci_api);
    outgoing_check(config, &settings->outgoing);
    projects_check(config, settings);
    rules_check_directories(config, settings->host, settings->rules);
}

static void
read_sections(struct config *config, enum settings_need need, bool checking,
              struct settings *settings)
{
    for (size_t i = 0; i < config->count; i++)
        values_check(config, config->sections[i]);
    read_top(config, settings);
    settings->rules = rules_read(config, settings->host, &settings->rule_count);
    outgoing_read(config, settings->rules, settings->rule_count, &settings->outgoing);
    github_source_read(config, &settings->github);
    github_api_read(config, &settings->github_api);
    asana_api_read(config, &settings->asana_api);
    slack_api_read(config, &settings->slack_api);
    circleci_api_read(config, &settings->circleci_api);
    projects_read(config, settings);
    settings->inbounds = inbounds_read(config, need == SETTINGS_SECRETS, &settings->inbound_count);
    settings->hears_github = hears_github(settings);
    read_sources(config, need == SETTINGS_SECRETS, checking, settings);
    if (checking)
        check_machine(config, settings);
}

/* Without a section its defaults hold, and the environment may say more. */
static void
complete(struct config *config, enum section_kind kind)
{
    if (config_section(config, kind, NULL) == NULL)
        config_add(config, config_new(config->pool, kind, NULL, config->sections[0]->place));
}

/* Fills the settings, says what is wrong; `checking`: looks at this machine, too. */
static void
read_all(const char *path, enum settings_need need, bool checking, struct settings *settings,
         struct mistakes *mistakes, struct mistakes *hidden)
{
    struct config config = { .pool = settings->pool, .mistakes = mistakes, .hidden = hidden };

    settings->path = pool_string(settings->pool, settings_path(path));
    config_lint(&config, settings->path);
    settings->slack_section = config_section(&config, SECTION_SLACK, NULL) != NULL;
    settings->circleci_section = config_section(&config, SECTION_CIRCLECI, NULL) != NULL;
    settings->outgoing_section = config_section(&config, SECTION_OUTGOING, NULL) != NULL;
    complete(&config, SECTION_GITHUB);
    complete(&config, SECTION_ASANA);
    complete(&config, SECTION_SLACK);
    complete(&config, SECTION_CIRCLECI);
    complete(&config, SECTION_OUTGOING);
    if (!config.broken)
        config_read(&config);
    if (!config.broken)
        read_sections(&config, need, checking, settings);
    mistakes_sort(mistakes);
}

static struct settings *
settings_new(struct mistakes *mistakes)
{
    struct pool *pool = pool_new();
    struct settings *settings = pool_alloc(pool, sizeof(*settings));

    settings->pool = pool;
    *mistakes = (struct mistakes){ .pool = pool };
    return settings;
}

void
settings_free(struct settings *settings)
{
    if (settings == NULL)
        return;
    secrets_wipe(&settings->github);
    secrets_wipe(&settings->slack);
    secrets_wipe(&settings->circleci);
    secrets_wipe(&settings->circleci_notify);
    github_api_wipe(&settings->github_api);
    asana_api_wipe(&settings->asana_api);
    slack_api_wipe(&settings->slack_api);
    circleci_api_wipe(&settings->circleci_api);
    inbounds_wipe(settings->inbounds, settings->inbound_count);
    pool_free(settings->pool);
}

static int
refuse(const struct settings *settings, const struct mistakes *mistakes)
{
    if (mistakes->count == 1)
        return fail(FAIL_CONFIG, "%s", mistakes->items[0].text);
    for (size_t i = 0; i < mistakes->count; i++)
        log_say(LOG_ERROR, "settings", "%s", mistakes->items[i].text);
    return fail(FAIL_CONFIG, "%s: %zu mistakes; hooklet check lists them", settings->path,
                mistakes->count);
}

/* What is good, and yet not what somebody can have meant. */
static void
warn(const struct settings *settings, enum settings_need need)
{
    if (need == SETTINGS_SECRETS && settings->hears_github && settings->github.secret_count == 0)
        log_say(LOG_WARNING, "settings", "%s: github has no secret: every request will be refused",
                settings->path);
    if (settings_deploys(settings) && !settings_deploys_for_all(settings))
        log_say(LOG_WARNING, "settings",
                "%s: Slack or CircleCI is known by this program's own environment alone, and the "
                "other programs deploy nothing: add slack { } or circleci { }",
                settings->path);
}

int
settings_load(const char *path, enum settings_need need, struct settings **settings)
{
    struct mistakes mistakes;
    struct settings *fresh = settings_new(&mistakes);
    int rc;

    read_all(path, need, false, fresh, &mistakes, NULL);
    if (mistakes.count > 0) {
        rc = refuse(fresh, &mistakes);
        settings_free(fresh);
        return rc;
    }
    warn(fresh, need);
    *settings = fresh;
    return 0;
}

int
settings_check(const char *path, struct pool *pool, struct strings *mistakes)
{
    struct mistakes found;
    struct settings *settings = settings_new(&found);

    read_all(path, SETTINGS_SECRETS, true, settings, &found, NULL);
    *mistakes = mistakes_copy(&found, pool);
    settings_free(settings);
    return 0;
}

int
settings_examine(const char *path, struct pool *pool, struct strings *mistakes,
                 struct strings *hidden)
{
    struct mistakes found;
    struct settings *settings = settings_new(&found);
    struct mistakes unread = { .pool = settings->pool };

    read_all(path, SETTINGS_SECRETS, true, settings, &found, &unread);
    *mistakes = mistakes_copy(&found, pool);
    *hidden = mistakes_copy(&unread, pool);
    settings_free(settings);
    return 0;
}
