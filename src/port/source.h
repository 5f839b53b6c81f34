/*
 * source.h - a sender of webhooks, and the secrets that it signs with
 *
 * memory  all of it lives in the settings that it came from
 */
#ifndef HOOKLET_PORT_SOURCE_H
#define HOOKLET_PORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"

#define SECRET_PREVIOUS " (previous)" /* behind the name of a secret's former key */

struct secret {
    const char *name;  /* in the ledger: "main", "main (previous)" */
    const char *bytes; /* the key; never logged */
    size_t length;
    const char *path;            /* file it came from, or NULL (credential, environment) */
    struct strings repositories; /* patterns it is good for; empty: all */
};

/*
 * May it sign for this repository?  NULL: for whatever, even a body that names none or can't be
 * read.
 */
bool secret_good_for(const struct secret *secret, const char *repository);

/* A sender of webhooks, `github { ... }`. */
struct source_settings {
    const struct secret *secrets;
    size_t secret_count;   /* 0: the source is refused */
    bool sha1;             /* a SHA-1 signature alone is enough (old GitHub Enterprise) */
    const char *clone_url; /* where repositories are cloned from: "https://github.com" */
    /* The secrets of the configuration with name and repositories alone, which those have who don't
     * open secrets, too. */
    const struct secret *limits;
    size_t limit_count;
};

/* Has it a secret?  Those who don't open secrets know of those in the configuration alone. */
bool source_known(const struct source_settings *source);
/*
 * The patterns of repositories that the secret of this name is good for; empty: all.  Its former
 * key ("main (previous)") is as good.  A name that is none of the configuration's has no limits.
 */
struct strings source_limits(const struct source_settings *source, const char *name);

#endif
