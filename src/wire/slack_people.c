/* slack_people.c - the methods that read */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "wire/slack_people.h"

static int
look(struct slack *slack, const char *method, const char *name, const char *value,
     struct json_want *wants, size_t count)
{
    const struct slack_request request = {
        .method = method,
        .query = pool_printf(slack->pool, "%s=%s", name, percent_encode(slack->pool, value)),
    };

    return slack_read(slack, &request, wants, count);
}

static const char *
text_of(const struct json_want *want)
{
    const char *text = json_string(want);

    return text != NULL ? text : "";
}

int
slack_self(struct slack *slack, struct slack_self *self)
{
    const struct slack_request request = { .method = "auth.test" };
    struct json_want wants[] = { { .pointer = "/team_id" },
                                 { .pointer = "/team" },
                                 { .pointer = "/user_id" } };
    struct slack_answer answer = { 0 };
    int rc = slack_call(slack, &request, &answer);

    if (rc == 0)
        rc = json_scan(slack->pool, answer.body, answer.length, wants, 3);
    if (rc != 0)
        return rc;
    *self = (struct slack_self){ .team = text_of(&wants[0]),
                                 .team_name = text_of(&wants[1]),
                                 .user = text_of(&wants[2]),
                                 .scopes = answer.scopes };
    return 0;
}

int
slack_channel_look(struct slack *slack, const char *channel, struct slack_channel *found)
{
    struct json_want wants[] = { { .pointer = "/channel/name" },
                                 { .pointer = "/channel/is_archived" },
                                 { .pointer = "/channel/is_member" } };
    int rc = look(slack, "conversations.info", "channel", channel, wants, 3);

    if (rc == 0)
        *found = (struct slack_channel){ .name = text_of(&wants[0]),
                                         .archived = json_true(&wants[1]),
                                         .member = json_true(&wants[2]) };
    return rc;
}

int
slack_group_has(struct slack *slack, const char *group, const char *user, bool *is_in)
{
    struct json_want want = { .pointer = "/users/*" };
    int rc = look(slack, "usergroups.users.list", "usergroup", group, &want, 1);

    if (rc != 0)
        return rc;
    *is_in = false;
    for (const struct json_value *one = want.first; one != NULL; one = one->next) {
        if (one->type == JSON_STRING && strcmp(one->text, user) == 0)
            *is_in = true;
    }
    return 0;
}
