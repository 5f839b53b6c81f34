/* chat_deploy.c - deploy: what goes where, may it, who wants it? */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "store/deployments_rows.h"
#include "wire/slack_text.h"
#include "work/chat_ask.h"
#include "work/chat_parts.h"
#include "work/reason.h"

struct deploy_wish
chat_deploy_wish(const struct chat *chat, const struct workflow_place *place)
{
    return (struct deploy_wish){ .repository = chat->project.settings.repository,
                                 .place = *place,
                                 .pool = chat->pool };
}

void
chat_refuse(struct chat *chat, const char *words)
{
    chat_say(chat, "That can't be: %s", chat_sentence(chat, words));
}

static const char *
announcement(const struct chat *chat, const struct wish *wish)
{
    const char *who = slack_mention(chat->pool, chat->place.user);
    const char *what = chat_ref_words(chat->pool, wish->ref, wish->sha);

    if (strcmp(wish->origin, "rollback") == 0)
        return pool_printf(chat->pool, "%s takes *%s* back to %s.", who, wish->environment, what);
    return pool_printf(chat->pool, "%s deploys %s to *%s*%s.", who, what, wish->environment,
                       strcmp(wish->origin, "retry") == 0 ? " once more" : "");
}

/* A button that is pressed twice, or by two people, is one wish.  In *there: they have been told. */
static int
refuse_twice(struct chat *chat, const struct workflow_place *place, const struct wish *wish,
             bool *there)
{
    struct deployments open = { 0 };
    int rc = deployments_open(chat->db, chat->project.settings.repository, place->environment,
                              chat->pool, &open);

    *there = rc == 0 && deployments_with(&open, wish->sha) != NULL;
    if (*there)
        chat_say(chat, "%s is on its way to *%s* already. %s tells how far it is.",
                 chat_ref_words(chat->pool, wish->ref, wish->sha), place->environment,
                 chat_hint(chat, "status"));
    return rc;
}

int
chat_wish(struct chat *chat, const struct workflow_place *place, const struct wish *wish)
{
    struct wish whole = *wish;
    struct planned_job *job;
    bool refused = false;
    int rc = chat_refuse_locked(chat, place->environment, &refused);

    if (rc == 0 && !refused)
        rc = refuse_twice(chat, place, wish, &refused);
    if (rc == 0 && !refused)
        rc = chat_login(chat, &whole.by);
    if (rc != 0 || refused)
        return rc;
    whole.what = WISH_DEPLOY;
    whole.rule = place->rule->name;
    whole.repository = chat->project.settings.repository;
    whole.environment = place->environment;
    whole.by_slack = chat->place.user;
    if (whole.pull_request == 0)
        whole.pull_request = place->pull_request;
    whole.order_ms = chat->now_ms;
    job = plan_add_job(chat->plan, chat->pool);
    wish_plan(&whole, &chat->app->settings->github_api, chat->pool, job);
    job->step = (int)chat->plan->job_count;
    chat_announce(chat, "%s", announcement(chat, &whole));
    return 0;
}

int
chat_wish_unless(struct chat *chat, const struct deploy_wish *whole, const char *origin,
                 const char *words)
{
    struct wish wish = deploy_wish_job(whole);

    wish.origin = origin;
    if (words == NULL)
        return chat_wish(chat, &whole->place, &wish);
    chat_refuse(chat, words);
    return 0;
}

int
chat_go_unless(struct chat *chat, const struct deploy_wish *whole, int64_t installation,
               const char *words)
{
    struct wish wish = deploy_wish_job(whole);
    const struct deployment_ref ref = deployment_ref_read(chat->pool, wish.ref);
    struct chat_button asked = { .repository = chat->project.settings.repository,
                                 .environment = whole->place.environment,
                                 .ref = wish.ref,
                                 .sha = wish.sha };

    if (words != NULL) {
        chat_refuse(chat, words);
        return 0;
    }
    wish.origin = "slack";
    wish.installation = installation;
    if (!whole->place.rule->deployment->confirm)
        return chat_wish(chat, &whole->place, &wish);
    /* A name may be another commit's when the button is pressed. */
    if (ref.kind == REF_NONE || ref.kind == REF_NAME)
        asked.ref = wish.sha;
    chat_ask(chat->pool, &asked, &chat->reply);
    return 0;
}

/* What is live on the environment before this one: the store knows it. */
static int
deploy_built(struct chat *chat, const struct workflow_place *place)
{
    struct deploy_wish whole = chat_deploy_wish(chat, place);
    const char *words = NULL;
    int rc = deploy_wish_live(chat->db, &whole, &words);

    return rc == 0 ? chat_go_unless(chat, &whole, 0, words) : rc;
}

