/* rule.c - the words of a rule, as the configuration and the database spell them */
#include "config.h"

#include <string.h>

#include "port/rule.h"
#include "port/settings_table.h"

const char *
crash_name(enum crash_class crash)
{
    return setting_find(SECTION_DEPLOY, "crash")->words[crash];
}

enum crash_class
crash_class_of(const char *name)
{
    if (strcmp(name, crash_name(CRASH_RERUN)) == 0)
        return CRASH_RERUN;
    return strcmp(name, crash_name(CRASH_VERIFY)) == 0 ? CRASH_VERIFY : CRASH_ONCE;
}

const char *
rule_kind_name(enum rule_kind kind)
{
    /* The section is called as people think of it, the job after who is asked. */
    switch (kind) {
    case RULE_TASKS:
        return "asana";
    case RULE_CI:
        return "trigger";
    case RULE_RECEIVER:
        return "exec";
    case RULE_FORWARD:
        return "fanout";
    default:
        return section_forms[SECTION_DEPLOY + kind].name;
    }
}

bool
rule_hears(const struct rule *rule, const char *source)
{
    return strcmp(rule->source == NULL ? RULE_GITHUB : rule->source, source) == 0;
}

bool
rule_runs_commands(const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_DEPLOY:
    case RULE_RUN:
    case RULE_COMMAND:
    case RULE_CI:
    case RULE_RECEIVER:
        return true;
    case RULE_INVITE:
    case RULE_TASKS:
    case RULE_FEED:
    case RULE_DEPLOYMENT:
    case RULE_FORWARD:
        return false;
    }
    return false;
}

const char *
rule_who_name(enum rule_who who)
{
    return setting_find(SECTION_COMMAND, "who")->words[who];
}

const char *
rule_environment_name(const struct rule *rule)
{
    return rule->environment != NULL ? rule->environment : "production";
}
