/* doctor_feeds.c - is there a feed at each URL, and somebody whom its tasks are for? */
#include "config.h"

#include "base/fail.h"
#include "cli/doctor.h"
#include "port/atom.h"
#include "wire/asana_names.h"
#include "wire/feed_get.h"
#include "work/feed_run.h"

static void
say(struct doctor *doctor, enum finding finding, const struct rule *rule, const char *text)
{
    doctor_say(doctor, finding, "feed", "%s: %s", rule->name, text);
}

static void
check_url(struct doctor *doctor, const struct rule *rule)
{
    struct pool *pool = doctor->cli->pool;
    struct feed_document document = { 0 };
    struct atom_feed feed = { 0 };
    int rc =
        feed_get(pool, rule->feed->url, &(struct feed_mark){ 0 }, doctor->cli->now_ms, &document);

    if (rc == 0 && document.answer != FEED_HERE) {
        say(doctor, FINDING_WARNING, rule, "its server wants to be asked later");
        return;
    }
    if (rc == 0)
        rc = atom_parse(pool, document.body, document.length, &feed);
    if (rc != 0)
        say(doctor, FINDING_FAILURE, rule,
            pool_printf(pool, "%s; see url in %s:%d", fail_detail(), rule->file, rule->line));
    else
        say(doctor, FINDING_OK, rule,
            pool_printf(pool, "%zu entr%s now", feed.count, feed.count == 1 ? "y" : "ies"));
}

static void
check_since(struct doctor *doctor, const struct rule *rule)
{
    struct pool *pool = doctor->cli->pool;

    if (rule->feed->since_ms > doctor->cli->now_ms)
        say(doctor, FINDING_WARNING, rule,
            pool_printf(pool, "no entry counts before since, which is to come; see %s:%d",
                        rule->file, rule->line));
}

/* Where Asana could not be asked doctor_asana() has said so. */
static void
check_assignee(struct doctor *doctor, const struct rule *rule)
{
    const struct cli *cli = doctor->cli;
    const struct work work = { cli->settings, cli->store, cli->pool, -1, NULL };
    struct feed_run run = { .work = &work,
                            .rule = rule,
                            .feed = rule->feed,
                            .asana = { &cli->settings->asana_api, cli->store, cli->pool } };
    const char *workspace = run.feed->workspace;

    if (run.feed->assignee == NULL || asana_workspace(&run.asana, workspace, &run.workspace) != 0 ||
        feed_assignee(&run) != 0 || run.assignee != NULL)
        return;
    say(doctor, FINDING_WARNING, rule,
        pool_printf(cli->pool, "%s; see assignee in %s:%d, and hooklet people", run.remark,
                    rule->file, rule->line));
}

void
doctor_feeds(struct doctor *doctor)
{
    const struct settings *settings = doctor->cli->settings;

    for (size_t i = 0; i < settings->rule_count; i++) {
        const struct rule *rule = &settings->rules[i];

        if (rule->kind != RULE_FEED)
            continue;
        check_url(doctor, rule);
        check_since(doctor, rule);
        if (doctor->asana)
            check_assignee(doctor, rule);
    }
}
