/* deployment_state.c - the table of states and news, and what both are called. */
#include "config.h"

#include <string.h>

#include "work/deployment_state.h"

/* Rows of the table: the states, a queued one for which a build was asked apart. */
enum { ASKED = DEPLOYMENT_STATES, ROWS };

/* Where news lead to, plus one; 0: they change nothing. */
#define TO(state) ((unsigned char)(DEPLOYMENT_##state + 1))

static const unsigned char table[ROWS][NEWS_KINDS] = {
    [DEPLOYMENT_QUEUED] = {
        [NEWS_CREATED] = TO(QUEUED),
        [NEWS_CHECKS_PENDING] = TO(WAITING),
        [NEWS_CHECK_FAILED] = TO(FAILURE),
        [NEWS_CONFLICT] = TO(FAILURE),
        [NEWS_REFUSED] = TO(ERROR),
        [NEWS_STARTED] = TO(IN_PROGRESS),
        [NEWS_NEWER] = TO(SUPERSEDED),
        [NEWS_CLOSED] = TO(INACTIVE),
        [NEWS_TAKEN_BACK] = TO(INACTIVE),
    },
    [DEPLOYMENT_WAITING] = {
        [NEWS_CREATED] = TO(QUEUED),
        [NEWS_CHECKS_PENDING] = TO(WAITING),
        [NEWS_CHECK_FAILED] = TO(FAILURE),
        [NEWS_CONFLICT] = TO(FAILURE),
        [NEWS_REFUSED] = TO(ERROR),
        [NEWS_NEWER] = TO(SUPERSEDED),
        [NEWS_CLOSED] = TO(INACTIVE),
        [NEWS_TAKEN_BACK] = TO(INACTIVE),
    },
    /* What the CI system sends may come before the answer to whoever asked it. */
    [ASKED] = {
        [NEWS_REFUSED] = TO(ERROR),
        [NEWS_STARTED] = TO(IN_PROGRESS),
        [NEWS_PART_DONE] = TO(IN_PROGRESS),
        [NEWS_BUILT] = TO(SUCCESS),
        [NEWS_BUILD_FAILED] = TO(FAILURE),
        [NEWS_BUILD_ERROR] = TO(ERROR),
        [NEWS_OTHER_COMMIT] = TO(FAILURE),
        [NEWS_BUILD_LOST] = TO(ERROR),
    },
    [DEPLOYMENT_IN_PROGRESS] = {
        [NEWS_STARTED] = TO(IN_PROGRESS),
        [NEWS_PART_DONE] = TO(IN_PROGRESS),
        [NEWS_BUILT] = TO(SUCCESS),
        [NEWS_BUILD_FAILED] = TO(FAILURE),
        [NEWS_BUILD_ERROR] = TO(ERROR),
        [NEWS_OTHER_COMMIT] = TO(FAILURE),
        [NEWS_BUILD_LOST] = TO(ERROR),
    },
    [DEPLOYMENT_SUCCESS] = { [NEWS_CLOSED] = TO(INACTIVE) },
};

static const char *
why_ignored(enum deployment_state state, bool asked)
{
    static const char *const ended[DEPLOYMENT_STATES] = {
        [DEPLOYMENT_SUCCESS] = "it has succeeded already",
        [DEPLOYMENT_FAILURE] = "it has failed already",
        [DEPLOYMENT_ERROR] = "it has ended with an error already",
        [DEPLOYMENT_INACTIVE] = "it was taken back",
        [DEPLOYMENT_SUPERSEDED] = "a newer one has taken its place",
    };

    if (!deployment_is_open(state))
        return ended[state];
    if (asked)
        return "its build goes on, and only the end of that settles it";
    if (state == DEPLOYMENT_WAITING)
        return "it waits for checks, and nothing of it was built";
    return "no build was asked for yet";
}

struct deployment_verdict
deployment_hear(const struct deployment *row, enum deployment_news news)
{
    bool asked = row->state == DEPLOYMENT_IN_PROGRESS ||
                 (row->state == DEPLOYMENT_QUEUED && row->triggered_ms > 0);
    size_t from = asked && row->state == DEPLOYMENT_QUEUED ? ASKED : (size_t)row->state;
    unsigned char to = table[from][news];

    if (to == 0)
        return (struct deployment_verdict){ row->state, why_ignored(row->state, asked) };
    return (struct deployment_verdict){ (enum deployment_state)(to - 1), NULL };
}

bool
deployment_is_told(const struct deployment *row)
{
    return row->told != NULL && strcmp(row->told, deployment_state_name(row->state)) == 0;
}
