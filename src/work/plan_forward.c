/* plan_forward.c - one message for each rule that forwards the event. */
#include "config.h"

#include <string.h>

#include "base/json_members.h"
#include "port/circleci_api.h"
#include "port/json.h"
#include "wire/circleci_event.h"
#include "wire/standard_webhooks.h"
#include "work/hook_message.h"
#include "work/plan_forward.h"
#include "work/reason.h"
#include "work/repo.h"

/* Events that no rule acts on. */
static const struct {
    const char *source, *kind;
} never[] = {
    { RULE_GITHUB, "ping" },
    { CIRCLECI_NAME, CIRCLECI_PING },
    { CIRCLECI_NAME, CIRCLECI_NOTIFY },
};

static bool
may_act(const struct delivery *delivery)
{
    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        if (strcmp(never[i].source, delivery->source) == 0 &&
            strcmp(never[i].kind, delivery->kind) == 0)
            return false;
    }
    return true;
}

/* The event and its rule are a message's name in the ledger, so no other job may have them. */
static bool
is_taken(const struct plan *plan, const char *rule)
{
    for (size_t i = 0; i < plan->job_count; i++) {
        if (strcmp(plan->jobs[i].rule, rule) == 0)
            return true;
    }
    return false;
}

static const char *
name_of(const struct delivery *delivery, const struct forward *forward)
{
    return forward->event[0] != '\0' ? forward->event : delivery->kind;
}

static const char *
reason_against(const struct delivery *delivery, const struct rule *rule, struct pool *pool,
               const struct plan *plan)
{
    const struct github_event event = { .kind = delivery->kind, .action = plan->action };
    const char *reason = reason_run(&event, NULL, rule, pool);
    const char *name = name_of(delivery, rule->forward);

    if (reason != NULL)
        return reason;
    if (outgoing_is_own(name))
        return "what begins with " OUTGOING_OWN " is hooklet's own to send";
    if (!outgoing_event_valid(name))
        return "its name can't be that of a message";
    return is_taken(plan, rule->name) ? "a job of this event has the rule's name" : NULL;
}

/* As they are kept, or NULL: it has none of them. */
static int
read_headers(const struct delivery *delivery, const struct forward *forward, struct pool *pool,
             const char **headers)
{
    struct json_members kept = { 0 };
    struct json *chosen;
    int rc = 0;

    *headers = NULL;
    if (forward->headers.count == 0 || delivery->headers == NULL)
        return 0;
    rc = json_members(pool, delivery->headers, strlen(delivery->headers), &kept);
    if (rc != 0)
        return rc;
    chosen = json_object();
    for (size_t i = 0; i < kept.count; i++) {
        const struct json_member *header = &kept.items[i];

        if (header->value.type == JSON_STRING && name_among(forward->headers, header->key))
            json_set_string(chosen, header->key, header->value.text);
    }
    *headers = json_text(pool, chosen, JSON_COMPACT);
    return 0;
}

static void
set_found(struct json *object, const char *name, const struct json_want *want)
{
    if (want->first == NULL)
        json_set_exact(object, name, "null");
    else if (want->first->type == JSON_STRING)
        json_set_bytes(object, name, want->first->text, want->first->length);
    else
        json_set_exact(object, name, want->first->text);
}

static int
fill_template(const struct delivery *delivery, const struct forward *forward, struct pool *pool,
              const char **data)
{
    struct json_want *wants = pool_array(pool, forward->field_count, sizeof *wants);
    struct json *object;
    size_t count = 0;
    int rc;

    for (size_t i = 0; i < forward->field_count; i++) {
        if (forward->fields[i].pointer != NULL)
            wants[count++].pointer = forward->fields[i].pointer;
    }
    rc = json_scan(pool, delivery->document, delivery->document_length, wants, count);
    if (rc != 0)
        return rc;
    object = json_object();
    count = 0;
    for (size_t i = 0; i < forward->field_count; i++) {
        const struct forward_field *field = &forward->fields[i];

        if (field->pointer != NULL)
            set_found(object, field->name, &wants[count++]);
        else
            json_set_string(object, field->name, field->text);
    }
    *data = json_text(pool, object, JSON_COMPACT);
    return 0;
}

static int
make(const struct delivery *delivery, const struct rule *rule, struct pool *pool, struct plan *plan)
{
    const struct forward *forward = rule->forward;
    struct hook_message message = {
        .event = name_of(delivery, forward),
        .owner = forward->owner,
        .identifier = forward->identifier,
        .received_ms = delivery->received_ms,
    };
    int rc = webhook_message_id_of(pool, delivery->source, delivery->id, rule->name, &message.id);

    if (rc == 0)
        rc = read_headers(delivery, forward, pool, &message.headers);
    if (rc == 0 && forward->field_count > 0)
        rc = fill_template(delivery, forward, pool, &message.data);
    if (rc != 0)
        return rc;
    message.length = message.data == NULL ? 0 : strlen(message.data);
    if (message.length > MESSAGE_DATA_MOST)
        plan_add_ignored(plan, pool, rule->name,
                         pool_printf(pool, "its template makes %zu bytes, more than %zu",
                                     message.length, MESSAGE_DATA_MOST));
    else
        message_plan(&message, rule->name, pool, plan_add_job(plan, pool));
    return 0;
}

int
plan_forward(const struct delivery *delivery, const struct settings *settings, struct pool *pool,
             struct plan *plan)
{
    const size_t before = plan->job_count;
    struct repo repo;
    int rc = 0;

    if (plan->status == PLAN_UNREADABLE || !may_act(delivery))
        return 0;
    repo_find_of(settings, delivery->source, plan->repository, pool, &repo);
    for (size_t i = 0; i < repo.rule_count && rc == 0; i++) {
        const struct rule *rule = repo.rules[i];
        const char *reason;

        if (rule->kind != RULE_FORWARD)
            continue;
        reason = reason_against(delivery, rule, pool, plan);
        if (reason == NULL)
            rc = make(delivery, rule, pool, plan);
        else
            plan_add_ignored(plan, pool, rule->name, reason);
    }
    if (plan->status == PLAN_IGNORED && plan->job_count > before) {
        plan->status = PLAN_ACCEPTED;
        plan->reason = NULL;
    }
    return rc;
}
