/*
 * apache_htaccess.h - the .htaccess of a web space whose programs Apache starts one by one
 * (mod_cgid)
 *
 * It belongs into the directory that the URL of all hooks begins with: `hooks/github` and
 * `hooklet/api/...` are below it, as are the programs' wrappers, WRAPPERS/NAME.cgi.  What it needs
 * of the host: AllowOverride All (or FileInfo, Options, AuthConfig, Limit), mod_rewrite,
 * mod_headers, and mod_cgid or mod_cgi.
 *
 * memory  the pool's
 */
#ifndef HOOKLET_CLI_APACHE_HTACCESS_H
#define HOOKLET_CLI_APACHE_HTACCESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

struct apache_htaccess {
    const char *wrappers; /* the wrappers' directory below that of .htaccess: "hooklet"; no slash */
    /*
     * Path of the directory's URL, with a slash at both ends: "/", "/bot/".  NULL: nobody knows it;
     * who types a command in Slack gets no sentence of ours then when the program is not there.
     */
    const char *base;
    size_t source_most; /* bytes: the largest body that a section `source` of hooklet.conf takes */
    bool paths;         /* drop-in paths, too */
};

/* The lines, each with its end; who writes them puts marks of their own around. */
const char *apache_htaccess(struct pool *pool, const struct apache_htaccess *space);

#define APACHE_SORRY "sorry.cgi" /* a file beside the wrappers, mode 0755, that .htaccess names */
/* Its text: what a people's route (WEB_PEOPLE) answers in place of a program that isn't there. */
const char *apache_sorry(struct pool *pool);

#endif
