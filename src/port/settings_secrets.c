/* settings_secrets.c - where secrets come from */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "port/crypto.h"
#include "port/secret.h"
#include "port/settings_rules.h"
#include "port/settings_secrets.h"
#include "port/settings_value.h"

#define CREDENTIAL "github_webhook_secret"

/* Both are in use: by GitHub's own examples and by GitHub Apps frameworks. */
static const char *const variables[] = { "GITHUB_WEBHOOK_SECRET", "GITHUB_WEBHOOKS_SECRET" };

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

static bool
clone_url_good(const char *url)
{
    return url[0] != '-' && strstr(url, "::") == NULL && strpbrk(url, " \t?#") == NULL &&
           (url[0] == '/' || strchr(url, ':') != NULL);
}

/* Without the slash at its end: "/OWNER/NAME.git" follows. */
static const char *
without_slash(struct pool *pool, const char *url)
{
    size_t length = strlen(url);

    while (length > 1 && url[length - 1] == '/')
        length--;
    return pool_copy(pool, url, length);
}

void
github_read(struct config *config, struct source_settings *github)
{
    struct config_section *section = config_section(config, SECTION_GITHUB, NULL);
    const char *url;

    github->clone_url = setting_find(SECTION_GITHUB, "clone_url")->fallback;
    if (section == NULL)
        return;
    for (size_t i = 0; i < config->count; i++) {
        if (config->sections[i]->kind == SECTION_SECRET)
            check_secret(config, config->sections[i]);
    }
    github->sha1 = value_flag(section, "sha1");
    url = value_text(section, "clone_url");
    if (url != NULL && !clone_url_good(url))
        value_wrong(config, section, "clone_url",
                    "clone_url: %s is no URL or path that git clones from", url);
    else if (url != NULL)
        github->clone_url = without_slash(config->pool, url);
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
    char *bytes = NULL;
    const char *trouble = secret_try(config->pool, secret.path, false, &bytes, &secret.length);
    const char *hidden = NULL;

    if (trouble != NULL && config->hidden != NULL)
        hidden = secret_hidden(config->pool, secret.path);
    if (hidden != NULL) {
        mistakes_add(config->hidden, section->place, "%s%s", config_label(config->pool, section),
                     hidden);
        return;
    }
    if (trouble != NULL) {
        value_wrong(config, section, "file", "file: %s", trouble);
        return;
    }
    secret.bytes = bytes;
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
    secret.name = pool_printf(pool, "%s (previous)", section->title);
    secret.path = previous;
    read_file(config, github, section, secret);
}

static struct file_place
github_place(const struct config *config)
{
    const struct config_section *section = config_section(config, SECTION_GITHUB, NULL);

    return section == NULL ? config->sections[0]->place : section->place;
}

static void
read_credential(struct config *config, struct source_settings *github, const char *path)
{
    struct secret secret = { .name = "credential" };
    char *bytes = NULL;
    const char *trouble = secret_try(config->pool, path, true, &bytes, &secret.length);

    secret.bytes = bytes;
    if (trouble == NULL)
        add_secret(config->pool, github, secret);
    else
        mistakes_add(config->mistakes, github_place(config), "systemd credential: %s", trouble);
}

/* Path of the credential that systemd has loaded for us, or NULL. */
static const char *
credential_path(struct pool *pool)
{
    const char *directory = getenv("CREDENTIALS_DIRECTORY");
    const char *path;

    if (directory == NULL || directory[0] == '\0')
        return NULL;
    path = pool_printf(pool, "%s/" CREDENTIAL, directory);
    return access(path, F_OK) == 0 ? path : NULL;
}

/* Which secret holds must never be a riddle, so two places at once are refused, not ranked. */
static bool
one_place(struct config *config, bool sections, const char *credential, const char *const *values)
{
    const struct {
        bool there;
        const char *name;
    } places[] = {
        { sections, "a secret section" },
        { credential != NULL, "systemd credential " CREDENTIAL },
        { values[0] != NULL, variables[0] },
        { values[1] != NULL, variables[1] },
    };
    const char *first = NULL;

    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        if (places[i].there && first != NULL) {
            mistakes_add(config->mistakes, github_place(config),
                         "github has its secret from %s and from %s; keep one of them", first,
                         places[i].name);
            return false;
        }
        if (places[i].there)
            first = places[i].name;
    }
    return true;
}

bool
secrets_read(struct config *config, struct source_settings *github)
{
    const char *credential = credential_path(config->pool);
    const char *values[2];
    bool sections = config_section(config, SECTION_SECRET, NULL) != NULL;

    for (size_t i = 0; i < 2; i++) {
        const char *value = getenv(variables[i]);

        values[i] = value != NULL && value[0] != '\0' ? value : NULL;
    }
    if (!one_place(config, sections, credential, values))
        return true;
    for (size_t i = 0; i < config->count; i++) {
        if (config->sections[i]->kind == SECTION_SECRET)
            read_section(config, github, config->sections[i]);
    }
    if (credential != NULL)
        read_credential(config, github, credential);
    for (size_t i = 0; i < 2; i++) {
        struct secret secret = { .name = variables[i],
                                 .bytes = pool_string(config->pool, values[i]) };

        if (values[i] == NULL)
            continue;
        secret.length = strlen(values[i]);
        add_secret(config->pool, github, secret);
    }
    return sections || credential != NULL || values[0] != NULL || values[1] != NULL;
}

void
secrets_missing(struct config *config)
{
    const struct config_section *section = config_section(config, SECTION_GITHUB, NULL);

    if (section != NULL && section->flawed)
        return;
    mistakes_add(config->mistakes, github_place(config),
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
