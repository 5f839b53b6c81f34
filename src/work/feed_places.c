/* feed_places.c - names of the configuration, and what Asana calls them */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "base/match.h"
#include "store/people.h"
#include "wire/asana_names.h"
#include "work/feed_run.h"

/* A login of GitHub's that somebody has linked to a user of Asana's; else a real name. */
static int
find_by_person(struct feed_run *run, const char *who, const char **gid)
{
    struct person person = { 0 };
    int rc = FAIL_NOT_FOUND;

    if (login_valid(who))
        rc = person_find(run->work->store, PERSON_BY_GITHUB, who, run->work->pool, &person);
    if (rc == 0 && person.asana != NULL) {
        *gid = person.asana;
        return 0;
    }
    if (rc != 0 && rc != FAIL_NOT_FOUND)
        return rc;
    return asana_user(&run->asana, run->workspace, who, gid);
}

int
feed_assignee(struct feed_run *run)
{
    const char *who = run->feed->assignee;
    int rc;

    if (who == NULL)
        return 0;
    if (asana_gid_valid(who) || strchr(who, '@') != NULL)
        rc = asana_user(&run->asana, run->workspace, who, &run->assignee);
    else
        rc = find_by_person(run, who, &run->assignee);
    if (rc == FAIL_NOT_FOUND) {
        run->remark = pool_printf(run->work->pool,
                                  "nobody in Asana is \"%s\", so nobody is"
                                  " assigned",
                                  who);
        rc = 0;
    }
    return rc;
}

static int
find_tag(struct feed_run *run)
{
    if (run->feed->tag == NULL || run->feed->tag[0] == '\0')
        return 0;
    return asana_tag(&run->asana, run->workspace, run->feed->tag, true, &run->tag);
}

int
feed_places(struct feed_run *run)
{
    const struct feed *feed = run->feed;
    int rc = asana_workspace(&run->asana, feed->workspace, &run->workspace);

    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED, "Asana shows us no workspace \"%s\"", feed->workspace);
    if (rc == 0)
        rc = asana_project(&run->asana, run->workspace, feed->project, &run->project);
    if (rc == FAIL_NOT_FOUND)
        return fail(FAIL_REFUSED, "Asana shows us no project \"%s\" in workspace \"%s\"",
                    feed->project, feed->workspace);
    if (rc == 0)
        rc = find_tag(run);
    return rc == 0 ? feed_assignee(run) : rc;
}

int
feed_places_forget(struct feed_run *run)
{
    const char *const gids[] = { run->workspace, run->project, run->tag, run->assignee };
    int rc = 0;

    for (size_t i = 0; i < sizeof(gids) / sizeof(gids[0]) && rc == 0; i++)
        if (gids[i] != NULL)
            rc = asana_name_forget(&run->asana, gids[i]);
    return rc;
}
