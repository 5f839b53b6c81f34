/* deploying.c - what all parts of a deployment do. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "work/deploying.h"
#include "work/workflow.h"

void
deploying_end(struct deploying *deploying, enum outcome_end end, const char *detail)
{
    deploying->outcome->end = end;
    deploying->outcome->detail = detail;
}

int
deploying_announce(struct deploying *deploying, const struct deployment *row)
{
    return announce_by_reader(deploying->work->store, &deploying->announcing, row);
}

/* --- News ------------------------------------------------------------------------------------- */

struct hearing {
    const struct deploying_news *news;
    const char *contexts; /* that GitHub was asked for last */
    const char *ignored;
};

static bool
hear(struct deployment *row, void *data)
{
    struct hearing *hearing = data;
    const struct deploying_news *news = hearing->news;
    struct deployment_verdict verdict = deployment_hear(row, news->news);
    bool counts = verdict.ignored == NULL;

    hearing->ignored = verdict.ignored;
    if (counts) {
        row->state = verdict.state;
        row->detail = news->detail;
        row->contexts = hearing->contexts;
    }
    if (news->remote != NULL && row->remote == NULL) {
        row->remote = news->remote;
        counts = true;
    }
    return counts;
}

int
deploying_hear(struct deploying *deploying, const struct deploying_news *news, const char **ignored)
{
    const struct work *work = deploying->work;
    struct deployment *row = &deploying->row;
    struct hearing hearing = { .news = news, .contexts = row->contexts };
    struct deployment_change change = { .id = row->id, .make = hear, .data = &hearing };
    int rc = deployment_change(work->store, &change, work->pool, clock_ms());

    if (rc == FAIL_CONFLICT)
        return fail(FAIL_CONFLICT, "another deployment than %" PRId64 " is GitHub's %s already",
                    row->id, news->remote);
    if (rc != 0)
        return rc;
    *row = change.row;
    *ignored = hearing.ignored;
    return 0;
}

/* --- May it? ---------------------------------------------------------------------------------- */

static bool
names(const struct workflow *workflow, const struct rule *rule)
{
    for (size_t i = 0; i < workflow->rule_count; i++) {
        if (workflow->rules[i] == rule)
            return true;
    }
    return false;
}

static const char *
rule_trouble(struct deploying *deploying, const char *repository, const char *environment,
             const char *name)
{
    const struct settings *settings = deploying->work->settings;
    struct pool *pool = deploying->work->pool;
    struct workflow_place place;
    struct workflow workflow;

    deploying->rule = settings_deployment_rule(settings, name);
    if (deploying->rule == NULL)
        return pool_printf(pool, "deployment rule %s is not in hooklet.conf any more", name);
    workflow_find(settings, repository, pool, &workflow);
    if (!names(&workflow, deploying->rule))
        return pool_printf(pool, "deployment rule %s is not one of %s any more", name, repository);
    return workflow_place(&workflow, environment, &place);
}

int
deploying_permitted(struct deploying *deploying, const char *repository, const char *environment,
                    const char *rule, const char **why)
{
    const struct work *work = deploying->work;
    int rc = project_find(work->store, work->settings, repository, work->pool, &deploying->project);

    *why = NULL;
    if (rc == FAIL_NOT_FOUND) {
        *why = pool_printf(work->pool,
                           "no project: no channel is tied to %s, and hooklet.conf has no section "
                           "project for it",
                           repository);
        return 0;
    }
    if (rc != 0)
        return rc;
    *why = rule_trouble(deploying, repository, environment, rule);
    if (*why == NULL && settings_ci(work->settings, &deploying->project.settings) == NULL)
        *why = SETTINGS_NO_CI;
    return 0;
}

bool
deploying_is_own(const struct deploying *deploying)
{
    const struct deployment *row = &deploying->row;
    const struct rule *rule = deploying->rule;

    return row->pull_request > 0 && rule != NULL && rule->deployment->pull_requests &&
           strcmp(row->environment,
                  pool_printf(deploying->work->pool, "%s%" PRId64, rule->deployment->environment,
                              row->pull_request)) == 0;
}
