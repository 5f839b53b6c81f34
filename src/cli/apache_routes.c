/* apache_routes.c - a section of Apache's configuration for each path. */
#include "config.h"

#include <string.h>

#include "cli/apache_config.h"

/* Nothing is there, so what no section takes is not found, whatever the site has at that path. */
#define NOTHING "nothing"

/* --- Limits ----------------------------------------------------------------------------------- */

/*
 * LimitRequestBody is not looked at for what mod_proxy hands on, and mod_fcgid would be given the
 * beginning of a body that is too large; mod_cgid needs it for bodies without a length.
 */
static void
body_limit(const struct apache *apache, size_t most)
{
    struct web_text *text = apache->text;

    if (apache->form == APACHE_FCGID)
        web_text_line(text, "LimitRequestBody 0");
    else
        web_text_line(text, "LimitRequestBody %zu", most);
    apache_error(text, 413, web_too_large(text->pool, most));
    apache_open(text, "If", "req_novary('Content-Length') -gt %zu", most);
    web_text_line(text, "Redirect 413");
    apache_close(text, "If");
}

/* Without a length mod_fcgid tells a program that it is 0. */
static void
length_required(struct web_text *text)
{
    apache_error(text, 411,
                 (struct web_error){ "length required", "body: Content-Length is missing" });
    apache_open(text, "If",
                "%%{REQUEST_METHOD} == 'POST' && -z req_novary('Content-Length') && "
                "-z req_novary('Transfer-Encoding')");
    web_text_line(text, "Redirect 411");
    apache_close(text, "If");
}

/* That of the first routes, which are the most: those of GitHub's events. */
static size_t
base_body(const struct apache *apache)
{
    return web_config_body(apache->config, &web_routes[0]);
}

/* --- Handlers --------------------------------------------------------------------------------- */

static void
program(const struct apache *apache, const char *name)
{
    struct web_text *text = apache->text;
    const struct web_config *config = apache->config;

    if (apache->form == APACHE_PROXY)
        web_text_line(text, "SetHandler \"proxy:unix:%s|fcgi://hooklet-%s/\"",
                      web_config_socket(text->pool, config, name), name);
    else if (apache->form == APACHE_FCGID)
        web_text_line(text, "FcgidWrapper \"%s/%s.fcgi\" virtual", config->programs, name);
    else
        web_text_line(text, "Alias \"%s/%s.fcgi\"", config->programs, name);
}

static void
programs_by_event(const struct apache *apache)
{
    struct web_text *text = apache->text;

    if (apache->form == APACHE_CGI) {
        program(apache, "%{reqenv:hooklet_event}");
        return;
    }
    program(apache, WEB_OTHER);
    for (size_t i = 0; i < web_program_count; i++) {
        if (web_programs[i].event == NULL)
            continue;
        apache_open(text, "If", "req_novary('X-GitHub-Event') == '%s'", web_programs[i].event);
        program(apache, web_programs[i].name);
        apache_close(text, "If");
    }
}

static void
handler(const struct apache *apache, const struct web_route *route)
{
    struct web_text *text = apache->text;

    if (apache->form == APACHE_FCGID)
        web_text_line(text, "SetHandler fcgid-script");
    if (apache->form == APACHE_CGI) {
        web_text_line(text, "SetHandler cgi-script");
        apache_open_module(text, "cgid");
        web_text_line(text, "CGIDScriptTimeout %dms", route->wait_ms);
        apache_close(text, "IfModule");
    }
    if (route->program == NULL)
        programs_by_event(apache);
    else
        program(apache, route->program);
}

/* --- Sections --------------------------------------------------------------------------------- */

void
apache_base(const struct apache *apache, const char *pattern)
{
    struct web_text *text = apache->text;

    web_text_line(text, "AliasMatch \"%s\" \"%s/" NOTHING "\"", pattern, apache->config->data);
    apache_open(text, "LocationMatch", "%s", pattern);
    web_text_line(text, "Require all granted");
    web_text_say(text, "The API's token, and those of other senders, are in Authorization.");
    web_text_line(text, "CGIPassAuth On");
    web_text_line(text, "RequestHeader unset Proxy");
    web_text_say(text, "Answers go out as they are.");
    web_text_line(text, "SetEnv no-gzip 1");
    web_text_line(text, "SetEnv no-brotli 1");
    if (apache->form != APACHE_PROXY)
        web_text_line(text, "Options +ExecCGI");
    if (apache->form == APACHE_CGI)
        web_text_line(text, "SetEnv HOOKLET_CONFIG \"%s\"", apache->config->config);
    web_text_blank(text);
    apache_errors(text);
    web_text_blank(text);
    web_text_say(text,
                 "GitHub sends up to 25 MiB and never sends again, so a smaller limit would lose "
                 "events.  <If> knows before anything has come; LimitRequestBody does not count "
                 "for what mod_proxy hands on, nor well for mod_fcgid.");
    body_limit(apache, base_body(apache));
    if (apache->form == APACHE_FCGID)
        length_required(text);
    apache_close(text, "LocationMatch");
}

