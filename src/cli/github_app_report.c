/* github_app_report.c - what was made, where it is, and what is left to do. */
#include "config.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/encode.h"
#include "cli/for_conf.h"
#include "cli/github_app.h"

static const char *
lines(const struct create_app *create, const struct app_places *places)
{
    struct pool *pool = create->cli->pool;
    const struct app_about *about = &create->about;
    const char *text = pool_printf(pool, "app_id = %s\nprivate_key_file = %s\n", about->id,
                                   for_conf_value(pool, places->key));

    if (places->webhook == NULL)
        return text;
    return pool_printf(pool, "%ssecret \"%s\" {\n    file = %s\n}\n", text, about->slug,
                       for_conf_value(pool, places->webhook));
}

static const char *
install_url(const struct create_app *create)
{
    return pool_printf(create->cli->pool, "%s/installations/new", create->about.html_url);
}

static void
print_json(const struct create_app *create, const struct app_places *places)
{
    const struct app_about *about = &create->about;
    struct json *top = json_object();

    json_set_string(top, "id", about->id);
    json_set_string(top, "slug", about->slug);
    json_set_string(top, "name", about->name);
    json_set_string(top, "client_id", about->client_id);
    json_set_string(top, "html_url", about->html_url);
    json_set_string(top, "install_url", install_url(create));
    json_set_string(top, "directory", places->directory);
    json_set_string(top, "private_key_file", places->key);
    json_set_string(top, "webhook_secret_file", places->webhook);
    json_set_string(top, "commands", places->commands);
    json_set_string(top, "config", lines(create, places));
    cli_print_json(create->cli, top);
}

static const char *
instead_of(const struct create_app *create)
{
    const struct github_api *api = &create->cli->settings->github_api;

    if (api->token.name != NULL)
        return ", instead of the token";
    if (api->app_id == NULL)
        return "";
    return pool_printf(create->cli->pool, ", instead of those of App %s", api->app_id);
}

static void
print_steps(const struct create_app *create, const struct app_places *places)
{
    const struct settings *settings = create->cli->settings;
    int step = 1;

    fprintf(create->out, "\nNext:\n  %d. Install it: %s\n", step++, install_url(create));
    if (places->commands != NULL) {
        fprintf(create->out, "  %d. Give the secrets to their users:\n", step++);
        for_conf_print(create->out, places->commands);
    }
    fprintf(create->out, "  %d. In the section github of %s%s:\n", step++, settings->path,
            instead_of(create));
    for_conf_print(create->out, lines(create, places));
    if (places->webhook == NULL)
        fputs("     and the App's webhook secret in a section secret, unless it is there: GitHub\n"
              "     does not show it, but takes a new one in the App's settings.\n",
              create->out);
    fprintf(create->out, "  %d. hooklet check, then SIGHUP for the programs and the worker.\n",
            step);
}

/* What GitHub says goes to a terminal. */
static const char *
clean(struct pool *pool, const char *text)
{
    return utf8_clean(pool, text, strlen(text));
}

void
app_report(const struct create_app *create, const struct app_places *places)
{
    const struct app_about *about = &create->about;
    struct pool *pool = create->cli->pool;

    if (create->cli->json) {
        print_json(create, places);
        return;
    }
    if (!create->existing)
        fprintf(create->out, "\nThe App %s is made, id %s: %s\nIts secrets are in %s.\n",
                clean(pool, about->name), about->id, clean(pool, about->html_url),
                places->directory);
    if (places->commands == NULL && geteuid() == 0)
        fprintf(create->out, "Copies for hooklet.conf: %s%s%s.\n", places->key,
                places->webhook != NULL ? ", " : "",
                places->webhook != NULL ? places->webhook : "");
    print_steps(create, places);
}
