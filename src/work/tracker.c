/* tracker.c - the table; each tracker's functions. */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "store/task_rows.h"
#include "wire/asana_story.h"
#include "work/tracker.h"

static struct asana
asana_of(const struct work *work)
{
    return (struct asana){ .api = &work->settings->asana_api,
                           .store = work->store,
                           .pool = work->pool };
}

static bool
asana_is_configured(const struct settings *settings)
{
    return asana_api_configured(&settings->asana_api);
}

static int
asana_of_issue(const struct work *work, const char *repository, int64_t number, const char **ticket)
{
    struct task_row row = { 0 };
    int rc = task_row_find_issue(work->store, repository, number, work->pool, &row);

    *ticket = row.gid;
    return rc == 0 && row.gid == NULL ? FAIL_NOT_FOUND : rc;
}

static int
asana_say_on(const struct work *work, const struct tracker_words *words, const char **stamp)
{
    struct asana asana = asana_of(work);

    return asana_story_add(&asana, words->ticket, words->text, stamp);
}

static int
asana_find_on(const struct work *work, const struct tracker_words *words, const char **stamp)
{
    struct asana asana = asana_of(work);

    return asana_story_find(&asana, words->ticket, words->mark, stamp);
}

static const struct tracker asana_tracker = {
    .name = "asana",
    .configured = asana_is_configured,
    .missing = "Asana is not configured: add token_file to asana { }",
    .of_issue = asana_of_issue,
    .say = asana_say_on,
    .find = asana_find_on,
};

const struct tracker *const trackers[] = { &asana_tracker, NULL };

const struct tracker *
tracker_of(const char *ticket)
{
    for (size_t i = 0; trackers[i] != NULL; i++) {
        size_t length = strlen(trackers[i]->name);

        if (strncmp(ticket, trackers[i]->name, length) == 0 && ticket[length] == ':')
            return trackers[i];
    }
    return NULL;
}
