/* chat_later.c - what is asked, and what was found. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "wire/slack_text.h"
#include "work/chat_later.h"
#include "work/chat_parts.h"

static const char *
own_repository(const struct chat *chat)
{
    return chat->tied ? chat->project.settings.repository : NULL;
}

static const char *
named_repository(struct chat *chat)
{
    const char *name =
        chat->words.count > 1 ? chat_repository(chat->pool, chat->words.items[1]) : NULL;

    return repository_valid(name) ? name : NULL;
}

void
chat_asked_command(struct chat *chat, const char *name, const char *text, struct chat_asked *asked)
{
    chat_mean(chat, name, text);
    *asked = (struct chat_asked){ .command = chat->command, .repository = own_repository(chat) };
    if (chat->command == NULL)
        return;
    asked->permit = chat->command->permit;
    if (chat->command->act == chat_setup)
        asked->repository = named_repository(chat);
}

void
chat_asked_press(struct chat *chat, const struct slack_action *action, struct chat_asked *asked)
{
    *asked = (struct chat_asked){ .permit = chat_press_permit(chat->pool, action),
                                  .repository = own_repository(chat) };
}

/* false: they have been told that it is another one's. */
static bool
is_still_tied(struct chat *chat, const char *repository)
{
    const char *own = own_repository(chat);

    if (own != NULL && strcasecmp(own, repository) == 0)
        return true;
    chat_say(chat, "This channel is not tied to *%s* any more, so I did nothing.",
             slack_line(chat->pool, repository));
    return false;
}

int
chat_found(struct chat *chat, const struct chat_found *found)
{
    struct deploy_wish whole = found->wish;
    const char *words = found->words;
    bool locked = false;
    int rc = 0;

    if (!is_still_tied(chat, whole.repository))
        return 0;
    if (words == NULL)
        rc = chat_refuse_locked(chat, whole.place.environment, &locked);
    if (rc != 0 || locked)
        return rc;
    if (words == NULL && found->live)
        rc = deploy_wish_live(chat->db, &whole, &words);
    if (rc == 0 && words == NULL)
        rc = deploy_wish_refusal(chat->db, &whole, &words);
    return rc == 0 ? chat_go_unless(chat, &whole, found->installation, words) : rc;
}
