/* apache_programs.c - the programs, as each form of Apache's configuration has them. */
#include "config.h"

#include <string.h>

#include "cli/apache_config.h"

enum {
    CONNECT_S = 2,
    PROCESSES = 32,  /* of one program; each answers one request at a time */
    IDLE_S = 300,    /* then a process that nobody asks ends */
    LIVES_S = 86400, /* then a process ends in any case */
    MIB = 1 << 20
};

const char *const apache_form_names[] = { "proxy", "fcgid", "cgi" };

/* --- Modules ---------------------------------------------------------------------------------- */

static void
module(struct web_text *text, const char *name, const char *why)
{
    apache_open_module(text, pool_printf(text->pool, "!%s", name));
    web_text_line(text, "Error \"hooklet: Apache lacks mod_%s, which %s.  On Debian: a2enmod %s\"",
                  name, why, name);
    apache_close(text, "IfModule");
}

void
apache_modules(const struct apache *apache)
{
    struct web_text *text = apache->text;

    switch (apache->form) {
    case APACHE_PROXY:
        module(text, "proxy_fcgi", "asks the programs over their sockets");
        break;
    case APACHE_FCGID:
        module(text, "fcgid", "starts the programs; it is in the package libapache2-mod-fcgid");
        break;
    case APACHE_CGI:
        apache_open_module(text, "!cgi");
        module(text, "cgid", "starts the programs");
        apache_close(text, "IfModule");
        break;
    }
    module(text, "alias", "tells our addresses from files");
    module(text, "setenvif", "marks what belongs into no log");
    module(text, "headers", "says of what type Apache's own errors are");
}

/* --- Programs --------------------------------------------------------------------------------- */

/* Whole seconds, the longest of its routes. */
static int
wait_s(const struct web_program *program)
{
    int most = 0;

    for (size_t i = 0; i < web_route_count; i++) {
        const char *name = web_routes[i].program;

        if (name != NULL && strcmp(name, program->name) == 0 && web_routes[i].wait_ms > most)
            most = web_routes[i].wait_ms;
    }
    return most / 1000;
}

static void
sockets(const struct apache *apache)
{
    struct web_text *text = apache->text;

    web_text_say(
        text,
        "Each request has a connection of its own, so a program that restarts loses none, and "
        "a program that was away is asked again at once; mod_proxy_fcgi does both unless it is "
        "told otherwise.  timeout: seconds for the answer.");
    for (size_t i = 0; i < web_program_count; i++) {
        const struct web_program *program = &web_programs[i];

        apache_open(text, "Proxy", "unix:%s|fcgi://hooklet-%s/",
                    web_config_socket(text->pool, apache->config, program->name), program->name);
        web_text_line(text, "ProxySet timeout=%d", wait_s(program));
        apache_close(text, "Proxy");
    }
}

/* The largest body of all routes. */
static size_t
body_most(const struct apache *apache)
{
    size_t most = 0;

    for (size_t i = 0; i < web_route_count; i++)
        if (web_config_body(apache->config, &web_routes[i]) > most)
            most = web_config_body(apache->config, &web_routes[i]);
    return most;
}

static void
processes(const struct apache *apache)
{
    const struct web_text *text = apache->text;

    web_text_say(
        text,
        "mod_fcgid takes 128 KiB unless it is told otherwise, and says 500 to what is larger.  "
        "So the limit of a path stands there, and this one is a little higher: for bodies that "
        "come in chunks, whose length the programs look at.");
    web_text_line(text, "FcgidMaxRequestLen %zu", body_most(apache) + MIB);
    web_text_say(text,
                 "Processes that are not asked end after some minutes.  IOTimeout: seconds for the "
                 "answer.");
    for (size_t i = 0; i < web_program_count; i++)
        web_text_line(
            text,
            "FcgidCmdOptions \"%s/%s.fcgi\" ConnectTimeout %d IOTimeout %d MinProcesses 0 "
            "MaxProcesses %d IdleTimeout %d MaxProcessLifeTime %d InitialEnv "
            "\"HOOKLET_CONFIG=%s\"",
            apache->config->programs, web_programs[i].name, CONNECT_S, wait_s(&web_programs[i]),
            PROCESSES, IDLE_S, LIVES_S, apache->config->config);
}

/* A file is found before <If> is looked at, so the header has to become a variable. */
static void
events(const struct apache *apache)
{
    const struct web_text *text = apache->text;

    web_text_say(text,
                 "Which program takes an event.  The header is not signed: it picks one of these "
                 "names and goes no further.");
    web_text_line(text, "SetEnvIf X-GitHub-Event \"^\" hooklet_event=%s", WEB_OTHER);
    for (size_t i = 0; i < web_program_count; i++)
        if (web_programs[i].event != NULL)
            web_text_line(text, "SetEnvIf X-GitHub-Event \"^%s$\" hooklet_event=%s",
                          web_programs[i].event, web_programs[i].name);
}

void
apache_programs(const struct apache *apache)
{
    switch (apache->form) {
    case APACHE_PROXY:
        sockets(apache);
        break;
    case APACHE_FCGID:
        processes(apache);
        break;
    case APACHE_CGI:
        events(apache);
        break;
    }
}
