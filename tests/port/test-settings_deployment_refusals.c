/* src/port/settings_deployment.c: what can't be meant has its line and its remedy. */
#include "config.h"

#include <stdlib.h>

#include "settings_directory.h"
#include "settings_refusal.h"

#define GITHUB "github { token_file = '@/token' }\n"
#define RULE GITHUB "deployment a { repositories = acme/web environment = test\n"

static const struct refusal refusals[] = {
    { "deployment-without-github",
      "\ndeployment a { repositories = a/b environment = test slack = any }\n", 2,
      "nobody can make its deployments at GitHub; add app_id" },
    { "deployment-without-repositories", GITHUB "deployment a { environment = e slack = any }\n", 2,
      "repositories is missing; add repositories = \"OWNER/NAME\"" },
    { "deployment-of-an-owner",
      GITHUB "deployment a { environment = e slack = any\n repositories = acme }\n", 3,
      "neither OWNER/NAME nor a pattern" },
    { "repository-for-repositories",
      GITHUB "deployment a { environment = e slack = any\n repository = acme/web }\n", 3,
      "did you mean repositories?" },
    { "deployment-without-an-environment",
      GITHUB "deployment a { repositories = a/b slack = any }\n", 2,
      "environment is missing; add environment = production" },
    { "environment-in-capitals",
      GITHUB "deployment a { repositories = a/b slack = any\n environment = Production }\n", 3,
      "environment: Production can't be a part of a host's name" },
    { "environment-of-61-letters",
      GITHUB "deployment a { repositories = a/b slack = any\n environment = "
             "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678 }\n",
      3, "write 1 to 60 lower-case letters" },
    { "nothing-goes-there", RULE "}\n", 2, "nothing ever goes there; add pull_requests = true" },
    { "drafts-of-no-pull-requests", RULE " slack = any\n drafts = yes }\n", 4,
      "drafts are pull requests; add pull_requests = true, or remove drafts" },
    { "forks-of-no-pull-requests", RULE " slack = any\n forks = yes }\n", 4,
      "forks are pull requests" },
    { "built-without-after", RULE " slack = built }\n", 3, "add after = test" },
    { "after-without-built", RULE " slack = any\n after = test }\n", 4,
      "after needs slack = built; add that, or remove after" },
    { "after-an-environment-of-nobody", RULE " slack = built\n after = qa }\n", 4,
      "after: no deployment rule goes to qa; add one with environment = qa" },
    { "after-in-capitals", RULE " slack = built\n after = Test }\n", 4, "after: Test can't be" },
    { "slack-of-something-else", RULE " slack = branches }\n", 3, "it takes none, any, tags" },
    { "confirm-of-nobody", RULE " default_branch = yes\n confirm = yes }\n", 4,
      "confirm: nobody is asked" },
    { "contexts-all-and-one", RULE " slack = any\n contexts = { all, lint } }\n", 4,
      "contexts: all stands alone; remove it, or the names beside it" },
    { "contexts-one-and-none", RULE " slack = any\n contexts = { lint, none } }\n", 4,
      "contexts: none stands alone" },
    { "contexts-of-nothing", RULE " slack = any\n contexts = {} }\n", 4, "empty list" },
    { "a-branch-as-a-ref", RULE " branches = refs/heads/main }\n", 3,
      "never matches; leave out refs/heads/" },
    { "a-tag-as-a-ref", RULE " tags = 'refs/tags/v*' }\n", 3, "leave out refs/tags/" },
    { "deployment-with-a-command", RULE " slack = any\n command = make }\n", 4, "command" },
    { "deployment-with-a-host", RULE " slack = any\n host = web1 }\n", 4, "host" },
    { "a-name-of-the-built-in-workflow",
      GITHUB "deployment 'default/pr' { repositories = a/b environment = e slack = any }\n", 2,
      "names that begin with default/ are those of the built-in workflow" },
    { "a-name-of-another-kind", RULE " slack = any }\nci a { command = make }\n", 4, "rename one" },
    { "ci-without-a-command", "\nci maker { }\n", 2, "there is nothing to do; add command" },
    { "ci-of-repositories", "ci maker { command = make\n repositories = a/b }\n", 2,
      "unknown key repositories" },
    { "ci-with-an-environment", "ci maker { command = make\n environment = e }\n", 2,
      "unknown key environment" },
    { "ci-with-a-queue", "ci maker { command = make\n queue = all }\n", 2, "unknown key queue" },
    { "ci-that-is-circleci", "\nci circleci { command = make }\n", 2,
      "circleci is CircleCI itself, which has a section of its own; choose another name" },
    { "ci-in-a-relative-directory", "ci maker { command = make\n directory = srv }\n", 2,
      "write it from / on" },
    { "ci-in-a-directory-that-is-not-there", "ci maker { command = make\n directory = '@/none' }\n",
      2, "does not exist on this machine" },
    { "ci-that-verifies-nothing", "ci maker { command = make\n crash = verify }\n", 2,
      "crash = verify needs check" },
    { "ci-without-a-name", "ci { command = make }\n", 1, "ci needs a name" },
};

static void
fill(const char *directory)
{
    free(settings_directory_write(directory, "token", "canary\n", 0400));
}

int
main(void)
{
    settings_environment_clear();
    return refusals_run("settings_deployment_refusals", refusals,
                        sizeof(refusals) / sizeof(refusals[0]), fill);
}
