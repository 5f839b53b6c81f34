/* nginx_locations.c - the paths of a server: a location for each route, in that of its group. */
#include "config.h"

#include <string.h>

#include "cli/nginx_config.h"

static const char params[] = "fastcgi_param HTTP_PROXY \"\";\n"
                             "fastcgi_param REQUEST_METHOD $request_method;\n"
                             "fastcgi_param REQUEST_URI $request_uri;\n"
                             "fastcgi_param SCRIPT_NAME $uri;\n"
                             "fastcgi_param QUERY_STRING $query_string;\n"
                             "fastcgi_param CONTENT_TYPE $content_type;\n"
                             "fastcgi_param CONTENT_LENGTH $content_length;\n"
                             "fastcgi_param REMOTE_ADDR $remote_addr;\n";

const struct nginx_group nginx_groups[] = {
    { .prefix = "/hooks/", .body_most = (size_t)25 << 20, .wait_ms = 8000 },
    { .prefix = "/hooklet/", .body_most = (size_t)1 << 20, .wait_ms = 8000, .local = true },
};
const size_t nginx_group_count = sizeof nginx_groups / sizeof *nginx_groups;

const struct nginx_group *
nginx_group_of(const struct web_route *route)
{
    for (size_t i = 0; i < nginx_group_count; i++)
        if (text_behind(route->path, nginx_groups[i].prefix) != NULL)
            return &nginx_groups[i];
    return NULL;
}

static void
lines(const struct web_text *text, const char *all)
{
    for (; *all != '\0'; all += strcspn(all, "\n") + 1)
        web_text_line(text, "%.*s", (int)strcspn(all, "\n"), all);
}

/* "fastcgi_pass NAME" */
static const char *
pass(struct pool *pool, const struct web_route *route)
{
    return pool_printf(pool, "fastcgi_pass %s",
                       route->program == NULL ? "$hooklet_github"
                                              : nginx_name(pool, route->program));
}

static const char *
head(struct pool *pool, const struct web_route *route)
{
    return pool_printf(pool, "location %s %s", web_path_is_tree(route->path) ? "^~" : "=",
                       route->path);
}

/* --- A route ---------------------------------------------------------------------------------- */

static const char *
seconds(struct pool *pool, int ms)
{
    return ms % 1000 == 0 ? pool_printf(pool, "%ds", ms / 1000) : pool_printf(pool, "%dms", ms);
}

/* Does the route need no line that its group hasn't? */
static bool
is_plain(const struct web_config *config, const struct nginx_group *group,
         const struct web_route *route)
{
    const struct web_program *program =
        route->program == NULL ? NULL : web_program_find(route->program);

    return web_config_body(config, route) == group->body_most && route->wait_ms == group->wait_ms &&
           group->local == ((route->flags & WEB_LOCAL) != 0) &&
           (route->flags & (WEB_SECRET | WEB_PEOPLE)) == 0 &&
           (program == NULL || program->kept > 0);
}

static void
differences(const struct web_text *text, const struct web_config *config,
            const struct nginx_group *group, const struct web_route *route)
{
    const size_t most = web_config_body(config, route);

    if (group->local && (route->flags & WEB_LOCAL) == 0)
        web_text_line(text, "allow all;");
    if (most != group->body_most)
        web_text_line(text, "client_max_body_size %s;", nginx_size(text->pool, most));
    if (route->wait_ms != group->wait_ms)
        web_text_line(text, "fastcgi_read_timeout %s;", seconds(text->pool, route->wait_ms));
    if (route->program != NULL && web_program_find(route->program)->kept == 0)
        web_text_line(text, "fastcgi_keep_conn off;");
    nginx_logs(text, route->flags);
}

static void
location(const struct web_text *text, const struct web_config *config,
         const struct nginx_group *group, const struct web_route *route)
{
    const char *passing = pass(text->pool, route);
    struct web_text inside = *text;

    web_text_say(text, "%s%s", route->why,
                 (route->flags & WEB_SECRET) != 0 ? "  So no log gets it." : "");
    if (is_plain(config, group, route)) {
        nginx_block(text, head(text->pool, route), (struct strings){ &passing, 1 });
        return;
    }
    nginx_open(&inside, "%s", head(text->pool, route));
    differences(&inside, config, group, route);
    nginx_error_pages(&inside, config, route);
    web_text_line(&inside, "%s;", passing);
    nginx_close(&inside);
}

