/*
 * apache_htaccess.h - the .htaccess of a web space whose programs Apache starts one by one (mod_cgid)
 *
 * It belongs into the directory that the URL of all hooks begins with: `hooks/github` and
 * `hooklet/api/...` are below it, as are the programs' wrappers, WRAPPERS/NAME.cgi.  What it needs of
 * the host: AllowOverride FileInfo AuthConfig Limit Options (or All), mod_rewrite, mod_cgid or
 * mod_cgi; mod_headers if the words for Apache's own errors shall be called JSON.
 *
 * in      wrappers     name of the wrappers' directory, relative to that of .htaccess, no slash at
 *                      either end: "hooklet"
 *         source_most  bytes; the largest body that a section `source` of hooklet.conf takes
 * out     the lines, each with its end; who writes them puts their own marks around
 * memory  the pool's
 */
#ifndef HOOKLET_CLI_APACHE_HTACCESS_H
#define HOOKLET_CLI_APACHE_HTACCESS_H

#include <stddef.h>

#include "base/pool.h"

const char *apache_htaccess(struct pool *pool, const char *wrappers, size_t source_most);

#endif
