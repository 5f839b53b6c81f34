/* slack_allow.c - may they?  GitHub knows who may write, Slack who is in a group. */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/people.h"
#include "wire/github_repository.h"
#include "wire/slack_people.h"
#include "wire/slack_text.h"
#include "work/github_job.h"
#include "work/slack_acting.h"

/* A question under way. */
struct allowing {
    struct slack_acting *acting;
    struct chat_asked asked;
    bool told; /* they may not, or it can't be found out: nothing more is to be done */
};

static int
refuse(struct allowing *allowing, const char *words)
{
    allowing->told = true;
    return slack_acting_tell(allowing->acting, words);
}

static int
trouble(struct allowing *allowing, int rc, const char *lane, const char *words)
{
    allowing->told = true;
    return slack_acting_trouble(allowing->acting, rc, lane, words);
}

static int
find_login(struct allowing *allowing, const char **login)
{
    struct slack_acting *acting = allowing->acting;
    struct person person = { 0 };
    int rc = person_find(acting->work->store, PERSON_BY_SLACK, acting->place.user,
                         acting->work->pool, &person);

    *login = rc == 0 ? person.github : NULL;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

static int
judge(struct allowing *allowing, const char *login, enum github_permission permission)
{
    struct pool *pool = allowing->acting->work->pool;

    if (permission >= PERMISSION_WRITE)
        return 0;
    return refuse(
        allowing,
        pool_printf(pool, "Sorry, %s is for people who may write to *%s*, and %s may not.",
                    chat_hint_of(pool, allowing->acting->slack.api, allowing->asked.permit),
                    slack_line(pool, allowing->asked.repository), slack_code(pool, login)));
}

static int
ask_github(struct allowing *allowing)
{
    struct slack_acting *acting = allowing->acting;
    const struct work *work = acting->work;
    const char *repository = allowing->asked.repository, *login = NULL;
    enum github_permission permission = PERMISSION_NONE;
    struct github github = { 0 };
    int rc = find_login(allowing, &login);

    if (rc != 0)
        return rc;
    if (login == NULL)
        return refuse(allowing, chat_unlinked(work->pool, acting->slack.api));
    rc = github_job_open_other(work, repository, &github);
    if (rc == 0)
        rc = github_permission(&github, repository, login, &permission);
    if (rc == 0)
        return judge(allowing, login, permission);
    return trouble(allowing, rc,
                   github_lane(work->pool, &work->settings->github_api, github.installation),
                   pool_printf(work->pool, "I could not ask GitHub whether %s may write to *%s*.",
                               slack_code(work->pool, login), slack_line(work->pool, repository)));
}

static int
ask_slack(struct allowing *allowing, const char *group)
{
    struct slack_acting *acting = allowing->acting;
    struct pool *pool = acting->work->pool;
    bool is_in = false;
    int rc = slack_group_has(&acting->slack, group, acting->place.user, &is_in);

    if (rc != 0)
        return trouble(allowing, rc, slack_lane(),
                       "I could not ask Slack whether you are in the group that may do that.");
    if (is_in)
        return 0;
    return refuse(allowing, pool_printf(pool, "Sorry, %s is for a group that you are not in.",
                                        chat_hint_of(pool, allowing->acting->slack.api,
                                                     allowing->asked.permit)));
}

/* Without a repository the command itself says what is missing, but for those that need none. */
static int
ask(struct allowing *allowing)
{
    const struct chat_asked *asked = &allowing->asked;
    const struct permit *permit =
        slack_permit(allowing->acting->slack.api, asked->permit == NULL ? "" : asked->permit);
    bool needs_none =
        asked->command != NULL && asked->command->anywhere && strcmp(asked->permit, "setup") != 0;

    switch (permit->who) {
    case PERMIT_CHANNEL:
        break;
    case PERMIT_WRITE:
        if (asked->repository != NULL)
            return ask_github(allowing);
        if (needs_none)
            return refuse(allowing, "That is for people who may write to this channel's "
                                    "repository, and it has none.");
        break;
    case PERMIT_GROUP:
        return ask_slack(allowing, permit->group);
    }
    return 0;
}

static bool
is_same(const char *one, const char *other)
{
    return one == NULL || other == NULL ? one == other : strcasecmp(one, other) == 0;
}

/* What they may do holds for the repository that was asked about. */
static int
go_on(struct chat *chat, void *data)
{
    const struct allowing *allowing = data;
    const struct slack_acting *acting = allowing->acting;
    struct chat_asked now;
    bool ours = false;

    if (acting->command != NULL)
        chat_asked_command(chat, acting->command->name, acting->command->text, &now);
    else
        chat_asked_press(chat, acting->action, &now);
    if (!is_same(now.repository, allowing->asked.repository)) {
        chat_say(chat, "What this channel is tied to has changed meanwhile. Say it again.");
        return 0;
    }
    chat->permitted = true;
    if (acting->command != NULL)
        return chat_run(chat, acting->command->name, acting->command->text);
    return chat_press(chat, acting->action, &ours);
}

int
slack_allow(struct slack_acting *acting)
{
    struct allowing allowing = { .acting = acting };
    int rc;

    if (acting->command == NULL && acting->action == NULL) {
        *acting->outcome =
            (struct outcome){ .end = OUTCOME_HOPELESS,
                              .detail = "the event's body, which says what to do, is gone" };
        return 0;
    }
    rc = slack_acting_asked(acting, &allowing.asked);
    if (rc == 0)
        rc = ask(&allowing);
    if (rc != 0 || allowing.told)
        return rc;
    return slack_acting_talk(acting, go_on, &allowing);
}
