/*
 * hosting.h - hooklet in somebody's home directory, on a machine that others look after: no root,
 * no daemon, no /run
 *
 *     DIRECTORY/.htaccess          routes, in a block of lines that is ours
 *     DIRECTORY/hooklet/NAME.cgi   a wrapper for each program, which Apache runs as plain CGI
 *     ~/.hooklet/                  hooklet.conf, secrets, state: out of the web's reach
 *
 * and cron does what the programs leave.  `hooklet init --shared-hosting` makes it, doctor looks at
 * it; what both have to agree about is here.
 *
 * memory  the pool's
 */
#ifndef HOOKLET_CLI_HOSTING_H
#define HOOKLET_CLI_HOSTING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

#define HOSTING_WRAPPERS "hooklet"
#define HOSTING_FILE_MOST ((size_t)1024 * 1024) /* bytes; people's .htaccess are much smaller */
/* Where hosting_htaccess() gives NULL. */
#define HOSTING_NO_PAIR                                                                            \
    "the marks # BEGIN hooklet and # END hooklet are not there as one pair: remove them and what " \
    "is between them"
#define HOSTING_HOOK "/hooks/github" /* behind the URL: what GitHub is told */

struct hosting {
    const char *directory; /* in the web space: what the URL leads to; absolute */
    const char *config;    /* hooklet.conf; absolute, as are: */
    const char *state;     /* a directory */
    const char *programs;  /* PROGRAMS/NAME.fcgi */
    const char *command;   /* hooklet */
    const char *url;       /* that leads to the directory, no slash at its end; NULL: not known */
    bool paths;            /* drop-in paths, too */
    size_t source_most;    /* bytes; struct web_config has it */
};

/* "/home/ann", or NULL: neither $HOME nor the list of users has one. */
const char *hosting_home(struct pool *pool);
/* "/home/ann/.hooklet/hooklet.conf" */
const char *hosting_config(struct pool *pool, const char *home);
/*
 * All directories on the way that exist as they really are, symbolic links followed.  NULL: it goes
 * back (..) through one that does not exist.
 */
const char *hosting_real(struct pool *pool, const char *path);
/* Is it `directory`, or below it?  Both as hosting_real() gives them. */
bool hosting_below(const char *path, const char *directory);
/*
 * The directory that the web shows, as far as names tell: the topmost one above hosting->directory
 * that is called public_html, htdocs or the like and isn't the home directory or above it; else
 * hosting->directory.
 */
const char *hosting_space(struct pool *pool, const char *directory, const char *home);

/* The address of the directory, no slash at its end: of that, or of HOSTING_HOOK there. */
const char *hosting_url(struct pool *pool, const char *url);

/* A file in DIRECTORY/hooklet/, mode 0755. */
struct hosting_file {
    const char *name; /* "github-push.cgi" */
    const char *path;
    const char *text;
};

/* A wrapper for each program, and what is said where one is not there. */
size_t hosting_file_count(void);
struct hosting_file hosting_file(struct pool *pool, const struct hosting *hosting, size_t which);
/* Was that written by us as one of them, of whatever version? */
bool hosting_file_ours(const char *text);
/*
 * What is to be in .htaccess, of which `before` is there now ("": nothing): our block in its old
 * place, or before everything else, since others' rules may be about any path; a person's own lines
 * as they are.  NULL: marks of a block are there, but not one pair of them.
 */
const char *hosting_htaccess(struct pool *pool, const struct hosting *hosting, const char *before);
/* The line for crontab(1). */
const char *hosting_cron(struct pool *pool, const struct hosting *hosting);

#endif
