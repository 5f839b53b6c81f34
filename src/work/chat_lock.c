/* chat_lock.c - lock and unlock: the same locks as those of comments. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/environment.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"

void
chat_place(struct chat *chat, const char *environment, struct workflow_place *place)
{
    struct workflow workflow;
    const char *words;

    *place = (struct workflow_place){ 0 };
    workflow_find(chat->app->settings, chat->project.settings.repository, chat->pool, &workflow);
    words = workflow_place(&workflow, environment, place);
    if (words != NULL)
        chat_say(chat, "%s", chat_sentence(chat, words));
}

/* As environment_lock_words() has it, but with the time as each reader's clock shows it. */
static void
say_locked(struct chat *chat, const char *environment, const struct environment_lock *lock)
{
    struct pool *pool = chat->pool;

    chat_say(chat, "%s is locked by %s since %s%s%s. %s opens it again.",
             slack_line(pool, environment), slack_line(pool, lock->by),
             slack_date(pool, lock->since_ms), lock->reason == NULL ? "" : ": ",
             slack_line(pool, lock->reason),
             chat_hint(chat, pool_printf(pool, "unlock %s", environment)));
}

int
chat_refuse_locked(struct chat *chat, const char *environment, bool *locked)
{
    struct environment_lock lock = { 0 };
    int rc = environment_look(chat->db, chat->project.settings.repository, environment, chat->pool,
                              &lock);

    *locked = rc == 0;
    if (*locked)
        say_locked(chat, environment, &lock);
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* A login where it is known, else the name at Slack. */
static int
name_of(struct chat *chat, const char **name)
{
    int rc = chat_login(chat, name);

    if (rc == 0 && *name == NULL)
        *name = chat->place.user_name != NULL ? chat->place.user_name : chat->place.user;
    return rc;
}

int
chat_lock(struct chat *chat)
{
    struct environment_lock wanted = { .repository = chat->project.settings.repository,
                                       .reason = words_join(chat->pool, chat->words, 2),
                                       .since_ms = chat->now_ms };
    struct environment_lock holder = { 0 };
    struct workflow_place place;
    int rc;

    if (chat->words.count < 3) {
        chat_usage(chat, chat->words.count < 2 ? "Which environment, and why?"
                                               : "Say why, too, so that others know.");
        return 0;
    }
    chat_place(chat, chat->words.items[1], &place);
    if (place.rule == NULL)
        return 0;
    wanted.environment = place.environment;
    rc = name_of(chat, &wanted.by);
    if (rc == 0)
        rc = environment_lock_by(chat->db, &wanted, chat->pool, &holder);
    if (rc == FAIL_CONFLICT) {
        say_locked(chat, place.environment, &holder);
        return 0;
    }
    if (rc != 0)
        return rc;
    chat->acted = true;
    chat_say(chat, "*%s* is locked: nobody deploys there until %s.", place.environment,
             chat_hint(chat, pool_printf(chat->pool, "unlock %s", place.environment)));
    return 0;
}

/* Nobody has kept what came meanwhile; where people may deploy, they can have it now. */
static const char *
catch_up(struct chat *chat, const char *environment)
{
    struct workflow_place place;

    chat_place(chat, environment, &place);
    if (place.rule == NULL || workflow_pick(&place) == PICK_NOTHING)
        return "";
    return pool_printf(chat->pool,
                       " What came meanwhile did not go there: say %s for what belongs there now.",
                       chat_hint(chat, pool_printf(chat->pool, "deploy %s", place.environment)));
}

int
chat_unlock(struct chat *chat)
{
    const char *more;
    const char *environment = chat->words.count == 2 ? chat->words.items[1] : NULL;
    struct environment_lock was = { 0 };
    struct workflow_place place;
    int rc;

    if (environment == NULL) {
        chat_usage(chat, chat->words.count < 2 ? "Which environment?" : "One at a time, please.");
        return 0;
    }
    /* Whatever the rules are by now: what is locked can be opened. */
    rc = environment_unlock_by(chat->db, chat->project.settings.repository, environment, chat->pool,
                               &was);
    if (rc == FAIL_NOT_FOUND) {
        chat_place(chat, environment, &place);
        if (place.rule != NULL)
            chat_say(chat, "*%s* is not locked.", place.environment);
        return 0;
    }
    if (rc != 0)
        return rc;
    chat->acted = true;
    more = catch_up(chat, was.environment);
    chat_say(chat, "*%s* is open again. %s had locked it%s%s.%s",
             slack_line(chat->pool, was.environment), slack_line(chat->pool, was.by),
             was.reason == NULL ? "" : ": ", slack_line(chat->pool, was.reason), more);
    return 0;
}
