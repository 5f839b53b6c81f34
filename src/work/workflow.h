/*
 * workflow.h - what is deployed where: by itself when something happens, and because people ask
 *
 * The rules are the deployment rules of hooklet.conf that name the repository, in the order of the
 * file; where none does, the built-in ones (deployment_rule.h).
 *
 *     push         a branch or tag, by the rule's branches, tags and default_branch
 *     pull request opened, reopened, pushed to, ready for review: to "pr12", and closed: its end
 *     people       what the rule's `slack` permits, in Slack and in comments alike
 *
 * A rule that has a say in an event answers with a wish, or with the reason why not; a rule that is
 * not about such events says nothing.  Of two rules for one environment the first one has it.
 * Whether the repository is tied at all is not asked here (plan_deployments.h), nor are locks: the
 * action looks at them when it begins.
 * Pure.
 * memory  the workflow's pool
 */
#ifndef HOOKLET_WORK_WORKFLOW_H
#define HOOKLET_WORK_WORKFLOW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"
#include "port/settings.h"
#include "wire/github_event.h"
#include "work/deployment_ref.h"
#include "work/wish.h"

struct workflow {
    const char *repository;          /* OWNER/NAME */
    const struct rule *const *rules; /* of kind RULE_DEPLOYMENT */
    size_t rule_count;
    struct pool *pool;
};

void workflow_find(const struct settings *settings, const char *repository, struct pool *pool,
                   struct workflow *workflow);

struct workflow_answer {
    const struct rule *rule;
    const char *reason; /* why it doesn't act, for people; NULL: it does */
    struct wish wish;   /* without a reason */
};

struct workflow_answers {
    struct workflow_answer *items;
    size_t count;
};

void workflow_push(const struct workflow *workflow, const struct github_push *push,
                   struct workflow_answers *answers);
/* Actions that deploy nothing and end nothing (labeled, ...) have no answers. */
void workflow_pull_request(const struct workflow *workflow,
                           const struct github_pull_request *pull_request,
                           struct workflow_answers *answers);

/* An environment that people, or GitHub, name. */
struct workflow_place {
    const struct rule *rule; /* of several the first that people may send something to */
    const char *environment; /* in lower case */
    int64_t pull_request;    /* whose it is, or 0 */
};

/* NULL, or words for people: there is no such environment, and which there are. */
const char *workflow_place(const struct workflow *workflow, const char *environment,
                           struct workflow_place *place);
/* Their names, each once; of pull requests with an N in place of the number: "prN". */
struct strings workflow_environments(const struct workflow *workflow);

/* Does the answer of workflow_refusal() depend on what kind of ref it is? */
bool workflow_asks_kind(const struct rule *rule);
/*
 * May people send this there?  NULL: yes; else words for them.  Where the rule asks for the kind, a
 * REF_NAME has to be resolved before.  built: its commit was built to rule->deployment->after, asked
 * for only where that is not NULL.
 */
const char *workflow_refusal(struct pool *pool, const struct workflow_place *place,
                             const struct deployment_ref *ref, bool built);

/* What is meant by "deploy production", where no ref is named. */
enum workflow_pick {
    PICK_NOTHING,      /* people may send nothing there */
    PICK_TAG,          /* the newest tag that matches the rule's tags; any where it has none */
    PICK_BUILT,        /* what is live on rule->deployment->after */
    PICK_PULL_REQUEST, /* the head of place->pull_request */
    PICK_DEFAULT_BRANCH
};
enum workflow_pick workflow_pick(const struct workflow_place *place);

#endif
