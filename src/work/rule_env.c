/* One table says which values there are, how they are called and what they must look like. */
#include "config.h"

#include <inttypes.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "base/json_scan.h"
#include "port/outgoing.h"
#include "port/run_command.h"
#include "store/ledger.h"
#include "wire/github_field.h"
#include "wire/payload.h"
#include "work/rule_env.h"

enum { PASSWD_ROOM = 16 * 1024, OWN_VARIABLES = 32 };

struct environment {
    struct pool *pool;
    const char **items;
    size_t count;
};

static bool
branch_valid(struct pool *pool, const char *text)
{
    return ref_valid(pool_printf(pool, "refs/heads/%s", text));
}

static bool
full_ref_valid(struct pool *pool, const char *text)
{
    (void)pool;
    return ref_valid(text);
}

/* All zero stands for no commit: the one before a new branch, or after a deleted one. */
static bool
commit_valid(struct pool *pool, const char *text)
{
    size_t length = strlen(text);

    (void)pool;
    return sha_valid(text) || ((length == 40 || length == 64) && strspn(text, "0") == length);
}

static bool
full_name_valid(struct pool *pool, const char *text)
{
    (void)pool;
    return repository_path_valid(text);
}

static bool
number_valid(struct pool *pool, const char *text)
{
    (void)pool;
    return text[0] != '\0' && strlen(text) < 20 && text[strspn(text, "0123456789")] == '\0';
}

static bool
line_valid(struct pool *pool, const char *text)
{
    (void)pool;
    return text_printable(text);
}

static const struct {
    const char *pointer;
    const char *variable;
    bool (*valid)(struct pool *pool, const char *text);
} kinds[VALUE_COUNT] = {
    [VALUE_EVENT] = { "/event", "HOOKLET_EVENT", NULL },    /* depends on the sender */
    [VALUE_ACTION] = { "/action", "HOOKLET_ACTION", NULL }, /* and on the event */
    [VALUE_REPOSITORY] = { "/repository", "HOOKLET_REPOSITORY", full_name_valid },
    [VALUE_REF] = { "/ref", "HOOKLET_REF", full_ref_valid },
    [VALUE_BRANCH] = { "/branch", "HOOKLET_BRANCH", branch_valid },
    [VALUE_TAG] = { "/tag", "HOOKLET_TAG", branch_valid },
    [VALUE_SHA] = { "/sha", "HOOKLET_SHA", commit_valid },
    [VALUE_BEFORE] = { "/before", "HOOKLET_BEFORE", commit_valid },
    [VALUE_PULL_REQUEST] = { "/pull_request", "HOOKLET_PULL_REQUEST", number_valid },
    [VALUE_SENDER] = { "/sender", "HOOKLET_SENDER", line_valid },
    [VALUE_ENVIRONMENT] = { "/environment", "HOOKLET_ENVIRONMENT", line_valid },
    [VALUE_NUMBER] = { "/number", "HOOKLET_NUMBER", number_valid },
    [VALUE_ARGUMENTS] = { "/arguments", "HOOKLET_ARGUMENTS", line_valid },
};

/* GitHub's names are narrower than those that the senders of sections source may give. */
static bool
event_valid(const struct job *job, const char *text)
{
    return strcmp(job->source, "github") == 0 ? event_name_valid(text) : outgoing_event_valid(text);
}

static bool
value_valid(struct pool *pool, const struct job *job, size_t value, const char *text)
{
    if (value == VALUE_EVENT)
        return event_valid(job, text);
    if (value == VALUE_ACTION)
        return strcmp(job->source, "github") == 0 ? github_action_valid(job->event_kind, text)
                                                  : outgoing_event_valid(text);
    return kinds[value].valid(pool, text);
}

const char *
rule_values_read(struct pool *pool, const struct job *job, struct rule_values *values)
{
    struct json_want wants[VALUE_COUNT];
    size_t i;

    for (i = 0; i < VALUE_COUNT; i++)
        wants[i] = (struct json_want){ .pointer = kinds[i].pointer };
    if (json_scan(pool, job->args, strlen(job->args), wants, VALUE_COUNT) != 0)
        return "its args are not JSON that we read";
    if (!text_printable(job->delivery) || !text_printable(job->idempotency))
        return "its delivery id or key has odd characters";
    if (!event_valid(job, job->event_kind))
        return "its event is not what an event may look like";

    for (i = 0; i < VALUE_COUNT; i++) {
        values->of[i] = json_string(&wants[i]);
        if (values->of[i] == NULL && wants[i].first != NULL && wants[i].first->type != JSON_NULL)
            return pool_printf(pool, "its %s is no text", kinds[i].pointer + 1);
        if (values->of[i] != NULL && !value_valid(pool, job, i, values->of[i]))
            return pool_printf(pool, "its %s is not what a %s may look like", kinds[i].pointer + 1,
                               kinds[i].pointer + 1);
    }
    return NULL;
}

