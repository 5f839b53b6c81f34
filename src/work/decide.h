/*
 * decide.h - verified delivery -> plan: decode, find the repository, plan
 *
 * One function per kind of event, each in a file of its own: a program links that of its event, and
 * the libraries that it needs, but no other.  decide_stock() finds it for those who take any event
 * (github-other), decide() for those who read deliveries from the store or a file (replay, explain),
 * so that they do exactly what the web side did.
 * A body that is JSON but beyond our reader gives a plan of status unreadable, not a failure.
 * errors  FAIL_MALFORMED not JSON · FAIL_FIELD not a body of that event
 */
#ifndef HOOKLET_WORK_DECIDE_H
#define HOOKLET_WORK_DECIDE_H

#include "store/types.h"
#include "work/repo.h"

typedef int decide_function(const struct delivery *delivery, const struct app *app,
                            struct pool *pool, struct plan *plan);

decide_function decide_push __attribute__((warn_unused_result));
decide_function decide_pull_request __attribute__((warn_unused_result));
decide_function decide_comment __attribute__((warn_unused_result)); /* five events: see there */
decide_function decide_ping __attribute__((warn_unused_result));
/* installation, installation_repositories */
decide_function decide_installation __attribute__((warn_unused_result));
decide_function decide_organization __attribute__((warn_unused_result));
decide_function decide_release __attribute__((warn_unused_result));
decide_function decide_deployment __attribute__((warn_unused_result));
decide_function decide_deployment_status __attribute__((warn_unused_result));
decide_function decide_status __attribute__((warn_unused_result));
decide_function decide_check_suite __attribute__((warn_unused_result));
/* Events of GitHub's without a function of their own: run rules only. */
decide_function decide_other __attribute__((warn_unused_result));
/* All that Asana sends. */
decide_function decide_asana __attribute__((warn_unused_result));
/* All that CircleCI sends. */
decide_function decide_circleci __attribute__((warn_unused_result));
/* All that Slack sends. */
decide_function decide_slack __attribute__((warn_unused_result));
/* All that a sender of the configuration sends, a section source. */
decide_function decide_source __attribute__((warn_unused_result));
/* A page of a backfill (github_page.h), of our own. */
decide_function decide_page __attribute__((warn_unused_result));

/* What is sent directly (hook_message.h). */
decide_function decide_message __attribute__((warn_unused_result));

/* By delivery->source and delivery->kind; for programs, as what is forwarded is added by serve(). */
decide_function decide_stock __attribute__((warn_unused_result));
/* The same, and what is forwarded: all that the web side does. */
decide_function decide __attribute__((warn_unused_result));

#endif
