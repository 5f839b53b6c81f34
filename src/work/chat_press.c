/* chat_press.c - a button was pressed: all that its value says is looked up again. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/deployments.h"
#include "wire/slack_text.h"
#include "work/chat_ask.h"
#include "work/chat_parts.h"

/* Is the button about this channel's project?  false: they have been told that it is not. */
static bool
is_of_this_channel(struct chat *chat, const char *repository)
{
    if (chat->tied && strcasecmp(chat->project.settings.repository, repository) == 0)
        return true;
    chat_say(chat, "This channel is not tied to *%s* any more, so I did nothing.",
             slack_line(chat->pool, repository));
    return false;
}

static int
confirm(struct chat *chat, const struct chat_button *button)
{
    struct workflow_place place;
    struct deploy_wish whole;
    const char *words = NULL;
    int rc;

    chat_place(chat, button->environment, &place);
    if (place.rule == NULL)
        return 0;
    whole = chat_deploy_wish(chat, &place);
    whole.ref = deployment_ref_read(chat->pool, button->ref);
    whole.full = button->ref;
    whole.sha = button->sha;
    rc = deploy_wish_refusal(chat->db, &whole, &words);
    if (rc != 0)
        return rc;
    /* Nothing but its own head was asked about where the rule lets nobody send anything else. */
    if (place.pull_request > 0 && workflow_pick(&place) == PICK_NOTHING)
        words = NULL;
    return chat_wish_unless(chat, &whole, "slack", words);
}

static void
cancel(struct chat *chat, const struct chat_button *button)
{
    chat_say(chat, "All right, %s does not go to *%s*.",
             chat_ref_words(chat->pool, button->ref, button->sha),
             slack_line(chat->pool, button->environment));
}

/* The row is as true as the button that names it: its own repository has to be the channel's. */
static int
press_row(struct chat *chat, const struct chat_button *button)
{
    struct deployment row = { 0 };
    int rc = deployment_look(chat->db, button->deployment, chat->pool, &row);

    if (rc == FAIL_NOT_FOUND) {
        chat_say(chat, "I don't know that deployment any more.");
        return 0;
    }
    if (rc != 0 || !is_of_this_channel(chat, row.repository))
        return rc;
    return button->kind == CHAT_RETRY ? chat_retry(chat, &row) : chat_take_back(chat, &row);
}

static int
act(struct chat *chat, const struct chat_button *button)
{
    switch (button->kind) {
    case CHAT_LINK:
        return chat_link(chat, button->login);
    case CHAT_CANCEL:
        cancel(chat, button);
        return 0;
    case CHAT_DEPLOY:
        return is_of_this_channel(chat, button->repository) ? confirm(chat, button) : 0;
    case CHAT_ROLLBACK:
    case CHAT_RETRY:
        break;
    }
    return press_row(chat, button);
}

/* What slack.permit calls it; NULL: everybody may. */
static const char *
permit_of(enum chat_button_kind kind)
{
    static const char *const permits[] = {
        [CHAT_LINK] = "hello",        [CHAT_DEPLOY] = "deploy", [CHAT_CANCEL] = NULL,
        [CHAT_ROLLBACK] = "rollback", [CHAT_RETRY] = "deploy",
    };

    return permits[kind];
}

const char *
chat_press_permit(struct pool *pool, const struct slack_action *action)
{
    struct chat_button button;

    return chat_button_read(pool, action->id, action->value, &button) ? permit_of(button.kind)
                                                                      : NULL;
}

int
chat_press(struct chat *chat, const struct slack_action *action, bool *ours)
{
    struct chat_button button;
    bool may = true;
    int rc = 0;

    *ours = chat_button_read(chat->pool, action->id, action->value, &button);
    if (!*ours)
        return 0;
    if (permit_of(button.kind) != NULL)
        rc = chat_may(chat, permit_of(button.kind), &may);
    return rc == 0 && may ? act(chat, &button) : rc;
}
