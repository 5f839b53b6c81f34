/* slack_event.c - a form and two kinds of JSON. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "port/slack_api.h"
#include "wire/slack_event.h"

enum { STAMP_MOST = 32 /* bytes; Slack's own have 17 */ };

/* Capitals that its ids begin with. */
#define TEAMS "TE"
#define CHANNELS "CGD"
#define USERS "UW"

/* What it is if it looks like such an id of Slack's, else NULL. */
static const char *
id_or_null(const char *text, const char *first)
{
    return slack_id_valid(text, first) ? text : NULL;
}

/* A message's name, "1548261231.000200". */
static const char *
stamp_or_null(const char *text)
{
    size_t length = text == NULL ? 0 : strspn(text, DIGITS ".");

    return length > 0 && length <= STAMP_MOST && text[length] == '\0' ? text : NULL;
}

static bool
is(const char *text, const char *other)
{
    return text != NULL && strcmp(text, other) == 0;
}

/* What a channel is called; those that are private are all "privategroup" to commands. */
static const char *
channel_name_or_null(const char *text)
{
    return is(text, "privategroup") || is(text, "directmessage") ? NULL : text;
}

int
slack_command_decode(const struct delivery *delivery, struct pool *pool,
                     struct slack_command *command)
{
    const char *form = delivery->document;
    size_t length = delivery->document_length;
    const char *name = form_text(pool, form, length, "command");
    const char *text = form_text(pool, form, length, "text");
    struct slack_place place = {
        .team = id_or_null(form_text(pool, form, length, "team_id"), TEAMS),
        .channel = id_or_null(form_text(pool, form, length, "channel_id"), CHANNELS),
        .channel_name = channel_name_or_null(form_text(pool, form, length, "channel_name")),
        .user = id_or_null(form_text(pool, form, length, "user_id"), USERS),
        .user_name = form_text(pool, form, length, "user_name"),
    };

    if (name == NULL || name[0] != '/' || name[1] == '\0')
        return fail(FAIL_FIELD, "command: missing, or without a slash");
    if (place.channel == NULL || place.user == NULL)
        return fail(FAIL_FIELD, "%s: missing, or no id of Slack's",
                    place.user == NULL ? "user_id" : "channel_id");
    *command = (struct slack_command){
        .place = place,
        .name = name + 1,
        .text = text == NULL ? "" : text,
        .response_url = form_text(pool, form, length, "response_url"),
    };
    return 0;
}

enum pressed {
    TYPE,
    TEAM,
    USER_TEAM,
    CHANNEL,
    CHANNEL_NAME,
    CONTAINER_CHANNEL,
    USER,
    USER_NAME,
    USERNAME,
    ACTION_ID,
    NAME,
    VALUE,
    PICKED,
    PICKED_LEGACY,
    STAMP,
    CONTAINER_STAMP,
    RESPONSE_URL,
    EPHEMERAL,
    ORIGINAL,
    PRESSED
};

static const char *const pressed_pointers[PRESSED] = {
    [TYPE] = "/type",
    [TEAM] = "/team/id",
    [USER_TEAM] = "/user/team_id",
    [CHANNEL] = "/channel/id",
    [CHANNEL_NAME] = "/channel/name",
    [CONTAINER_CHANNEL] = "/container/channel_id",
    [USER] = "/user/id",
    [USER_NAME] = "/user/name",
    [USERNAME] = "/user/username",
    [ACTION_ID] = "/actions/0/action_id",
    [NAME] = "/actions/0/name",
    [VALUE] = "/actions/0/value",
    [PICKED] = "/actions/0/selected_option/value",
    [PICKED_LEGACY] = "/actions/0/selected_options/0/value",
    [STAMP] = "/message_ts",
    [CONTAINER_STAMP] = "/container/message_ts",
    [RESPONSE_URL] = "/response_url",
    [EPHEMERAL] = "/container/is_ephemeral",
    [ORIGINAL] = "/original_message",
};

static const char *
either(const char *one, const char *other)
{
    return one != NULL ? one : other;
}

static const char *
either_of(const struct json_want *one, const struct json_want *other)
{
    return either(json_string(one), json_string(other));
}

static void
read_action(const struct json_want *wants, struct slack_action *action)
{
    const char *type = json_string(&wants[TYPE]);

    *action = (struct slack_action){
        .type = type,
        .other = !is(type, "block_actions") && !is(type, "interactive_message"),
        .legacy = is(type, "interactive_message"),
        .id = either_of(&wants[ACTION_ID], &wants[NAME]),
        .value = either(json_string(&wants[VALUE]),
                        either_of(&wants[PICKED], &wants[PICKED_LEGACY])),
        .stamp = stamp_or_null(either_of(&wants[CONTAINER_STAMP], &wants[STAMP])),
        .response_url = json_string(&wants[RESPONSE_URL]),
        .ephemeral = is(type, "interactive_message") ? wants[ORIGINAL].first == NULL
                                                     : json_true(&wants[EPHEMERAL]),
        .place = {
            .team = id_or_null(either_of(&wants[TEAM], &wants[USER_TEAM]), TEAMS),
            .channel = id_or_null(either_of(&wants[CHANNEL], &wants[CONTAINER_CHANNEL]), CHANNELS),
            .channel_name = channel_name_or_null(json_string(&wants[CHANNEL_NAME])),
            .user = id_or_null(json_string(&wants[USER]), USERS),
            .user_name = either_of(&wants[USER_NAME], &wants[USERNAME]),
        },
    };
}

