/* github_installation.c - reads both events: an installation, and lists of repositories. */
#include "config.h"

#include <string.h>

#include "wire/github_common.h"
#include "wire/github_field.h"
#include "wire/github_installation.h"

enum installation_field {
    ID = GITHUB_INSTALLATION,
    ACCOUNT = GITHUB_COMMON,
    SLUG,
    ACCOUNT_TYPE,
    TARGET_TYPE,
    SELECTION,
    SUSPENDED,
    UPDATED,
    REPOSITORIES,
    ADDED,
    REMOVED,
    INSTALLATION_FIELDS
};

static int
read_names(const struct json_want *want, const char *kind, struct pool *pool,
           struct strings *strings)
{
    const char **names = pool_array(pool, want->count + 1, sizeof *names);
    size_t count = 0;
    int rc = 0;

    for (struct json_value *value = want->first; value != NULL && rc == 0; value = value->next) {
        const struct json_want one = { .pointer = want->pointer, .first = value };

        rc = github_read_repository(&one, kind, &names[count]);
        if (names[count] != NULL)
            count++;
    }
    *strings = (struct strings){ names, count };

    return rc;
}

static const char *
either(const struct json_want *first, const struct json_want *second)
{
    const char *name = github_name_or_null(first);

    return name != NULL ? name : github_name_or_null(second);
}

static bool
is(const char *action, const char *name)
{
    return action != NULL && strcmp(action, name) == 0;
}

/* Old Enterprise Servers have no suspended_at; and at "unsuspend" it may still be set. */
static bool
is_suspended(const struct json_want *suspended, const char *action)
{
    if (is(action, "suspend") || is(action, "unsuspend"))
        return is(action, "suspend");

    return suspended->first != NULL && suspended->first->type != JSON_NULL;
}

static int
read_installation(const struct json_want *wants, struct pool *pool,
                  struct github_installation *installation)
{
    const struct github_event *event = &installation->event;
    int rc = github_read_id(&wants[ID], event->kind, &installation->id);

    if (rc == 0)
        rc = read_names(&wants[REPOSITORIES], event->kind, pool, &installation->repositories);
    if (rc == 0)
        rc = read_names(&wants[ADDED], event->kind, pool, &installation->added);
    if (rc == 0)
        rc = read_names(&wants[REMOVED], event->kind, pool, &installation->removed);
    if (rc != 0)
        return rc;

    installation->account = either(&wants[ACCOUNT], &wants[SLUG]);
    installation->account_type = either(&wants[ACCOUNT_TYPE], &wants[TARGET_TYPE]);
    installation->selection = github_name_or_null(&wants[SELECTION]);
    installation->suspended = is_suspended(&wants[SUSPENDED], event->action);
    installation->deleted = is(event->action, "deleted");
    installation->updated_ms = github_time(&wants[UPDATED], event->received_ms);

    return 0;
}

int
github_installation_decode(const struct delivery *delivery, struct pool *pool,
                           struct github_installation *installation)
{
    struct json_want wants[INSTALLATION_FIELDS] = {
        [ACCOUNT].pointer = "/installation/account/login",
        [SLUG].pointer = "/installation/account/slug",
        [ACCOUNT_TYPE].pointer = "/installation/account/type",
        [TARGET_TYPE].pointer = "/installation/target_type",
        [SELECTION].pointer = "/installation/repository_selection",
        [SUSPENDED].pointer = "/installation/suspended_at",
        [UPDATED].pointer = "/installation/updated_at",
        [REPOSITORIES].pointer = "/repositories/*/full_name",
        [ADDED].pointer = "/repositories_added/*/full_name",
        [REMOVED].pointer = "/repositories_removed/*/full_name",
    };
    struct github_installation made = { .event.kind = pool_string(pool, delivery->kind) };
    int rc;

    rc = github_common_read(delivery, pool, wants, INSTALLATION_FIELDS, &made.event);
    if (rc == 0)
        rc = read_installation(wants, pool, &made);
    if (rc == 0)
        *installation = made;

    return rc;
}
