/*
 * lookups.c - names for tests: an LD_PRELOAD library that answers for those in LOOKUPS
 *
 *     LOOKUPS="two.test=127.0.0.1,127.0.0.2 late.test=~5000"
 *
 * A name has these addresses, in this order, or is not found after so many milliseconds.
 */
#include "config.h"

#include <dlfcn.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found);

typedef int lookup(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static lookup *
real(void)
{
    static lookup *found;

    if (found == NULL)
        *(void **)&found = dlsym(RTLD_NEXT, "getaddrinfo");
    return found;
}

/* What stands behind the name's '='; NULL: we don't know it. */
static const char *
answer_for(const char *name)
{
    const char *at = getenv("LOOKUPS");
    size_t length = name != NULL ? strlen(name) : 0;

    for (; length > 0 && at != NULL && *at != '\0'; at += strcspn(at, " "), at += *at == ' ') {
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return at + length + 1;
    }
    return NULL;
}

static int
late(const char *text)
{
    long ms = strtol(text, NULL, 10);
    struct timespec rest = { ms / 1000, ms % 1000 * 1000000 };

    while (nanosleep(&rest, &rest) != 0)
        ;
    return EAI_AGAIN;
}

/* The lists of single addresses, one behind the other. */
int
getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
            struct addrinfo **found)
{
    const char *answer = answer_for(name);
    struct addrinfo **last = found;
    int rc = 0;

    if (answer == NULL)
        return real()(name, service, hints, found);
    if (*answer == '~')
        return late(answer + 1);
    *found = NULL;
    while (rc == 0 && *answer != '\0' && *answer != ' ') {
        size_t length = strcspn(answer, ", ");
        char *one = strndup(answer, length);

        rc = one != NULL ? real()(one, service, hints, last) : EAI_MEMORY;
        free(one);
        while (rc == 0 && *last != NULL)
            last = &(*last)->ai_next;
        answer += length;
        answer += *answer == ',';
    }
    return rc;
}
