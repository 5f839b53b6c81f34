/* slack_acting.c - the event once more, and what follows from it. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "store/jobs.h"
#include "store/ledger.h"
#include "wire/slack_body.h"
#include "wire/slack_text.h"
#include "work/slack_acting.h"

#define PATIENCE_MS INT64_C(300000) /* who waits longer is told that it takes its time */

/* --- The event -------------------------------------------------------------------------------- */

static int
take_command(struct slack_acting *acting, const struct delivery *delivery)
{
    struct slack_command *command = pool_alloc(acting->work->pool, sizeof *command);
    int rc = slack_command_decode(delivery, acting->work->pool, command);

    if (rc != 0)
        return rc;
    acting->command = command;
    acting->place = command->place;
    acting->response_url = command->response_url;
    return 0;
}

static int
take_action(struct slack_acting *acting, const struct delivery *delivery)
{
    struct slack_action *action = pool_alloc(acting->work->pool, sizeof *action);
    int rc = slack_action_decode(delivery, acting->work->pool, action);

    if (rc != 0)
        return rc;
    acting->action = action;
    acting->place = action->place;
    acting->response_url = action->response_url;
    return 0;
}

/* Of a command or a press; what happens by itself has left all that counts in the args. */
static int
take_event(struct slack_acting *acting, const struct event_row *event, const char *body,
           size_t length)
{
    struct pool *pool = acting->work->pool;
    const struct payload payload = { .content_type = payload_content_type(pool, event->headers),
                                     .body = body,
                                     .length = length };
    struct delivery delivery = { .source = event->source,
                                 .id = event->delivery,
                                 .kind = event->kind,
                                 .received_ms = event->received_ms };
    int rc =
        slack_body_find(pool, event->kind, &payload, &delivery.document, &delivery.document_length);

    if (rc == 0 && strcmp(event->kind, SLACK_COMMAND) == 0)
        return take_command(acting, &delivery);
    if (rc == 0 && strcmp(event->kind, SLACK_INTERACTIVE) == 0)
        return take_action(acting, &delivery);
    return rc;
}

int
slack_acting_read(struct slack_acting *acting)
{
    const struct work *work = acting->work;
    struct event_row event = { 0 };
    char *body = NULL;
    size_t length = 0;
    int rc = ledger_event(work->store, acting->job->event, work->pool, &event);

    acting->place =
        (struct slack_place){ .channel = acting->task.channel, .user = acting->task.user };
    acting->received_ms = event.received_ms;
    if (rc != 0 || strcmp(event.source, SLACK_SOURCE) != 0)
        return rc;
    rc = ledger_body(work->store, acting->job->event, work->pool, &body, &length);
    return rc == 0 && body != NULL ? take_event(acting, &event, body, length) : rc;
}

/* --- What comes of it ------------------------------------------------------------------------- */

int
slack_acting_done(struct slack_acting *acting, const char *detail)
{
    acting->outcome->end = OUTCOME_DONE;
    acting->outcome->detail = utf8_line(acting->work->pool, detail, strlen(detail));
    return 0;
}

static void
answer_later(struct slack_acting *acting, const struct slack_reply *reply)
{
    const struct chat_answer answer = {
        .reply = reply,
        .repository = acting->task.repository,
        .channel = acting->task.channel,
        .user = acting->task.user,
        .pressed = acting->action != NULL && acting->action->ephemeral,
        .now_ms = acting->received_ms,
    };

    if (reply->text != NULL)
        chat_job_answer(acting->work->pool, &answer, &acting->plan);
}

static struct chat
chat_of(struct slack_acting *acting, struct db *db)
{
    return (struct chat){ .db = db,
                          .app = &acting->app,
                          .pool = acting->work->pool,
                          .place = acting->place,
                          .now_ms = acting->received_ms,
                          .plan = &acting->plan };
}

int
slack_acting_asked(struct slack_acting *acting, struct chat_asked *asked)
{
    struct store *store = acting->work->store;
    struct chat chat;
    struct db *db;
    int rc = store_reader_take(store, &db);

    if (rc != 0)
        return rc;
    chat = chat_of(acting, db);
    rc = chat_begin(&chat);
    *asked = (struct chat_asked){ 0 };
    if (rc == 0 && acting->command != NULL)
        chat_asked_command(&chat, acting->command->name, acting->command->text, asked);
    else if (rc == 0 && acting->action != NULL)
        chat_asked_press(&chat, acting->action, asked);
    store_reader_give(store, db);
    return rc;
}