/* Where a variable of the name of `item` ("NAME=value") stands; count: nowhere. */
static size_t
position(const struct environment *environment, const char *item)
{
    size_t length = strcspn(item, "="), i;

    for (i = 0; i < environment->count; i++) {
        if (strncmp(environment->items[i], item, length) == 0 &&
            environment->items[i][length] == '=')
            return i;
    }
    return environment->count;
}

static void
put(struct environment *environment, const char *item)
{
    size_t at = position(environment, item);

    environment->items[at] = item;
    if (at == environment->count)
        environment->count++;
}

/* A NULL value makes no variable. */
static void
set(struct environment *environment, const char *name, const char *value)
{
    if (value != NULL)
        put(environment, pool_printf(environment->pool, "%s=%s", name, value));
}

static void
set_number(struct environment *environment, const char *name, int64_t number)
{
    set(environment, name, pool_printf(environment->pool, "%" PRId64, number));
}

/* HOME is that of the user the worker runs as, whatever the worker was started with. */
static void
set_user(struct environment *environment)
{
    char *room = pool_alloc(environment->pool, PASSWD_ROOM);
    struct passwd entry, *found = NULL;

    if (getpwuid_r(geteuid(), &entry, room, PASSWD_ROOM, &found) != 0 || found == NULL) {
        set(environment, "HOME", "/");
        return;
    }
    set(environment, "HOME", found->pw_dir);
    set(environment, "USER", found->pw_name);
    set(environment, "LOGNAME", found->pw_name);
}

struct strings
rule_environment(const struct work *work, const struct job *job, const struct rule *rule,
                 const struct rule_values *values)
{
    struct environment environment = { .pool = work->pool };
    size_t i;

    environment.items =
        pool_array(work->pool, rule->variables.count + OWN_VARIABLES, sizeof(*environment.items));
    set(&environment, "PATH", RUN_PATH);
    set_user(&environment);
    set(&environment, "LANG", "C.UTF-8");
    set(&environment, "TZ", getenv("TZ"));
    for (i = 0; i < rule->variables.count; i++)
        put(&environment, rule->variables.items[i]);

    set(&environment, "HOOKLET_EVENT", job->event_kind);
    for (i = 0; i < VALUE_COUNT; i++)
        set(&environment, kinds[i].variable, values->of[i]);
    set(&environment, "HOOKLET_ENVIRONMENT", rule->environment);
    set(&environment, "HOOKLET_DELIVERY", job->delivery);
    set(&environment, "HOOKLET_RULE", rule->name);
    set(&environment, "HOOKLET_IDEMPOTENCY_KEY", job->idempotency);
    set_number(&environment, "HOOKLET_JOB", job->id);
    set_number(&environment, "HOOKLET_ATTEMPT", job->attempt);
    return (struct strings){ environment.items, environment.count };
}

struct strings
rule_environment_with(struct pool *pool, struct strings given, struct strings defaults)
{
    struct environment environment = { .pool = pool };
    size_t i;

    environment.items = pool_array(pool, given.count + defaults.count, sizeof(*environment.items));
    for (i = 0; i < defaults.count; i++)
        put(&environment, defaults.items[i]);
    for (i = 0; i < given.count; i++)
        put(&environment, given.items[i]);
    return (struct strings){ environment.items, environment.count };
}

int
rule_document(const struct work *work, const struct job *job, const char **document, size_t *length)
{
    struct event_row event;
    struct payload payload;
    char *body = NULL;
    int rc;

    *document = NULL;
    rc = ledger_body(work->store, job->event, work->pool, &body, length);
    if (rc != 0 || body == NULL)
        return rc;
    rc = ledger_event(work->store, job->event, work->pool, &event);
    if (rc != 0)
        return rc;
    payload = (struct payload){ payload_content_type(work->pool, event.headers), body, *length };
    return payload_find(work->pool, &payload, document, length);
}
