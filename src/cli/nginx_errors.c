/* nginx_errors.c - errors of nginx's own, as JSON like those of the programs. */
#include "config.h"

#include "cli/nginx_config.h"
#include "cli/web_errors.h"

/* What an error is called: it is the program's own for routes with a secret, which no log gets. */
static const char *
error_name(struct pool *pool, const struct web_config *config, const struct web_route *route,
           int status)
{
    const char *whose =
        (route->flags & WEB_SECRET) != 0 ? nginx_name(pool, route->program) : "hooklet";

    if (status == 503)
        return pool_printf(pool, "@%s_unavailable", whose);
    if (status == 413 && (route->flags & WEB_SECRET) == 0)
        return pool_printf(pool, "@hooklet_413_%s",
                           nginx_size(pool, web_config_body(config, route)));
    return pool_printf(pool, "@%s_%d", whose, status);
}

void
nginx_error_pages(const struct web_text *text, const struct web_config *config,
                  const struct web_route *route)
{
    struct pool *pool = text->pool;

    web_text_line(text, "error_page 408 %s;", error_name(pool, config, route, 408));
    web_text_line(text, "error_page 413 %s;", error_name(pool, config, route, 413));
    if ((route->flags & WEB_PEOPLE) != 0)
        web_text_line(text, "error_page 500 502 503 504 =200 @hooklet_sorry;");
    else
        web_text_line(text, "error_page 500 502 503 504 %s;", error_name(pool, config, route, 503));
}

/* One named location.  It writes logs of its own, in place of those of the path. */
static void
location(const struct web_text *text, const char *name, unsigned flags, int status,
         const char *json)
{
    struct web_text inside = *text;

    web_text_blank(text);
    nginx_open(&inside, "location %s", name);
    web_text_line(&inside, "internal;");
    nginx_logs(&inside, flags);
    web_text_line(&inside, "default_type application/json;");
    web_text_line(&inside, "add_header Cache-Control no-store always;");
    web_text_line(&inside, "add_header X-Content-Type-Options nosniff always;");
    if (status == 503)
        web_text_line(&inside, "add_header Retry-After 30 always;");
    web_text_line(&inside, "return %d '%s';", status, json);
    nginx_close(&inside);
}

static void
page(const struct web_text *text, const char *name, unsigned flags, int status,
     struct web_error error)
{
    location(
        text, name, flags, status,
        pool_printf(text->pool, "{\"error\":\"%s\",\"detail\":\"%s\"}", error.error, error.detail));
}

/* Has no route before it an error of this name? */
static bool
is_first(const struct web_text *text, const struct web_config *config, size_t i, int status)
{
    const char *name = error_name(text->pool, config, &web_routes[i], status);

    while (i-- > 0)
        if (text_equal(error_name(text->pool, config, &web_routes[i], status), name))
            return false;
    return true;
}

/* The error of a route, unless another route has brought it. */
static void
route_page(const struct web_text *text, const struct web_config *config, size_t i, int status,
           struct web_error error)
{
    const struct web_route *route = &web_routes[i];

    if (is_first(text, config, i, status))
        page(text, error_name(text->pool, config, route, status), route->flags, status, error);
}

/* Those of routes with a secret, or those of all others. */
static void
pages(const struct web_text *text, const struct web_config *config, unsigned secret)
{
    for (size_t i = 0; i < web_route_count; i++) {
        const struct web_route *route = &web_routes[i];

        if ((route->flags & WEB_SECRET) != secret)
            continue;
        route_page(text, config, i, 408, web_timeout);
        route_page(text, config, i, 413, web_too_large(text->pool, web_config_body(config, route)));
        route_page(text, config, i, 503, web_unavailable(text->pool, route));
    }
}

void
nginx_errors(const struct web_text *text, const struct web_config *config)
{
    web_text_say(text,
                 "What error_page leads to.  The status of \"unavailable\" stays what it was: 500, "
                 "502, 503 or 504.");
    page(text, "@hooklet_404", 0, 404, web_not_found);
    pages(text, config, 0);
    web_text_blank(text);
    web_text_say(text,
                 "The same for addresses that hold a secret.  An error of nginx has the whole "
                 "request in it, and the page for an error writes an access log of its own.");
    pages(text, config, WEB_SECRET);
    web_text_blank(text);
    web_text_say(text, "For whoever has typed a command.  It may have been done all the same.");
    location(text, "@hooklet_sorry", 0, 200, WEB_SORRY);
}
