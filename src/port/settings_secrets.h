/*
 * settings_secrets.h - the secrets of a sender of webhooks, from files, a systemd credential or the
 * environment
 */
#ifndef HOOKLET_PORT_SETTINGS_SECRETS_H
#define HOOKLET_PORT_SETTINGS_SECRETS_H

#include <stdbool.h>

#include "port/source.h"
#include "port/settings_config.h"

/* A sender of webhooks: the section that it has, and where its secrets can be. */
struct source_form {
    enum section_kind section;
    enum section_kind secret;
    const char *name; /* "github" */
    const char *credential;
    const char *variables[2];        /* NULL: no more */
    const struct config_section *of; /* of several sections of that kind; NULL: there is one */
};

extern const struct source_form source_github;
extern const struct source_form source_slack;
extern const struct source_form source_circleci;

/* Sets what github has besides its secrets, and says what is wrong with it. */
void github_source_read(struct config *config, struct source_settings *github);
/*
 * Sets `source` but for its secrets, and says what is wrong with its sections secret.
 */
void source_read(struct config *config, const struct source_form *form,
                 struct source_settings *source);
/*
 * Opens the secrets; those that are good are set in `source`, what is wrong is said.
 * false: there is none at all, good or bad.
 */
bool secrets_read(struct config *config, const struct source_form *form,
                  struct source_settings *source);
/* Says so: a source without a secret refuses every request. */
void secrets_missing(struct config *config, const struct source_form *form);
/*
 * The token in the path of CircleCI's unsigned bodies, as a source of its own whose only secret is
 * "notify".  Opens it with `open`, and says what is wrong with it; false: there is none at all.
 */
bool notify_read(struct config *config, bool open, struct source_settings *notify);
/* Overwrites all that was opened. */
void secrets_wipe(const struct source_settings *source);

#endif
