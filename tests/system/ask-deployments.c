/*
 * ask-deployments: asks GitHub about deployments, as the installation of a configuration's App.
 *
 *     ask-deployments CONFIG INSTALLATION VERB REPOSITORY WORD...
 *
 *     create REF ENVIRONMENT ROW PULL_REQUEST URL DESCRIPTION [all | CONTEXT...]
 *     find SHA|- ENVIRONMENT ROW SINCE_MS      get REMOTE
 *     status REMOTE STATE DESCRIPTION LOG_URL ENVIRONMENT_URL      state REMOTE
 *     checks SHA [CONTEXT...]   ref REF   tags PATTERN...   newest PATTERN...
 *     collaborators             linked NUMBER
 *
 * Prints what it is told, a line each; "-" in a word is NULL.  Its status is 0, or the failure's code
 * without its sign.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/settings.h"
#include "wire/github_checks.h"
#include "wire/github_collaborators.h"
#include "wire/github_deployment.h"
#include "wire/github_linked.h"
#include "wire/github_ref.h"
#include "wire/github_tags.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* The words behind the repository, as many as the verb needs at least. */
typedef int verb_function(struct github *github, const char *repository, struct strings words);

static const char *
text(const char *word)
{
    return strcmp(word, "-") == 0 ? NULL : word;
}

static const char *
shown(const char *told)
{
    return told != NULL ? told : "-";
}

static struct strings
from(struct strings words, size_t first)
{
    return (struct strings){ words.items + first, words.count - first };
}

static void
show_all(struct strings texts)
{
    for (size_t i = 0; i < texts.count; i++)
        puts(texts.items[i]);
}

static void
show_deployment(const struct github_deployment *one)
{
    printf("%s %s %s %s row %" PRId64 " pull %" PRId64 " %s by %s%s%s\n", one->remote, one->sha,
           one->ref, one->environment, one->row, one->pull_request, shown(one->url),
           shown(one->creator), one->transient ? " transient" : "",
           one->production ? " production" : "");
}

static int
create(struct github *github, const char *repository, struct strings words)
{
    static const char *const ends[] = { "created", "pending", "failed", "conflict", "merged" };
    const struct strings contexts = from(words, 6);
    bool all = contexts.count == 1 && strcmp(contexts.items[0], "all") == 0;
    const struct github_deployment_wish wish = {
        .ref = words.items[0],
        .environment = words.items[1],
        .row = strtoll(words.items[2], NULL, 10),
        .pull_request = strtoll(words.items[3], NULL, 10),
        .url = text(words.items[4]),
        .description = text(words.items[5]),
        .contexts = all ? NULL : &contexts,
        .transient =
            strncmp(words.items[1], "pr", 2) == 0 && strcmp(words.items[1], "preview") != 0,
        .production = strcmp(words.items[1], "production") == 0,
    };
    struct github_deployment_answer answer;
    int rc = github_deployment_create(github, repository, &wish, &answer);

    if (rc != 0)
        return rc;
    printf("%s %s\n", ends[answer.end], shown(answer.words));
    if (answer.end == GITHUB_DEPLOYMENT_CREATED)
        show_deployment(&answer.deployment);
    show_all(answer.contexts);
    return 0;
}

static int
find(struct github *github, const char *repository, struct strings words)
{
    const struct github_deployment_sought sought = {
        .sha = text(words.items[0]),
        .environment = words.items[1],
        .row = strtoll(words.items[2], NULL, 10),
        .since_ms = strtoll(words.items[3], NULL, 10),
    };
    struct github_deployment one;
    int rc = github_deployment_find(github, repository, &sought, &one);

    if (rc == 0)
        show_deployment(&one);
    return rc;
}

static int
status(struct github *github, const char *repository, struct strings words)
{
    const struct github_deployment_news news = {
        .state = words.items[1],
        .description = text(words.items[2]),
        .log_url = text(words.items[3]),
        .environment_url = text(words.items[4]),
    };

    return github_deployment_status(github, repository, words.items[0], &news);
}

static int
state(struct github *github, const char *repository, struct strings words)
{
    const char *told = NULL;
    int rc = github_deployment_state(github, repository, words.items[0], &told);

    if (rc == 0)
        puts(told);
    return rc;
}