/* A route that is explained, or was, stands apart. */
static void
routes(const struct web_text *text, const struct web_config *config,
       const struct nginx_group *group)
{
    bool apart = true;

    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];

        if (nginx_group_of(route) != group)
            continue;
        if (apart || route->why[0] != '\0')
            web_text_blank(text);
        apart = route->why[0] != '\0' || !is_plain(config, group, route);
        location(text, config, group, route);
    }
}

/* --- Groups ----------------------------------------------------------------------------------- */

/* What is alike for all programs of a group. */
static void
common(const struct web_text *text, const struct nginx_group *group)
{
    web_text_line(text, "client_max_body_size %s;", nginx_size(text->pool, group->body_most));
    lines(text, "client_body_buffer_size 64k;\nclient_body_timeout 5s;\n");
    web_text_blank(text);
    web_text_say(text,
                 "The whole request is here before a program is asked, so that no slow sender "
                 "holds one up.");
    lines(text, "fastcgi_request_buffering on;\nfastcgi_buffering on;\nfastcgi_keep_conn on;\n"
                "fastcgi_connect_timeout 2s;\nfastcgi_send_timeout 5s;\n");
    web_text_line(text, "fastcgi_read_timeout %s;%s", seconds(text->pool, group->wait_ms),
                  group->local ? "" : "  # GitHub waits for 10 s");
    web_text_blank(text);
}

static void
hooks(const struct web_text *text, const struct web_config *config, const struct nginx_group *group)
{
    struct web_text inside = *text;

    nginx_open(&inside, "location ^~ %s", group->prefix);
    web_text_say(&inside,
                 "GitHub sends up to 25 MiB and never sends again, so a smaller limit would "
                 "lose events.");
    common(&inside, group);
    web_text_say(&inside,
                 "A kept connection may end as a program restarts: to try once more is safe, "
                 "since a delivery is stored once.");
    lines(&inside, "fastcgi_next_upstream error non_idempotent;\n"
                   "fastcgi_next_upstream_tries 2;\n");
    web_text_blank(&inside);
    web_text_line(&inside, "fastcgi_pass_request_headers on;");
    lines(&inside, params);
    web_text_blank(&inside);
    web_text_say(&inside,
                 "Errors of the programs are JSON already; nginx's own are made so.  (In place of "
                 "a 408 nginx 1.22 closes the connection.)");
    lines(&inside, "fastcgi_intercept_errors off;\n"
                   "error_page 404 @hooklet_404;\n");
    nginx_error_pages(&inside, config, web_route_find("/hooks/github"));
    routes(&inside, config, group);
    web_text_blank(&inside);
    web_text_line(&inside, "return 404;");
    nginx_close(&inside);
}

static void
own(const struct web_text *text, const struct web_config *config, const struct nginx_group *group)
{
    struct web_text inside = *text;

    web_text_say(text,
                 "For monitors on this machine, but for what says otherwise.  Others are not told "
                 "that it exists; add `allow` lines for yours.");
    nginx_open(&inside, "location ^~ %s", group->prefix);
    lines(&inside, "allow 127.0.0.1;\nallow ::1;\ndeny all;\n");
    web_text_blank(&inside);
    common(&inside, group);
    lines(&inside, params);
    web_text_blank(&inside);
    lines(&inside, "fastcgi_intercept_errors off;\n"
                   "error_page 403 =404 @hooklet_404;\n"
                   "error_page 404 @hooklet_404;\n");
    nginx_error_pages(&inside, config, web_route_find("/hooklet/healthz"));
    routes(&inside, config, group);
    web_text_blank(&inside);
    web_text_line(&inside, "return 404;");
    nginx_close(&inside);
}

void
nginx_fallback(const struct web_text *text, const struct web_config *config)
{
    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];
        struct web_text inside = *text;

        if ((route->flags & WEB_FALLBACK) == 0)
            continue;
        nginx_open(&inside, "%s", head(text->pool, route));
        nginx_error_pages(&inside, config, route);
        lines(&inside, params);
        web_text_line(&inside, "%s;", pass(text->pool, route));
        nginx_close(&inside);
    }
}

void
nginx_locations(const struct web_text *text, const struct web_config *config)
{
    hooks(text, config, &nginx_groups[0]);
    web_text_blank(text);
    own(text, config, &nginx_groups[1]);
    web_text_blank(text);
    nginx_errors(text, config);
}
