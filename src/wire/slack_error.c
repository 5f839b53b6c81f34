/* slack_error.c - Slack's words to codes and remedies */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "wire/api_answer.h"
#include "wire/slack_error.h"

#define NEW_TOKEN "install the app again, and put its token into %s"
#define NEW_WEBHOOK "make a new incoming webhook, and put its URL into %s"
#define TOO_LONG "it is too long for Slack; what it tells has to be shorter"
#define LATER "Slack is in trouble"

enum field { OK, ERROR, NEEDED, PROVIDED, MESSAGES, FIELDS };

enum { TOO_MANY = 429 };

struct meaning {
    const char *error;
    enum fail code;
    const char *remedy; /* %s: what holds the token or the URL; NULL: there is nothing to say */
};

static const struct meaning meanings[] = {
    { "not_in_channel", FAIL_REFUSED, "invite the app into the channel: /invite and its name" },
    { "channel_not_found", FAIL_REFUSED,
      "there is no such channel, or it is private: check its id, or invite the app into it with "
      "/invite" },
    { "is_archived", FAIL_REFUSED,
      "the channel is archived: unarchive it, or tie the project to another one" },
    { "channel_is_archived", FAIL_REFUSED,
      "the channel is archived: unarchive it, or make a webhook for another one" },
    { "user_not_in_channel", FAIL_REFUSED, "whom it is for is not in the channel" },
    { "restricted_action", FAIL_REFUSED,
      "the workspace's settings keep the app from posting there: ask an administrator" },
    { "restricted_action_read_only_channel", FAIL_REFUSED,
      "only some may post in that channel: ask an administrator to let the app" },
    { "action_prohibited", FAIL_REFUSED,
      "the workspace's settings keep the webhook from posting there: ask an administrator" },
    { "ekm_access_denied", FAIL_REFUSED, "administrators have suspended posting" },
    { "missing_scope", FAIL_REFUSED,
      "add it under \"OAuth & Permissions\" at api.slack.com/apps, and install the app again" },
    { "no_permission", FAIL_REFUSED,
      "the token lacks a right: install the app again with the scopes of its manifest" },
    { "not_allowed_token_type", FAIL_REFUSED,
      "%s has to hold a bot's token, which begins with xoxb-" },
    { "invalid_auth", FAIL_REFUSED, NEW_TOKEN },
    { "not_authed", FAIL_REFUSED, NEW_TOKEN },
    { "token_revoked", FAIL_REFUSED, NEW_TOKEN },
    { "token_expired", FAIL_REFUSED, NEW_TOKEN },
    { "account_inactive", FAIL_REFUSED, NEW_TOKEN },
    { "org_login_required", FAIL_REFUSED, "the workspace is being moved; try again afterwards" },
    { "no_service", FAIL_REFUSED, NEW_WEBHOOK },
    { "no_service_id", FAIL_REFUSED, NEW_WEBHOOK },
    { "no_active_hooks", FAIL_REFUSED, NEW_WEBHOOK },
    { "no_team", FAIL_REFUSED, NEW_WEBHOOK },
    { "invalid_token", FAIL_REFUSED, NEW_WEBHOOK },
    { "no_such_subteam", FAIL_REFUSED,
      "there is no such user group: check group in permit { } of slack { }" },
    { "msg_too_long", FAIL_REFUSED, TOO_LONG },
    { "msg_blocks_too_long", FAIL_REFUSED, TOO_LONG },
    { "unknown_method", FAIL_REFUSED, "check api_url in slack { }" },
    { "Expired url", FAIL_REFUSED, "it lives for half an hour and five answers" },
    { "message_not_found", FAIL_NOT_FOUND, NULL },
    { "cant_update_message", FAIL_NOT_FOUND, NULL },
    { "edit_window_closed", FAIL_NOT_FOUND, NULL },
    { "thread_not_found", FAIL_NOT_FOUND, NULL },
    { "duplicate_message_not_found", FAIL_CONFLICT, NULL },
    { "duplicate_channel_not_found", FAIL_CONFLICT, NULL },
    { "user_not_found", FAIL_NOT_FOUND, NULL },
    { "users_not_found", FAIL_NOT_FOUND, NULL },
    { "ratelimited", FAIL_BUSY, NULL },
    { "rate_limited", FAIL_BUSY, NULL },
    { "internal_error", FAIL_NETWORK, LATER },
    { "fatal_error", FAIL_NETWORK, LATER },
    { "service_unavailable", FAIL_NETWORK, LATER },
    { "request_timeout", FAIL_NETWORK, LATER },
    { "team_added_to_org", FAIL_NETWORK, "the workspace is being moved" },
};

static const struct meaning *
meaning_of(const char *error)
{
    static const struct meaning unknown = { .code = FAIL_REFUSED };

    for (size_t i = 0; i < sizeof meanings / sizeof *meanings && error != NULL; i++) {
        if (strcmp(meanings[i].error, error) == 0)
            return &meanings[i];
    }
    return &unknown;
}

