/* chat_buttons.c - ids and values, and back. */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "base/text.h"
#include "port/json.h"
#include "port/project.h"
#include "wire/slack_blocks.h"
#include "work/chat_buttons.h"
#include "work/deployment_ref.h"

static const char *const names[] = {
    [CHAT_LINK] = "link",         [CHAT_DEPLOY] = "deploy", [CHAT_CANCEL] = "cancel",
    [CHAT_ROLLBACK] = "rollback", [CHAT_RETRY] = "retry",
};

const char *
chat_button_id(enum chat_button_kind kind)
{
    return names[kind];
}

static const char *
wish_value(struct pool *pool, const struct chat_button *button)
{
    struct json *value = json_object();

    json_set_string(value, "repository", button->repository);
    json_set_string(value, "environment", button->environment);
    json_set_string(value, "ref", button->ref);
    json_set_string(value, "sha", button->sha);
    return json_text(pool, value, JSON_COMPACT);
}

const char *
chat_button_value(struct pool *pool, const struct chat_button *button)
{
    switch (button->kind) {
    case CHAT_LINK:
        return button->login;
    case CHAT_DEPLOY:
    case CHAT_CANCEL:
        return wish_value(pool, button);
    case CHAT_ROLLBACK:
    case CHAT_RETRY:
        break;
    }
    return pool_printf(pool, "%" PRId64, button->deployment);
}

static bool
read_wish(struct pool *pool, const char *value, struct chat_button *button)
{
    enum { REPOSITORY, ENVIRONMENT, REF, SHA, WANTS };
    struct json_want wants[WANTS] = {
        [REPOSITORY].pointer = "/repository",
        [ENVIRONMENT].pointer = "/environment",
        [REF].pointer = "/ref",
        [SHA].pointer = "/sha",
    };
    struct deployment_ref ref;

    if (value[0] != '{' || json_scan(pool, value, strlen(value), wants, WANTS) != 0)
        return false;
    button->repository = json_string(&wants[REPOSITORY]);
    button->environment = json_string(&wants[ENVIRONMENT]);
    button->ref = json_string(&wants[REF]);
    button->sha = json_string(&wants[SHA]);
    ref = deployment_ref_read(pool, button->ref);
    return repository_valid(button->repository) && button->environment != NULL &&
           environment_name_valid(button->environment) && sha_valid(button->sha) &&
           ref.kind != REF_NONE && ref.kind != REF_NAME;
}

static bool
read_row(const char *value, struct chat_button *button)
{
    button->deployment = text_id(value);
    return button->deployment > 0;
}

static bool
find_kind(const char *id, enum chat_button_kind *kind)
{
    *kind = CHAT_LINK;
    if (strcmp(id, "github_username") == 0)
        return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (slack_action_is(id, names[i])) {
            *kind = (enum chat_button_kind)i;
            return true;
        }
    }
    return false;
}

bool
chat_button_read(struct pool *pool, const char *id, const char *value, struct chat_button *button)
{
    struct chat_button made = { 0 };

    *button = made;
    if (id == NULL || value == NULL || strlen(value) > SLACK_VALUE_MOST ||
        !find_kind(id, &made.kind))
        return false;
    switch (made.kind) {
    case CHAT_LINK:
        made.login = value;
        if (!login_valid(value))
            return false;
        break;
    case CHAT_DEPLOY:
    case CHAT_CANCEL:
        if (!read_wish(pool, value, &made))
            return false;
        break;
    case CHAT_ROLLBACK:
    case CHAT_RETRY:
        if (!read_row(value, &made))
            return false;
        break;
    }
    *button = made;
    return true;
}
