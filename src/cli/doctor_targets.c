/* doctor_targets.c - does everybody get the messages that they asked for? */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "base/text.h"
#include "cli/doctor.h"
#include "cli/render.h"
#include "port/catalogue.h"
#include "store/targets.h"
#include "work/target_edit.h"

static const char check[] = "targets";

/* "target 3 (invoice.* of acme, staging)" */
static const char *
title(struct pool *pool, const struct target *target)
{
    bool named = target->identifier[0] != '\0';

    return pool_printf(pool, "target %" PRId64 " (%s of %s%s%s)", target->id, target->event,
                       target->owner, named ? ", " : "", target->identifier);
}

static const char *
because(struct pool *pool, const struct target *target)
{
    return target->reason == NULL ? "" : pool_printf(pool, ": %s", target->reason);
}

/* It gets nothing; true: this was said. */
static bool
check_state(struct doctor *doctor, const struct target *target)
{
    struct pool *pool = doctor->cli->pool;

    if (target->state == TARGET_ENABLED)
        return false;
    if (target->state == TARGET_DISABLED)
        doctor_say(doctor, FINDING_WARNING, check,
                   "%s is disabled%s; hooklet targets enable %" PRId64 ", or remove it",
                   title(pool, target), because(pool, target), target->id);
    else
        doctor_say(doctor, FINDING_WARNING, check,
                   "%s is pending%s; who subscribes again, or enables it by the API, has it asked "
                   "anew; hooklet targets enable %" PRId64 " takes it as it is",
                   title(pool, target), because(pool, target), target->id);
    return true;
}

/* What the configuration has made impossible since it was added; true: this was said. */
static bool
check_settings(struct doctor *doctor, const struct target *target)
{
    const struct cli *cli = doctor->cli;
    const char *trouble = catalogue_pattern_trouble(cli->pool, cli->settings, target->event);

    if (trouble != NULL) {
        doctor_say(doctor, FINDING_WARNING, check, "%s gets nothing: %s", title(cli->pool, target),
                   trouble);
        return true;
    }
    if (target_check(cli->settings, cli->pool, target, TARGET_BY_COMMAND) == 0)
        return false;
    doctor_say(doctor, FINDING_FAILURE, check, "%s can't be reached: %s", title(cli->pool, target),
               fail_detail());
    return true;
}

static bool
check_health(struct doctor *doctor, const struct target *target)
{
    struct pool *pool = doctor->cli->pool;

    if (target->failures == 0)
        return false;
    doctor_say(doctor, FINDING_WARNING, check,
               "%s: %" PRId64 " deliver%s failed since %s; hooklet deliveries --target %" PRId64
               " --failed",
               title(pool, target), target->failures, target->failures == 1 ? "y" : "ies",
               render_moment(pool, target->failing_since_ms), target->id);
    return true;
}

/* A section that no target names does nothing: perhaps one of them is misspelt. */
static void
check_receivers(struct doctor *doctor, const struct targets *targets)
{
    const struct settings *settings = doctor->cli->settings;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];
        const char *url = pool_printf(doctor->cli->pool, "exec:%s", rule->name);
        bool used = false;

        for (size_t j = 0; j < targets->count; j++)
            used = used || text_equal(targets->rows[j].url, url);
        if (rule->kind == RULE_RECEIVER && !used)
            doctor_say(doctor, FINDING_WARNING, check,
                       "receiver %s: no target is %s, so it gets nothing: hooklet targets add "
                       "--owner OWNER %s; see %s:%d",
                       rule->name, url, url, rule->file, rule->line);
    }
}

static void
check_all(struct doctor *doctor, const struct targets *targets)
{
    size_t good = 0;

    for (size_t i = 0; i < targets->count; i++) {
        const struct target *target = &targets->rows[i];

        good += !check_state(doctor, target) && !check_settings(doctor, target) &&
                !check_health(doctor, target);
    }
    if (good > 0)
        doctor_say(doctor, FINDING_OK, check, "%zu of %zu are enabled and take what is sent", good,
                   targets->count);
    check_receivers(doctor, targets);
}

void
doctor_targets(struct doctor *doctor)
{
    const struct target_filter filter = { 0 };
    struct cli *cli = doctor->cli;
    struct targets targets = { 0 };

    if (cli_store(cli) != 0)
        return; /* said by doctor_state() */
    if (targets_list(cli->store, &filter, cli->pool, &targets) != 0)
        doctor_say(doctor, FINDING_FAILURE, check, "%s", fail_detail());
    else
        check_all(doctor, &targets);
}
