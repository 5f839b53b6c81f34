/*
 * deployment_rule.h - a `deployment` rule's own part: what goes to an environment by itself, and
 * what people may send there
 *
 * A push deploys by the rule's branches and tags, and by default_branch.  No list means none here,
 * other than with a deploy rule.
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_DEPLOYMENT_RULE_H
#define HOOKLET_PORT_DEPLOYMENT_RULE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"

struct rule;

/* What people may deploy there from Slack and in comments. */
enum slack_refs {
    SLACK_NONE, /* nothing */
    SLACK_ANY,
    SLACK_TAGS, /* tags that match the rule's; any where it has none */
    SLACK_BUILT /* commits that were built to the environment `after` */
};

/* Which checks of a commit GitHub wants to be good before it makes a deployment. */
enum contexts { CONTEXTS_ALL, CONTEXTS_NONE, CONTEXTS_LIST };

struct deployment_rule {
    const char *environment; /* of a pull request: its number follows, "pr" is pr12; never NULL */
    bool pull_requests;      /* opened, reopened, or pushed to */
    bool drafts;             /* those as well */
    bool forks;              /* pull requests from forks as well */
    bool default_branch;     /* pushes to it, whatever its name */
    enum slack_refs slack;
    const char *after; /* with SLACK_BUILT; else NULL */
    bool confirm;      /* people are asked again before it begins */
    enum contexts contexts;
    struct strings context_names; /* with CONTEXTS_LIST */
};

/* The names of the rules below begin with it; no rule of hooklet.conf's does. */
#define DEPLOYMENT_DEFAULT "default/"

/*
 * The built-in workflow, rules of kind RULE_DEPLOYMENT, for tied repositories that no rule of
 * hooklet.conf names: pr, preview, test, staging, production.  They live forever.
 */
const struct rule *deployment_defaults(size_t *count);

#endif
