/*
 * secrets.h - the webhook secrets that `hooklet secrets` lists and replaces; for its own files alone
 */
#ifndef HOOKLET_CLI_SECRETS_H
#define HOOKLET_CLI_SECRETS_H

#include "cli/cli.h"

/* A secret and its source's name on the command line. */
struct known {
    const char *source;
    const struct secret *secret;
    const struct inbound *inbound; /* the section source that it is of, or NULL */
};

struct known_list {
    struct known *items;
    size_t count;
};

/* What is to be done with one. */
struct rotation {
    const char *source;
    const char *name; /* or NULL: the only one */
    bool theirs;      /* the sender has made the new one */
    bool finish;
};

/* All that the configuration has. */
struct known_list secrets_known(struct cli *cli);
/* Name, file and repositories, never the value. */
struct json *secret_json(const struct known *known);
/* Replaces one, or ends that, and says what is next. */
int secrets_rotate(struct cli *cli, const struct rotation *rotation)
    __attribute__((warn_unused_result));

#endif
