/*
 * ask-slack: asks Slack one thing, as a configuration says.
 *
 *     ask-slack CONFIG QUESTION WORD...
 *
 * Prints what comes back, one thing a line; "-" for a word is none.  Its status is 0, or the
 * failure's code without its sign.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/settings.h"
#include "store/slack_stop.h"
#include "store/state.h"
#include "wire/slack_blocks.h"
#include "wire/slack_message.h"
#include "wire/slack_people.h"
#include "wire/slack_text.h"

static const char *
word(const char *text)
{
    return text == NULL || strcmp(text, "-") == 0 ? NULL : text;
}

static int
ask_self(struct slack *slack, char **words)
{
    struct slack_self self = { 0 };
    int rc = slack_self(slack, &self);

    (void)words;
    if (rc == 0)
        printf("%s|%s|%s|%s\n", self.team, self.team_name, self.user,
               self.scopes != NULL ? self.scopes : "-");
    return rc;
}

static int
ask_channel(struct slack *slack, char **words)
{
    struct slack_channel channel = { 0 };
    int rc = slack_channel_look(slack, words[0], &channel);

    if (rc == 0)
        printf("%s|%s|%s\n", channel.name, channel.archived ? "archived" : "open",
               channel.member ? "member" : "stranger");
    return rc;
}

static int
ask_group(struct slack *slack, char **words)
{
    bool is_in = false;
    int rc = slack_group_has(slack, words[0], words[1], &is_in);

    if (rc == 0)
        puts(is_in ? "in" : "out");
    return rc;
}

/* Blocks that try every limit: what people say, cut and escaped, and two dozen buttons too many. */
static const char *
blocks_of(struct slack *slack, const char *text)
{
    struct slack_choice choices[25];
    struct slack_choice many[150];
    struct slack_blocks blocks;

    slack_blocks_begin(&blocks, slack->pool);
    slack_section(&blocks, slack_escape(slack->pool, text));
    slack_context(&blocks, slack_code(slack->pool, text));
    for (size_t i = 0; i < 150; i++) {
        many[i].value = pool_printf(slack->pool, "value-%zu", i);
        many[i].text = slack_line(slack->pool, pool_printf(slack->pool, "%zu %s", i, text));
        if (i < 25)
            choices[i] = many[i];
    }
    slack_choose(&blocks, "few", "few", "Who?", choices, 25);
    slack_choose(&blocks, "many", "many", "Who?", many, 150);
    for (size_t i = 0; i < SLACK_BLOCKS_MOST; i++)
        slack_context(&blocks, "-");
    return slack_blocks_text(&blocks);
}

/* CHANNEL THREAD TEXT [blocks]: the text is somebody's words. */
static struct slack_message
message_of(struct slack *slack, char **words)
{
    return (struct slack_message){
        .channel = words[0],
        .thread = word(words[1]),
        .text = slack_escape(slack->pool, words[2]),
        .blocks = words[3] != NULL ? blocks_of(slack, words[2]) : NULL,
    };
}

static int
ask_post(struct slack *slack, char **words)
{
    const struct slack_message message = message_of(slack, words);
    const char *stamp = NULL;
    int rc = slack_post(slack, &message, &stamp);

    if (rc == 0)
        puts(stamp);
    return rc;
}

/* CHANNEL STAMP TEXT [blocks] */
static int
ask_update(struct slack *slack, char **words)
{
    const struct slack_message message = message_of(slack, words);

    return slack_update(slack, &message, words[1]);
}

/* CHANNEL USER TEXT [blocks] */
static int
ask_ephemeral(struct slack *slack, char **words)
{
    struct slack_message message = message_of(slack, words);

    message.thread = NULL;
    return slack_ephemeral(slack, &message, words[1]);
}

/* - - TEXT [blocks] */
static int
ask_webhook(struct slack *slack, char **words)
{
    const struct slack_message message = message_of(slack, words);

    return slack_webhook(slack, &message);
}

/* URL HOW TEXT [blocks]; HOW: quiet, loud, replace, remove */
static int
ask_respond(struct slack *slack, char **words)
{
    const struct slack_message message = message_of(slack, words);
    const struct slack_reply reply = {
        .text = message.text,
        .blocks = message.blocks,
        .in_channel = strcmp(words[1], "loud") == 0,
        .replace = strcmp(words[1], "replace") == 0,
        .remove = strcmp(words[1], "remove") == 0,
    };

    return slack_respond(slack, words[0], &reply);
}

/* TEAM EVENT TIME: what the web side makes of app_uninstalled; without an event what ends it. */
static int
ask_stop(struct slack *slack, char **words)
{
    const char *event = word(words[1]);

    return state_put(slack->store, SLACK_STOPPED, words[0],
                     event != NULL ? slack_stop_value(slack->pool, event) : "null",
                     strtoll(words[2], NULL, 10));
}

static const struct {
    const char *name;
    int words; /* at least */
    int (*ask)(struct slack *slack, char **words);
} questions[] = {
    { "self", 0, ask_self },       { "channel", 1, ask_channel }, { "group", 2, ask_group },
    { "post", 3, ask_post },       { "update", 3, ask_update },   { "ephemeral", 3, ask_ephemeral },
    { "webhook", 3, ask_webhook }, { "respond", 3, ask_respond }, { "stop", 3, ask_stop },
};

static int
ask(struct slack *slack, int count, char **words)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (strcmp(words[0], questions[i].name) == 0 && count > questions[i].words)
            return questions[i].ask(slack, words + 1);
    }
    return FAIL_CONFIG;
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct slack slack = { .pool = pool_new() };
    int rc;

    if (getenv("ASK_SLACK_DEBUG") != NULL)
        log_open("ask-slack", LOG_FORMAT_PLAIN, LOG_DEBUG);
    if (argc < 3 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &slack.store) != 0)
        return 99;
    slack.api = &settings->slack_api;
    rc = ask(&slack, argc - 2, argv + 2);
    store_close(slack.store);
    settings_free(settings);
    pool_free(slack.pool);
    return -rc;
}
