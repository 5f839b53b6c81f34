/* app_files.c - writes all of them beside, then puts the directory in place. */
#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/fail.h"
#include "base/file.h"
#include "base/json_scan.h"
#include "port/json.h"
#include "work/app_files.h"

#define ABOUT_MOST 65536 /* bytes */

enum { PLACES = 3 }; /* tries to find the place free; only another App can take it meanwhile */
enum field { ID, SLUG, NAME, CLIENT_ID, HTML_URL, SETUP, FIELDS };

char *
app_files_directory(struct pool *pool, const char *state)
{
    return pool_printf(pool, "%s/github-app", state);
}

char *
app_about_text(struct pool *pool, const struct app_about *about)
{
    struct json *top = json_object();

    json_set_string(top, "id", about->id);
    json_set_string(top, "slug", about->slug);
    json_set_string(top, "name", about->name);
    json_set_string(top, "client_id", about->client_id);
    json_set_string(top, "html_url", about->html_url);
    json_set_string(top, "setup", about->setup);
    return json_text(pool, top, JSON_COMPACT);
}

int
app_about_read(struct pool *pool, const char *text, struct app_about *about)
{
    struct json_want wants[FIELDS] = {
        [ID].pointer = "/id",
        [SLUG].pointer = "/slug",
        [NAME].pointer = "/name",
        [CLIENT_ID].pointer = "/client_id",
        [HTML_URL].pointer = "/html_url",
        [SETUP].pointer = "/setup",
    };
    int rc = json_scan(pool, text, strlen(text), wants, FIELDS);

    if (rc != 0)
        return rc;
    *about = (struct app_about){
        .id = json_string(&wants[ID]),
        .slug = json_string(&wants[SLUG]),
        .name = json_string(&wants[NAME]),
        .client_id = json_string(&wants[CLIENT_ID]),
        .html_url = json_string(&wants[HTML_URL]),
        .setup = json_string(&wants[SETUP]),
    };
    if (about->id == NULL || about->slug == NULL || about->name == NULL || about->html_url == NULL)
        return fail(FAIL_FIELD, "what is stored about the GitHub App lacks its id or name");
    return 0;
}

static int
write_one(struct pool *pool, const char *directory, const char *name, const char *text)
{
    const char *path = pool_printf(pool, "%s/%s", directory, name);

    return text == NULL ? 0 : file_write(path, text, strlen(text), 0400);
}

static int
write_all(struct pool *pool, const char *directory, const struct app_about *about,
          const struct app_secrets *secrets)
{
    int rc = directory_make(directory, 0700);

    if (rc == 0)
        rc = write_one(pool, directory, APP_FILE_KEY, secrets->key);
    if (rc == 0)
        rc = write_one(pool, directory, APP_FILE_WEBHOOK, secrets->webhook);
    if (rc == 0)
        rc = write_one(pool, directory, APP_FILE_CLIENT, secrets->client);
    if (rc == 0)
        rc = write_one(pool, directory, APP_FILE_ABOUT, app_about_text(pool, about));
    return rc;
}

/* rename(2) puts a directory only where none is, or an empty one. */
static bool
is_taken(int error)
{
    return error == ENOTEMPTY || error == EEXIST;
}

static int
put_in_place(struct pool *pool, const char *from, const char *to, int64_t now_ms)
{
    const char *aside = pool_printf(pool, "%s.%s", to, clock_format(pool, now_ms));

    for (int i = 0; i < PLACES; i++) {
        if (rename(from, to) == 0)
            return directory_sync(path_parent(pool, to));
        if (!is_taken(errno) || (rename(to, aside) != 0 && errno != ENOENT))
            break;
    }
    return fail(FAIL_SYSTEM, "%s: can't become %s: %s; the App's secrets stay there", from, to,
                strerror(errno));
}

int
app_files_write(const char *state, const struct app_about *about, const struct app_secrets *secrets,
                int64_t now_ms)
{
    struct pool *pool = pool_new();
    const char *directory = app_files_directory(pool, state);
    const char *fresh = pool_printf(pool, "%s.new-%s", directory, about->id);
    int rc = write_all(pool, fresh, about, secrets);

    if (rc == 0)
        rc = put_in_place(pool, fresh, directory, now_ms);
    pool_free(pool);
    return rc;
}

int
app_files_find(struct pool *pool, const char *state, struct app_about *about)
{
    const char *path = pool_printf(pool, "%s/%s", app_files_directory(pool, state), APP_FILE_ABOUT);
    char *text = NULL;
    size_t length = 0;
    int rc;

    if (access(path, F_OK) != 0)
        return FAIL_NOT_FOUND;
    rc = file_read(pool, path, ABOUT_MOST, &text, &length);
    return rc == 0 ? app_about_read(pool, text, about) : rc;
}
