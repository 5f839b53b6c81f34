/*
 * web_config.h - what a web server's configuration is made of, beside the table of programs:
 * places, names, and what hooklet.conf says; for nginx-config and apache-config
 *
 * memory  the pool of the command
 */
#ifndef HOOKLET_CLI_WEB_CONFIG_H
#define HOOKLET_CLI_WEB_CONFIG_H

#include "cli/cli.h"
#include "programs.h"

/* Where shipped files expect what is installed; `make install` puts in where it is then. */
#define WEB_SHIPPED_RUN "/run/hooklet"
#define WEB_SHIPPED_DATA "/usr/share/hooklet"
#define WEB_SHIPPED_PROGRAMS "/usr/libexec/hooklet"
#define WEB_SHIPPED_CONFIG "/etc/hooklet/hooklet.conf"

/*
 * The options of both commands.  A command points its list of options to the members, and calls
 * web_config_read() behind cli_words(); what was not asked for is filled in then.
 */
struct web_config {
    const char *run;         /* --run: RUN/NAME.sock */
    const char *programs;    /* --programs: PROGRAMS/NAME.fcgi */
    const char *server_name; /* --server-name; NULL: none was named */
    const char *part;        /* --part; NULL: all of it, one file */
    bool paths;              /* --paths: drop-in paths, too */
    bool shipped;            /* --shipped: for any hooklet.conf, which is not read */

    const char *data;    /* DATA/nginx/, DATA/apache/: the shipped files */
    const char *config;  /* hooklet.conf; absolute */
    bool config_missing; /* it is not there: the defaults hold */
    size_t source_most; /* bytes: the largest body that a section source allows, their default where
                            there is none; SIZE_MAX, shipped: whatever the table's route allows */
    size_t source_count; /* sections source */
};

/*
 * What --part, --run, --programs and --server-name were given is looked at, then hooklet.conf is
 * read, without its secrets.  parts: the words that --part may be.
 * False: it has been said, cli->status is set.
 */
bool web_config_read(struct cli *cli, struct strings parts, struct web_config *config);

/* RUN/NAME.sock */
const char *web_config_socket(struct pool *pool, const struct web_config *config, const char *name);
/* The limit of a body at this route, bytes. */
size_t web_config_body(const struct web_config *config, const struct web_route *route);

#endif
