/* serve_options.c - the command line of the web programs */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "port/cgi.h"
#include "serve_options.h"

static const char help[] =
    "usage: %s.fcgi [--config FILE] [--listen PATH [--replace]]\n"
    "Answers requests from a web server: by FastCGI when standard input is a listening socket\n"
    "(systemd holds it) or with --listen, else one request as a plain CGI program.\n"
    "\n"
    "  --config FILE  read this hooklet.conf, not $HOOKLET_CONFIG or the usual one\n"
    "  --listen PATH  make a Unix socket there, mode 0660, and serve it\n"
    "  --replace      take PATH over even if another instance serves it; stop that one then:\n"
    "                 it answers all that it was asked, so such a restart refuses nobody\n"
    "  --version      say the version\n"
    "  --help         say this\n"
    "\n"
    "SIGHUP reads the configuration again; SIGTERM finishes what was begun.\n"
    "A plain CGI program takes no options (a query string could give them), but the variables\n"
    "HOOKLET_CONFIG and HOOKLET_BINDIR: the directory of `hooklet`, which does new jobs.\n";

enum choice { CHOICE_CONFIG = 1, CHOICE_LISTEN, CHOICE_REPLACE, CHOICE_VERSION, CHOICE_HELP };

static const struct option choices[] = {
    { "config", required_argument, NULL, CHOICE_CONFIG },
    { "listen", required_argument, NULL, CHOICE_LISTEN },
    { "replace", no_argument, NULL, CHOICE_REPLACE },
    { "version", no_argument, NULL, CHOICE_VERSION },
    { "help", no_argument, NULL, CHOICE_HELP },
    { NULL, 0, NULL, 0 },
};

static bool
usage(const char *program, const char *mistake, int *status)
{
    fprintf(stderr, "%s: %s; see %s.fcgi --help\n", program, mistake, program);
    *status = EX_USAGE;
    return false;
}

static bool
take(const char *program, int choice, struct serve_options *options, int *status)
{
    *status = 0;
    switch (choice) {
    case CHOICE_CONFIG:
        options->config = optarg;
        return true;
    case CHOICE_LISTEN:
        options->listen = optarg;
        return true;
    case CHOICE_REPLACE:
        options->replace = true;
        return true;
    case CHOICE_VERSION:
        printf("%s (hooklet) %s\n", program, PACKAGE_VERSION);
        return false;
    case CHOICE_HELP:
        printf(help, program);
        return false;
    default:
        return usage(program, "unknown option, or one without its value", status);
    }
}

bool
serve_options(const char *program, int argc, char **argv, struct serve_options *options,
              int *status)
{
    bool cgi = getenv("REQUEST_METHOD") != NULL;
    int choice;

    *options = (struct serve_options){ 0 };
    if (cgi && cgi_is_plain(NULL))
        return true;
    opterr = 0;
    while ((choice = getopt_long(argc, argv, "", choices, NULL)) != -1) {
        if (!take(program, choice, options, status))
            return false;
    }
    if (optind < argc)
        return usage(program, "there are only options", status);
    if (options->replace && options->listen == NULL)
        return usage(program, "--replace goes with --listen", status);
    if (cgi_is_plain(options->listen))
        return usage(program,
                     "there is no socket on standard input and no request in the "
                     "environment",
                     status);
    return true;
}
