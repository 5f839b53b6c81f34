/* message_deployment.c - a deployment at Slack, by its state. */
#include "config.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/match.h"
#include "wire/slack_blocks.h"
#include "wire/slack_text.h"
#include "work/chat_buttons.h"
#include "work/deployment_ref.h"
#include "work/deployment_state.h"
#include "work/mention.h"
#include "work/message_deployment.h"

#define DOT " \xc2\xb7 "

enum { DETAIL_MOST = 1000 }; /* as Slack counts */

/* Pieces of a message, escaped. */
struct pieces {
    const char *what;        /* "`v1.2` (`1a2b3c4d5e`)" */
    const char *environment; /* "*production*" */
    const char *url;         /* ": <https://www.example.org>", or "" */
    const char *detail;      /* ": ci/test (failure)", or "" */
};

static const char *
what_of(struct pool *pool, const struct deployment *row)
{
    const char *ref = deployment_ref_show(pool, row->ref);
    const char *commit = deployment_ref_show(pool, row->sha);

    if (commit[0] == '\0' || ref[0] == '\0' || strcmp(ref, commit) == 0)
        return slack_code(pool, ref[0] != '\0' ? ref : commit);
    return pool_printf(pool, "%s (%s)", slack_code(pool, ref), slack_code(pool, commit));
}

static struct pieces
pieces_of(struct pool *pool, const struct deployment *row)
{
    const char *url = slack_link(pool, row->url, "");
    const char *detail = row->detail == NULL || row->detail[0] == '\0'
                             ? NULL
                             : slack_cut(pool, slack_line(pool, row->detail), DETAIL_MOST);

    return (struct pieces){
        .what = what_of(pool, row),
        .environment = pool_printf(pool, "*%s*", slack_line(pool, row->environment)),
        .url = url[0] == '\0' ? "" : pool_printf(pool, ": %s", url),
        .detail = detail == NULL ? "" : pool_printf(pool, ": %s", detail),
    };
}

/* How a state is shown. */
struct saying {
    const char *sign;
    bool detail; /* and why it is so, if the row says it */
};

static const struct saying sayings[DEPLOYMENT_STATES] = {
    [DEPLOYMENT_QUEUED] = { ":hourglass_flowing_sand:", false },
    [DEPLOYMENT_WAITING] = { ":hourglass_flowing_sand:", true },
    [DEPLOYMENT_IN_PROGRESS] = { ":hammer_and_wrench:", false },
    [DEPLOYMENT_SUCCESS] = { ":rocket:", false },
    [DEPLOYMENT_FAILURE] = { ":x:", true },
    [DEPLOYMENT_ERROR] = { ":warning:", true },
    [DEPLOYMENT_INACTIVE] = { ":black_square_for_stop:", true },
    [DEPLOYMENT_SUPERSEDED] = { ":fast_forward:", false },
};

static const char *
headline(struct pool *pool, const struct message_about *about)
{
    const struct deployment *row = about->row;
    const struct pieces is = pieces_of(pool, row);
    const struct saying *saying = &sayings[row->state];
    bool success = row->state == DEPLOYMENT_SUCCESS;

    if (success && !about->current)
        return pool_printf(pool, ":white_check_mark: %s was live on %s", is.what, is.environment);
    if (row->state == DEPLOYMENT_QUEUED && about->behind != NULL)
        return pool_printf(pool, "%s %s %s %s, behind %s, which is being built", saying->sign,
                           is.what, deployment_became(row), is.environment,
                           what_of(pool, about->behind));
    return pool_printf(pool, "%s %s %s %s%s%s", saying->sign, is.what, deployment_became(row),
                       is.environment, saying->detail ? is.detail : "", success ? is.url : "");
}

static const char *
build_of(struct pool *pool, const struct deployment *row)
{
    const char *label = row->build == NULL ? "build" : pool_printf(pool, "build %s", row->build);

    if (row->build == NULL && row->build_url == NULL)
        return "";
    return pool_printf(pool, DOT "%s", slack_link(pool, row->build_url, label));
}

/* Issues of a repository at GitHub, or a task, whose number tells nobody anything. */
static const char *
ticket_of(struct pool *pool, const struct deployment *row)
{
    static const char issue[] = "issue:", asana[] = "asana:";
    const char *ticket = row->ticket;

    if (ticket != NULL && strncmp(ticket, issue, sizeof issue - 1) == 0)
        return pool_printf(pool, DOT "issue #%s", slack_line(pool, ticket + sizeof issue - 1));
    if (ticket != NULL && strncmp(ticket, asana, sizeof asana - 1) == 0)
        return pool_printf(
            pool, DOT "%s",
            slack_link(pool,
                       pool_printf(pool, "https://app.asana.com/0/0/%s", ticket + sizeof asana - 1),
                       "task"));
    return "";
}

