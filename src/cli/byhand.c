/* byhand.c - one deed on each of several jobs, in the name of whoever types it. */
#include "config.h"

#include <ctype.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/encode.h"
#include "cli/byhand.h"
#include "store/ledger.h"

const char *
byhand_who(struct pool *pool)
{
    const char *name = getenv("SUDO_USER");
    const struct passwd *user;

    if (name != NULL && *name != '\0' && text_printable(name))
        return pool_string(pool, name);
    user = getpwuid(getuid());
    if (user != NULL)
        return pool_string(pool, user->pw_name);
    return pool_printf(pool, "user %u", (unsigned)getuid());
}

static void
report(struct cli *cli, const struct byhand *byhand, int64_t id, struct json *list)
{
    struct job_row job;

    if (list == NULL) {
        printf("%c%s %" PRId64 " %s.\n", toupper((unsigned char)byhand->noun[0]), byhand->noun + 1,
               id, byhand->done);
        return;
    }
    if (ledger_job(cli->store, id, cli->pool, &job) == 0) {
        struct json *item = json_object();

        json_set_id(item, "id", id);
        json_set_string(item, "state", job.state);
        json_add(list, item);
    }
}

static enum exit_code
read_ids(struct cli *cli, const struct byhand *byhand, int64_t *ids)
{
    for (size_t i = 0; i < cli->words.count; i++)
        if (!cli_id(cli->words.items[i], &ids[i]))
            return cli_usage(cli->command, "\"%s\" is no id of a %s", cli->words.items[i],
                             byhand->noun);
    return EXIT_GOOD;
}

static enum exit_code
do_each(struct cli *cli, const struct byhand *byhand, const int64_t *ids)
{
    struct json *list = cli->json ? json_array() : NULL;
    const char *by = byhand_who(cli->pool);
    int first = 0;

    for (size_t i = 0; i < cli->words.count; i++) {
        int rc = byhand->act(cli->store, ids[i], by, cli->now_ms);

        if (rc == 0)
            report(cli, byhand, ids[i], list);
        else if (first == 0)
            first = rc;
    }
    if (list != NULL) {
        struct json *top = json_object();

        json_set(top, "jobs", list);
        cli_print_json(cli, top);
    }
    return cli_exit(first);
}

enum exit_code
byhand_words(struct cli *cli, const struct byhand *byhand)
{
    int64_t *ids = pool_array(cli->pool, cli->words.count, sizeof *ids);
    enum exit_code status = read_ids(cli, byhand, ids);
    int rc;

    if (status != EXIT_GOOD)
        return status;
    rc = cli_store(cli);
    return rc == 0 ? do_each(cli, byhand, ids) : cli_exit(rc);
}

enum exit_code
byhand_run(struct cli *cli, const struct byhand *byhand, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, SIZE_MAX, "the ID of a job"))
        return cli->status;
    return byhand_words(cli, byhand);
}
