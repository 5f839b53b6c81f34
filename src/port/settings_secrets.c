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

enum { TOKEN_LEAST = 32, TOKEN_MOST = 200 }; /* bytes */

/* Both variables are in use: by GitHub's own examples and by GitHub Apps frameworks. */
const struct source_form source_github = {
    .section = SECTION_GITHUB,
    .secret = SECTION_SECRET,
    .name = "github",
    .credential = "github_webhook_secret",
    .variables = { "GITHUB_WEBHOOK_SECRET", "GITHUB_WEBHOOKS_SECRET" },
};
const struct source_form source_slack = {
    .section = SECTION_SLACK,
    .secret = SECTION_SLACK_SECRET,
    .name = "slack",
    .credential = "slack_signing_secret",
    .variables = { "SLACK_SIGNING_SECRET" },
};
const struct source_form source_circleci = {
    .section = SECTION_CIRCLECI,
    .secret = SECTION_CIRCLECI_SECRET,
    .name = "circleci",
    .credential = "circleci_webhook_secret",
    .variables = { "CIRCLECI_WEBHOOK_SECRET" },
};

static const struct secret notify_limit = { .name = "notify" };

/* A Slack app's secret signs for whatever its workspace has: it knows no repositories. */
static struct strings
repositories_of(const struct config_section *section)
{
    if (section->kind == SECTION_SLACK_SECRET || !value_written(section, "repositories"))
        return (struct strings){ 0 };
    return value_list(section, "repositories");
}

static void
check_secret(struct config *config, struct config_section *section)
{
    const char *file = value_text(section, "file");
    struct strings repositories = repositories_of(section);

    if (file == NULL && !section->flawed)
        value_wrong(config, section, NULL, "file is missing; add file = /etc/hooklet/secrets/NAME");
    else if (file != NULL && file[0] != '/')
        value_wrong(config, section, "file", "file: %s is relative; write it from / on", file);
    if (section->kind == SECTION_CIRCLECI_SECRET && strcmp(section->title, notify_limit.name) == 0)
        value_wrong(config, section, NULL,
                    "%s is what the ledger calls bodies that notify_token_file lets in; choose "
                    "another name",
                    section->title);
    for (size_t i = 0; i < repositories.count; i++) {
        if (!rule_repository_valid(repositories.items[i]))
            value_wrong(config, section, "repositories",
                        "repositories: %s is neither OWNER/NAME nor a pattern like 'acme/*'",
                        repositories.items[i]);
    }
}

/* Is it a section with a secret of that sender? */
static bool
is_secret_of(const struct config_section *section, const struct source_form *form)
{
    return section->kind == form->secret && (form->of == NULL || section->parent == form->of);
}

/* Not those that are flawed in what they say; such a configuration is refused. */
static void
read_limits(struct config *config, const struct source_form *form, struct source_settings *source)
{
    struct secret *limits = pool_array(config->pool, config->count + 1, sizeof *limits);

    source->limits = limits;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];

        if (!is_secret_of(section, form))
            continue;
        limits[source->limit_count] =
            (struct secret){ .name = section->title, .repositories = repositories_of(section) };
        source->limit_count++;
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

    github->sha1 = value_flag(section, "sha1");
    if (url != NULL && !clone_url_good(url))
        value_wrong(config, section, "clone_url",
                    "clone_url: %s is no URL or path that git clones from", url);
    else if (url != NULL)
        github->clone_url = value_url(config->pool, url);
}

void
source_read(struct config *config, const struct source_form *form, struct source_settings *source)
{
    for (size_t i = 0; i < config->count; i++) {
        if (is_secret_of(config->sections[i], form))
            check_secret(config, config->sections[i]);
    }
    read_limits(config, form, source);
}

static void
add_secret(struct pool *pool, struct source_settings *source, struct secret secret)
{
    struct secret *secrets = pool_array(pool, source->secret_count + 1, sizeof(*secrets));

    if (source->secret_count > 0)
        memcpy(secrets, source->secrets, source->secret_count * sizeof(*secrets));
    secrets[source->secret_count++] = secret;
    source->secrets = secrets;
}

static void
read_file(struct config *config, struct source_settings *source, struct config_section *section,
          const char *key, struct secret secret)
{
    struct place_bytes read;

    if (!place_read_file(config, section, key, secret.path, &read))
        return;
    secret.bytes = read.bytes;
    secret.length = read.length;
    add_secret(config->pool, source, secret);
}

