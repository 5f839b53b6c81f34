/* nginx_config.c - `hooklet nginx-config`: the configuration of nginx for this installation. */
#include "config.h"

#include <stdio.h>

#include "cli/nginx_config.h"

/* Directory and slash before the names of the other files: nginx looks beside nginx.conf. */
static const char *
beside(const struct web_text *text, const struct web_config *config)
{
    return config->shipped ? pool_printf(text->pool, "%s/nginx/", config->data) : "";
}

/* What hooklet.conf has said of limits. */
static const char *
sources(struct pool *pool, const struct web_config *config)
{
    if (config->config_missing)
        return pool_printf(pool, "%s is not there yet, so the defaults hold", config->config);
    if (config->source_count == 0)
        return pool_printf(pool, "%s has no section source", config->config);
    return pool_printf(pool, "%s has %zu section%s source, and the largest body of theirs is %s",
                       config->config, config->source_count, config->source_count == 1 ? "" : "s",
                       text_size(pool, config->source_most));
}

/* Where it comes from, and when to make it anew. */
static void
origin(const struct web_text *text, const struct web_config *config)
{
    if (config->shipped)
        web_text_say(
            text,
            "\nMade from cgi-bin/programs.def by `make generated`.  When the sockets are "
            "elsewhere than in %s, `hooklet nginx-config` prints it for where they are, and "
            "for the limits of hooklet.conf.",
            config->run);
    else
        web_text_say(
            text,
            "\nMade by `hooklet nginx-config`: the sockets are in %s; %s.  Make it anew when "
            "one of these changes, or hooklet is updated.",
            config->run, sources(text->pool, config));
}

static void
inclusion(const struct web_text *text, const struct web_config *config)
{
    const char *place = beside(text, config);

    web_text_say(text,
                 "\n    http {\n"
                 "        include %shooklet-upstreams.conf;\n"
                 "        server {\n"
                 "            listen 443 ssl;\n"
                 "            server_name hooks.example.org;\n"
                 "            include %shooklet-locations.conf;\n"
                 "        }\n"
                 "    }\n",
                 place, place);
}

static void
print_upstreams(const struct web_text *text, const struct web_config *config)
{
    web_text_say(
        text, "hooklet behind nginx, 1 of 2: the programs and their sockets.\n"
              "\nInclude this file where http { } is, and its sister where the server { } is that "
              "GitHub talks to:\n");
    inclusion(text, config);
    web_text_say(text, "\nnginx must be in the group that owns the sockets.");
    origin(text, config);
    web_text_blank(text);
    nginx_upstreams(text, config);
}

/* Not where a server has a "/" of its own. */
static void
show_fallback(const struct web_text *text, const struct web_config *config)
{
    struct web_text shown = *text;

    shown.before = "# ";
    web_text_blank(text);
    web_text_say(text, "One friendly line at the top of the server, if nothing else is there:\n\n");
    nginx_fallback(&shown, config);
}

static void
say_paths(const struct web_text *text)
{
    web_text_say(
        text,
        "It takes /hooks/ and /hooklet/ of that server and leaves the rest alone.  A hook at "
        "GitHub, or an App, has the URL https://SERVER/hooks/github; a hook for one event "
        "may have /hooks/github/EVENT.  Hooks at Asana are made by hooklet itself, below "
        "https://SERVER/hooks/asana/.  A Slack app has the URLs "
        "https://SERVER/hooks/slack/command, /interactive and /event, a project at CircleCI has "
        "https://SERVER/hooks/circleci.  A section source \"NAME\" of hooklet.conf has "
        "https://SERVER/hooks/in/NAME.");
}

static void
print_locations(const struct web_text *text, const struct web_config *config)
{
    web_text_say(text, "hooklet behind nginx, 2 of 2: the paths of one server.\n");
    inclusion(text, config);
    web_text_say(text, "\n");
    say_paths(text);
    origin(text, config);
    web_text_blank(text);
    nginx_locations(text, config);
    show_fallback(text, config);
}

static void
print_paths(const struct web_text *text, const struct web_config *config)
{
    web_text_say(
        text, "hooklet behind nginx: drop-in paths, for whoever comes from another bot and would "
              "not change the URL at GitHub, Slack or CircleCI.\n\n");
    web_text_say(text,
                 "Include this file beside hooklet-locations.conf, in the same server { }:\n"
                 "\n    include %shooklet-locations.conf;\n"
                 "    include %shooklet-paths.conf;\n",
                 beside(text, config), beside(text, config));
    origin(text, config);
    web_text_blank(text);
    nginx_paths(text);
}

/* --- A whole server --------------------------------------------------------------------------- */

