/* settings_secrets.c - where secrets come from */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "port/crypto.h"
#include "port/secret.h"
#include "port/settings_places.h"
#include "port/settings_rules.h"
#include "port/settings_secrets.h"
#include "port/settings_value.h"

static void
check_secret(struct config *config, struct config_section *section)
{
    const char *file = value_text(section, "file");
    struct strings repositories = value_list(section, "repositories");

    if (file == NULL && !section->flawed)
        value_wrong(config, section, NULL, "file is missing; add file = /etc/hooklet/secrets/NAME");
    else if (file != NULL && file[0] != '/')
        value_wrong(config, section, "file", "file: %s is relative; write it from / on", file);
    for (size_t i = 0; i < repositories.count; i++) {
        if (!rule_repository_valid(repositories.items[i]))
            value_wrong(config, section, "repositories",
                        "repositories: %s is neither OWNER/NAME nor a pattern like 'acme/*'",
                        repositories.items[i]);
    }
}

/* Not those that are flawed in what they say; such a configuration is refused. */
static void
read_limits(struct config *config, struct source_settings *github)
{
    struct secret *limits = pool_array(config->pool, config->count + 1, sizeof *limits);

    github->limits = limits;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];

        if (section->kind != SECTION_SECRET)
            continue;
        limits[github->limit_count] = (struct secret){ .name = section->title };
        if (value_written(section, "repositories"))
            limits[github->limit_count].repositories = value_list(section, "repositories");
        github->limit_count++;
    }
}

static bool
clone_url_good(const char *url)
{
    return url[0] != '-' && strstr(url, "::") == NULL && strpbrk(url, " \t?#") == NULL &&
           (url[0] == '/' || strchr(url, ':') != NULL);
}

void
github_source_read(struct config *config, struct source_settings *github)
{
    struct config_section *section = config_section(config, SECTION_GITHUB, NULL);
    const char *url = value_text(section, "clone_url");

    for (size_t i = 0; i < config->count; i++) {
        if (config->sections[i]->kind == SECTION_SECRET)
            check_secret(config, config->sections[i]);
    }
    read_limits(config, github);
    github->sha1 = value_flag(section, "sha1");
    if (url != NULL && !clone_url_good(url))
        value_wrong(config, section, "clone_url",
                    "clone_url: %s is no URL or path that git clones from", url);
    else if (url != NULL)
        github->clone_url = value_url(config->pool, url);
}

static void
add_secret(struct pool *pool, struct source_settings *github, struct secret secret)
{
    struct secret *secrets = pool_array(pool, github->secret_count + 1, sizeof(*secrets));

    if (github->secret_count > 0)
        memcpy(secrets, github->secrets, github->secret_count * sizeof(*secrets));
    secrets[github->secret_count++] = secret;
    github->secrets = secrets;
}

static void
read_file(struct config *config, struct source_settings *github, struct config_section *section,
          struct secret secret)
{
    struct place_bytes read;

    if (!place_read_file(config, section, "file", secret.path, &read))
        return;
    secret.bytes = read.bytes;
    secret.length = read.length;
    add_secret(config->pool, github, secret);
}

static void
read_section(struct config *config, struct source_settings *github, struct config_section *section)
{
    struct pool *pool = config->pool;
    const char *file = value_text(section, "file");
    struct secret secret = { .name = section->title, .path = file };
    const char *previous;

    if (file == NULL || file[0] != '/')
        return;
    if (value_written(section, "repositories"))
        secret.repositories = value_list(section, "repositories");
    read_file(config, github, section, secret);
    previous = secret_previous_path(pool, file);
    if (access(previous, F_OK) != 0)
        return;
    secret.name = pool_printf(pool, "%s" SECRET_PREVIOUS, section->title);
    secret.path = previous;
    read_file(config, github, section, secret);
}

static void
read_place(struct config *config, struct source_settings *github, const struct place *place)
{
    struct secret secret = { .name = "credential" };
    struct place_bytes read;

    if (place->path != NULL) {
        if (!place_read_credential(config, config_section(config, SECTION_GITHUB, NULL),
                                   place->path, &read))
            return;
        secret.bytes = read.bytes;
        secret.length = read.length;
    } else {
        secret.name = place->name;
        secret.bytes = pool_string(config->pool, place->value);
        secret.length = strlen(place->value);
    }
    add_secret(config->pool, github, secret);
}

bool
secrets_read(struct config *config, struct source_settings *github)
{
    const bool sections = config_section(config, SECTION_SECRET, NULL) != NULL;
    /* Both variables are in use: by GitHub's own examples and by GitHub Apps frameworks. */
    const struct places places = { config_section(config, SECTION_GITHUB, NULL),
                                   "secret",
                                   sections ? "a secret section" : NULL,
                                   "github_webhook_secret",
                                   { "GITHUB_WEBHOOK_SECRET", "GITHUB_WEBHOOKS_SECRET" } };
    struct place place;

    if (!place_find(config, &places, &place))
        return true;
    for (size_t i = 0; i < config->count; i++) {
        if (config->sections[i]->kind == SECTION_SECRET)
            read_section(config, github, config->sections[i]);
    }
    if (place.path != NULL || place.value != NULL)
        read_place(config, github, &place);
    return place.name != NULL;
}

void
secrets_missing(struct config *config)
{
    const struct config_section *section = config_section(config, SECTION_GITHUB, NULL);

    if (section->flawed)
        return;
    mistakes_add(config->mistakes, section->place,
                 "github has no secret: every request will be refused; "
                 "add github { secret \"main\" { file = /etc/hooklet/secrets/github } }");
}

void
secrets_wipe(struct source_settings *github)
{
    for (size_t i = 0; i < github->secret_count; i++) {
        const struct secret *secret = &github->secrets[i];

        crypto_wipe((char *)(uintptr_t)secret->bytes, secret->length);
    }
}