/* The file that the key names, and the former one while a rotation is under way. */
static void
read_live(struct config *config, struct source_settings *source, struct config_section *section,
          const char *key, struct secret secret)
{
    const char *previous;

    secret.path = value_text(section, key);
    if (secret.path == NULL || secret.path[0] != '/')
        return;
    read_file(config, source, section, key, secret);
    previous = secret_previous_path(config->pool, secret.path);
    if (access(previous, F_OK) != 0)
        return;
    secret.name = pool_printf(config->pool, "%s" SECRET_PREVIOUS, secret.name);
    secret.path = previous;
    read_file(config, source, section, key, secret);
}

static void
read_place(struct config *config, struct source_settings *source, struct config_section *section,
           const struct place *place, struct secret secret)
{
    struct place_bytes read;

    if (place->path != NULL) {
        if (!place_read_credential(config, section, place->path, &read))
            return;
        secret.bytes = read.bytes;
        secret.length = read.length;
    } else {
        secret.bytes = pool_string(config->pool, place->value);
        secret.length = strlen(place->value);
    }
    add_secret(config->pool, source, secret);
}

bool
secrets_read(struct config *config, const struct source_form *form, struct source_settings *source)
{
    struct config_section *section = config_section(config, form->section, NULL);
    const bool sections = config_section(config, form->secret, NULL) != NULL;
    const struct places places = { section,
                                   "secret",
                                   sections ? "a secret section" : NULL,
                                   form->credential,
                                   { form->variables[0], form->variables[1] } };
    struct place place;

    if (!place_find(config, &places, &place))
        return true;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *secret = config->sections[i];

        if (is_secret_of(secret, form))
            read_live(
                config, source, secret, "file",
                (struct secret){ .name = secret->title, .repositories = repositories_of(secret) });
    }
    if (place.path != NULL || place.value != NULL)
        read_place(config, source, section, &place,
                   (struct secret){ .name = place.path != NULL ? "credential" : place.name });
    return place.name != NULL;
}

/* It stands in a path, and is all that lets a body in. */
static bool
token_good(const struct secret *token)
{
    static const char good[] = LETTERS DIGITS "_-";
    size_t length = 0;

    while (length < token->length && memchr(good, token->bytes[length], sizeof good - 1) != NULL)
        length++;
    return length == token->length && length >= TOKEN_LEAST && length <= TOKEN_MOST;
}

bool
notify_read(struct config *config, bool open, struct source_settings *notify)
{
    static const char key[] = "notify_token_file";
    struct config_section *section = config_section(config, SECTION_CIRCLECI, NULL);
    const char *file = value_text(section, key);
    const struct places places = { section,
                                   "notify token",
                                   value_written(section, key) ? key : NULL,
                                   "circleci_notify_token",
                                   { "CIRCLECI_NOTIFY_TOKEN" } };
    struct place place;

    if (!place_find(config, &places, &place))
        return true;
    if (file != NULL && file[0] != '/')
        value_wrong(config, section, key, "%s: %s is relative; write it from / on", key, file);
    notify->limits = &notify_limit;
    notify->limit_count = place.name != NULL;
    if (!open)
        return place.name != NULL;
    read_live(config, notify, section, key, notify_limit);
    if (place.path != NULL || place.value != NULL)
        read_place(config, notify, section, &place, notify_limit);
    for (size_t i = 0; i < notify->secret_count; i++) {
        if (!token_good(&notify->secrets[i]))
            value_wrong(config, section, key,
                        "%s is no token for a path of %d to %d letters, digits, '_' and '-'; make "
                        "one: openssl rand -hex 32",
                        place.name, TOKEN_LEAST, TOKEN_MOST);
    }
    return place.name != NULL;
}

void
secrets_missing(struct config *config, const struct source_form *form)
{
    const struct config_section *section = config_section(config, form->section, NULL);

    if (section->flawed)
        return;
    mistakes_add(config->mistakes, section->place,
                 "%s has no secret: every request will be refused; "
                 "add %s { secret \"main\" { file = /etc/hooklet/secrets/%s } }",
                 form->name, form->name, form->name);
}

void
secrets_wipe(const struct source_settings *source)
{
    for (size_t i = 0; i < source->secret_count; i++) {
        const struct secret *secret = &source->secrets[i];

        crypto_wipe((char *)(uintptr_t)secret->bytes, secret->length);
    }
}
