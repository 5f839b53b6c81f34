/*
 * settings_refusal.h - configurations that are good, or have exactly one mistake
 *
 * In all texts @ is the directory of the test, and @@ an @.
 */
#ifndef HOOKLET_TESTS_SETTINGS_REFUSAL_H
#define HOOKLET_TESTS_SETTINGS_REFUSAL_H

#include <stddef.h>

#include "port/settings.h"

struct refusal {
    const char *name;
    const char *text;
    int line;
    const char *word; /* of what is said */
};

/*
 * Asserts that settings_check() says this of the text, with the line and no "canary", and nothing
 * else; `word` NULL: nothing at all.
 */
void settings_expect(const char *directory, const char *text, int line, const char *word);
/* Asserts that it can be loaded, with its secrets; settings_free() is the caller's. */
struct settings *settings_expect_good(const char *directory, const char *text);

/*
 * Runs each as a case of settings_check(), in one directory that `fill` may put files into (NULL:
 * none are needed); a webhook secret is in the environment.  Returns what main() returns.
 */
int refusals_run(const char *group, const struct refusal *refusals, size_t count,
                 void (*fill)(const char *directory));

#endif
