/* chat_people.c - hello and goodbye: who somebody is at GitHub. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/people.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"

static int
look(struct chat *chat, enum person_key by, const char *key, struct person *person)
{
    int rc = person_look(chat->db, by, key, chat->pool, person);

    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* What is in the way; true: they have been told. */
static bool
refuse(struct chat *chat, const char *login, const struct person *me, const struct person *holder)
{
    if (me->github != NULL && strcasecmp(me->github, login) == 0) {
        chat_say(chat, "I know: you are %s.", chat_code(chat, me->github));
        return true;
    }
    if (me->github != NULL) {
        chat_say(chat, "You are %s already. If that is wrong, say %s first.",
                 chat_code(chat, me->github), chat_hint(chat, "goodbye"));
        return true;
    }
    if (holder->slack == NULL)
        return false;
    chat_say(chat,
             "%s is %s already. If that is not so, they can say %s, or whoever runs me can mend "
             "it.",
             chat_code(chat, login), slack_mention(chat->pool, holder->slack),
             chat_hint(chat, "goodbye"));
    return true;
}

int
chat_link(struct chat *chat, const char *login)
{
    struct person_wish wish = { .wanted = { .github = login, .slack = chat->place.user } };
    struct person me = { 0 }, holder = { 0 };
    int rc = look(chat, PERSON_BY_SLACK, chat->place.user, &me);

    if (rc == 0)
        rc = look(chat, PERSON_BY_GITHUB, login, &holder);
    if (rc != 0 || refuse(chat, login, &me, &holder))
        return rc;
    if (holder.id != 0)
        wish.wanted.github = holder.github;
    rc = person_link_by(chat->db, &wish, chat->now_ms, chat->pool);
    if (rc == FAIL_CONFLICT) {
        chat_say(chat,
                 "I can't note that: you and %s are two people to me, each with an account "
                 "at Asana. Whoever runs me can mend it.",
                 chat_code(chat, login));
        return 0;
    }
    if (rc != 0)
        return rc;
    chat->acted = true;
    chat_say(chat, "Hello! You are %s at GitHub. I mention you here from now on.",
             chat_code(chat, wish.wanted.github));
    return 0;
}

/* "@ann", or her page. */
static const char *
login_of(const char *word)
{
    const char *slash = strrchr(word, '/');

    if (slash != NULL && strncasecmp(word, "http", 4) == 0)
        return slash + 1;
    return word[0] == '@' ? word + 1 : word;
}

/* "@U0123ABCD": somebody was mentioned, whom Slack names by an id. */
static bool
is_member(const char *word)
{
    enum { ID_LEAST = 9 };

    return word[0] == '@' && strlen(word) > ID_LEAST && slack_id_valid(word + 1, "UW");
}

int
chat_hello(struct chat *chat)
{
    const char *login = NULL;
    int rc = 0;

    if (chat->words.count > 2) {
        chat_say(chat, "One login is enough. Say %s.", chat_hint(chat, "hello LOGIN"));
        return 0;
    }
    if (chat->words.count == 2) {
        login = login_of(chat->words.items[1]);
        if (login_valid(login) && !is_member(chat->words.items[1]))
            return chat_link(chat, login);
        chat_say(chat, "%s is no login at GitHub. Say %s.", chat_code(chat, chat->words.items[1]),
                 chat_hint(chat, "hello LOGIN"));
        return 0;
    }
    rc = chat_login(chat, &login);
    if (rc != 0)
        return rc;
    if (login != NULL)
        chat_say(chat, "Hello! You are %s at GitHub. If that is wrong, say %s.",
                 chat_code(chat, login), chat_hint(chat, "goodbye"));
    else if (!chat->tied)
        chat_say(chat, "Hello! Who are you at GitHub? Say %s.", chat_hint(chat, "hello LOGIN"));
    else {
        chat_say(chat, "Hello! One moment, I look who works at *%s*.",
                 slack_line(chat->pool, chat->project.settings.repository));
        chat_later(chat, &(struct chat_task){ .what = CHAT_TASK_GREET });
    }
    return 0;
}

int
chat_goodbye(struct chat *chat)
{
    struct person was = { 0 };
    int rc;

    if (chat->words.count > 1) {
        chat_usage(chat, "That takes nothing more: everybody says it for themselves.");
        return 0;
    }
    rc = person_leave(chat->db, PERSON_BY_SLACK, chat->place.user, chat->now_ms, chat->pool, &was);
    if (rc == FAIL_NOT_FOUND) {
        chat_say(chat, "I don't know who you are, so there is nothing to forget.");
        return 0;
    }
    if (rc != 0)
        return rc;
    chat->acted = true;
    if (was.github != NULL)
        chat_say(chat, "Goodbye! I forgot that you are %s.", chat_code(chat, was.github));
    else
        chat_say(chat, "Goodbye! I forgot you.");
    return 0;
}
