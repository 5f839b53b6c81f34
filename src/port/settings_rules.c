/* settings_rules.c - from sections to rules, and what rules must not have in common */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"
#include "port/settings_deployment.h"
#include "port/settings_feed.h"
#include "port/settings_forward.h"
#include "port/settings_invite.h"
#include "port/settings_rule_source.h"
#include "port/settings_rules.h"
#include "port/settings_tasks.h"
#include "port/settings_value.h"

/* A command as people read it: words with blanks or quotes in single quotes. */
static const char *
argv_title(struct pool *pool, struct strings argv)
{
    const char *title = "";

    for (size_t i = 0; i < argv.count; i++) {
        const char *quote =
            argv.items[i][0] == '\0' || strpbrk(argv.items[i], " \"\\") != NULL ? "'" : "";

        title =
            pool_printf(pool, "%s%s%s%s%s", title, i == 0 ? "" : " ", quote, argv.items[i], quote);
    }
    return title;
}

static void
fill_steps(struct config *config, struct config_section *section, struct rule *rule)
{
    const bool comment = rule->kind == RULE_COMMAND;
    struct strings command = value_list(section, comment ? "run" : "command");
    const bool one = comment || rule->kind == RULE_RECEIVER;
    struct strings lines = one ? (struct strings){ 0 } : value_list(section, "steps");
    struct rule_step *steps = pool_array(config->pool, lines.count + 1, sizeof(*steps));

    rule->steps = steps;
    if (command.count > 0) {
        steps[0] =
            (struct rule_step){ .title = argv_title(config->pool, command), .argv = command };
        rule->step_count = 1;
        return;
    }
    for (size_t i = 0; i < lines.count; i++) {
        steps[i].title = lines.items[i];
        if (words_split(config->pool, lines.items[i], &steps[i].argv) != 0)
            value_wrong(config, section, "steps",
                        "steps: \"%s\" has a quote without an end, or no word at all",
                        lines.items[i]);
    }
    rule->step_count = lines.count;
}

/* "/srv//web/" is "/srv/web", so that two rules of one directory are seen to be so. */
static const char *
directory_clean(struct pool *pool, const char *path)
{
    char *clean;
    size_t length = 0;

    if (path == NULL)
        return NULL;
    clean = pool_string(pool, path);
    for (const char *from = path; *from != '\0'; from++) {
        if (*from != '/' || length == 0 || clean[length - 1] != '/')
            clean[length++] = *from;
    }
    if (length > 1 && clean[length - 1] == '/')
        length--;
    clean[length] = '\0';
    return clean;
}

static void
fill_deploy(const struct config_section *section, struct rule *rule)
{
    rule->repositories = value_list(section, "repository");
    rule->branches = value_list(section, "branches");
    rule->tags = value_list(section, "tags");
    rule->paths = value_list(section, "paths");
    rule->on = value_words(section, "on");
    rule->forks = value_flag(section, "forks");
    rule->checkout = value_flag(section, "checkout");
    rule->remote = value_text(section, "remote");
}

static void
fill_command(const struct config_section *section, struct rule *rule)
{
    rule->repositories = value_list(section, "repositories");
    rule->who = (enum rule_who)value_word(section, "who");
    rule->help = value_text(section, "help");
}

/* What runs, and where. */
static void
fill_commands(struct config *config, struct config_section *section, struct rule *rule)
{
    const char *own_host = value_text(section, "host");

    fill_steps(config, section, rule);
    rule->directory = directory_clean(config->pool, value_text(section, "directory"));
    rule->variables = value_list(section, "variables");
    rule->timeout_ms = value_duration(section, "timeout");
    if (own_host != NULL)
        rule->host = own_host;
}

/* The same, and how. */
static void
fill_work(struct config *config, struct config_section *section, struct rule *rule)
{
    fill_commands(config, section, rule);
    if (rule->kind == RULE_DEPLOY || rule->kind == RULE_RUN) {
        rule->environment = value_text(section, "environment");
        rule->newest = value_word(section, "queue") == 0;
    }
    rule->crash = (enum crash_class)value_word(section, "crash");
    rule->check = value_list(section, "check");
    rule->attempts = value_number(section, "attempts");
}