static bool
scan(struct pool *pool, const struct http_answer *answer, struct json_want *wants)
{
    static const char *const pointers[FIELDS] = {
        [OK] = "/ok",
        [ERROR] = "/error",
        [NEEDED] = "/needed",
        [PROVIDED] = "/provided",
        [MESSAGES] = "/response_metadata/messages/*",
    };

    for (size_t i = 0; i < FIELDS; i++)
        wants[i] = (struct json_want){ .pointer = pointers[i] };
    return answer->length > 0 && api_is_json(answer) &&
           json_scan(pool, answer->body, answer->length, wants, FIELDS) == 0;
}

/* "; add it under ...", with the name of what holds the key. */
static const char *
remedy_of(struct pool *pool, const struct meaning *meaning, const char *key)
{
    const char *name = meaning->remedy != NULL ? strstr(meaning->remedy, "%s") : NULL;

    if (meaning->remedy == NULL)
        return "";
    if (name == NULL)
        return pool_printf(pool, "; %s", meaning->remedy);
    return pool_printf(pool, "; %.*s%s%s", (int)(name - meaning->remedy), meaning->remedy, key,
                       name + 2);
}

/* What Slack tells beside its word: the scope, or what is wrong with a block. */
static const char *
details_of(struct pool *pool, const struct json_want *wants)
{
    const char *needed = json_string(&wants[NEEDED]), *provided = json_string(&wants[PROVIDED]);
    const char *message = wants[MESSAGES].first != NULL ? wants[MESSAGES].first->text : NULL;

    if (needed != NULL)
        return pool_printf(pool, " (needed %s; the token has %s)", api_words(pool, needed),
                           provided != NULL ? api_words(pool, provided) : "others");
    return message != NULL ? pool_printf(pool, " (%s)", api_words(pool, message)) : "";
}

/* By status alone, where there are no words that are known. */
static enum fail
code_of(int status, const struct meaning *meaning)
{
    if (status == TOO_MANY)
        return FAIL_BUSY;
    return status >= 500 ? FAIL_NETWORK : meaning->code;
}

static void
tell(struct pool *pool, const char *call, const char *key, const struct http_answer *answer,
     const char *details, struct slack_failure *failure)
{
    const struct meaning *meaning = meaning_of(failure->error);
    const char *word = failure->error != NULL ? api_words(pool, failure->error) : NULL;

    failure->code = code_of(answer->status, meaning);
    if (answer->status >= 300 && answer->status < 400)
        failure->said = pool_printf(pool,
                                    "Slack: %s: status %d, and redirects are not followed: see "
                                    "api_url and response_url",
                                    call, answer->status);
    else if (word == NULL)
        failure->said = pool_printf(pool, "Slack: %s: status %d", call, answer->status);
    else
        failure->said = pool_printf(pool, "Slack: %s: %s%s%s", call, word, details,
                                    remedy_of(pool, meaning, key));
}

bool
slack_failed(struct pool *pool, const char *call, const char *key, const struct http_answer *answer,
             struct slack_failure *failure)
{
    struct json_want wants[FIELDS] = { 0 };
    bool is_read = scan(pool, answer, wants);

    *failure = (struct slack_failure){ 0 };
    if (is_read)
        failure->error = json_string(&wants[ERROR]);
    if (is_read && answer->status < 300 && json_true(&wants[OK]))
        return false;
    if (answer->status < 300 && failure->error == NULL) {
        failure->code = FAIL_MALFORMED;
        failure->said = pool_printf(pool, "Slack: %s: status %d, but the answer is not Slack's",
                                    call, answer->status);
        return true;
    }
    tell(pool, call, key, answer, is_read ? details_of(pool, wants) : "", failure);
    return true;
}

/* One word, as hooks answer, not somebody's page. */
static const char *
plain_word(struct pool *pool, const struct http_answer *answer)
{
    const char *word = answer->length > 0 ? api_words(pool, answer->body) : "";

    if (word[0] == '\0' || word[0] == '<' || word[0] == '{')
        return NULL;
    return word;
}

bool
slack_hook_failed(struct pool *pool, const char *call, const char *key,
                  const struct http_answer *answer, struct slack_failure *failure)
{
    struct json_want wants[FIELDS] = { 0 };
    bool is_read = scan(pool, answer, wants);

    *failure = (struct slack_failure){ 0 };
    failure->error = is_read ? json_string(&wants[ERROR]) : plain_word(pool, answer);
    if (answer->status < 300 && !(is_read && wants[OK].first != NULL && !json_true(&wants[OK])))
        return false;
    tell(pool, call, key, answer, "", failure);
    if (failure->code == FAIL_NOT_FOUND)
        failure->code = FAIL_REFUSED; /* nothing of ours is looked for at a hook */
    return true;
}
