/*
 * serve_options.h - what a web program is told on its command line
 */
#ifndef HOOKLET_SERVE_OPTIONS_H
#define HOOKLET_SERVE_OPTIONS_H

#include <stdbool.h>

struct serve_options {
    const char *config; /* --config, or NULL */
    const char *listen; /* --listen, or NULL */
    bool replace;       /* --replace */
};

/*
 * False: there is nothing to serve, the exit status is in `status` (--help, --version, mistakes).
 * Under a web server that runs us as plain CGI there are no options: it would take them from the
 * query.
 */
bool serve_options(const char *program, int argc, char **argv, struct serve_options *options,
                   int *status);

#endif
