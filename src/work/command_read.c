/* command_read.c - a command out of its job's args. */
#include "config.h"

#include <string.h>

#include "base/json_scan.h"
#include "base/match.h"
#include "work/command.h"
#include "work/github_job.h"

enum field {
    ARGV,
    AUTHOR,
    ASSOCIATION,
    SUBJECT_AUTHOR,
    OWNER,
    OWNER_IS_ORGANIZATION,
    ON_PULL_REQUEST,
    FROM_FORK,
    SHA,
    HEAD_REF,
    DEFAULT_BRANCH,
    CREATED,
    FIELDS
};

static struct strings
read_words(struct pool *pool, const struct json_want *want)
{
    const char **items = pool_array(pool, want->count + 1, sizeof(*items));
    size_t count = 0;

    for (const struct json_value *value = want->first; value != NULL; value = value->next)
        items[count++] = value->text;
    return (struct strings){ items, count };
}

static void
read_fields(struct command *command, const struct json_want *wants)
{
    command->author = json_string(&wants[AUTHOR]);
    command->association = json_string(&wants[ASSOCIATION]);
    command->subject_author = json_string(&wants[SUBJECT_AUTHOR]);
    command->owner = json_string(&wants[OWNER]);
    command->owner_is_organization = json_true(&wants[OWNER_IS_ORGANIZATION]);
    command->on_pull_request = json_true(&wants[ON_PULL_REQUEST]);
    command->from_fork = json_true(&wants[FROM_FORK]);
    command->sha = json_string(&wants[SHA]);
    command->head_ref = json_string(&wants[HEAD_REF]);
    command->default_branch = json_string(&wants[DEFAULT_BRANCH]);
    command->created_ms = json_integer(&wants[CREATED], 0);
    if (!sha_valid(command->sha))
        command->sha = NULL;
}

const char *
command_read(struct command *command)
{
    struct json_want wants[FIELDS] = {
        [ARGV].pointer = "/argv/*",
        [AUTHOR].pointer = "/author",
        [ASSOCIATION].pointer = "/association",
        [SUBJECT_AUTHOR].pointer = "/subject_author",
        [OWNER].pointer = "/owner",
        [OWNER_IS_ORGANIZATION].pointer = "/owner_is_organization",
        [ON_PULL_REQUEST].pointer = "/on_pull_request",
        [FROM_FORK].pointer = "/from_fork",
        [SHA].pointer = "/sha",
        [HEAD_REF].pointer = "/head_ref",
        [DEFAULT_BRANCH].pointer = "/default_branch",
        [CREATED].pointer = "/created_ms",
    };
    const char *args = command->job->args;
    struct pool *pool = command->work->pool;
    const char *trouble = github_place_read(pool, args, &command->place);

    if (trouble != NULL)
        return trouble;
    if (json_scan(pool, args, strlen(args), wants, FIELDS) != 0)
        return "its args are no JSON";
    command->words = read_words(pool, &wants[ARGV]);
    if (command->words.count == 0)
        return "its args have no argv";
    command->name = command->words.items[0];
    read_fields(command, wants);
    command->installation = github_job_installation(pool, command->job);
    repo_find(command->work->settings, command->place.repository, pool, &command->repo);
    return NULL;
}

int
command_client(struct command *command, struct github *github)
{
    return github_job_open(command->work, command->job, command->place.repository, github);
}
