/* command_custom.c - commands of the configuration: run, then say how it went. */
#include "config.h"

#include "work/command.h"
#include "work/deploy.h"

int
command_custom(struct command *command)
{
    const char *detail;
    int rc = command_run(command->work, command->job, command->outcome);

    if (rc != 0)
        return rc;
    detail = command->outcome->detail;
    if (command->outcome->end == OUTCOME_DONE)
        command_say(command, "+1", NULL);
    else
        command_say(command, "-1",
                    pool_printf(command->work->pool, "`/%s` went wrong: %s", command->name,
                                detail != NULL ? detail : "no reason is known"));
    return 0;
}
