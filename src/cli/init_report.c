/* init_report.c - what was made, what was there, and what is next. */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/shell.h"
#include "base/text.h"
#include "cli/init.h"
#include "store/schema.h"

static const char *const ends[] = {
    [INIT_KEPT] = "kept", [INIT_MADE] = "made", [INIT_RENEWED] = "renewed"
};

static void
add_hosting(struct cli *cli, const struct init *init, struct json *top)
{
    json_set_string(top, "web_directory", init->hosting.directory);
    json_set_string(top, "htaccess", ends[init->htaccess]);
    json_set_integer(top, "wrappers_written", (int64_t)init->wrappers_written);
    json_set_integer(top, "wrappers_removed", (int64_t)init->wrappers_removed);
    json_set_string(top, "cron", hosting_cron(cli->pool, &init->hosting));
    if (init->hosting.url != NULL)
        json_set_string(top, "payload_url",
                        pool_printf(cli->pool, "%s" HOSTING_HOOK, init->hosting.url));
}

static void
print_json(struct cli *cli, const struct init *init)
{
    struct json *top = json_object();

    json_set_string(top, "config", init->config);
    json_set_bool(top, "config_made", init->config_made);
    if (init->config_made) {
        json_set_string(top, "secret", init->secret);
        json_set_bool(top, "secret_made", init->secret_made);
    }
    json_set_string(top, "state", init->state);
    json_set_bool(top, "database_made", init->schema == 0);
    json_set_integer(top, "schema", SCHEMA_VERSION);
    if (init->hosted)
        add_hosting(cli, init, top);
    cli_print_json(cli, top);
}

static void
print_hosting(const struct init *init)
{
    printf("web directory  %s: .htaccess was %s; ", init->hosting.directory, ends[init->htaccess]);
    if (init->wrappers_written == 0)
        fputs("all wrappers of programs are there, kept", stdout);
    else
        printf("%zu wrappers of programs written", init->wrappers_written);
    if (init->wrappers_removed > 0)
        printf(", %zu old ones removed", init->wrappers_removed);
    putchar('\n');
}

static void
print_text(const struct init *init)
{
    printf("configuration  %s: %s\n", init->config,
           init->config_made ? "an example was written" : "is there, kept");
    if (init->config_made)
        printf("secret         %s: %s\n", init->secret,
               init->secret_made ? "a random one was written" : "is there, kept");
    printf("database       %s/hooklet.db: ", init->state);
    if (init->schema == 0)
        printf("made, version %d\n", SCHEMA_VERSION);
    else if (init->schema == SCHEMA_VERSION)
        printf("is there, version %d, kept\n", SCHEMA_VERSION);
    else
        printf("migrated from version %" PRId64 " to %d\n", init->schema, SCHEMA_VERSION);
    if (init->hosted)
        print_hosting(init);
}

static void
print_next(const struct init *init)
{
    puts("\nNext:");
    if (init->config_made)
        printf("  1. Write your rules into %s, then: hooklet check\n"
               "  2. Give the secret to the user of the web programs (chown hooklet-web), and its\n"
               "     content to GitHub: cat %s\n"
               "  3. Start the web programs and the worker, then: hooklet doctor\n",
               init->config, init->secret);
    else
        puts("  hooklet check, then hooklet doctor");
}

/* Everything is said as it can be pasted: the command is not on the PATH of such an account. */
static void
print_next_hosted(struct cli *cli, const struct init *init)
{
    struct pool *pool = cli->pool;
    const char *url = text_either(init->hosting.url, "https://YOUR.ADDRESS");
    const char *command = shell_word(pool, init->hosting.command);

    printf("\nNext:\n"
           "  1. export HOOKLET_CONFIG=%s\n"
           "     (into ~/.profile, too, for the next login)\n"
           "     Write your rules into that file, then: %s check\n"
           "  2. crontab -e, and add this line:\n"
           "     %s\n"
           "  3. At GitHub, Settings, Webhooks: Content type application/json,\n"
           "     Payload URL %s" HOSTING_HOOK "\n",
           shell_word(pool, init->config), command, hosting_cron(pool, &init->hosting), url);
    if (init->config_made)
        printf("     Secret: cat %s\n", shell_word(pool, init->secret));
    if (init->hosting.url == NULL)
        fputs("  4. Write that address into it as web_url, init once more, then:\n     ", stdout);
    else
        fputs("  4. ", stdout);
    printf("%s doctor\n", command);
}

void
init_report(struct cli *cli, const struct init *init)
{
    if (cli->json) {
        print_json(cli, init);
        return;
    }
    print_text(init);
    if (init->hosted)
        print_next_hosted(cli, init);
    else
        print_next(init);
}
