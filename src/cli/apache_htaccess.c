/* apache_htaccess.c - paths of a web space: who has no more of Apache than a directory */
#include "config.h"

#include "base/stream.h"
#include "cli/apache_config.h"
#include "cli/apache_htaccess.h"

struct htaccess {
    struct web_text text;
    const struct apache_htaccess *space;
};

/* --- Rewriting -------------------------------------------------------------------------------- */

/* Of paths without the slash at their front, as mod_rewrite has them in a directory. */
static void
to_program(const struct htaccess *htaccess, const struct web_route *route, const char *program)
{
    web_text_line(&htaccess->text, "RewriteRule ^%s%s %s/%s.cgi [END]", route->path + 1,
                  web_path_is_tree(route->path) ? "" : "$", htaccess->space->wrappers, program);
}

static void
by_event(const struct htaccess *htaccess, const struct web_route *route)
{
    for (size_t i = 0; i < web_program_count; i++) {
        if (web_programs[i].event == NULL)
            continue;
        web_text_line(&htaccess->text, "RewriteCond %%{HTTP:X-GitHub-Event} =%s [NV]",
                      web_programs[i].event);
        to_program(htaccess, route, web_programs[i].name);
    }
    to_program(htaccess, route, WEB_OTHER);
}

static void
rewrite(const struct htaccess *htaccess, const struct web_route *route)
{
    if ((route->flags & WEB_FALLBACK) != 0)
        return;
    if ((route->flags & WEB_LOCAL) != 0)
        web_text_line(&htaccess->text, "RewriteCond %%{REMOTE_ADDR} ^(?:127\\.0\\.0\\.1|::1)$");
    if (route->program == NULL)
        by_event(htaccess, route);
    else
        to_program(htaccess, route, route->program);
}

/*
 * Goes on as the path that it stands for.  Without DPI what Apache took for the end of a file's
 * path would be put behind it again.
 */
static void
rewrite_alias(const struct htaccess *htaccess, const struct web_alias *alias)
{
    if (web_alias_is_tree(alias))
        web_text_line(&htaccess->text, "RewriteRule ^%s(.*)$ %s$1 [DPI]", alias->path + 1,
                      alias->route + 1);
    else
        web_text_line(&htaccess->text, "RewriteRule ^%s$ %s [DPI]", alias->path + 1,
                      alias->route + 1);
}

static void
rewrites(const struct htaccess *htaccess)
{
    const struct web_text *text = &htaccess->text;

    web_text_line(text, "RewriteEngine On");
    if (htaccess->space->base != NULL)
        web_text_line(text, "RewriteBase \"%s\"", htaccess->space->base);
    for (size_t i = 0; htaccess->space->paths && i < web_alias_count; i++)
        rewrite_alias(htaccess, &web_aliases[i]);
    for (size_t i = 0; i < web_route_count; i++)
        rewrite(htaccess, &web_routes[i]);
    web_text_say(
        text, "Nothing else is there: nor the programs themselves, which the server calls by the "
              "rules above alone.");
    web_text_line(text, "RewriteRule ^(?:hooks|hooklet|%s)(?:/|$) - [R=404,END]",
                  htaccess->space->wrappers);
}

/* --- Limits ----------------------------------------------------------------------------------- */

/* The largest body of all routes of a program. */
static size_t
body_of(const struct htaccess *htaccess, const struct web_program *program)
{
    const struct web_config config = { .source_most = htaccess->space->source_most };
    size_t most = 0;

    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];

        if (text_equal(route->program, program->name) && web_config_body(&config, route) > most)
            most = web_config_body(&config, route);
    }
    return most;
}

/* "asana|api": programs whose limit is the same, or NULL where an earlier one has named them. */
static const char *
alike(const struct htaccess *htaccess, size_t first)
{
    size_t body = body_of(htaccess, &web_programs[first]);
    const char *names = NULL;

    for (size_t i = 0; i < web_program_count; i++) {
        if (body_of(htaccess, &web_programs[i]) != body)
            continue;
        if (i < first)
            return NULL;
        names = names == NULL
                    ? web_programs[i].name
                    : pool_printf(htaccess->text.pool, "%s|%s", names, web_programs[i].name);
    }
    return names;
}

