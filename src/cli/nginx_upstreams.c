/* nginx_upstreams.c - the programs and their sockets, and which of them takes an event. */
#include "config.h"

#include "cli/nginx_config.h"

static void
upstream(const struct web_text *text, const struct web_config *config,
         const struct web_program *program)
{
    struct pool *pool = text->pool;
    const char *path = web_config_socket(pool, config, program->name);
    const char *server = nginx_word(pool, pool_printf(pool, "unix:%s", path));
    const char *head = pool_printf(pool, "upstream %s", nginx_name(pool, program->name));
    const char *directives[] = { pool_printf(pool, "server %s", server), NULL };
    size_t count = 1;

    if (program->kept > 0)
        directives[count++] = pool_printf(pool, "keepalive %d", program->kept);
    else
        web_text_say(text,
                     "Without connections that are kept: one may end as the program restarts, "
                     "with a request on it, and one that sends a message must not be handed over "
                     "twice.");
    nginx_block(text, head, (struct strings){ directives, count });
}

static void
map(const struct web_text *text)
{
    struct web_text inside = *text;

    nginx_open(&inside, "map $http_x_github_event $hooklet_github");
    web_text_line(&inside, "default %s;", nginx_name(text->pool, WEB_OTHER));
    for (size_t i = 0; i < web_program_count; i++)
        if (web_programs[i].event != NULL)
            web_text_line(&inside, "%s %s;", web_programs[i].event,
                          nginx_name(text->pool, web_programs[i].name));
    nginx_close(&inside);
}

void
nginx_upstreams(const struct web_text *text, const struct web_config *config)
{
    web_text_say(text,
                 "One upstream per program: a named one keeps connections open, a path in a "
                 "variable never does.  The number is for each of nginx's worker processes; a "
                 "program keeps 256 in all, and ends others after their answer.");
    for (size_t i = 0; i < web_program_count; i++)
        upstream(text, config, &web_programs[i]);
    web_text_blank(text);
    web_text_say(text,
                 "Which program takes an event.  The header is not signed: it picks one of these "
                 "names and goes no further.");
    map(text);
}
