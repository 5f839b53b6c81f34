/* init_make.c - configuration, secret, state directory, database. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "cli/for_conf.h"
#include "cli/init.h"
#include "port/crypto.h"
#include "port/secret.h"
#include "port/settings_home.h"

static const char head[] =
    "# hooklet.conf - see hooklet.conf(5); `hooklet check` tells whether it is right.\n"
    "\n"
    "state = %s\n";

/* On shared hosting cron sends by mail what is said on standard error. */
static const char hosted[] =
    "web_directory = %s\n"
    "%sweb_url = %s\n"
    "web_paths = %s\n"
    "\n"
    "# A program that has stored jobs starts a worker for them and ends; cron does what is left.\n"
    "# Where the host kills such processes: no.\n"
    "cgi_drain = yes\n"
    "\n"
    "# Hosts count processes and threads.\n"
    "worker_threads = 2\n"
    "\n"
    "# What is said here arrives as cron's mail, or in the log of the web server.\n"
    "log = plain\n"
    "log_level = warning\n";

static const char rest[] =
    "\n"
    "github {\n"
    "    # Put the content of this file into the webhook's settings at GitHub.\n"
    "    secret \"main\" {\n"
    "        file = %s\n"
    "    }\n"
    "}\n"
    "\n"
    "# A push to the default branch of acme/web, or a merge into it, deploys it:\n"
    "#\n"
    "# deploy \"web\" {\n"
    "#     repository = \"acme/web\"\n"
    "#     directory = \"/srv/web\"\n"
    "#     checkout = true\n"
    "#     command = {\"make\", \"deploy\"}\n"
    "# }\n";

int
init_find_state(struct cli *cli, const char *asked, const char *usual, struct init *init)
{
    int rc = asked == NULL ? 0 : path_from_here(cli->pool, asked, &asked);

    if (rc != 0)
        return rc;
    if (access(init->config, F_OK) != 0) {
        init->state = asked == NULL ? usual : asked;
        return 0;
    }
    rc = cli_settings(cli, SETTINGS_RULES);
    if (rc != 0)
        return rc;
    init->state = cli->settings->state;
    if (asked != NULL && strcmp(asked, init->state) != 0)
        return fail(FAIL_CONFIG, "%s says state = \"%s\", --state says \"%s\": change one of them",
                    init->config, init->state, asked);
    return 0;
}

int
init_find(struct cli *cli, const struct init_wish *wish, struct init *init)
{
    const char *own;
    int rc = path_from_here(cli->pool, settings_path(cli->config), &init->config);

    if (rc != 0)
        return rc;
    own = settings_of_home(cli->pool, init->config);
    if (own != NULL && cli->config == NULL)
        return fail(FAIL_CONFLICT,
                    "there is %s already: say so by HOOKLET_CONFIG or --config; for another set-up "
                    "beside it: --config %s",
                    own, init->config);
    init->secret = pool_printf(cli->pool, "%s/github.secret", path_parent(cli->pool, init->config));
    return init_find_state(cli, wish->state, HOOKLET_STATEDIR, init);
}

static int
make_secret(struct cli *cli, struct init *init)
{
    char *text = NULL;
    int rc;

    if (access(init->secret, F_OK) == 0)
        return 0;
    rc = secret_new(cli->pool, &text);
    if (rc != 0)
        return rc;
    init->secret_made = true;
    rc = file_write(init->secret, text, strlen(text), 0400);
    crypto_wipe(text, strlen(text));
    return rc;
}

static const char *
hosted_text(struct pool *pool, const struct hosting *hosting)
{
    const bool known = hosting->url != NULL;

    return pool_printf(pool, hosted, for_conf_value(pool, hosting->directory), known ? "" : "# ",
                       for_conf_value(pool, known ? hosting->url : "https://example.org"),
                       hosting->paths ? "yes" : "no");
}

static int
make_config(struct cli *cli, struct init *init)
{
    struct pool *pool = cli->pool;
    const char *text = pool_printf(pool, head, for_conf_value(pool, init->state));

    if (init->hosted)
        text = pool_printf(pool, "%s%s", text, hosted_text(pool, &init->hosting));
    text = pool_printf(pool, "%s%s", text,
                       pool_printf(pool, rest, for_conf_value(pool, init->secret)));
    init->config_made = true;
    return file_write(init->config, text, strlen(text), init->hosted ? 0600 : 0644);
}

/* The configuration names the secret by an absolute path: programs are started elsewhere. */
int
init_make(struct cli *cli, struct init *init)
{
    const mode_t mode = init->hosted ? 0700 : 0755;
    int rc = 0;

    if (cli->settings == NULL) {
        rc = directory_make(path_parent(cli->pool, init->config), mode);
        if (rc == 0)
            rc = make_secret(cli, init);
        if (rc == 0)
            rc = make_config(cli, init);
    }
    /* Elsewhere the users of programs and worker share it by their group (store/home.h). */
    if (rc == 0 && init->hosted)
        rc = directory_make(init->state, mode);
    return rc == 0 ? store_create(init->state, &init->schema) : rc;
}