int
slack_action_decode(const struct delivery *delivery, struct pool *pool, struct slack_action *action)
{
    struct json_want wants[PRESSED] = { { 0 } };
    struct slack_action made;
    int rc;

    for (size_t i = 0; i < PRESSED; i++)
        wants[i].pointer = pressed_pointers[i];
    rc = json_scan(pool, delivery->document, delivery->document_length, wants, PRESSED);
    if (rc != 0)
        return rc;
    read_action(wants, &made);
    if (made.type == NULL)
        return fail(FAIL_FIELD, "/type: missing");
    if (!made.other && made.place.user == NULL)
        return fail(FAIL_FIELD, "/user/id: missing, or no id of Slack's");
    *action = made;
    return 0;
}

enum told {
    OUTER,
    INNER,
    T_TEAM,
    CHALLENGE,
    T_CHANNEL,
    MOVED,
    MOVED_NAME,
    T_USER,
    BOT,
    SUBTYPE,
    TEXT,
    T_STAMP,
    THREAD,
    OURSELVES,
    OURSELVES_BOT,
    REVOKED,
    TIME,
    TOLD
};

/* A renamed channel is an object, all others are ids. */
static const char *const told_pointers[TOLD] = {
    [OUTER] = "/type",
    [INNER] = "/event/type",
    [T_TEAM] = "/team_id",
    [CHALLENGE] = "/challenge",
    [T_CHANNEL] = "/event/channel",
    [MOVED] = "/event/channel/id",
    [MOVED_NAME] = "/event/channel/name",
    [T_USER] = "/event/user",
    [BOT] = "/event/bot_id",
    [SUBTYPE] = "/event/subtype",
    [TEXT] = "/event/text",
    [T_STAMP] = "/event/ts",
    [THREAD] = "/event/thread_ts",
    [OURSELVES] = "/authorizations/0/user_id",
    [OURSELVES_BOT] = "/authorizations/0/is_bot",
    [REVOKED] = "/event/tokens/bot/*",
    [TIME] = "/event_time",
};

/* An app that a person has installed without a bot speaks as that person, who may well ask it. */
static bool
is_by_us(const struct json_want *wants)
{
    const char *ourselves = json_string(&wants[OURSELVES]);

    return json_string(&wants[BOT]) != NULL || is(json_string(&wants[SUBTYPE]), "bot_message") ||
           (json_true(&wants[OURSELVES_BOT]) && ourselves != NULL &&
            is(json_string(&wants[T_USER]), ourselves));
}

/* Whole seconds; never later than it came, whatever its clock says. */
static int64_t
happened(const struct json_want *time, int64_t received_ms)
{
    int64_t seconds = json_integer(time, 0);

    return seconds > 0 && seconds < received_ms / 1000 ? seconds * 1000 : received_ms;
}

static void
read_happening(const struct json_want *wants, int64_t received_ms,
               struct slack_happening *happening)
{
    const char *outer = json_string(&wants[OUTER]);
    bool wrapped = is(outer, "event_callback");

    *happening = (struct slack_happening){
        .type = wrapped ? json_string(&wants[INNER]) : outer,
        .challenge = is(outer, "url_verification") ? json_string(&wants[CHALLENGE]) : NULL,
        .text = json_string(&wants[TEXT]),
        .stamp = stamp_or_null(json_string(&wants[T_STAMP])),
        .thread = stamp_or_null(json_string(&wants[THREAD])),
        .by_us = is_by_us(wants),
        .bot_revoked = wants[REVOKED].count > 0,
        .happened_ms = happened(&wants[TIME], received_ms),
        .place = {
            .team = id_or_null(json_string(&wants[T_TEAM]), TEAMS),
            .channel = id_or_null(either_of(&wants[T_CHANNEL], &wants[MOVED]), CHANNELS),
            .channel_name = json_string(&wants[MOVED_NAME]),
            .user = id_or_null(json_string(&wants[T_USER]), USERS),
        },
    };
}

int
slack_happening_decode(const struct delivery *delivery, struct pool *pool,
                       struct slack_happening *happening)
{
    struct json_want wants[TOLD] = { { 0 } };
    struct slack_happening made;
    int rc;

    for (size_t i = 0; i < TOLD; i++)
        wants[i].pointer = told_pointers[i];
    rc = json_scan(pool, delivery->document, delivery->document_length, wants, TOLD);
    if (rc != 0)
        return rc;
    read_happening(wants, delivery->received_ms, &made);
    if (made.type == NULL)
        return fail(FAIL_FIELD, "/event/type: missing");
    *happening = made;
    return 0;
}