void
chat_look_up(struct chat *chat, const struct workflow_place *place, const char *ref)
{
    if (ref == NULL)
        chat_say(chat, "One moment, I look what belongs on *%s*.", place->environment);
    else
        chat_say(chat, "One moment, I look up %s for *%s*.", chat_code(chat, ref),
                 place->environment);
    chat_later(chat, &(struct chat_task){
                         .what = CHAT_TASK_DEPLOY, .environment = place->environment, .ref = ref });
}

/* "deploy ENV" */
static int
deploy_picked(struct chat *chat, const struct workflow_place *place)
{
    const struct deploy_wish whole = chat_deploy_wish(chat, place);
    const char *closed = deploy_wish_closed(&whole);

    if (closed == NULL && workflow_pick(place) == PICK_BUILT)
        return deploy_built(chat, place);
    if (closed == NULL)
        chat_look_up(chat, place, NULL);
    else
        chat_refuse(chat, closed);
    return 0;
}

/* Can it be said already that this may not go there?  Of a commit alone all is known. */
static int
deploy_ref(struct chat *chat, const struct workflow_place *place, const char *text)
{
    struct deploy_wish whole = chat_deploy_wish(chat, place);
    const struct deployment_ref ref = whole.ref = deployment_ref_read(chat->pool, text);
    /* A name's kind; and that a pull request's own head goes there by hand, too (deploy_wish.h). */
    bool later = (ref.kind == REF_NAME && workflow_asks_kind(place->rule)) ||
                 (ref.kind == REF_PULL && ref.number == place->pull_request);
    const char *words = NULL;
    int rc = 0;

    if (ref.kind == REF_NONE) {
        chat_say(chat, "%s is no branch, tag, pull request (#12) or commit.",
                 chat_code(chat, text));
        return 0;
    }
    if (ref.kind == REF_COMMIT) {
        whole.sha = ref.name;
        rc = deploy_wish_refusal(chat->db, &whole, &words);
    } else if (!later) {
        /* Whether it was built is to be seen, once the commit is known. */
        words = workflow_refusal(chat->pool, place, &ref, place->rule->deployment->after != NULL);
    }
    if (rc != 0)
        return rc;
    if (words != NULL)
        chat_refuse(chat, words);
    else
        chat_look_up(chat, place, text);
    return 0;
}

static void
say_environments(struct chat *chat, const char *words)
{
    struct workflow workflow;

    workflow_find(chat->app->settings, chat->project.settings.repository, chat->pool, &workflow);
    chat_say(chat, "%s Say %s or %s. Environments are %s.", words,
             chat_hint(chat, "deploy REF to ENV"), chat_hint(chat, "deploy ENV"),
             slack_line(chat->pool, reason_list(workflow_environments(&workflow), chat->pool)));
}

/*
 * "deploy REF to ENV", "deploy to ENV", "deploy ENV".  false: it is none of these, and they have
 * been told.
 */
static bool
read_words(struct chat *chat, const char **ref, const char **environment)
{
    const char *const *words = chat->words.items;
    size_t count = chat->words.count;
    bool has_to = count >= 3 && strcasecmp(words[count - 2], "to") == 0;
    bool ends_in_to = count > 1 && strcasecmp(words[count - 1], "to") == 0;

    *ref = has_to && count == 4 ? words[1] : NULL;
    *environment = words[count - 1];
    if (!ends_in_to && (count == 2 || (has_to && count <= 4)))
        return true;
    if (count < 2)
        say_environments(chat, "Deploy what, and where to?");
    else if (ends_in_to)
        say_environments(chat, "Where to?");
    else if (count == 3)
        chat_say(chat, "Did you mean %s?",
                 chat_hint(chat, pool_printf(chat->pool, "deploy %s to %s", words[1], words[2])));
    else
        say_environments(chat, "I did not understand that.");
    return false;
}

int
chat_deploy(struct chat *chat)
{
    const char *ref = NULL, *environment = NULL;
    struct workflow_place place;
    bool locked = false;
    int rc;

    if (!read_words(chat, &ref, &environment))
        return 0;
    chat_place(chat, environment, &place);
    if (place.rule == NULL)
        return 0;
    rc = chat_refuse_locked(chat, place.environment, &locked);
    if (rc != 0 || locked)
        return rc;
    return ref == NULL ? deploy_picked(chat, &place) : deploy_ref(chat, &place, ref);
}
