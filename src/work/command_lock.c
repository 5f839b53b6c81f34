/* command_lock.c - /lock and /unlock. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/match.h"
#include "store/environment.h"
#include "work/command.h"
#include "work/command_environment.h"

/* Cut off after its commit, a command finds its own lock when it runs again. */
static bool
is_ours(const struct environment_lock *wanted, const struct environment_lock *holder)
{
    return strcmp(holder->by, wanted->by) == 0 && holder->reason != NULL &&
           strcmp(holder->reason, wanted->reason) == 0;
}

int
command_lock(struct command *command)
{
    const char *environment = command_environment(command, true);
    struct pool *pool = command->work->pool;
    struct environment_lock wanted = {
        .repository = command->place.repository,
        .environment = environment,
        .by = command->author,
        .reason = words_join(pool, command->words, 2),
        .since_ms = clock_ms(),
    };
    struct environment_lock holder = { 0 };
    int rc;

    if (environment == NULL)
        return 0;
    if (command->words.count < 3) {
        command_reply(command, "confused", "Say why, too: `/lock %s REASON`.", environment);
        return 0;
    }
    rc = environment_lock(command->work->store, &wanted, pool, &holder);
    if (rc == FAIL_CONFLICT && !is_ours(&wanted, &holder)) {
        command_refuse(command, environment, &holder);
        return 0;
    }
    if (rc == 0 || rc == FAIL_CONFLICT)
        command_reply(command, "+1", "%s is locked now: nobody deploys there until `/unlock %s`.",
                      environment, environment);
    return rc == FAIL_CONFLICT ? 0 : rc;
}

int
command_unlock(struct command *command)
{
    const char *environment = command_environment(command, true);
    struct environment_lock was = { 0 };
    int rc;

    if (environment == NULL)
        return 0;
    rc = environment_unlock(command->work->store, command->place.repository, environment,
                            command->work->pool, &was);
    if (rc == FAIL_NOT_FOUND)
        command_reply(command, "confused", "%s is not locked.", environment);
    else if (rc == 0)
        command_reply(command, "+1", "%s is open again; %s had locked it%s%s", environment, was.by,
                      was.reason != NULL ? ": " : "", was.reason != NULL ? was.reason : "");
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}
