/* settings_rule_check.c - what makes no sense in a rule */
#include "config.h"

#include <string.h>

#include "port/settings_deployment.h"
#include "port/settings_feed.h"
#include "port/settings_forward.h"
#include "port/settings_invite.h"
#include "port/settings_rule_source.h"
#include "port/settings_rules.h"
#include "port/settings_tasks.h"
#include "port/settings_value.h"

/*
 * They would change what the shell, the loader or git do before the first command runs; the rest of
 * GIT_ is useful.
 */
static const char *const refused_variables[] = {
    "HOOKLET_*",
    "LD_*",
    "BASH_ENV",
    "BASHOPTS",
    "SHELLOPTS",
    "PS4",
    "PROMPT_COMMAND",
    "GIT_CONFIG*",
    "GIT_EXEC_PATH",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_TEMPLATE_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_PROXY_COMMAND",
    "GIT_EDITOR",
    "GIT_SEQUENCE_EDITOR",
    "GIT_PAGER",
};

static bool
is_pattern(const char *text)
{
    return strpbrk(text, "*?[") != NULL;
}

bool
rule_repository_valid(const char *text)
{
    const char *slash = strchr(text, '/');

    if (!is_pattern(text))
        return repository_valid(text);
    if (strcmp(text, "*") == 0)
        return true;
    return slash != NULL && slash != text && slash[1] != '\0' && strchr(slash + 1, '/') == NULL &&
           text[strspn(text, LETTERS DIGITS "._-/*?[]!^")] == '\0';
}

static void
check_repositories(struct config *config, struct config_section *section, const struct rule *rule)
{
    const char *key = rule->kind == RULE_DEPLOY ? "repository" : "repositories";

    if (rule->repositories.count == 0 && !section->flawed)
        value_wrong(config, section, NULL, "%s is missing; add %s = \"OWNER/NAME\"", key, key);
    for (size_t i = 0; i < rule->repositories.count; i++) {
        const char *name = rule->repositories.items[i];

        if (!rule_repository_valid(name))
            value_wrong(config, section, key,
                        "%s: %s is neither OWNER/NAME nor a pattern like 'acme/*'", key, name);
        else if (rule->checkout && is_pattern(name))
            value_wrong(config, section, key,
                        "%s: checkout needs one repository, OWNER/NAME, and %s is a pattern", key,
                        name);
    }
}

static void
check_commands(struct config *config, struct config_section *section, const struct rule *rule)
{
    const bool command = value_written(section, "command");
    const bool steps = value_written(section, "steps");

    if (command && steps)
        value_wrong(config, section, "steps",
                    "command and steps stand side by side; keep one of them");
    if (command || steps || rule->checkout || section->flawed)
        return;
    value_wrong(config, section, NULL,
                "there is nothing to do; add command = { \"PROGRAM\", \"WORD\" }, steps%s",
                rule->kind == RULE_DEPLOY ? ", or checkout = true" : "");
}

static void
check_directory(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->directory == NULL) {
        if (rule->checkout && !section->flawed)
            value_wrong(config, section, NULL,
                        "checkout needs a directory; add directory = /srv/NAME");
    } else if (rule->directory[0] != '/') {
        value_wrong(config, section, "directory", "directory: %s is relative; write it from / on",
                    rule->directory);
    } else if (rule->checkout && strcmp(rule->directory, "/") == 0) {
        value_wrong(config, section, "directory",
                    "directory: / can't be a checkout; name one of its own");
    }
}

static bool
remote_good(const char *remote)
{
    return remote[0] != '-' && strstr(remote, "::") == NULL && strpbrk(remote, " \t") == NULL;
}

/* Patterns that could never match are mistakes, too. */
static void
check_never(struct config *config, struct config_section *section, struct strings patterns,
            const char *key, const char *prefix)
{
    for (size_t i = 0; i < patterns.count; i++) {
        if (strncmp(patterns.items[i], prefix, strlen(prefix)) == 0)
            value_wrong(config, section, key, "%s: %s never matches; leave out %s at its beginning",
                        key, patterns.items[i], prefix);
    }
}

static void
check_refs(struct config *config, struct config_section *section, const struct rule *rule)
{
    check_never(config, section, rule->branches, "branches", "refs/heads/");
    check_never(config, section, rule->tags, "tags", "refs/tags/");
}

