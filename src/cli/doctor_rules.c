/* doctor_rules.c - can the rules of this machine do their work? */
#include "config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "port/run_command.h"
#include "cli/doctor.h"
#include "work/repo.h"

static const char *
path_of(const struct rule *rule)
{
    for (size_t i = 0; i < rule->variables.count; i++)
        if (strncmp(rule->variables.items[i], "PATH=", 5) == 0)
            return rule->variables.items[i] + 5;
    return RUN_PATH;
}

static bool
executable(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode) && eaccess(path, X_OK) == 0;
}

static bool
found_in(struct pool *pool, const char *path, const char *name)
{
    while (*path != '\0') {
        size_t length = strcspn(path, ":");

        if (executable(pool_printf(pool, "%.*s/%s", (int)length, path, name)))
            return true;
        path += length + (path[length] == ':');
    }
    return false;
}

/* A name with a slash counts from the rule's directory. */
static bool
command_found(struct pool *pool, const struct rule *rule, const char *name)
{
    if (strchr(name, '/') == NULL)
        return found_in(pool, path_of(rule), name);
    if (*name == '/' || rule->directory == NULL)
        return executable(name);
    return executable(pool_printf(pool, "%s/%s", rule->directory, name));
}

/* stat() said so with `error`. */
static void
say_missing(struct doctor *doctor, const struct rule *rule, int error)
{
    const char *parent = path_parent(doctor->cli->pool, rule->directory);
    bool makeable = rule->checkout && error == ENOENT;

    if (makeable && eaccess(parent, W_OK | X_OK) == 0)
        doctor_say(doctor, FINDING_OK, "rules", "%s: %s will be cloned at the first deploy",
                   rule->name, rule->directory);
    else if (error == EACCES || (makeable && errno == EACCES))
        doctor_say(doctor, FINDING_FAILURE, "rules",
                   "%s: %s can't be %s by %s: give it to that user (chown)", rule->name,
                   rule->directory, error == EACCES ? "reached" : "made", doctor->judge.name);
    else
        doctor_say(doctor, FINDING_FAILURE, "rules",
                   "%s: %s: %s: make it (mkdir -p) and give it to %s", rule->name, rule->directory,
                   strerror(error), doctor->judge.name);
}

/* True: commands can be looked for in it. */
static bool
check_directory(struct doctor *doctor, const struct rule *rule)
{
    struct stat info;

    if (rule->directory == NULL)
        return true;
    if (stat(rule->directory, &info) != 0) {
        say_missing(doctor, rule, errno);
        return false;
    }
    if (!S_ISDIR(info.st_mode)) {
        doctor_say(doctor, FINDING_FAILURE, "rules", "%s: %s is no directory: correct %s:%d",
                   rule->name, rule->directory, rule->file, rule->line);
        return false;
    }
    if (eaccess(rule->directory, rule->checkout ? R_OK | W_OK | X_OK : X_OK) != 0)
        doctor_say(doctor, FINDING_FAILURE, "rules",
                   "%s: %s can't be %s by %s: give it to that user (chown)", rule->name,
                   rule->directory, rule->checkout ? "written" : "entered", doctor->judge.name);
    return true;
}

static void
check_command(struct doctor *doctor, const struct rule *rule, struct strings argv)
{
    enum finding finding = rule->checkout ? FINDING_WARNING : FINDING_FAILURE;
    bool local = strchr(argv.count == 0 ? "" : argv.items[0], '/') != NULL;

    if (argv.count == 0 || command_found(doctor->cli->pool, rule, argv.items[0]))
        return;
    doctor_say(doctor, local ? finding : FINDING_FAILURE, "rules",
               "%s: the command %s is not found or not executable%s: see %s:%d", rule->name,
               argv.items[0], local && rule->checkout ? " in what is checked out now" : "",
               rule->file, rule->line);
}

static void
check_rule(struct doctor *doctor, const struct rule *rule)
{
    int before = doctor->failures + doctor->warnings;
    bool there = check_directory(doctor, rule);

    if (rule->checkout && !found_in(doctor->cli->pool, path_of(rule), "git"))
        doctor_say(doctor, FINDING_FAILURE, "rules",
                   "%s: checkout needs git, which is not found in %s: install git", rule->name,
                   path_of(rule));
    for (size_t i = 0; there && i < rule->step_count; i++)
        check_command(doctor, rule, rule->steps[i].argv);
    if (there)
        check_command(doctor, rule, rule->check);
    if (there && doctor->failures + doctor->warnings == before)
        doctor_say(doctor, FINDING_OK, "rules", "%s: directory and commands are there", rule->name);
}

static void
check_rules(struct doctor *doctor)
{
    const struct settings *settings = doctor->cli->settings;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (!rule_runs_commands(rule))
            continue;
        if (strcmp(rule->host, settings->host) == 0)
            check_rule(doctor, rule);
        else
            doctor_say(doctor, FINDING_OK, "rules", "%s: is for host %s, not looked at here",
                       rule->name, rule->host);
    }
}

/* What nobody asked for is stored, and that is all. */
static void
check_sources(struct doctor *doctor)
{
    const struct settings *settings = doctor->cli->settings;

    for (size_t i = 0; i < settings->inbound_count; i++)
        if (!repo_heard(settings, settings->inbounds[i].name))
            doctor_say(doctor, FINDING_WARNING, "rules",
                       "source %s: no rule says source = %s, so what it sends sets nothing off",
                       settings->inbounds[i].name, settings->inbounds[i].name);
}

void
doctor_rules(struct doctor *doctor)
{
    check_sources(doctor);
    if (doctor->cli->settings->rule_count == 0)
        return;
    doctor_user_find(doctor);
    doctor_user_say(doctor);
    if (!doctor->judge.able || !doctor_user_become(doctor))
        return;
    check_rules(doctor);
    doctor_user_return(doctor);
}
