/* work.c - what an action may know of its job, and what follows it. */
#include "config.h"

#include <stdarg.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "library/job_made.h"
#include "library/member.h"
#include "library/message_made.h"
#include "library/work_made.h"
#include "store/ledger.h"
#include "work/rule_env.h"

enum { FOLLOW_MOST = 100 };

static struct members
args_of(const struct hooklet_work *work)
{
    return (struct members){ work->work->pool, work->job->args, strlen(work->job->args) };
}

const char *
hooklet_work_text(const struct hooklet_work *work, const char *pointer)
{
    const struct members members = args_of(work);

    return member_text(&members, pointer);
}

int64_t
hooklet_work_integer(const struct hooklet_work *work, const char *pointer, int64_t otherwise)
{
    const struct members members = args_of(work);

    return member_integer(&members, pointer, otherwise);
}

bool
hooklet_work_true(const struct hooklet_work *work, const char *pointer)
{
    const struct members members = args_of(work);

    return member_true(&members, pointer);
}

int64_t
hooklet_work_id(const struct hooklet_work *work)
{
    return work->job->id;
}

const char *
hooklet_work_kind(const struct hooklet_work *work)
{
    return work->job->kind;
}

const char *
hooklet_work_rule(const struct hooklet_work *work)
{
    return work->job->rule;
}

int
hooklet_work_attempt(const struct hooklet_work *work)
{
    return work->job->attempt;
}

const char *
hooklet_work_idempotency_key(const struct hooklet_work *work)
{
    return work->job->idempotency;
}

bool
hooklet_work_check_first(const struct hooklet_work *work)
{
    return work->job->check_first;
}

/* As it was verified when it came, and stored. */
static int
read_event(const struct hooklet_work *work, struct hooklet_event **event)
{
    struct pool *pool = work->work->pool;
    struct delivery *delivery = pool_alloc(pool, sizeof(*delivery));
    struct hooklet_event *read = pool_alloc(pool, sizeof(*read));
    struct event_row row = { 0 };
    const char *document = NULL;
    size_t length = 0;
    int rc = rule_document(work->work, work->job, &document, &length);

    if (rc == 0 && document == NULL)
        return 0;
    if (rc == 0)
        rc = ledger_event(work->work->store, work->job->event, pool, &row);
    *delivery = (struct delivery){ .source = work->job->source,
                                   .id = work->job->delivery,
                                   .kind = work->job->event_kind,
                                   .body = document,
                                   .length = length,
                                   .received_ms = row.received_ms,
                                   .parent = row.parent };
    if (rc == 0)
        rc = delivery_own(pool, delivery);
    if (rc == 0)
        rc = event_made(delivery, pool, read);
    if (rc == 0)
        *event = read;
    return rc;
}

const struct hooklet_event *
hooklet_work_event(struct hooklet_work *work)
{
    if (!work->looked && read_event(work, &work->event) != 0)
        work->event = NULL;
    work->looked = true;
    return work->event;
}

int
hooklet_work_stop_fd(const struct hooklet_work *work)
{
    return work->work->stop_fd;
}

bool
hooklet_work_stopping(const struct hooklet_work *work)
{
    return work_stopping(work->work);
}

static const char *
follow_name(const struct hooklet_work *work)
{
    return pool_printf(work->work->pool, "%s+%zu", work->job->rule, work->follow_count + 1);
}

/* Room for one more, zeroed; NULL: this job is hopeless already. */
static struct planned_job *
follow_next(struct hooklet_work *work)
{
    if (work->trouble != NULL)
        return NULL;
    if (work->follow == NULL)
        work->follow = pool_array(work->work->pool, FOLLOW_MOST, sizeof(*work->follow));
    if (work->follow_count < FOLLOW_MOST)
        return &work->follow[work->follow_count];
    work->trouble = pool_printf(work->work->pool, "%s: more than %d jobs follow one",
                                work->job->kind, (int)FOLLOW_MOST);
    return NULL;
}

static void
follow_take(struct hooklet_work *work, int rc)
{
    if (rc == 0)
        work->follow_count++;
    else
        work->trouble = pool_string(work->work->pool, fail_detail());
}

void
hooklet_work_follow(struct hooklet_work *work, const struct hooklet_job *wish)
{
    struct planned_job *job = follow_next(work);
    int rc;

    if (job == NULL)
        return;
    rc = job_made(wish, follow_name(work), clock_ms(), work->work->pool, job);
    job->step = work->job->step;
    follow_take(work, rc);
}

void
hooklet_work_send(struct hooklet_work *work, const struct hooklet_message *message)
{
    const struct delivery delivery = { .source = work->job->source,
                                       .id = work->job->delivery,
                                       .received_ms = clock_ms() };
    struct planned_job *job = follow_next(work);

    if (job != NULL)
        follow_take(work, message_job_made(message, work->work->settings, &delivery,
                                           pool_printf(work->work->pool, "%s/%d", follow_name(work),
                                                       work->job->step),
                                           work->work->pool, job));
}

const char *
hooklet_work_args(struct hooklet_work *work, const char *name, ...)
{
    const char *text;
    va_list more;

    va_start(more, name);
    text = members_write(work->work->pool, name, more);
    va_end(more);
    return text;
}

const char *
hooklet_work_print(struct hooklet_work *work, const char *format, ...)
{
    const char *text;
    va_list args;

    va_start(args, format);
    text = pool_vprintf(work->work->pool, format, args);
    va_end(args);
    return text;
}
