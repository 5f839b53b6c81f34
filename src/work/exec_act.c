/* exec_act.c - finds target, receiver and message, runs, and says what has come of it. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "port/run.h"
#include "store/jobs.h"
#include "work/exec_act.h"
#include "work/rule_env.h"
#include "work/send_parcel.h"
#include "work/send_record.h"
#include "work/send_request.h"
#include "work/send_settle.h"

struct executing {
    const struct work *work;
    const struct job *job;
    struct target target;
    const struct rule *receiver;
    struct send_parcel parcel;
    struct run_result result;
};

const struct rule *
exec_receiver(const struct settings *settings, const struct target *target)
{
    const char *name = target_receiver(target->url);
    const struct rule *rule = name == NULL ? NULL : settings_rule(settings, name);

    return rule != NULL && rule->kind == RULE_RECEIVER ? rule : NULL;
}

static int
over(struct outcome *outcome, const char *detail)
{
    *outcome = (struct outcome){ .end = OUTCOME_HOPELESS, .detail = detail };
    return 0;
}

/* NULL: all is there; else why it can't be done, ever. */
static const char *
trouble(struct executing *executing)
{
    struct pool *pool = executing->work->pool;
    const struct target *target = &executing->target;
    const struct hook_message *message = &executing->parcel.message;
    const char *shut = send_target_shut(pool, target, message->target == target->id);

    if (shut != NULL)
        return shut;
    if (strcmp(target_kind(target->url), JOB_EXEC) != 0)
        return "its target is no program any more";
    if (!outgoing_event_valid(message->event) || !outgoing_owner_valid(message->owner) ||
        !message_id_valid(message->id) || !text_printable(executing->job->delivery))
        return "its message has names that no command gets";
    return NULL;
}

/* Whatever becomes of the target, the next attempts have the same bytes. */
static int
freeze(const struct executing *executing, struct send_args *args)
{
    const struct work *work = executing->work;
    const struct target *target = &executing->target;

    args->form = (struct send_form){ target->content, target->envelope };
    return jobs_keep_args(work->store, executing->job,
                          send_args_write(work->pool, args->target, &args->form), clock_ms());
}

/* Who has added it to the configuration a minute ago need not have told this worker yet. */
static int
find_receiver(struct executing *executing, struct outcome *outcome)
{
    executing->receiver = exec_receiver(executing->work->settings, &executing->target);
    if (executing->receiver != NULL)
        return 0;
    *outcome = (struct outcome){
        .end = OUTCOME_FAILED,
        .detail = pool_printf(executing->work->pool,
                              "this worker knows no receiver %s: when it is in hooklet.conf, have"
                              " the worker read that again, by SIGHUP",
                              target_receiver(executing->target.url)),
    };
    return FAIL_NOT_FOUND;
}

/* FAIL_NOT_FOUND: the target is gone. */
static int
prepare(struct executing *executing)
{
    const struct work *work = executing->work;
    struct send_args args = { 0 };
    int rc;

    rc = send_args_read(work->pool, executing->job->args, &args);
    if (rc != 0)
        return rc;
    rc = target_find(work->store, args.target, work->pool, &executing->target);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_NOT_FOUND, "target removed");
    if (rc != 0)
        return rc;
    if (!args.frozen)
        rc = freeze(executing, &args);
    if (rc != 0)
        return rc;
    return send_parcel_read(work->store, executing->job, &args.form, INT64_MAX, work->pool,
                            &executing->parcel);
}

