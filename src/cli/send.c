/* send.c - a message to whoever has subscribed to its event */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "cli/message_wait.h"
#include "store/targets.h"

struct sending {
    struct hook_message message;
    const char *data, *text; /* files, or NULL */
    bool wait;
    int64_t timeout_ms; /* 0: --timeout was not said */
};

/* What was meant to be sent, in the place of a file that has it. */
static bool
is_data(const char *word)
{
    return word != NULL && strchr("{[\"", word[0]) != NULL && access(word, F_OK) != 0;
}

static int
read_data(struct cli *cli, struct sending *sending)
{
    const char *path = sending->text != NULL ? sending->text : sending->data;
    char *bytes = NULL;
    int rc;

    if (path == NULL) {
        sending->message.data = "{}";
        sending->message.length = 2;
        return 0;
    }
    rc = cli_read(cli, path, &bytes, &sending->message.length);
    if (rc == FAIL_TOO_LARGE)
        return fail(FAIL_TOO_LARGE,
                    "%s: a message has at most %zu bytes of data; send where it can"
                    " be fetched instead",
                    path, MESSAGE_DATA_MOST);
    sending->message.data = bytes;
    sending->message.text = sending->text != NULL;
    return rc;
}

static void
tell(struct cli *cli, const struct message_receipt *receipt)
{
    if (cli->json) {
        cli_print_json(cli, message_json(receipt));
        return;
    }
    printf("Message %s %s as event %" PRId64 ": ", receipt->id,
           receipt->status == MESSAGE_NEW ? "is stored" : "was stored before,", receipt->event);
    if (receipt->targets == 0)
        puts("no target takes it.");
    else
        printf("%" PRId64 " target%s.\n", receipt->targets, receipt->targets == 1 ? "" : "s");
}

/* Whose owner is not known at all: the name of one that is near, or NULL. */
static const char *
near_owner(struct pool *pool, const struct targets *targets, const char *owner)
{
    const char **owners = pool_array(pool, targets->count + 1, sizeof *owners);
    const char *near;

    for (size_t i = 0; i < targets->count; i++)
        owners[i] = targets->rows[i].owner;
    near = nearest((struct strings){ owners, targets->count }, owner);
    return near != NULL && strcmp(near, owner) == 0 ? NULL : near;
}

/* The one that would get it if it were enabled, or NULL. */
static const struct target *
shut_target(const struct targets *targets, const struct hook_message *message)
{
    for (size_t i = 0; i < targets->count; i++) {
        const struct target *target = &targets->rows[i];

        if (target->state != TARGET_ENABLED && strcmp(target->owner, message->owner) == 0 &&
            match(target->event, message->event) &&
            (message->identifier[0] == '\0' ||
             strcmp(target->identifier, message->identifier) == 0))
            return target;
    }
    return NULL;
}

static void
tell_nobody(struct cli *cli, const struct hook_message *message)
{
    const struct target_filter all = { 0 };
    struct targets targets = { 0 };
    const struct target *shut;
    const char *near, *next;

    (void)!targets_list(cli->store, &all, cli->pool, &targets);
    shut = shut_target(&targets, message);
    near = near_owner(cli->pool, &targets, message->owner);
    if (shut != NULL)
        next = pool_printf(cli->pool, "target %" PRId64 " is %s: hooklet targets enable %" PRId64,
                           shut->id, target_state_name(shut->state), shut->id);
    else if (near != NULL)
        next = pool_printf(cli->pool, "did you mean --owner %s?", near);
    else
        next = pool_printf(cli->pool, "hooklet targets list --owner %s", message->owner);
    fprintf(stderr, "hooklet: nobody gets it: no enabled target of %s asks for %s%s%s; %s\n",
            message->owner, message->event, message->identifier[0] != '\0' ? " as " : "",
            message->identifier, next);
}

/* Behind a line that says at which byte. */
static void
tell_no_json(const struct sending *sending)
{
    const char *name = strcmp(sending->data, "-") == 0 ? "standard input" : sending->data;

    fprintf(stderr, "hooklet: %s is to be JSON; --text %s sends it as text\n", name, sending->data);
}

