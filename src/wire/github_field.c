/* github_field.c - names from a payload go into keys, environments and logs: checked once, here. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "wire/github_field.h"

#define NAME_MOST 255 /* bytes */
#define AHEAD_MOST_MS (5 * 60 * 1000)
#define SECONDS_MOST 253402300799 /* the year 9999 */

int
github_read_text(const struct json_want *want, const char *kind, const char **text)
{
    *text = json_string(want);
    if (*text == NULL && want->first != NULL && want->first->type != JSON_NULL)
        return fail(FAIL_FIELD, "%s: %s is not a string", kind, want->pointer);

    return 0;
}

int
github_read_required(const struct json_want *want, const char *kind, const char **text)
{
    int rc = github_read_text(want, kind, text);

    if (rc == 0 && (*text == NULL || **text == '\0'))
        return fail(FAIL_FIELD, "%s: %s is missing", kind, want->pointer);

    return rc;
}

int
github_read_repository(const struct json_want *want, const char *kind, const char **repository)
{
    int rc = github_read_text(want, kind, repository);

    if (rc == 0 && *repository != NULL && !repository_valid(*repository))
        return fail(FAIL_FIELD, "%s: %s is not OWNER/NAME", kind, want->pointer);

    return rc;
}

static bool
name_valid(const char *text)
{
    return strlen(text) <= NAME_MOST && text_printable(text);
}

bool
github_action_valid(const char *kind, const char *action)
{
    return strcmp(kind, "repository_dispatch") == 0 ? name_valid(action) : event_name_valid(action);
}

int
github_read_action(const struct json_want *want, const char *kind, const char **action)
{
    int rc = github_read_text(want, kind, action);

    if (rc == 0 && *action != NULL && !github_action_valid(kind, *action))
        return fail(FAIL_FIELD, "%s: %s is no name of an action", kind, want->pointer);

    return rc;
}

int
github_read_login(const struct json_want *want, const char *kind, const char **login)
{
    int rc = github_read_text(want, kind, login);

    if (rc == 0 && *login != NULL && !name_valid(*login))
        return fail(FAIL_FIELD, "%s: %s is no name of a user", kind, want->pointer);

    return rc;
}

int
github_read_commit(const struct json_want *want, const char *kind, const char **sha)
{
    int rc = github_read_text(want, kind, sha);

    if (rc == 0 && *sha != NULL && !sha_valid(*sha) && !github_zero(*sha))
        return fail(FAIL_FIELD, "%s: %s is not a commit", kind, want->pointer);

    return rc;
}

int
github_read_id(const struct json_want *want, const char *kind, int64_t *id)
{
    *id = json_integer(want, 0);
    if (*id <= 0)
        return fail(FAIL_FIELD, "%s: %s is missing, or no number from 1 on", kind, want->pointer);

    return 0;
}

const char *
github_commit_or_null(const struct json_want *want)
{
    const char *sha = json_string(want);

    return sha != NULL && sha_valid(sha) ? sha : NULL;
}

const char *
github_name_or_null(const struct json_want *want)
{
    const char *name = json_string(want);

    return name != NULL && *name != '\0' && name_valid(name) ? name : NULL;
}

const char *
github_printable_or_null(const struct json_want *want)
{
    const char *text = json_string(want);

    return text != NULL && *text != '\0' && text_printable(text) ? text : NULL;
}

const char *
github_repository_or_null(const struct json_want *want)
{
    const char *repository = json_string(want);

    return repository_valid(repository) ? repository : NULL;
}

bool
github_bot(const char *login, const char *type)
{
    static const char mark[] = "[bot]";
    size_t length = login == NULL ? 0 : strlen(login);

    if (type != NULL && strcmp(type, "Bot") == 0)
        return true;

    return length >= sizeof mark - 1 && strcmp(login + length - (sizeof mark - 1), mark) == 0;
}

int64_t
github_time(const struct json_want *want, int64_t received_ms)
{
    int64_t seconds = json_integer(want, -1);
    const char *text = json_string(want);
    int64_t ms = received_ms;

    if (seconds > 0 && seconds <= SECONDS_MOST)
        ms = seconds * 1000;
    else if (text != NULL && !clock_parse(text, &ms))
        ms = received_ms;

    /* Newest wins by this clock: one that runs far ahead would keep all later ones out. */
    return ms > received_ms + AHEAD_MOST_MS ? received_ms : ms;
}

bool
github_zero(const char *sha)
{
    size_t length = strlen(sha);

    return (length == 40 || length == 64) && sha[strspn(sha, "0")] == '\0';
}