static int
checks(struct github *github, const char *repository, struct strings words)
{
    static const char *const verdicts[] = { "passed", "skipped", "pending", "failed" };
    const struct strings only = from(words, 1);
    struct github_checks told;
    int rc =
        github_checks_get(github, repository, words.items[0], only.count > 0 ? &only : NULL, &told);

    if (rc != 0)
        return rc;
    puts(verdicts[told.verdict]);
    for (size_t i = 0; i < told.count; i++)
        printf("%s %s\n", told.items[i].context, told.items[i].state);
    return 0;
}

static int
ref(struct github *github, const char *repository, struct strings words)
{
    static const char *const kinds[] = { "branch", "tag", "commit", "pull" };
    struct github_ref told;
    int rc = github_ref_resolve(github, repository, words.items[0], &told);

    if (rc != 0)
        return rc;
    if (told.ambiguous) {
        printf("ambiguous %s\n", shown(told.sha));
        return 0;
    }
    printf("%s %s %s %s\n", kinds[told.kind], told.name, shown(told.full), told.sha);
    if (told.pull_request > 0)
        printf("%" PRId64 " %s%s%s%s by %s\n", told.pull_request, told.open ? "open " : "",
               told.draft ? "draft " : "", told.fork ? "fork " : "", shown(told.branch),
               shown(told.author));
    return 0;
}

static int
tags(struct github *github, const char *repository, struct strings words)
{
    struct github_tags told;
    int rc = github_tags_get(github, repository, words, &told);

    for (size_t i = 0; rc == 0 && i < told.count; i++)
        printf("%s %s\n", told.items[i].name, told.items[i].sha);
    return rc;
}

static int
newest(struct github *github, const char *repository, struct strings words)
{
    struct github_tag told;
    int rc = github_tags_newest(github, repository, words, &told);

    if (rc == 0)
        printf("%s %s\n", told.name, told.sha);
    return rc;
}

static int
collaborators(struct github *github, const char *repository, struct strings words)
{
    struct github_collaborators told;
    int rc = github_collaborators_get(github, repository, &told);

    (void)words;
    for (size_t i = 0; rc == 0 && i < told.count; i++)
        printf("%s %d\n", told.items[i].login, (int)told.items[i].permission);
    return rc;
}

static int
linked(struct github *github, const char *repository, struct strings words)
{
    struct github_linked told;
    int rc = github_linked_get(github, repository, strtoll(words.items[0], NULL, 10), &told);

    if (rc != 0)
        return rc;
    printf("%s: %s\n", told.title, told.text);
    for (size_t i = 0; i < told.count; i++)
        printf("%s#%" PRId64 " %s %s %s\n", told.issues[i].repository, told.issues[i].number,
               told.issues[i].open ? "open" : "closed", told.issues[i].url, told.issues[i].title);
    return 0;
}

static const struct {
    const char *name;
    size_t words; /* at least */
    verb_function *function;
} verbs[] = {
    { "create", 6, create }, { "find", 4, find },     { "status", 5, status },
    { "state", 1, state },   { "checks", 1, checks }, { "ref", 1, ref },
    { "tags", 1, tags },     { "newest", 1, newest }, { "collaborators", 0, collaborators },
    { "linked", 1, linked },
};

static int
ask(struct github *github, const char *verb, const char *repository, struct strings words)
{
    for (size_t i = 0; i < COUNT(verbs); i++) {
        if (strcmp(verbs[i].name, verb) == 0 && words.count >= verbs[i].words)
            return verbs[i].function(github, repository, words);
    }
    return -99;
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct github github = { .pool = pool_new() };
    int rc;

    if (argc < 5 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &github.store) != 0)
        return 99;
    github.api = &settings->github_api;
    github.installation = strtoll(argv[2], NULL, 10);
    rc = ask(&github, argv[3], argv[4],
             (struct strings){ (const char *const *)argv + 5, (size_t)argc - 5 });
    store_close(github.store);
    settings_free(settings);
    pool_free(github.pool);
    return -rc;
}
