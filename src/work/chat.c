/* chat.c - finds the command, asks who may, has it done. */
#include "config.h"

#include <stdarg.h>
#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/people.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"
#include "work/chat_words.h"

enum { QUOTED_MOST = 300 }; /* as Slack counts */

static bool
is_called(const struct chat_command *command, const char *name)
{
    return strcasecmp(command->name, name) == 0 ||
           (command->alias != NULL && strcasecmp(command->alias, name) == 0);
}

const struct chat_command *
chat_command_find(const char *name)
{
    for (size_t i = 0; i < chat_command_count; i++) {
        if (is_called(&chat_commands[i], name))
            return &chat_commands[i];
    }
    return NULL;
}

static void
answer(struct chat *chat, bool in_channel, const char *format, va_list args)
{
    chat->reply = (struct slack_reply){
        .text = pool_vprintf(chat->pool, format, args),
        .in_channel = in_channel,
    };
}

void
chat_say(struct chat *chat, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    answer(chat, false, format, args);
    va_end(args);
}

void
chat_announce(struct chat *chat, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    answer(chat, true, format, args);
    va_end(args);
    chat->acted = true;
}

void
chat_usage(struct chat *chat, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    answer(chat, false, format, args);
    va_end(args);
    chat->reply.text = pool_printf(chat->pool, "%s Say %s.", chat->reply.text,
                                   chat_hint(chat, chat->command->usage));
}

const char *
chat_sentence(const struct chat *chat, const char *words)
{
    const char *line = slack_line(chat->pool, words);
    size_t length = strlen(line);

    if (length > 0 && strchr(".?!", line[length - 1]) != NULL)
        return line;
    return pool_printf(chat->pool, "%s.", line);
}

/* What is quoted back is there to be recognised, so thousands of characters aren't repeated. */
const char *
chat_code(const struct chat *chat, const char *text)
{
    return slack_code(chat->pool, slack_cut(chat->pool, text, QUOTED_MOST));
}

const char *
chat_hint_of(struct pool *pool, const struct slack_api *api, const char *what)
{
    return slack_code(pool, pool_printf(pool, "/%s %s", api->command, what));
}

const char *
chat_hint(const struct chat *chat, const char *what)
{
    return chat_hint_of(chat->pool, &chat->app->settings->slack_api, what);
}

const char *
chat_unlinked(struct pool *pool, const struct slack_api *api)
{
    return pool_printf(pool,
                       "That is for people who may write to the repository, and I don't know who "
                       "you are at GitHub. Say %s first.",
                       chat_hint_of(pool, api, "hello"));
}

void
chat_later(struct chat *chat, const struct chat_task *task)
{
    struct planned_job *job = plan_add_job(chat->plan, chat->pool);
    struct chat_task whole = *task;

    whole.repository = chat->tied ? chat->project.settings.repository : NULL;
    whole.channel = chat->place.channel;
    whole.user = chat->place.user;
    chat_job(chat->pool, &whole, chat->now_ms, job);
    job->step = (int)chat->plan->job_count;
    chat->acted = true;
}