static enum exit_code
finish(struct cli *cli, const struct sending *sending, const struct message_receipt *receipt)
{
    enum exit_code status = EXIT_GOOD;
    int64_t timeout_ms = sending->timeout_ms > 0 ? sending->timeout_ms : MESSAGE_WAIT_MS;

    /* With --json one object tells it all, so the outcomes are awaited first. */
    if (!sending->wait || !cli->json)
        tell(cli, receipt);
    if (sending->wait)
        status = message_wait(cli, receipt, timeout_ms);
    else if (receipt->targets == 0)
        status = EXIT_NOBODY;
    if (status == EXIT_NOBODY)
        tell_nobody(cli, &sending->message);
    return status;
}

static enum exit_code
store_it(struct cli *cli, struct sending *sending)
{
    struct message_receipt receipt = { 0 };
    struct app app;
    int rc = cli_store(cli);

    if (rc == 0)
        rc = read_data(cli, sending);
    if (rc != 0)
        return cli_exit(rc);
    app = (struct app){ cli->settings, cli->store };
    rc = message_store(&app, &sending->message, cli->now_ms, cli->pool, &receipt);
    if (rc == FAIL_FIELD)
        return EXIT_USAGE;
    if ((rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE) && sending->data != NULL)
        tell_no_json(sending);
    return rc == 0 ? finish(cli, sending, &receipt) : cli_exit(rc);
}

/* What goes together, and what was forgotten. */
static enum exit_code
check(struct cli *cli, const struct sending *sending)
{
    if (sending->message.owner == NULL)
        return cli_usage(cli->command, "to whose targets? Say --owner");
    if (sending->data != NULL && sending->text != NULL)
        return cli_usage(cli->command, "--data and --text are two ways to say what is sent: choose"
                                       " one");
    if (is_data(sending->data))
        return cli_usage(cli->command, "--data takes the name of a file, or \"-\": echo '{...}' |"
                                       " hooklet send --data - ...");
    if (sending->timeout_ms > 0 && !sending->wait)
        return cli_usage(cli->command, "--timeout needs --wait");
    return EXIT_GOOD;
}

static enum exit_code
run_send(struct cli *cli, int argc, char **argv)
{
    struct sending sending = { .message.identifier = "" };
    const struct cli_option options[] = {
        { "owner", 0, CLI_TEXT, &sending.message.owner },
        { "identifier", 0, CLI_TEXT, &sending.message.identifier },
        { "data", 0, CLI_TEXT, &sending.data },
        { "text", 0, CLI_TEXT, &sending.text },
        { "id", 0, CLI_TEXT, &sending.message.id },
        { "wait", 0, CLI_FLAG, &sending.wait },
        { "timeout", 0, CLI_DURATION, &sending.timeout_ms },
        { NULL, 0, CLI_FLAG, NULL },
    };
    enum exit_code status;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "the name of an event"))
        return cli->status;
    sending.message.event = cli->words.items[0];
    status = check(cli, &sending);
    return status == EXIT_GOOD ? store_it(cli, &sending) : status;
}

const struct command command_send = {
    .name = "send",
    .summary = "a message to all who have subscribed to its event",
    .usage =
        "hooklet send [OPTION...] --owner OWNER EVENT\n"
        "Stores a message; the worker sends it to each enabled target of the owner that asks\n"
        "for the event, signed, and again until it is taken.\n"
        "  --owner OWNER    whose targets\n"
        "  --identifier ID  only the target that has this identifier\n"
        "  --data FILE      JSON to send, byte for byte; \"-\" is standard input; without it {}\n"
        "  --text FILE      text to send\n"
        "  --id ID          of the message, the same in all attempts; the same one again\n"
        "                   stores nothing\n"
        "  --wait           until each delivery was tried, and tell what came of it\n"
        "  --timeout TIME   wait no longer than 30s, 5m, ... (30s)\n"
        "  --json           as JSON\n"
        "The exit status is 9 when nobody gets it, 6 when the id was used for another\n"
        "message; with --wait 1 when a delivery did not succeed.\n",
    .run = run_send,
};