/* Rules that run commands. */
static void
fill_running(struct config *config, struct config_section *section, struct rule *rule)
{
    if (rule->kind == RULE_DEPLOY || rule->kind == RULE_RUN)
        rule_source_fill(config, section, rule);
    if (rule->kind == RULE_DEPLOY)
        fill_deploy(section, rule);
    else if (rule->kind == RULE_COMMAND)
        fill_command(section, rule);
    if (rule->kind == RULE_RECEIVER)
        fill_commands(config, section, rule);
    else
        fill_work(config, section, rule);
}

void
rule_fill(struct config *config, struct config_section *section, const char *host,
          struct rule *rule)
{
    rule->kind = (enum rule_kind)(section->kind - SECTION_DEPLOY);
    rule->name = section->title;
    rule->file = section->place.file;
    rule->line = section->place.line;
    rule->host = host;
    if (rule_runs_commands(rule))
        fill_running(config, section, rule);
    else if (rule->kind == RULE_INVITE)
        invite_fill(config, section, rule);
    else if (rule->kind == RULE_TASKS)
        tasks_fill(config, section, rule);
    else if (rule->kind == RULE_FEED)
        feed_fill(config, section, rule);
    else if (rule->kind == RULE_DEPLOYMENT)
        deployment_fill(config, section, rule);
    else if (rule->kind == RULE_FORWARD)
        forward_fill(config, section, rule);
}

/* Two repositories would overwrite each other there. */
static void
check_shared(struct config *config, struct config_section *section, const struct rule *rules,
             size_t at)
{
    const struct rule *rule = &rules[at];

    if (!rule->checkout || rule->directory == NULL || rule->repositories.count == 0)
        return;
    for (size_t i = 0; i < at; i++) {
        const struct rule *other = &rules[i];

        if (!other->checkout || other->directory == NULL || other->repositories.count == 0 ||
            strcmp(other->directory, rule->directory) != 0 ||
            strcmp(other->host, rule->host) != 0 ||
            strcasecmp(other->repositories.items[0], rule->repositories.items[0]) == 0)
            continue;
        value_wrong(config, section, "directory",
                    "directory %s is the checkout of %s for \"%s\" (%s:%d) already; "
                    "give each repository its own",
                    rule->directory, other->repositories.items[0], other->name, other->file,
                    other->line);
        return;
    }
}

/* What a rule must not have in common with one before it. */
static void
check_others(struct config *config, struct config_section *section, const struct rule *rules,
             size_t at)
{
    if (rules[at].kind == RULE_DEPLOY)
        check_shared(config, section, rules, at);
    else if (rules[at].kind == RULE_TASKS)
        tasks_check_first(config, section, rules, at);
    else if (rules[at].kind == RULE_FEED)
        feed_check_first(config, section, rules, at);
}

const struct rule *
rules_read(struct config *config, const char *host, size_t *count)
{
    struct rule *rules = pool_array(config->pool, config->count, sizeof(*rules));

    *count = 0;
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];

        if (!section_is_rule(section->kind))
            continue;
        rule_fill(config, section, host, &rules[*count]);
        rule_check(config, section, &rules[*count]);
        check_others(config, section, rules, *count);
        ++*count;
    }
    deployment_check_after(config, rules, *count);
    return rules;
}

/*
 * What is wrong with a rule's directory on this machine, or NULL.  A checkout makes the last part
 * itself.
 */
static const char *
directory_trouble(struct pool *pool, const struct rule *rule)
{
    struct stat status;
    const char *parent;

    if (stat(rule->directory, &status) == 0)
        return S_ISDIR(status.st_mode) ? NULL : "is no directory; name one";
    /* Who checks may not be the user who runs it: a directory that can't be seen is not refused. */
    if (errno != ENOENT && errno != ENOTDIR)
        return NULL;
    parent = path_parent(pool, rule->directory);
    if (!rule->checkout)
        return "does not exist on this machine; make it, or set host to the machine that has it";
    if (stat(parent, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
        return "does not exist, nor does the directory to make it in; make that, or set host";
    return NULL;
}

void
rules_check_directories(struct config *config, const char *host, const struct rule *rules)
{
    size_t at = 0;

    for (size_t i = 0; i < config->count; i++) {
        const struct rule *rule;
        const char *trouble;

        if (!section_is_rule(config->sections[i]->kind))
            continue;
        rule = &rules[at++];
        if (rule->directory == NULL || rule->directory[0] != '/' || strcmp(rule->host, host) != 0)
            continue;
        trouble = directory_trouble(config->pool, rule);
        if (trouble != NULL)
            value_wrong(config, config->sections[i], "directory", "directory %s %s",
                        rule->directory, trouble);
    }
}
