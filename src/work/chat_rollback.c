/* chat_rollback.c - back to what was there before; and the buttons for that, and to try again. */
#include "config.h"

#include "base/fail.h"
#include "store/deployments.h"
#include "work/chat_ask.h"
#include "work/chat_parts.h"

/* Where the rules let nobody send anything by hand any more, they don't let it back, either. */
static int
roll_back(struct chat *chat, const struct workflow_place *place)
{
    const struct deployment_ref any = { REF_NAME, "it", 0 };
    struct deployment previous = { 0 };
    int rc;

    if (workflow_pick(place) == PICK_NOTHING) {
        chat_refuse(chat, workflow_refusal(chat->pool, place, &any, false));
        return 0;
    }
    rc = deployment_look_previous(chat->db, chat->project.settings.repository, place->environment,
                                  chat->pool, &previous);
    if (rc == FAIL_NOT_FOUND) {
        chat_say(chat,
                 "There is nothing to go back to: I know of no good deployment to *%s* before the "
                 "current one.",
                 place->environment);
        return 0;
    }
    if (rc != 0)
        return rc;
    return chat_wish(
        chat, place,
        &(struct wish){ .ref = previous.ref, .sha = previous.sha, .origin = "rollback" });
}

int
chat_rollback(struct chat *chat)
{
    struct workflow_place place;

    if (chat->words.count != 2) {
        chat_usage(chat, chat->words.count < 2 ? "Which environment?" : "One at a time, please.");
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

int
chat_retry(struct chat *chat, const struct deployment *row)
{
    const struct deployment_ref ref =
        deployment_ref_read(chat->pool, row->ref == NULL ? row->sha : row->ref);
    struct workflow_place place;
    bool built = false;
    const char *words;
    int rc;

    if (deployment_is_open(row->state) || row->state == DEPLOYMENT_SUCCESS) {
        chat_say(chat, "That one %s, so there is nothing to try again.",
                 row->state == DEPLOYMENT_SUCCESS ? "went well" : "is still on its way");
        return 0;
    }
    chat_place(chat, row->environment, &place);
    if (place.rule == NULL)
        return 0;
    rc = chat_was_built(chat, &place, row->sha, &built);
    if (rc != 0)
        return rc;
    words = workflow_refusal(chat->pool, &place, &ref, built);
    /* What its pull request has sent there may go there again. */
    if (words != NULL && place.pull_request == 0) {
        chat_refuse(chat, words);
        return 0;
    }
    return chat_wish(chat, &place,
                     &(struct wish){ .ref = row->ref, .sha = row->sha, .origin = "retry" });
}
