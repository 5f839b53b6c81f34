/* apache_errors.c - errors of Apache's own, as JSON like those of the programs. */
#include "config.h"

#include "cli/apache_config.h"

/* Below what is ours in any case; only Apache itself goes there. */
#define SORRY_PATH "/hooklet/sorry"

void
apache_errors(const struct web_text *text)
{
    web_text_say(text, "Errors of the programs are JSON already; Apache's own are made so.");
    apache_error(text, 403, web_not_found);
    apache_error(text, 404, web_not_found);
    apache_error(text, 408, web_timeout);
    apache_unavailable(text, NULL);
    apache_error_headers(text);
}

/* A text can't have another status than its error; a file that mod_asis sends can. */
static void
sorry(struct web_text *text)
{
    apache_open_module(text, "asis");
    apache_unavailable_at(text, SORRY_PATH);
    apache_close(text, "IfModule");
}

void
apache_route_errors(const struct apache *apache, const struct web_route *route)
{
    if ((route->flags & WEB_SECRET) != 0)
        apache_unavailable(apache->text, route);
    if ((route->flags & WEB_PEOPLE) != 0)
        sorry(apache->text);
}

void
apache_sorry_route(const struct apache *apache)
{
    struct web_text *text = apache->text;

    web_text_blank(text);
    web_text_say(text,
                 "For whoever has typed a command; it may have been done all the same.  Nobody can "
                 "ask for it.");
    apache_open_module(text, "asis");
    apache_open(text, "LocationMatch", "^" SORRY_PATH "$");
    web_text_line(text, "Alias \"%s/apache/hooklet-sorry.asis\"", apache->config->data);
    web_text_line(text, "SetHandler send-as-is");
    apache_open(text, "If", "-z reqenv('REDIRECT_STATUS')");
    web_text_line(text, "Redirect 404");
    apache_close(text, "If");
    apache_close(text, "LocationMatch");
    apache_close(text, "IfModule");
}

const char *
apache_sorry_text(void)
{
    return "Status: 200 OK\nContent-Type: application/json\n"
           "Cache-Control: no-store\nX-Content-Type-Options: nosniff\n\n" WEB_SORRY "\n";
}
