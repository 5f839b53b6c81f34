/*
 * ask-graphql: asks one question in GraphQL, as the installation of a configuration's App.
 *
 *     ask-graphql CONFIG INSTALLATION QUERY NAME=VALUE... /POINTER...
 *
 * Prints the values, one a line, "-" where there is none.  Its status is 0, or the failure's code
 * without its sign.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/settings.h"
#include "wire/github_graphql.h"

enum { WANTS_MOST = 8 };

static int
ask(struct github *github, char **argv)
{
    struct json *variables = json_object();
    struct json_want wants[WANTS_MOST] = { 0 };
    size_t count = 0;
    int rc;

    for (char **word = argv + 1; *word != NULL && count < WANTS_MOST; word++) {
        char *equals = strchr(*word, '=');

        if (equals == NULL)
            wants[count++].pointer = *word;
        else
            json_set_string(variables, pool_copy(github->pool, *word, (size_t)(equals - *word)),
                            equals + 1);
    }
    rc = github_graphql(github, argv[0], variables, wants, count);
    for (size_t i = 0; rc == 0 && i < count; i++)
        puts(json_string(&wants[i]) != NULL ? json_string(&wants[i]) : "-");
    return rc;
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct github github = { .pool = pool_new() };
    int rc;

    if (argc < 4 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &github.store) != 0)
        return 99;
    github.api = &settings->github_api;
    github.installation = strtoll(argv[2], NULL, 10);
    rc = ask(&github, argv + 3);
    store_close(github.store);
    settings_free(settings);
    pool_free(github.pool);
    return -rc;
}
