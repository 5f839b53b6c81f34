/* repo.c - picks a repository's rules. */
#include "config.h"

#include "base/match.h"
#include "work/repo.h"

static bool
rule_names(const struct rule *rule, const char *name)
{
    if ((rule->kind == RULE_RUN || rule->kind == RULE_COMMAND) && rule->repositories.count == 0)
        return true;

    return match_any_name(rule->repositories, name == NULL ? "" : name);
}

void
repo_find(const struct settings *settings, const char *name, struct pool *pool, struct repo *repo)
{
    repo_find_of(settings, RULE_GITHUB, name, pool, repo);
}

bool
repo_heard(const struct settings *settings, const char *source)
{
    for (size_t i = 0; i < settings->rule_count; i++)
        if (rule_hears(&settings->rules[i], source))
            return true;
    return false;
}

void
repo_find_of(const struct settings *settings, const char *source, const char *name,
             struct pool *pool, struct repo *repo)
{
    const struct rule **rules = pool_array(pool, settings->rule_count + 1, sizeof *rules);
    size_t count = 0;

    for (size_t i = 0; i < settings->rule_count; i++)
        if (rule_hears(&settings->rules[i], source) && rule_names(&settings->rules[i], name))
            rules[count++] = &settings->rules[i];

    *repo = (struct repo){ name, rules, count, pool };
}
