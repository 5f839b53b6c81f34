/* trigger_command.c - the row's values become variables, the row is claimed, the commands run. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "port/json.h"
#include "work/ci_command.h"
#include "work/ci_parameters.h"
#include "work/deployment_ref.h"
#include "work/rule_run.h"
#include "work/trigger_command.h"

/* --- What they are told ----------------------------------------------------------------------- */

static const char *
upper(struct pool *pool, const char *text)
{
    char *copy = pool_string(pool, text);

    for (char *at = copy; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    return copy;
}

static struct strings
variables_of(const struct building *building)
{
    struct pool *pool = building->work->pool;
    const struct ci_order order = building_order(building);
    const struct build_parameters parameters = ci_parameters(pool, &order);
    const char **items = pool_array(pool, parameters.count + 1, sizeof *items);

    for (size_t i = 0; i < parameters.count; i++)
        items[i] = pool_printf(pool, "%s=%s", upper(pool, parameters.items[i].name),
                               parameters.items[i].value);
    return (struct strings){ items, parameters.count };
}

/* As the args of a deploy job have them, so that they are checked in the same way. */
static const char *
args_of(const struct building *building)
{
    struct pool *pool = building->work->pool;
    const struct deployment *row = &building->row;
    const struct ci_order order = building_order(building);
    const struct deployment_ref ref = deployment_ref_read(pool, row->ref);
    struct json *args = json_object();

    json_set_string(args, "repository", row->repository);
    json_set_string(args, "environment", row->environment);
    json_set_string(args, "sha", row->sha);
    json_set_string(args, "sender", row->by);
    json_set_string(args, "branch", ref.kind == REF_BRANCH ? order.branch : NULL);
    json_set_string(args, "tag", order.tag);
    /* A pull request has its number: rule_values_read() takes no such ref. */
    if (ref.kind == REF_BRANCH || ref.kind == REF_TAG)
        json_set_string(args, "ref", deployment_ref_full(pool, &ref));
    if (row->pull_request > 0)
        json_set_id(args, "pull_request", row->pull_request);
    return json_text(pool, args, JSON_COMPACT);
}

static const char *
read_values(const struct building *building, struct rule_values *values)
{
    struct job job = *building->job;

    job.args = args_of(building);
    return rule_values_read(building->work->pool, &job, values);
}

/* --- The job ---------------------------------------------------------------------------------- */

bool
trigger_command_is_ours(const struct building *building)
{
    const struct ci_build build =
        ci_command_build(building->work->pool, &building->row, building->job->id);
    const struct deployment *row = &building->row;

    return row->state == DEPLOYMENT_IN_PROGRESS && row->pipeline != NULL &&
           strcmp(row->pipeline, build.id) == 0;
}

static int
begin(struct rule_run *run, bool *go_on)
{
    struct building *building = run->data;
    const struct ci_build build =
        ci_command_build(run->work->pool, &building->row, building->job->id);
    struct building_claim claim = { .begun = &build };
    int rc;

    *go_on = true;
    if (trigger_command_is_ours(building))
        return 0;
    rc = building_claim(building, &claim);
    *go_on = rc == 0 && claim.ours;
    if (rc == 0 && !claim.ours)
        rc = building_end(building, OUTCOME_DONE, claim.why);
    return rc;
}

/* Before its first command a row is refused; one that is being built ends with the job. */
static int
refuse(struct building *building, const char *words)
{
    if (!trigger_command_is_ours(building))
        return building_refuse(building, words);
    building->outcome->end = OUTCOME_HOPELESS;
    building->outcome->detail = words;
    return 0;
}

static int
run_commands(struct building *building, const struct rule *rule)
{
    struct rule_values values = { 0 };
    struct rule_run run = { .work = building->work,
                            .job = building->job,
                            .rule = rule,
                            .values = &values,
                            .variables = variables_of(building),
                            .begin = begin,
                            .data = building,
                            .outcome = building->outcome };
    const char *trouble = read_values(building, &values);

    return trouble != NULL ? refuse(building, trouble) : rule_run(&run);
}

int
trigger_command(struct building *building, const struct rule *rule)
{
    struct pool *pool = building->work->pool;
    int rc;

    if (rule == NULL || rule->kind != RULE_CI)
        rc = refuse(building, pool_printf(pool, "ci %s is not in hooklet.conf any more",
                                          building->job->rule));
    else
        rc = run_commands(building, rule);
    if (rc == 0 && trigger_command_is_ours(building))
        building_look_later(building, 0);
    return rc;
}
