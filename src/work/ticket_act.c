/* ticket_act.c - which ticket, was it told, tell it. */
#include "config.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "store/deployments.h"
#include "store/messages.h"
#include "work/deployment_state.h"
#include "work/job_deployment.h"
#include "work/ticket_act.h"
#include "work/tracker.h"

static const char issue[] = "issue:";

/* A ticket job under way. */
struct ticket {
    const struct work *work;
    struct deployment row;
    const struct tracker *tracker;
    struct tracker_words words;
    struct message message;
};

/* The first tracker that has a ticket for the issue. */
static int
find_of_issue(struct ticket *ticket, int64_t number)
{
    int rc = FAIL_NOT_FOUND;

    for (size_t i = 0; trackers[i] != NULL && rc == FAIL_NOT_FOUND; i++) {
        ticket->tracker = trackers[i];
        rc = trackers[i]->of_issue(ticket->work, ticket->row.repository, number,
                                   &ticket->words.ticket);
    }
    return rc;
}

/* FAIL_NOT_FOUND: there is none. */
static int
find_ticket(struct ticket *ticket)
{
    const char *name = ticket->row.ticket;

    if (strncmp(name, issue, sizeof issue - 1) == 0)
        return find_of_issue(ticket, strtoll(name + sizeof issue - 1, NULL, 10));
    ticket->tracker = tracker_of(name);
    if (ticket->tracker == NULL)
        return FAIL_NOT_FOUND;
    ticket->words.ticket = name + strlen(ticket->tracker->name) + 1;
    return ticket->words.ticket[0] != '\0' ? 0 : FAIL_NOT_FOUND;
}

static void
compose(struct ticket *ticket)
{
    struct pool *pool = ticket->work->pool;
    const struct deployment *row = &ticket->row;

    ticket->words.mark =
        pool_printf(pool, "[hooklet:%s deployment %" PRId64 "]", row->repository, row->id);
    ticket->words.text = pool_printf(pool, "%s is live on %s: %s\n\n%s", deployment_what(pool, row),
                                     row->environment, row->url, ticket->words.mark);
}

static int
find_message(struct ticket *ticket)
{
    const struct work *work = ticket->work;
    const char *thing = pool_printf(work->pool, MESSAGE_DEPLOYMENT "%" PRId64, ticket->row.id);

    return message_find(work->store, ticket->tracker->name, ticket->words.ticket, thing, work->pool,
                        &ticket->message);
}

static int
note(struct ticket *ticket)
{
    return message_write(ticket->work->store, &ticket->message, clock_ms());
}

/* Noted before it is said, so that whoever finds the note alone looks first. */
static int
say(struct ticket *ticket)
{
    bool noted = ticket->message.version > 0;
    const char **stamp = &ticket->message.stamp;
    int rc = noted ? ticket->tracker->find(ticket->work, &ticket->words, stamp) : note(ticket);

    if (!noted ? rc == 0 : rc == FAIL_NOT_FOUND)
        rc = ticket->tracker->say(ticket->work, &ticket->words, stamp);
    ticket->message.told = deployment_state_name(DEPLOYMENT_SUCCESS);
    return rc == 0 ? note(ticket) : rc;
}

static int
done(struct outcome *outcome, const char *words)
{
    *outcome = (struct outcome){ .end = OUTCOME_DONE, .detail = words };
    return 0;
}

/* Why it is not told, or NULL. */
static const char *
obstacle(const struct ticket *ticket)
{
    if (ticket->row.ticket == NULL)
        return "the deployment belongs to no ticket";
    if (ticket->row.state != DEPLOYMENT_SUCCESS)
        return "the deployment is not live";
    return ticket->row.url == NULL ? "its environment has no URL to tell" : NULL;
}

static int
tell(struct ticket *ticket, struct outcome *outcome)
{
    struct pool *pool = ticket->work->pool;
    int rc = find_message(ticket);

    if (rc == 0 && ticket->message.stamp != NULL)
        return done(outcome, pool_printf(pool, "%s was told before", ticket->row.ticket));
    compose(ticket);
    if (rc == 0)
        rc = say(ticket);
    if (rc == FAIL_NOT_FOUND)
        return done(outcome, pool_printf(pool, "%s %s is gone, or we may not see it",
                                         ticket->tracker->name, ticket->words.ticket));
    return rc == 0
               ? done(outcome, pool_printf(pool, "told %s %s, comment %s", ticket->tracker->name,
                                           ticket->words.ticket, ticket->message.stamp))
               : rc;
}

int
ticket_act(const struct work *work, const struct job *job, struct outcome *outcome)
{
    struct ticket ticket = { .work = work };
    const char *why;
    int rc = deployment_get(work->store, job_deployment(work->pool, job), work->pool, &ticket.row);

    if (rc == FAIL_NOT_FOUND)
        return done(outcome, "the deployment is not known any more");
    if (rc != 0)
        return rc;
    why = obstacle(&ticket);
    if (why != NULL)
        return done(outcome, why);
    rc = find_ticket(&ticket);
    if (rc == FAIL_NOT_FOUND)
        return done(outcome, pool_printf(work->pool, "no task is known for %s", ticket.row.ticket));
    if (rc == 0 && !ticket.tracker->configured(work->settings))
        return done(outcome, ticket.tracker->missing);
    return rc == 0 ? tell(&ticket, outcome) : rc;
}
