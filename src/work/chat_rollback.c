/* chat_rollback.c - back to what was there before; and the buttons for that, and to try again. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/fail.h"
#include "store/deployments_rows.h"
#include "wire/slack_text.h"
#include "work/chat_ask.h"
#include "work/chat_parts.h"
#include "work/deployment_state.h"

static int
roll_back(struct chat *chat, const struct workflow_place *place)
{
    struct deploy_wish whole = chat_deploy_wish(chat, place);
    const char *words = NULL;
    int rc = deploy_wish_previous(chat->db, &whole, &words);

    return rc == 0 ? chat_wish_unless(chat, &whole, "rollback", words) : rc;
}

int
chat_rollback(struct chat *chat)
{
    struct workflow_place place;

    if (chat->words.count != 2) {
        chat_usage(chat, chat->words.count < 2
                             ? "Which environment?"
                             : "That takes the environment alone: it goes back to "
                               "what was there before.");
        return 0;
    }
    chat_place(chat, chat->words.items[1], &place);
    return place.rule == NULL ? 0 : roll_back(chat, &place);
}

int
chat_take_back(struct chat *chat, const struct deployment *row)
{
    struct deployment current = { 0 };
    struct workflow_place place;
    int rc;

    chat_place(chat, row->environment, &place);
    if (place.rule == NULL)
        return 0;
    rc = deployment_look_current(chat->db, chat->project.settings.repository, place.environment,
                                 chat->pool, &current);
    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    if (rc == 0 && current.id == row->id)
        return roll_back(chat, &place);
    chat_say(chat, "%s is not what is live on *%s* any more, so I left that as it is.",
             chat_ref_words(chat->pool, row->ref, row->sha), place.environment);
    return 0;
}

/* The newest of what is live, or on its way, behind that row; false in *is: there is none. */
static int
look_newer(struct chat *chat, const struct deployment *row, struct deployment *newer, bool *is)
{
    struct deployments open = { 0 };
    int rc = deployments_open(chat->db, row->repository, row->environment, chat->pool, &open);

    *is = rc == 0 && open.count > 0 && open.rows[open.count - 1].id > row->id;
    if (*is)
        *newer = open.rows[open.count - 1];
    if (rc != 0 || *is)
        return rc;
    rc = deployment_look_current(chat->db, row->repository, row->environment, chat->pool, newer);
    *is = rc == 0 && newer->id > row->id;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* How to have this one all the same; "" where it is there. */
static const char *
all_the_same(struct chat *chat, const struct deployment *row, const struct deployment *newer)
{
    const struct deployment_ref ref = deployment_ref_read(chat->pool, row->ref);
    const char *name = ref.kind == REF_TAG ? row->ref : row->sha;

    if (strcmp(row->sha, newer->sha) == 0)
        return "";
    return pool_printf(
        chat->pool, " If you want this one: %s.",
        chat_hint(chat, pool_printf(chat->pool, "deploy %s to %s",
                                    deployment_ref_show(chat->pool, name), row->environment)));
}

/* A button stays where it is, and what it would bring gets older. */
static int
is_newest(struct chat *chat, const struct deployment *row, bool *newest)
{
    struct deployment newer = { 0 };
    bool is = false;
    int rc = look_newer(chat, row, &newer, &is);

    *newest = rc == 0 && !is;
    if (is)
        chat_say(chat, "%s %s *%s* by now, so I left that as it is.%s",
                 chat_ref_words(chat->pool, newer.ref, newer.sha), deployment_became(&newer),
                 slack_line(chat->pool, row->environment), all_the_same(chat, row, &newer));
    return rc;
}

static bool
is_over(struct chat *chat, const struct deployment *row)
{
    if (!deployment_is_open(row->state) && row->state != DEPLOYMENT_SUCCESS)
        return true;
    chat_say(chat, "That one %s, so there is nothing to try again.",
             row->state == DEPLOYMENT_SUCCESS ? "went well" : "is still on its way");
    return false;
}

/* The same commit, if the rules still let it go there. */
static int
again(struct chat *chat, const struct workflow_place *place, const struct deployment *row)
{
    struct deploy_wish whole = chat_deploy_wish(chat, place);
    const char *words = NULL;
    int rc;

    deploy_wish_row(&whole, row);
    rc = deploy_wish_refusal(chat->db, &whole, &words);
    return rc == 0 ? chat_wish_unless(chat, &whole, "retry", words) : rc;
}

int
chat_retry(struct chat *chat, const struct deployment *row)
{
    struct workflow_place place;
    bool newest = false;
    int rc;

    if (!is_over(chat, row))
        return 0;
    chat_place(chat, row->environment, &place);
    if (place.rule == NULL)
        return 0;
    rc = is_newest(chat, row, &newest);
    if (rc != 0 || !newest)
        return rc;
    if (place.pull_request == 0)
        return again(chat, &place, row);
    /* Only GitHub knows whether it is still open: nobody takes back what comes behind its end. */
    chat_look_up(chat, &place, pool_printf(chat->pool, "#%" PRId64, place.pull_request));
    return 0;
}
