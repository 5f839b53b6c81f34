/* slack_deploy.c - "deploy main to test": which commit is that? */
#include "config.h"

#include "base/fail.h"
#include "wire/slack_text.h"
#include "work/deploy_wish_find.h"
#include "work/github_job.h"
#include "work/slack_acting.h"

static int
look_up(struct slack_acting *acting, struct chat_found *found, const char **lane)
{
    const struct work *work = acting->work;
    struct github github = { 0 };
    int rc = github_job_open_other(work, found->wish.repository, &github);

    if (rc == 0)
        rc = deploy_wish_look_up(&github, acting->task.ref, &found->wish, &found->words);
    found->installation = github.installation;
    *lane = github_lane(work->pool, &work->settings->github_api, github.installation);
    return rc;
}

static int
talk(struct chat *chat, void *data)
{
    return chat_found(chat, data);
}

int
slack_deploy(struct slack_acting *acting)
{
    const struct work *work = acting->work;
    const struct chat_task *task = &acting->task;
    struct chat_found found = { 0 };
    const char *lane = NULL;
    int rc = 0;

    if (task->repository == NULL) {
        *acting->outcome =
            (struct outcome){ .end = OUTCOME_HOPELESS, .detail = "its args name no repository" };
        return 0;
    }
    found.words = deploy_wish_begin(work->settings, task->repository, task->environment, work->pool,
                                    &found.wish);
    found.live =
        found.words == NULL && task->ref == NULL && workflow_pick(&found.wish.place) == PICK_BUILT;
    if (found.words == NULL && !found.live)
        rc = look_up(acting, &found, &lane);
    if (rc != 0)
        return slack_acting_trouble(
            acting, rc, lane,
            pool_printf(work->pool, "I could not look at *%s* at GitHub, so nothing goes to *%s*.",
                        slack_line(work->pool, task->repository),
                        slack_line(work->pool, task->environment)));
    return slack_acting_talk(acting, talk, &found);
}
