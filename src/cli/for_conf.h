/*
 * for_conf.h - what is proposed for hooklet.conf: values, and files for secrets
 *
 * memory  the pool
 */
#ifndef HOOKLET_CLI_FOR_CONF_H
#define HOOKLET_CLI_FOR_CONF_H

#include <stdio.h>

#include "cli/cli.h"

/* The users that README proposes: who takes requests, and who does the jobs. */
#define WEB_USER "hooklet-web"
#define WORKER_USER "hooklet-work"

/*
 * "DIRECTORY/secrets" beside hooklet.conf, which is loaded; absolute, as hooklet.conf wants it.
 * errors  FAIL_SYSTEM the current directory can't be told
 */
int for_conf_secrets(struct cli *cli, const char **directory) __attribute__((warn_unused_result));
/* A text as a value of hooklet.conf, in quotes. */
const char *for_conf_value(struct pool *pool, const char *text);
/* Each line of a text behind the blanks of a numbered step. */
void for_conf_print(FILE *out, const char *text);

#endif
