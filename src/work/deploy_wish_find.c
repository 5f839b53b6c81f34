/* deploy_wish_find.c - a name, or what is picked without one, as a commit. */
#include "config.h"

#include <assert.h>
#include <inttypes.h>

#include "base/fail.h"
#include "wire/github_ref.h"
#include "wire/github_repository.h"
#include "wire/github_tags.h"
#include "work/deploy_wish_find.h"
#include "work/reason.h"

static void
take(struct deploy_wish *wish, const struct github_ref *found)
{
    static const enum ref_kind kinds[] = {
        [GITHUB_REF_BRANCH] = REF_BRANCH,
        [GITHUB_REF_TAG] = REF_TAG,
        [GITHUB_REF_COMMIT] = REF_COMMIT,
        [GITHUB_REF_PULL] = REF_PULL,
    };

    wish->sha = found->sha;
    wish->author = found->author;
    if (found->kind == GITHUB_REF_PULL) {
        wish->fork = found->fork;
        wish->closed = !found->open;
        deploy_wish_pull(wish, found->pull_request, found->branch);
        return;
    }
    wish->ref = (struct deployment_ref){ kinds[found->kind], found->name, 0 };
    wish->full = found->full;
}

static int
resolve(struct github *github, const struct deployment_ref *ref, struct deploy_wish *wish,
        const char **words)
{
    const char *full = deployment_ref_full(wish->pool, ref);
    struct github_ref found = { 0 };
    int rc = github_ref_resolve(github, wish->repository, full, &found);

    if (rc == FAIL_NOT_FOUND) {
        *words =
            pool_printf(wish->pool, "%s has no %s %s", wish->repository,
                        ref->kind == REF_NAME ? "branch, tag or commit" : ref_kind_name(ref->kind),
                        deployment_ref_show(wish->pool, full));
        return 0;
    }
    if (rc == 0 && found.ambiguous)
        *words = pool_printf(wish->pool,
                             "%s is both a branch and a tag; say refs/heads/%s or refs/tags/%s",
                             ref->name, ref->name, ref->name);
    else if (rc == 0)
        take(wish, &found);
    return rc;
}

static int
pick_tag(struct github *github, struct deploy_wish *wish, const char **words)
{
    static const char *const any[] = { "*" };
    struct strings patterns = wish->place.rule->tags;
    struct github_tag tag = { 0 };
    int rc;

    if (patterns.count == 0)
        patterns = (struct strings){ any, 1 };
    rc = github_tags_newest(github, wish->repository, patterns, &tag);
    if (rc == FAIL_NOT_FOUND) {
        *words = pool_printf(wish->pool, "%s takes the newest tag, and %s has none that matches %s",
                             wish->place.environment, wish->repository,
                             reason_list(patterns, wish->pool));
        return 0;
    }
    if (rc != 0)
        return rc;
    wish->ref = (struct deployment_ref){ REF_TAG, tag.name, 0 };
    wish->full = deployment_ref_full(wish->pool, &wish->ref);
    wish->sha = tag.sha;
    return 0;
}

static int
pick_default(struct github *github, struct deploy_wish *wish, const char **words)
{
    struct deployment_ref ref = { .kind = REF_BRANCH };
    int rc = github_default_branch(github, wish->repository, &ref.name);

    return rc != 0 ? rc : resolve(github, &ref, wish, words);
}

static int
pick_pull_request(struct github *github, struct deploy_wish *wish, const char **words)
{
    int64_t number = wish->place.pull_request;
    const struct deployment_ref ref = { REF_PULL,
                                        pool_printf(wish->pool, "pull/%" PRId64 "/head", number),
                                        number };

    return resolve(github, &ref, wish, words);
}

static int
pick(struct github *github, struct deploy_wish *wish, const char **words)
{
    switch (workflow_pick(&wish->place)) {
    case PICK_TAG:
        return pick_tag(github, wish, words);
    case PICK_PULL_REQUEST:
        return pick_pull_request(github, wish, words);
    case PICK_DEFAULT_BRANCH:
        return pick_default(github, wish, words);
    case PICK_NOTHING:
        *words = deploy_wish_closed(wish);
        return 0;
    case PICK_BUILT:
        break;
    }
    assert(!"deploy_wish_live() knows it");
    return FAIL_NOT_FOUND;
}

int
deploy_wish_look_up(struct github *github, const char *text, struct deploy_wish *wish,
                    const char **words)
{
    struct deployment_ref ref;

    *words = NULL;
    if (text == NULL)
        return pick(github, wish, words);
    ref = deployment_ref_read(wish->pool, text);
    if (ref.kind != REF_NONE)
        return resolve(github, &ref, wish, words);
    *words = "what is deployed is a branch, a tag, a pull request (#12) or a commit";
    return 0;
}