static void
local_only(const struct apache *apache)
{
    struct web_text *text = apache->text;

    web_text_say(text,
                 "For monitors on this machine.  Others are not told that it exists; add yours.");
    apache_open(text, "If", "! ( -R '127.0.0.1' || -R '::1' )");
    web_text_line(text, "Redirect 404");
    apache_close(text, "If");
}

static void
section(const struct apache *apache, const struct web_route *route, const char *pattern)
{
    struct web_text *text = apache->text;
    size_t body = web_config_body(apache->config, route);

    apache_open(text, "LocationMatch", "%s", pattern);
    if ((route->flags & WEB_SECRET) != 0)
        web_text_line(text, "LogLevel error");
    if (body != base_body(apache))
        body_limit(apache, body);
    apache_route_errors(apache, route);
    if ((route->flags & WEB_LOCAL) != 0)
        local_only(apache);
    handler(apache, route);
    apache_close(text, "LocationMatch");
}

static void
one_route(const struct apache *apache, const struct web_route *route)
{
    struct web_text *text = apache->text;
    const char *end = web_path_is_tree(route->path) ? "" : "$";

    if (*route->why != '\0') {
        web_text_blank(text);
        web_text_say(text, "%s", route->why);
    }
    section(apache, route, pool_printf(text->pool, "^%s%s", route->path, end));
}

/*
 * Before anything else is done with a request, so that the mark is there whatever comes of it;
 * slashes that come twice are not yet made one then.
 */
static void
mark_secret(const struct web_text *text, const char *path, bool tree)
{
    const char *pattern = "^";

    for (size_t length; *path != '\0'; path += length) {
        length = strspn(path, "/") > 0 ? strspn(path, "/") : strcspn(path, "/");
        pattern = *path == '/' ? pool_printf(text->pool, "%s/+", pattern)
                               : pool_printf(text->pool, "%s%.*s", pattern, (int)length, path);
    }
    web_text_line(text, "SetEnvIf Request_URI \"%s%s\" hooklet_secret", pattern, tree ? "" : "$");
}

static void
mark_secrets(const struct apache *apache)
{
    web_text_blank(apache->text);
    web_text_say(apache->text, "Addresses that hold a secret, which CustomLog has to leave out by "
                               "env=!hooklet_secret.");
    for (size_t i = 0; i < web_route_count; i++)
        if ((web_routes[i].flags & WEB_SECRET) != 0)
            mark_secret(apache->text, web_routes[i].path, web_path_is_tree(web_routes[i].path));
}

void
apache_routes(const struct apache *apache)
{
    mark_secrets(apache);
    apache_sorry_route(apache);
    for (size_t i = 0; i < web_route_count; i++)
        if ((web_routes[i].flags & WEB_FALLBACK) == 0)
            one_route(apache, &web_routes[i]);
}

void
apache_fallback(const struct apache *apache)
{
    for (size_t i = 0; i < web_route_count; i++)
        if ((web_routes[i].flags & WEB_FALLBACK) != 0)
            one_route(apache, &web_routes[i]);
}

/* --- Drop-in paths ---------------------------------------------------------------------------- */

/* The aliases of a route in one pattern: "^(?:/payload|/webhook/github)$"; NULL: it has none. */
static const char *
alias_pattern(struct pool *pool, const struct web_route *route)
{
    const char *names = NULL, *end = "$";

    for (size_t i = 0; i < web_alias_count; i++) {
        const struct web_alias *alias = &web_aliases[i];

        if (!text_equal(alias->route, route->path))
            continue;
        names = names == NULL ? alias->path : pool_printf(pool, "%s|%s", names, alias->path);
        if (web_alias_is_tree(alias))
            end = "";
    }
    return names == NULL ? NULL : pool_printf(pool, "^(?:%s)%s", names, end);
}

static void
mark_aliases(const struct web_text *text, const struct web_route *route)
{
    for (size_t i = 0; i < web_alias_count; i++)
        if ((route->flags & WEB_SECRET) != 0 && text_equal(web_aliases[i].route, route->path))
            mark_secret(text, web_aliases[i].path, web_alias_is_tree(&web_aliases[i]));
}

void
apache_paths(const struct apache *apache)
{
    struct web_text *text = apache->text;

    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];
        const char *pattern = alias_pattern(text->pool, route);

        if (pattern == NULL)
            continue;
        web_text_blank(text);
        web_text_say(text, "As %s", route->path);
        mark_aliases(text, route);
        apache_base(apache, pattern);
        section(apache, route, pattern);
    }
}