static void
limits(struct htaccess *htaccess)
{
    struct web_text *text = &htaccess->text;

    for (size_t i = 0; i < web_program_count; i++) {
        size_t body = body_of(htaccess, &web_programs[i]);
        const char *names = alike(htaccess, i);

        if (names == NULL)
            continue;
        apache_open(text, "FilesMatch", "^(?:%s)\\.cgi$", names);
        web_text_line(text, "LimitRequestBody %zu", body);
        apache_error(text, 413, web_too_large(text->pool, body));
        apache_close(text, "FilesMatch");
    }
}

/* --- Errors ----------------------------------------------------------------------------------- */

/* What a request asked for, before it was rewritten: a condition for this path, or all below. */
static void
open_asked(struct htaccess *htaccess, const char *path, bool tree)
{
    apache_open(&htaccess->text, "If", "%%{THE_REQUEST} =~ m#^[A-Z]+ [^ ?]*%s%s#", path,
                tree ? "" : "[ ?]");
}

static void
errors_at(struct htaccess *htaccess, const struct web_route *route, const char *path, bool tree)
{
    struct web_text *text = &htaccess->text;
    const struct apache_htaccess *space = htaccess->space;
    bool sorry = (route->flags & WEB_PEOPLE) != 0 && space->base != NULL;

    if ((route->flags & WEB_SECRET) == 0 && !sorry)
        return;
    open_asked(htaccess, path, tree);
    if (sorry)
        apache_unavailable_at(
            text, pool_printf(text->pool, "%s%s/" APACHE_SORRY, space->base, space->wrappers));
    else
        apache_unavailable(text, route);
    apache_close(text, "If");
}

/* "hooks|hooklet|payload": what an address of ours may go on with behind the directory's. */
static const char *
ours(const struct htaccess *htaccess)
{
    const char *names =
        pool_printf(htaccess->text.pool, "(?:hooks|hooklet|%s)/", htaccess->space->wrappers);

    for (size_t i = 0; htaccess->space->paths && i < web_alias_count; i++)
        names = pool_printf(htaccess->text.pool, "%s|%s", names, web_aliases[i].path + 1);
    return names;
}

static void
errors(struct htaccess *htaccess)
{
    struct web_text *text = &htaccess->text;

    apache_open(
        text, "If", "%%{REQUEST_URI} =~ m#%s(?:%s)#",
        htaccess->space->base == NULL ? "/" : pool_printf(text->pool, "^%s", htaccess->space->base),
        ours(htaccess));
    web_text_say(text, "The API's token, and those of other senders, are in Authorization.");
    web_text_line(text, "CGIPassAuth On");
    web_text_line(text, "SetEnv no-gzip 1");
    apache_errors(text);
    apache_close(text, "If");
    for (size_t i = 0; i < web_route_count; i++)
        errors_at(htaccess, &web_routes[i], web_routes[i].path,
                  web_path_is_tree(web_routes[i].path));
    for (size_t i = 0; htaccess->space->paths && i < web_alias_count; i++)
        errors_at(htaccess, web_route_find(web_aliases[i].route), web_aliases[i].path,
                  web_alias_is_tree(&web_aliases[i]));
}

/* --- All of it -------------------------------------------------------------------------------- */

static void
print(struct htaccess *htaccess)
{
    struct web_text *text = &htaccess->text;

    web_text_say(
        text, "Made by hooklet; a change is lost when it is made anew.  The host's logs have all "
              "addresses, also those that hold a secret: keep them to yourself.");
    web_text_line(text, "Options +ExecCGI -Indexes");
    apache_open(text, "FilesMatch", "\\.cgi$");
    web_text_line(text, "SetHandler cgi-script");
    apache_close(text, "FilesMatch");
    rewrites(htaccess);
    limits(htaccess);
    errors(htaccess);
}

const char *
apache_htaccess(struct pool *pool, const struct apache_htaccess *space)
{
    struct htaccess htaccess = { .text = { .pool = pool, .before = "" }, .space = space };
    struct stream stream;

    stream_open(&stream);
    htaccess.text.out = stream.out;
    print(&htaccess);
    return stream_end(&stream, pool);
}

const char *
apache_sorry(struct pool *pool)
{
    return pool_printf(pool,
                       "#!/bin/sh\n"
                       "# Made by hooklet: what is said for a program that is not there.\n"
                       "cat <<'END'\n"
                       "%sEND\n",
                       apache_sorry_text());
}