static void
begin_server(struct web_text *text, const struct web_config *config)
{
    nginx_open(text, "server");
    web_text_line(text, "listen 80;");
    if (config->server_name == NULL)
        web_text_say(text,
                     "Put the server's name here.  With \"_\" it is asked only where no other "
                     "server is the default one: Debian's is sites-enabled/default.");
    web_text_line(text, "server_name %s;", config->server_name == NULL ? "_" : config->server_name);
    web_text_blank(text);
    web_text_say(text,
                 "For the web, TLS belongs in front of it: `certbot --nginx` adds what that needs, "
                 "or\n"
                 "    listen 443 ssl;\n"
                 "    ssl_certificate /etc/ssl/hooks.example.org.pem;\n"
                 "    ssl_certificate_key /etc/ssl/private/hooks.example.org.key;\n");
    web_text_blank(text);
}

static void
end_server(struct web_text *text, const struct web_config *config)
{
    web_text_blank(text);
    nginx_fallback(text, config);
    nginx_open(text, "location /");
    web_text_line(text, "error_page 404 @hooklet_404;");
    web_text_line(text, "return 404;");
    nginx_close(text);
    nginx_close(text);
}

/* Of includes. */
static void
print_site(const struct web_text *text, const struct web_config *config)
{
    const char *place = beside(text, config);
    struct web_text inside = *text;

    web_text_say(
        text, "hooklet behind nginx: a server of its own, to be copied to sites-available, or to "
              "conf.d.\n");
    origin(text, config);
    web_text_blank(text);
    web_text_line(text, "include %shooklet-upstreams.conf;", place);
    web_text_blank(text);
    begin_server(&inside, config);
    web_text_line(&inside, "include %shooklet-locations.conf;", place);
    web_text_blank(&inside);
    web_text_say(&inside, "Drop-in paths, for whoever comes from another bot:");
    web_text_line(&inside, "%sinclude %shooklet-paths.conf;", config->paths ? "" : "# ", place);
    end_server(&inside, config);
}

/* All of it in one file. */
static void
print_whole(const struct web_text *text, const struct web_config *config)
{
    struct web_text inside = *text;

    web_text_say(text,
                 "hooklet behind nginx: its programs, and a server for them.  As it is it goes to "
                 "conf.d, or to sites-available.  nginx must be in the group that owns the "
                 "sockets.\n\n");
    say_paths(text);
    origin(text, config);
    web_text_blank(text);
    nginx_upstreams(text, config);
    web_text_blank(text);
    begin_server(&inside, config);
    nginx_locations(&inside, config);
    if (config->paths) {
        web_text_blank(text);
        nginx_paths(&inside);
    }
    end_server(&inside, config);
}

/* --- The command ------------------------------------------------------------------------------ */

static const char *const part_names[] = { "upstreams", "locations", "paths", "site" };

static void
print(const struct web_text *text, const struct web_config *config)
{
    static void (*const printers[])(const struct web_text *, const struct web_config *) = {
        print_upstreams, print_locations, print_paths, print_site, print_whole,
    };

    printers[text_place(STRINGS(part_names), config->part)](text, config);
}

static enum exit_code
run_nginx_config(struct cli *cli, int argc, char **argv)
{
    struct web_text text = { .out = stdout, .pool = cli->pool, .before = "" };
    struct web_config config = { 0 };
    const struct cli_option options[] = {
        { "run", 0, CLI_TEXT, &config.run },
        { "server-name", 0, CLI_TEXT, &config.server_name },
        { "part", 0, CLI_TEXT, &config.part },
        { "paths", 0, CLI_FLAG, &config.paths },
        { "shipped", 0, CLI_FLAG, &config.shipped },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !web_config_read(cli, STRINGS(part_names), &config))
        return cli->status;
    print(&text, &config);
    return EXIT_GOOD;
}

const struct command command_nginx_config = {
    .name = "nginx-config",
    .summary = "nginx's configuration for this installation",
    .usage = "hooklet nginx-config [--run DIR] [--server-name NAME] [--paths] [--part PART]\n"
             "                            [--shipped]\n"
             "Prints what nginx needs to hand requests to the web programs: one file for conf.d\n"
             "or sites-available, for these sockets and the limits of hooklet.conf.\n"
             "  --run DIR           where the sockets are (" HOOKLET_RUNDIR ")\n"
             "  --server-name NAME  the server's name (_)\n"
             "  --paths             with drop-in paths, for who comes from another bot\n"
             "  --part PART         one part alone, to be included: upstreams, locations, paths,\n"
             "                      or site, which includes the others\n"
             "  --shipped           as packages bring it: without hooklet.conf, for /usr\n",
    .run = run_nginx_config,
};
