/* deployment_rule.c - the built-in workflow */
#include "config.h"

#include "port/rule.h"

#define LIST(...)                                                                                  \
    {                                                                                              \
        .items = (const char *const[]){ __VA_ARGS__ },                                             \
        .count = sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *)               \
    }

static const struct deployment_rule pr = { .environment = "pr", .pull_requests = true };
static const struct deployment_rule preview = { .environment = "preview",
                                                .default_branch = true,
                                                .slack = SLACK_ANY };
static const struct deployment_rule test = { .environment = "test", .slack = SLACK_ANY };
static const struct deployment_rule staging = { .environment = "staging",
                                                .slack = SLACK_BUILT,
                                                .after = "test" };
static const struct deployment_rule production = { .environment = "production",
                                                   .slack = SLACK_TAGS,
                                                   .confirm = true };

static const struct rule defaults[] = {
    { .kind = RULE_DEPLOYMENT, .name = DEPLOYMENT_DEFAULT "pr", .deployment = &pr },
    { .kind = RULE_DEPLOYMENT, .name = DEPLOYMENT_DEFAULT "preview", .deployment = &preview },
    { .kind = RULE_DEPLOYMENT,
      .name = DEPLOYMENT_DEFAULT "test",
      .branches = LIST("release*"),
      .deployment = &test },
    { .kind = RULE_DEPLOYMENT, .name = DEPLOYMENT_DEFAULT "staging", .deployment = &staging },
    { .kind = RULE_DEPLOYMENT,
      .name = DEPLOYMENT_DEFAULT "production",
      .tags = LIST("v*", "[0-9]*"),
      .deployment = &production },
};

const struct rule *
deployment_defaults(size_t *count)
{
    *count = sizeof(defaults) / sizeof(defaults[0]);
    return defaults;
}