/* "acme/web · asked for by a push of <@U1> · written by <@U2> · build 57" */
static const char *
small_print(struct pool *pool, const struct message_about *about)
{
    const struct deployment *row = about->row;
    bool known = row->by_slack != NULL || row->by != NULL;
    const char *by = known ? mention_member(pool, about->people, row->by_slack, row->by) : NULL;
    const char *author = "", *pull_request = "";

    if (row->author != NULL && (row->by == NULL || strcasecmp(row->author, row->by) != 0))
        author = pool_printf(pool, DOT "written by %s", mention(pool, about->people, row->author));
    if (row->pull_request > 0 && !text_equal(row->origin, "pull_request") &&
        deployment_ref_read(pool, row->ref).number != row->pull_request)
        pull_request = pool_printf(pool, DOT "#%" PRId64, row->pull_request);
    return pool_printf(pool, "%s" DOT "asked for by %s%s%s%s%s", slack_line(pool, row->repository),
                       deployment_asked_by(pool, row, by), author, pull_request,
                       build_of(pool, row), ticket_of(pool, row));
}

/* What can be pressed, if anything; false: nothing. */
static bool
button_of(struct pool *pool, const struct message_about *about, struct slack_button *button)
{
    const struct deployment *row = about->row;
    bool live = row->state == DEPLOYMENT_SUCCESS && about->current && about->back;
    bool broken = row->state == DEPLOYMENT_FAILURE || row->state == DEPLOYMENT_ERROR;
    const struct chat_button what = { .kind = live ? CHAT_ROLLBACK : CHAT_RETRY,
                                      .deployment = row->id };

    if (!live && !broken)
        return false;
    *button = (struct slack_button){ .action = chat_button_id(what.kind),
                                     .text = live ? "Roll back" : "Try again",
                                     .value = chat_button_value(pool, &what),
                                     .style = live ? "danger" : NULL };
    return true;
}

struct message_words
message_deployment(struct pool *pool, const struct message_about *about)
{
    const char *first = headline(pool, about), *small = small_print(pool, about);
    struct slack_blocks blocks;
    struct slack_button button;

    slack_blocks_begin(&blocks, pool);
    slack_section(&blocks, first);
    slack_context(&blocks, small);
    if (button_of(pool, about, &button))
        slack_buttons(&blocks, NULL, &button, 1);
    return (struct message_words){ .text = pool_printf(pool, "%s (%s)", first, small),
                                   .blocks = slack_blocks_text(&blocks) };
}

/* "<@U1> <@U2>, ": who asked, and who wrote it; nobody who is not in Slack. */
static const char *
called(struct pool *pool, const struct message_about *about)
{
    const struct deployment *row = about->row;
    const char *by = row->by_slack == NULL && row->by == NULL
                         ? ""
                         : mention_member(pool, about->people, row->by_slack, row->by);
    const char *author = row->author == NULL ? "" : mention(pool, about->people, row->author);

    if (strncmp(by, "<@", 2) != 0)
        by = "";
    if (strncmp(author, "<@", 2) != 0 || strcmp(author, by) == 0)
        author = "";
    if (by[0] == '\0' && author[0] == '\0')
        return "";
    return pool_printf(pool, "%s%s%s, ", by, by[0] != '\0' && author[0] != '\0' ? " " : "", author);
}

static const char *
log_of(struct pool *pool, const struct deployment *row)
{
    return row->build_url == NULL
               ? ""
               : pool_printf(pool, " (%s)", slack_link(pool, row->build_url, "log"));
}

/* " after 5m"; "" where the clocks don't tell. */
static const char *
time_taken(struct pool *pool, const struct deployment *row)
{
    int64_t seconds = (row->ended_ms - row->created_ms) / 1000;

    return seconds <= 0 ? ""
                        : pool_printf(pool, " after %s", duration_format(pool, seconds * 1000));
}

const char *
message_deployment_thread(struct pool *pool, const struct message_about *about)
{
    const struct deployment *row = about->row;
    const struct pieces is = pieces_of(pool, row);
    const char *names = called(pool, about);
    const char *it = names[0] == '\0' ? "It" : "it";

    switch (row->state) {
    case DEPLOYMENT_WAITING:
        return pool_printf(pool, "Waiting for checks%s", is.detail);
    case DEPLOYMENT_IN_PROGRESS:
        return pool_printf(pool, "The build has begun%s", log_of(pool, row));
    case DEPLOYMENT_SUCCESS:
        return pool_printf(pool, "%s%s %s %s%s%s", names, it, deployment_became(row),
                           is.environment, time_taken(pool, row), is.url);
    case DEPLOYMENT_FAILURE:
    case DEPLOYMENT_ERROR:
        return pool_printf(pool, "%s%s %s %s%s%s", names, it, deployment_became(row),
                           is.environment, is.detail, log_of(pool, row));
    case DEPLOYMENT_INACTIVE:
        return pool_printf(pool, "Taken back%s", is.detail);
    case DEPLOYMENT_QUEUED:
    case DEPLOYMENT_SUPERSEDED:
    case DEPLOYMENT_STATES:
        break;
    }
    return NULL;
}
