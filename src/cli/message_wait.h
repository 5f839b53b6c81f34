/*
 * message_wait.h - until each delivery of a message has been tried, and what came of it
 */
#ifndef HOOKLET_CLI_MESSAGE_WAIT_H
#define HOOKLET_CLI_MESSAGE_WAIT_H

#include "cli/cli.h"
#include "work/hook_message.h"

#define MESSAGE_WAIT_MS INT64_C(30000) /* unless --timeout says otherwise */

/*
 * Waits, then tells the outcomes, of a message that was stored just now; quiet otherwise.  EXIT_BAD:
 * a delivery failed, or was not tried in time, which is said.  EXIT_NOBODY: nobody gets it.
 */
enum exit_code message_wait(struct cli *cli, const struct message_receipt *receipt,
                            int64_t timeout_ms);

/* {"id", "event", "job", "status", "targets"} */
struct json *message_json(const struct message_receipt *receipt);

#endif