static struct strings
environment(const struct executing *executing)
{
    const struct hook_message *message = &executing->parcel.message;
    const struct rule_values values = { .of = { [VALUE_EVENT] = message->event } };
    struct pool *pool = executing->work->pool;
    const char **more = pool_array(pool, 4, sizeof(*more));

    more[0] = pool_printf(pool, "HOOKLET_MESSAGE_ID=%s", message->id);
    more[1] = pool_printf(pool, "HOOKLET_OWNER=%s", message->owner);
    more[2] = pool_printf(pool, "HOOKLET_TARGET=%" PRId64, executing->target.id);
    more[3] = pool_printf(pool, "HOOKLET_CONTENT_TYPE=%s", executing->parcel.body.content_type);
    return rule_environment_with(
        pool, rule_environment(executing->work, executing->job, executing->receiver, &values),
        (struct strings){ more, 4 });
}

static int
run_receiver(struct executing *executing)
{
    const struct work *work = executing->work;
    const struct rule *receiver = executing->receiver;
    const struct run_command command = {
        .argv = receiver->steps[0].argv,
        .environment = environment(executing),
        .directory = receiver->directory != NULL ? receiver->directory : work->settings->state,
        .input = executing->parcel.body.bytes,
        .input_length = executing->parcel.body.length,
        .timeout_ms = receiver->timeout_ms,
        .output_ceiling = ANSWER_MOST,
        .keep_fd = -1,
        .stop_fd = work->stop_fd,
    };

    return run(work->pool, &command, &executing->result);
}

static const struct exchange_record *
record(const struct executing *executing)
{
    const struct run_result *result = &executing->result;
    struct exchange_record *made = pool_alloc(executing->work->pool, sizeof(*made));

    *made = (struct exchange_record){ .status = result->end == RUN_EXITED ? result->code : -1,
                                      .duration_ms = result->duration_ms,
                                      .request = send_request_told(executing->work->pool,
                                                                   executing->target.url, NULL, 0,
                                                                   &executing->parcel.body) };
    if (result->output_length > 0) {
        made->answer = result->output;
        made->answer_length = result->output_length;
    }
    return made;
}

/* What can't be started is our own fault, and tells nothing about a target. */
static int
failure_of(const struct run_result *result)
{
    switch (result->end) {
    case RUN_EXITED:
        return result->code == 0 ? 0 : FAIL_NETWORK;
    case RUN_TIMED_OUT:
        return FAIL_TIMEOUT;
    case RUN_NOT_STARTED:
        return FAIL_SYSTEM;
    case RUN_SIGNALLED:
    case RUN_STOPPED:
        break;
    }
    return FAIL_NETWORK;
}

static struct send_ending *
ending_of(const struct executing *executing)
{
    const struct run_result *result = &executing->result;
    struct pool *pool = executing->work->pool;
    struct send_ending *ending = pool_alloc(pool, sizeof(*ending));
    const char *challenge = send_challenge(pool, &executing->parcel.message);
    struct send_facts *facts = &ending->facts;

    *ending = (struct send_ending){ .target = executing->target.id,
                                    .direct = executing->parcel.message.target != 0,
                                    .challenge = challenge,
                                    .words = run_describe(pool, result) };
    facts->rc = failure_of(result);
    facts->detail = ending->words;
    facts->status = facts->rc == 0 ? 200 : 0;
    facts->challenged = challenge != NULL;
    facts->echoed = challenge != NULL && memmem(result->output, result->output_length, challenge,
                                                strlen(challenge)) != NULL;
    return ending;
}

int
exec_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct executing executing = { .work = work, .job = job };
    const char *why;
    int rc = prepare(&executing);

    if (rc != 0)
        return send_parcel_hopeless(rc) ? over(outcome, pool_string(work->pool, fail_detail()))
                                        : rc;
    why = trouble(&executing);
    if (why != NULL)
        return over(outcome, why);
    if (find_receiver(&executing, outcome) != 0)
        return 0;

    rc = run_receiver(&executing);
    if (rc != 0)
        return rc;
    if (executing.result.end == RUN_STOPPED) {
        *outcome = (struct outcome){ .end = OUTCOME_INTERRUPTED };
        return 0;
    }
    *outcome = send_outcome(work, ending_of(&executing), record(&executing));
    return 0;
}
