/* asana_story.c - one is added, or looked for. */
#include "config.h"

#include <string.h>

#include "base/encode.h"
#include "base/fail.h"
#include "base/match.h"
#include "wire/asana_story.h"

enum field { GID, TYPE, TEXT, FIELDS };

static const char *
stories_path(struct pool *pool, const char *task)
{
    return pool_printf(pool, "/tasks/%s/stories", percent_encode(pool, task));
}

int
asana_story_add(struct asana *asana, const char *task, const char *text, const char **gid)
{
    struct json *data = json_object();
    struct asana_request request = { .method = "POST", .path = stories_path(asana->pool, task) };
    struct json_want want = { .pointer = "/data/gid" };
    int rc;

    json_set_string(data, "text", text);
    request.body = asana_body(asana, data);
    rc = asana_read(asana, &request, &want, 1);
    if (rc != 0)
        return rc;
    *gid = json_string(&want);
    return *gid != NULL ? 0 : fail(FAIL_MALFORMED, "Asana: a story without a gid");
}

static int
read_story(struct asana *asana, const struct json_value *one, const char *words, const char **gid)
{
    struct json_want wants[FIELDS] = {
        [GID].pointer = "/gid", [TYPE].pointer = "/type", [TEXT].pointer = "/text"
    };
    int rc = json_scan(asana->pool, one->text, one->length, wants, FIELDS);

    if (rc != 0)
        return rc;
    if (!text_equal(json_string(&wants[TYPE]), "comment") || !json_any_holds(&wants[TEXT], words) ||
        json_string(&wants[GID]) == NULL)
        return FAIL_NOT_FOUND;
    *gid = json_string(&wants[GID]);
    return 0;
}

int
asana_story_find(struct asana *asana, const char *task, const char *words, const char **gid)
{
    struct asana_pages pages = { .path = pool_printf(asana->pool, "%s?opt_fields=text,type",
                                                     stories_path(asana->pool, task)) };
    int rc, found = FAIL_NOT_FOUND;

    do {
        struct json_want page = { .pointer = "/data/*" };

        rc = asana_next_page(asana, &pages, &page, 1);
        for (const struct json_value *one = rc == 1 ? page.first : NULL;
             one != NULL && found == FAIL_NOT_FOUND; one = one->next)
            found = read_story(asana, one, words, gid);
    } while (rc == 1 && found == FAIL_NOT_FOUND);
    return rc < 0 ? rc : found;
}
