/* chat_setup.c - setup and reset: which repository a channel is for. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "wire/slack_text.h"
#include "work/chat_parts.h"

const char *
chat_repository(struct pool *pool, const char *word)
{
    static const char *const heads[] = { "https://", "http://", "git@", "ssh://git@" };
    const char *name = word;
    size_t length;

    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        size_t head = strlen(heads[i]);

        if (strncasecmp(word, heads[i], head) == 0 && strpbrk(word + head, "/:") != NULL)
            name = strpbrk(word + head, "/:") + 1;
    }
    length = strlen(name);
    if (length > 1 && name[length - 1] == '/')
        length--;
    if (length > 4 && strncmp(name + length - 4, ".git", 4) == 0)
        length -= 4;
    return pool_copy(pool, name, length);
}

static const char *
channel_words(const struct chat *chat, const struct project *project)
{
    return project->settings.channel == NULL
               ? "another channel"
               : slack_channel_link(chat->pool, project->settings.channel);
}

static void
say_in_the_way(struct chat *chat, const struct project_tie *tie)
{
    const struct project *project = &tie->project;
    const char *name = slack_line(chat->pool, project->settings.repository);

    if (tie->outcome == PROJECT_HERE)
        chat_say(chat, "This channel is tied to *%s* already.", name);
    else if (tie->outcome == PROJECT_ELSEWHERE && project->pinned)
        chat_say(chat, "*%s* is tied to %s in my configuration. Whoever runs me can change that.",
                 name, channel_words(chat, project));
    else if (tie->outcome == PROJECT_ELSEWHERE)
        chat_say(chat, "*%s* is tied to %s already. Say %s there first.", name,
                 channel_words(chat, project), chat_hint(chat, "reset"));
    else if (project->pinned)
        chat_say(chat,
                 "This channel is for *%s*, by my configuration. Whoever runs me can change that.",
                 name);
    else
        chat_say(chat, "This channel is tied to *%s*. A channel has one repository: say %s first.",
                 name, chat_hint(chat, "reset"));
}

static int
tie(struct chat *chat, const char *repository)
{
    const struct project_wish wish = { .repository = repository,
                                       .channel = chat->place.channel,
                                       .channel_name = chat->place.channel_name,
                                       .team = chat->place.team };
    struct project_tie tied = { 0 };
    int rc = project_tie(chat->db, chat->app->settings, &wish, chat->now_ms, chat->pool, &tied);

    if (rc != 0)
        return rc;
    if (tied.outcome != PROJECT_TIED) {
        say_in_the_way(chat, &tied);
        return 0;
    }
    chat->project = tied.project;
    chat->tied = true;
    chat_say(chat,
             "This channel is tied to *%s* now. I look who works there, so that people can "
             "say who they are.",
             slack_line(chat->pool, repository));
    chat_later(chat, &(struct chat_task){ .what = CHAT_TASK_GREET });
    return 0;
}

int
chat_setup(struct chat *chat)
{
    const char *repository;

    if (!slack_channel_valid(chat->place.channel)) {
        chat_say(chat, "Only a channel can be tied to a repository. Say it there.");
        return 0;
    }
    if (chat->words.count < 2) {
        chat_usage(chat, "Which repository?");
        return 0;
    }
    repository = chat_repository(chat->pool, chat->words.items[1]);
    if (chat->words.count > 2) {
        chat_usage(chat, "One repository at a time, please.");
        return 0;
    }
    if (!repository_valid(repository)) {
        chat_usage(chat, "%s is no repository: it has to be OWNER/REPO, as GitHub calls it.",
                   chat_code(chat, chat->words.items[1]));
        return 0;
    }
    return tie(chat, repository);
}

int
chat_reset(struct chat *chat)
{
    const char *name = slack_line(chat->pool, chat->project.settings.repository);
    int rc;

    if (chat->words.count > 1) {
        chat_usage(chat, "That takes nothing more: it is about this channel.");
        return 0;
    }
    if (chat->project.pinned) {
        chat_say(chat,
                 "This channel is for *%s*, by my configuration. Whoever runs me can change that.",
                 name);
        return 0;
    }
    rc = project_untie(chat->db, &chat->project);
    if (rc != 0)
        return rc;
    chat->tied = false;
    chat->acted = true;
    chat_say(chat,
             "This channel and *%s* are untied, and what was set here is forgotten. Who is "
             "who at GitHub I still know.",
             name);
    return 0;
}
