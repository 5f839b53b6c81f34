/* slack_answer.c - by the response_url while it holds, else by the bot. */
#include "config.h"

#include "base/clock.h"
#include "base/fail.h"
#include "wire/slack_message.h"
#include "work/slack_acting.h"

#define URL_LIFE_MS INT64_C(1800000)

/* What was meant to change a message that the bot can't reach stays unsaid, or is said anew. */
static int
answer_by_bot(struct slack_acting *acting, const struct slack_reply *reply)
{
    const struct slack_message message = { .channel = acting->place.channel,
                                           .thread = acting->task.thread,
                                           .text = reply->text,
                                           .blocks = reply->blocks };
    const char *stamp = NULL;
    int rc;

    if (reply->remove)
        return slack_acting_done(acting, "the message stays: its response_url is over");
    if (reply->in_channel)
        rc = slack_post(&acting->slack, &message, &stamp);
    else
        rc = slack_ephemeral(&acting->slack, &message, acting->place.user);
    if (rc == FAIL_NOT_FOUND)
        return slack_acting_done(acting, "whom it was for is not there any more");
    if (rc != 0)
        return rc;
    return slack_acting_done(acting, pool_printf(acting->work->pool, "said in %s%s%s",
                                                 message.channel, reply->in_channel ? "" : ", for ",
                                                 reply->in_channel ? "" : acting->place.user));
}

static bool
has_bot(const struct slack_acting *acting, const struct slack_reply *reply)
{
    return acting->slack.api->token.name != NULL && acting->place.channel != NULL &&
           (reply->in_channel || acting->place.user != NULL);
}

int
slack_answer(struct slack_acting *acting, const struct slack_reply *reply)
{
    bool over = clock_ms() - acting->received_ms >= URL_LIFE_MS;
    int rc = FAIL_REFUSED;

    if (acting->response_url != NULL && !over) {
        rc = slack_respond(&acting->slack, acting->response_url, reply);
        if (rc == 0)
            return slack_acting_done(acting, "answered at its response_url");
        if (rc != FAIL_REFUSED || !has_bot(acting, reply))
            return rc;
    }
    if (has_bot(acting, reply))
        return answer_by_bot(acting, reply);
    return fail(FAIL_REFUSED, "nobody was answered: %s, and slack { } has no bot's token",
                acting->response_url != NULL ? "its response_url was over after half an hour"
                                             : "there is no response_url");
}
