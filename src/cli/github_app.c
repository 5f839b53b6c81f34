/* github_app.c - `hooklet github create-app`: what is wished, and in which order it comes true. */
#include "config.h"

#include <string.h>

#include "base/clock.h"
#include "base/encode.h"
#include "base/fail.h"
#include "cli/github.h"
#include "cli/github_app.h"
#include "cli/interrupt.h"
#include "port/crypto.h"
#include "port/http_url.h"
#include "work/app_code.h"

const struct command command_create_app = {
    .name = "github create-app",
    .summary = "make a GitHub App",
    .usage = "hooklet github create-app --url URL [OPTION...]\n"
             "       hooklet github create-app --existing --app-id ID --key FILE\n"
             "Makes a GitHub App with the permissions and events that hooklet.conf needs: prints\n"
             "a link, waits until you have confirmed it at GitHub, stores the App's secrets, and\n"
             "says what to put into hooklet.conf. The worker and the program github-app must\n"
             "be running. As root it gives each user its secrets, too.\n"
             "  --url URL     where this server is: https://hooks.example.org\n"
             "  --org ORG     the organization that will own the App (else: you)\n"
             "  --name NAME   how to call it, at most 34 characters (hooklet-ORG)\n"
             "  --public      others may install it, too\n"
             "  --print-page  print the page itself, for a server without github-app, and take\n"
             "                the address that GitHub sends the browser to from standard input\n"
             "  --existing    use an App that is there: check its key, say which permissions\n"
             "                it lacks\n"
             "  --app-id ID   its id\n"
             "  --key FILE    its private key\n"
             "  --json        the result as JSON\n",
};

/* A copy without slashes at its end; the scheme and the host are looked at elsewhere. */
static const char *
trimmed(struct pool *pool, const char *url)
{
    size_t length = strlen(url);

    while (length > 0 && url[length - 1] == '/')
        length--;
    return pool_copy(pool, url, length);
}

static enum exit_code
check_new(const struct create_app *create)
{
    const struct command *command = create->cli->command;

    if (create->app_id != NULL || create->key != NULL)
        return cli_usage(command, "--app-id and --key go with --existing");
    if (create->url == NULL)
        return cli_usage(command, "needs --url URL, where this server is: https://HOST");
    if (create->url[strcspn(create->url, "?#\"<> ")] != '\0')
        return cli_usage(command, "--url takes https://HOST, not \"%s\"", create->url);
    if (create->organization != NULL && !login_valid(create->organization))
        return cli_usage(command, "--org: \"%s\" is no name of an organization",
                         create->organization);
    if (create->name != NULL &&
        (strlen(create->name) > MANIFEST_NAME_MOST || !text_printable(create->name)))
        return cli_usage(command, "--name: GitHub takes at most %d characters", MANIFEST_NAME_MOST);
    if (create->print_page && create->cli->json)
        return cli_usage(command, "--print-page and --json both want standard output");
    return EXIT_GOOD;
}

static enum exit_code
check_existing(const struct create_app *create)
{
    const struct command *command = create->cli->command;

    if (create->organization != NULL || create->name != NULL || create->url != NULL ||
        create->public || create->print_page)
        return cli_usage(command, "--existing goes with --app-id and --key alone");
    if (create->app_id == NULL || create->key == NULL)
        return cli_usage(command, "--existing needs --app-id ID and --key FILE");
    return EXIT_GOOD;
}

/* "hooks.example.org" of "https://hooks.example.org:8443" */
static const char *
host_of(struct pool *pool, const char *origin)
{
    const char *host = strstr(origin, "://") + 3;

    return pool_copy(pool, host, strcspn(host, ":"));
}

static void
list_permissions(struct create_app *create)
{
    const struct manifest *manifest = &create->manifest;
    struct app_setup *setup = &create->setup;

    setup->permissions =
        pool_array(create->cli->pool, manifest->need_count + 1, sizeof *setup->permissions);
    for (; setup->permission_count < manifest->need_count; setup->permission_count++) {
        const struct manifest_need *need = &manifest->needs[setup->permission_count];

        setup->permissions[setup->permission_count] =
            (struct app_permission){ need->title, manifest_level(need), need->why };
    }
}