static void
check_deploy(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->on == RULE_ON_MERGE && rule->paths.count > 0)
        value_wrong(config, section, "paths",
                    "paths need on = { push }: a pull request does not say which files it changes");
    if (rule->on == RULE_ON_MERGE && rule->tags.count > 0)
        value_wrong(config, section, "tags", "tags need on = { push }: a merge has no tag");
    if (rule->remote != NULL && !rule->checkout)
        value_wrong(config, section, "remote",
                    "remote needs checkout = true; add that, or remove remote");
    if (rule->remote != NULL && !remote_good(rule->remote))
        value_wrong(config, section, "remote", "remote: %s is no URL or path that git fetches from",
                    rule->remote);
    check_refs(config, section, rule);
    check_never(config, section, rule->paths, "paths", "/");
}

/* Its word is typed into comments, behind a slash. */
static void
check_comment(struct config *config, struct config_section *section, const struct rule *rule)
{
    const struct setting *own = setting_find(SECTION_GITHUB, "commands");
    const char *name = rule->name;

    if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz" DIGITS "._-")] != '\0')
        value_wrong(config, section, NULL,
                    "a command's name is typed as /NAME; write it in lower-case letters, digits, "
                    "'.', '_' and '-'");
    for (size_t i = 0; own->words[i] != NULL; i++) {
        if (strcmp(own->words[i], name) == 0)
            value_wrong(config, section, NULL,
                        "/%s is a command of hooklet's own; choose another name", name);
    }
    if (rule->step_count == 0 && !section->flawed)
        value_wrong(config, section, NULL, "run is missing; add run = { \"PROGRAM\", \"WORD\" }");
}

static bool
variable_same(const char *a, const char *b)
{
    size_t length = strcspn(a, "=");

    return strncmp(a, b, length + 1) == 0;
}

static void
check_variables(struct config *config, struct config_section *section, struct strings variables)
{
    const struct strings refused = { refused_variables,
                                     sizeof(refused_variables) / sizeof(*refused_variables) };

    for (size_t i = 0; i < variables.count; i++) {
        const char *text = variables.items[i];
        const size_t length = strspn(text, LETTERS DIGITS "_");
        const char *name = pool_copy(config->pool, text, length);

        if (length == 0 || text[length] != '=' || strchr(DIGITS, text[0]) != NULL)
            value_wrong(config, section, "variables", "variables: \"%s\" is not \"NAME=value\"",
                        text);
        else if (match_any(refused, name))
            value_wrong(config, section, "variables",
                        "variables: %s can't be set here; choose another name, or set it "
                        "in the command",
                        name);
        for (size_t j = 0; j < i; j++) {
            if (text[length] == '=' && variable_same(text, variables.items[j]))
                value_wrong(config, section, "variables", "variables: %s is there twice; keep one",
                            name);
        }
    }
}

static void
check_crash(struct config *config, struct config_section *section, const struct rule *rule)
{
    const bool check = value_written(section, "check");

    if (rule->crash == CRASH_VERIFY && !check)
        value_wrong(config, section, "crash",
                    "crash = verify needs check = { \"PROGRAM\", \"WORD\" }, which exits with 0 "
                    "when the work is done");
    if (rule->crash != CRASH_VERIFY && check && !section->flawed)
        value_wrong(config, section, "check",
                    "check needs crash = verify; add that, or remove check");
}

static bool
takes_repositories(const struct rule *rule)
{
    return rule->kind != RULE_FEED && rule->kind != RULE_CI && rule->kind != RULE_RECEIVER;
}

void
rule_check(struct config *config, struct config_section *section, const struct rule *rule)
{
    if (rule->kind == RULE_INVITE)
        invite_check(config, section, rule);
    else if (rule->kind == RULE_TASKS)
        tasks_check(config, section);
    else if (rule->kind == RULE_FEED)
        feed_check(config, section, rule);
    else if (rule->kind == RULE_DEPLOYMENT)
        deployment_check(config, section, rule);
    else if (rule->kind == RULE_CI)
        ci_check(config, section, rule);
    else if (rule->kind == RULE_RECEIVER)
        receiver_check(config, section, rule);
    else if (rule->kind == RULE_FORWARD)
        forward_check(config, section, rule);
    if (takes_repositories(rule))
        check_repositories(config, section, rule);
    if (rule->kind == RULE_DEPLOYMENT)
        check_refs(config, section, rule);
    if (!rule_runs_commands(rule))
        return;
    if (rule->kind == RULE_COMMAND)
        check_comment(config, section, rule);
    else if (rule->kind != RULE_RECEIVER)
        check_commands(config, section, rule);
    check_directory(config, section, rule);
    if (rule->kind == RULE_DEPLOY)
        check_deploy(config, section, rule);
    if (rule->kind == RULE_DEPLOY || rule->kind == RULE_RUN)
        rule_source_check(config, section, rule);
    check_variables(config, section, rule->variables);
    if (rule->kind != RULE_RECEIVER)
        check_crash(config, section, rule);
}