struct talking {
    struct slack_acting *acting;
    slack_talk *talk;
    void *data;
    struct slack_reply reply;
};

static int
talk_work(struct db *db, void *data)
{
    struct talking *talking = data;
    struct chat chat = chat_of(talking->acting, db);
    int rc;

    talking->acting->plan = (struct plan){ 0 };
    rc = chat_begin(&chat);
    if (rc == 0)
        rc = talking->talk(&chat, talking->data);
    talking->reply = chat.reply;
    return rc;
}

/* Who reads that a channel is tied, and then is asked who they are, is not surprised. */
static void
answer_first(struct slack_acting *acting, const struct slack_reply *reply)
{
    const struct plan rest = acting->plan;

    acting->plan = (struct plan){ 0 };
    answer_later(acting, reply);
    for (size_t i = 0; i < rest.job_count; i++)
        *plan_add_job(&acting->plan, acting->work->pool) = rest.jobs[i];
}

int
slack_acting_talk(struct slack_acting *acting, slack_talk *talk, void *data)
{
    struct talking talking = { .acting = acting, .talk = talk, .data = data };
    int rc = store_write(acting->work->store, talk_work, &talking);

    if (rc != 0)
        return rc;
    answer_first(acting, &talking.reply);
    return slack_acting_done(acting, talking.reply.text == NULL ? "" : talking.reply.text);
}

static void
tell(struct slack_acting *acting, const char *text)
{
    answer_later(acting, &(struct slack_reply){ .text = text });
    acting->outcome->detail = utf8_line(acting->work->pool, text, strlen(text));
}

int
slack_acting_tell(struct slack_acting *acting, const char *text)
{
    tell(acting, text);
    acting->outcome->end = OUTCOME_DONE;
    return 0;
}

/* --- Trouble ---------------------------------------------------------------------------------- */

/* Until when the lane sleeps, if that is worth telling; 0: it isn't. */
static int64_t
long_sleep(struct slack_acting *acting, const char *lane)
{
    int64_t until_ms = 0;

    if (lane == NULL || jobs_lane_until(acting->work->store, lane, &until_ms) != 0)
        return 0;
    return until_ms - clock_ms() > PATIENCE_MS ? until_ms : 0;
}

/* Would it be the same if it was asked again? */
static bool
is_final(int rc)
{
    return rc == FAIL_REFUSED || rc == FAIL_NOT_FOUND || rc == FAIL_CONFIG || rc == FAIL_FIELD ||
           rc == FAIL_TOO_LARGE;
}

/* What is of use to people; the rest, with names of paths and permissions, is the ledger's. */
static const char *
reason_of(int rc)
{
    if (rc == FAIL_NOT_FOUND)
        return "It is not there, or I may not see it.";
    return is_final(rc) ? "Whoever runs me can see why."
                        : "There was no answer. Say it again later.";
}

void
slack_acting_because(struct slack_acting *acting, int rc, const char *said)
{
    const char *why = rc == FAIL_NOT_FOUND || said[0] == '\0' ? fail_text(rc) : said;

    acting->outcome->detail =
        pool_printf(acting->work->pool, "%s (%s)", acting->outcome->detail, why);
}

int
slack_acting_trouble(struct slack_acting *acting, int rc, const char *lane, const char *words)
{
    struct pool *pool = acting->work->pool;
    const char *said = pool_string(pool, fail_detail());
    int64_t until_ms = rc == FAIL_BUSY ? long_sleep(acting, lane) : 0;
    const char *reason = reason_of(rc);

    if (rc == FAIL_STORE || (rc == FAIL_BUSY && until_ms == 0))
        return rc;
    if (rc == FAIL_BUSY)
        reason = pool_printf(pool, "I have asked too much there; say it again after %s.",
                             slack_date(pool, until_ms));
    tell(acting, pool_printf(pool, "%s %s", words, reason));
    slack_acting_because(acting, rc, said);
    acting->outcome->end = is_final(rc) || rc == FAIL_BUSY ? OUTCOME_DONE : OUTCOME_FAILED;
    return 0;
}