static int
make_setup(struct create_app *create)
{
    unsigned char bytes[APP_STATE_BYTES];
    struct cli *cli = create->cli;
    struct manifest_app app = { .name = create->name, .public = create->public };
    const char *origin = NULL;
    int rc = http_url_check(cli->pool, create->url, &origin);

    if (rc == 0)
        rc = crypto_random(bytes, sizeof bytes);
    if (rc != 0)
        return rc;
    app.url = trimmed(cli->pool, create->url);
    if (app.name == NULL)
        app.name =
            manifest_name(cli->pool, create->organization != NULL ? create->organization
                                                                  : host_of(cli->pool, origin));
    create->setup = (struct app_setup){
        .state = hex_encode(cli->pool, bytes, sizeof bytes),
        .url = app.url,
        .organization = create->organization,
        .target =
            manifest_target(cli->pool, cli->settings->github_api.api_url, create->organization),
        .manifest = manifest_text(cli->pool, &create->manifest, &app),
        .events = create->manifest.events,
        .made_ms = cli->now_ms,
        .expires_ms = cli->now_ms + APP_SETUP_MS,
    };
    list_permissions(create);
    return app_setup_open(cli->store, &create->setup);
}

/* A code that has come is still good: then the worker goes on without us. */
static int
give_up(struct create_app *create, int reason)
{
    struct cli *cli = create->cli;
    int64_t event = 0;
    int rc = app_code_event(cli->store, create->setup.state, cli->pool, &event);

    if (rc == 0 && event == 0)
        rc = app_setup_close(cli->store, create->setup.state);
    if (rc == 0 && create->stopped)
        fprintf(stderr, event == 0 ? "\nGiven up; the page is closed.\n"
                                   : "\nThe worker goes on; hooklet jobs shows how far it is.\n");
    return reason;
}

static int
make_new(struct create_app *create, struct app_places *places)
{
    int rc = interrupt_open(&create->signals);

    if (rc == 0)
        rc = make_setup(create);
    if (rc != 0)
        return rc;
    rc = app_wait(create);
    if (rc != 0)
        return give_up(create, rc);
    return app_keep(create, places);
}

static int
use_existing(struct create_app *create, struct app_places *places)
{
    int rc = app_ask(create);

    return rc == 0 ? app_keep_key(create, places) : rc;
}

static enum exit_code
create_app(struct create_app *create)
{
    struct cli *cli = create->cli;
    struct app_places places = { 0 };
    int rc = cli_settings(cli, SETTINGS_RULES);

    if (rc == 0)
        rc = cli_store(cli);
    if (rc != 0)
        return cli_exit(rc);
    manifest_plan(cli->settings, cli->pool, &create->manifest);
    rc = create->existing ? use_existing(create, &places) : make_new(create, &places);
    if (create->stopped)
        return EXIT_BAD;
    if (rc == 0)
        app_report(create, &places);
    return cli_exit(rc);
}

enum exit_code
github_create_app_run(struct cli *cli, int argc, char **argv)
{
    struct create_app create = { .cli = cli };
    const struct cli_option options[] = {
        { "url", 0, CLI_TEXT, &create.url },
        { "org", 0, CLI_TEXT, &create.organization },
        { "name", 0, CLI_TEXT, &create.name },
        { "public", 0, CLI_FLAG, &create.public },
        { "print-page", 0, CLI_FLAG, &create.print_page },
        { "existing", 0, CLI_FLAG, &create.existing },
        { "app-id", 0, CLI_TEXT, &create.app_id },
        { "key", 0, CLI_TEXT, &create.key },
        { NULL, 0, CLI_FLAG, NULL },
    };
    enum exit_code status;

    cli->command = &command_create_app;
    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    status = create.existing ? check_existing(&create) : check_new(&create);
    if (status != EXIT_GOOD)
        return status;
    create.out = create.print_page || cli->json ? stderr : stdout;
    return create_app(&create);
}
