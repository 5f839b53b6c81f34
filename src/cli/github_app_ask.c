/* github_app_ask.c - whose key is this, and is the App allowed what hooklet.conf needs? */
#include "config.h"

#include <inttypes.h>
#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/json_scan.h"
#include "base/match.h"
#include "cli/app_gaps.h"
#include "cli/github_app.h"
#include "wire/github.h"

enum field { ID, SLUG, NAME, CLIENT_ID, HTML_URL, FIELDS };

static void
tell_gaps(struct create_app *create, const struct json_want *wants)
{
    const struct strings gaps = app_gaps(create->cli->pool, &create->manifest, wants);

    for (size_t i = 0; i < gaps.count; i++)
        fprintf(create->out, "lacks %s\n", gaps.items[i]);
    if (gaps.count > 0)
        fprintf(create->out, "Add them in the App's settings at GitHub, under Permissions & "
                             "events.\n");
    else
        fputs("It has all permissions and events that hooklet.conf needs.\n", create->out);
}

static const char *
word_or(const char *word, const char *otherwise)
{
    return word != NULL && word[0] != '\0' && word[strspn(word, LETTERS DIGITS "-")] == '\0'
               ? word
               : otherwise;
}

static int
take(struct create_app *create, const struct json_want *wants)
{
    struct pool *pool = create->cli->pool;
    const char *id = pool_printf(pool, "%" PRId64, json_integer(&wants[ID], 0));

    create->about = (struct app_about){
        .id = id,
        .slug = word_or(json_string(&wants[SLUG]), pool_printf(pool, "app-%s", id)),
        .name = json_string(&wants[NAME]),
        .client_id = json_string(&wants[CLIENT_ID]),
        .html_url = json_string(&wants[HTML_URL]),
    };
    if (create->about.name == NULL || create->about.html_url == NULL)
        return fail(FAIL_MALFORMED, "GitHub: GET /app: the answer has no name");
    return 0;
}

int
app_ask(struct create_app *create)
{
    struct cli *cli = create->cli;
    const struct manifest *manifest = &create->manifest;
    struct github_api api = cli->settings->github_api;
    struct github github = { .api = &api, .store = cli->store, .pool = cli->pool };
    const struct github_request request = { .as = GITHUB_AS_APP, .method = "GET", .path = "/app" };
    struct json_want *wants = app_wants(cli->pool, manifest, FIELDS);
    int rc;

    api.app_id = create->app_id;
    api.key = (struct key_source){ .name = "--key", .path = create->key };
    wants[ID].pointer = "/id";
    wants[SLUG].pointer = "/slug";
    wants[NAME].pointer = "/name";
    wants[CLIENT_ID].pointer = "/client_id";
    wants[HTML_URL].pointer = "/html_url";
    rc = github_read(&github, &request, wants, FIELDS + app_gap_wants(manifest));
    if (rc == FAIL_NOT_FOUND)
        rc = fail(FAIL_REFUSED, "GitHub knows no App with the id %s", create->app_id);
    if (rc == 0)
        rc = take(create, wants);
    if (rc != 0)
        return rc;
    fprintf(create->out, "This is the App %s, id %s: %s\n",
            utf8_clean(cli->pool, create->about.name, strlen(create->about.name)), create->about.id,
            utf8_clean(cli->pool, create->about.html_url, strlen(create->about.html_url)));
    tell_gaps(create, wants + FIELDS);
    return 0;
}