int
chat_login(struct chat *chat, const char **login)
{
    struct person person = { 0 };
    int rc = person_look(chat->db, PERSON_BY_SLACK, chat->place.user, chat->pool, &person);

    *login = rc == 0 ? person.github : NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

int
chat_may(struct chat *chat, const char *name, bool *may)
{
    const struct permit *permit = slack_permit(&chat->app->settings->slack_api, name);
    const char *login = NULL;
    int rc = 0;

    *may = chat->permitted || permit->who == PERMIT_CHANNEL;
    if (*may)
        return 0;
    if (permit->who == PERMIT_WRITE)
        rc = chat_login(chat, &login);
    if (rc != 0)
        return rc;
    if (permit->who == PERMIT_WRITE && login == NULL) {
        chat_say(chat, "%s", chat_unlinked(chat->pool, &chat->app->settings->slack_api));
        return 0;
    }
    chat_say(chat, "One moment, I ask whether you may.");
    chat_later(chat, &(struct chat_task){ .what = CHAT_TASK_ALLOW });
    return 0;
}

int
chat_begin(struct chat *chat)
{
    int rc = FAIL_NOT_FOUND;

    chat->tied = false;
    if (slack_channel_valid(chat->place.channel))
        rc = project_look_channel(chat->db, chat->app->settings, chat->place.channel, chat->pool,
                                  &chat->project);
    chat->tied = rc == 0;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* All names, and of those that have one the other name. */
static struct strings
all_names(struct pool *pool)
{
    const char **names = pool_array(pool, 2 * chat_command_count, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < chat_command_count; i++) {
        names[count++] = chat_commands[i].name;
        if (chat_commands[i].alias != NULL)
            names[count++] = chat_commands[i].alias;
    }
    return (struct strings){ names, count };
}

void
chat_unknown(struct chat *chat, size_t at, const char *before)
{
    const char *word = chat->words.items[at];
    const char *near = nearest(all_names(chat->pool), name_lower(chat->pool, word));
    const char *rest = words_join(chat->pool, chat->words, at + 1);

    if (near != NULL)
        chat_say(chat, "I know no command %s. Did you mean %s?", chat_code(chat, word),
                 chat_hint(chat, pool_printf(chat->pool, "%s%s%s%s", before, near,
                                             rest[0] == '\0' ? "" : " ", rest)));
    else
        chat_say(chat, "I know no command %s. %s tells which there are.", chat_code(chat, word),
                 chat_hint(chat, "help"));
}

/* "deploy help", "deploy --help" */
static bool
asks_for_help(const struct chat *chat)
{
    static const char *const words[] = { "help", "--help", "-h", "?" };

    return chat->words.count == 2 && name_among(STRINGS(words), chat->words.items[1]);
}

/* Where there is nothing to do it with; false: the answer says so. */
static bool
has_its_place(struct chat *chat)
{
    if (chat->command->anywhere || chat->tied)
        return true;
    if (!slack_channel_valid(chat->place.channel))
        chat_say(chat, "That is about a repository, and only channels have one. Say it there.");
    else
        chat_say(chat, "Nothing is set up in this channel. %s ties it to a repository.",
                 chat_hint(chat, "setup OWNER/REPO"));
    return false;
}

/*
 * "/deploy X" is "/hooklet deploy X".  Who has called the whole command "deploy" can say both
 * "/deploy list" and "/deploy main to test".
 */
static struct strings
words_of(struct chat *chat, const char *name, const char *text)
{
    bool ours = strcasecmp(name, chat->app->settings->slack_api.command) == 0;
    struct strings words = chat_words(chat->pool, text);
    const char **all;

    if (chat_command_find(name) == NULL ||
        (ours && (words.count == 0 || chat_command_find(words.items[0]) != NULL)))
        return words;
    all = pool_array(chat->pool, words.count + 1, sizeof *all);
    all[0] = name;
    for (size_t i = 0; i < words.count; i++)
        all[i + 1] = words.items[i];
    return (struct strings){ all, words.count + 1 };
}

void
chat_mean(struct chat *chat, const char *name, const char *text)
{
    chat->words = words_of(chat, name, text);
    chat->command = chat->words.count == 0 ? NULL : chat_command_find(chat->words.items[0]);
}

int
chat_run(struct chat *chat, const char *name, const char *text)
{
    const struct slack_api *api = &chat->app->settings->slack_api;
    bool may = false;
    int rc;

    chat_mean(chat, name, text);
    if (chat->words.count == 0) {
        chat_say(chat, "%s", chat_help(chat->pool, api, NULL));
        return 0;
    }
    if (chat->command == NULL) {
        chat_unknown(chat, 0, "");
        return 0;
    }
    if (asks_for_help(chat)) {
        chat_say(chat, "%s", chat_help(chat->pool, api, chat->command));
        return 0;
    }
    if (!has_its_place(chat))
        return 0;
    rc = chat_may(chat, chat->command->permit, &may);
    return rc == 0 && may ? chat->command->act(chat) : rc;
}
