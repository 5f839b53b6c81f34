/* apache_config.c - `hooklet apache-config`: the configuration of Apache for this installation. */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/apache_config.h"

static void
origin(const struct apache *apache)
{
    const struct web_config *config = apache->config;
    const char *where = apache->form == APACHE_PROXY ? config->run : config->programs;

    if (config->shipped) {
        web_text_say(
            apache->text,
            "\nMade from cgi-bin/programs.def by `make generated`.  Where something is elsewhere "
            "than in %s, `hooklet apache-config` prints it for where it is, and for the limits "
            "of hooklet.conf.",
            where);
        return;
    }
    web_text_say(
        apache->text,
        "\nMade by `hooklet apache-config --form %s` for %s in %s.  Sections source of %s: %zu; "
        "the largest body that is taken there: %s.%s  Make it anew when one of these changes, "
        "or hooklet is updated.",
        apache_form_names[apache->form],
        apache->form == APACHE_PROXY ? "the sockets" : "the programs", where, config->config,
        config->source_count, text_size(apache->text->pool, config->source_most),
        config->config_missing ? "  (The file is not there yet, so the defaults hold.)" : "");
}

/* What the form is, and what it needs. */
static void
say_form(const struct apache *apache)
{
    static const char *const words[] = {
        "The programs run by themselves, and mod_proxy_fcgi asks them over their sockets.  It needs "
        "`a2enmod proxy_fcgi headers`, and `a2enmod asis` for Slack; Apache's user must be in the "
        "group that owns the sockets.",
        "mod_fcgid starts the programs when they are asked, and ends them when they are not.  It "
        "needs `a2enmod fcgid headers`, and `a2enmod asis` for Slack.  The programs are run by "
        "Apache's user, who has to be in the group hooklet, for the database, and to read the "
        "secrets of the senders.",
        "mod_cgid (or mod_cgi) starts a program for each request.  It needs `a2enmod cgid headers`, "
        "and `a2enmod asis` for Slack.  The programs are run by Apache's user, who has to be in the "
        "group hooklet, for the database, and to read the secrets of the senders.",
    };

    web_text_say(apache->text, "%s", words[apache->form]);
}

static void
say_logs(const struct apache *apache)
{
    web_text_say(
        apache->text,
        "\nSome addresses hold a secret.  The logs of a server are not this file's: write "
        "env=!hooklet_secret behind each CustomLog of that virtual host, as\n"
        "    CustomLog ${APACHE_LOG_DIR}/access.log combined env=!hooklet_secret\n"
        "and for slow senders a limit that suits the rest of the site, too; for hooks alone\n"
        "    RequestReadTimeout body=5-30,MinRate=50000\n");
}

static const char *
file_name(const struct apache *apache, const char *part)
{
    return pool_printf(apache->text->pool, "%s/apache/hooklet-%s%s.conf", apache->config->data,
                       apache_form_names[apache->form], part);
}

/* --- Parts to be included --------------------------------------------------------------------- */

static void
print_locations(const struct apache *apache)
{
    const struct web_text *text = apache->text;

    web_text_say(text, "hooklet behind Apache (%s): the paths of one virtual host.\n\n",
                 apache_form_names[apache->form]);
    say_form(apache);
    web_text_say(text,
                 "\n    <VirtualHost *:443>\n"
                 "        ServerName hooks.example.org\n"
                 "        Include %s\n"
                 "    </VirtualHost>\n"
                 "\nIt takes /hooks/ and /hooklet/ of that server and leaves the rest alone.\n",
                 file_name(apache, ""));
    say_logs(apache);
    origin(apache);
    web_text_blank(text);
    apache_modules(apache);
    web_text_blank(text);
    apache_programs(apache);
    web_text_blank(text);
    apache_base(apache, "^/(?:hooks|hooklet)/");
    apache_routes(apache);
}

static void
print_paths(const struct apache *apache)
{
    web_text_say(
        apache->text,
        "hooklet behind Apache (%s): drop-in paths, for whoever comes from another bot and "
        "would not change the URL at GitHub, Slack or CircleCI.\n\n",
        apache_form_names[apache->form]);
    web_text_say(apache->text,
                 "Include this file behind the other, in the same virtual host:\n"
                 "\n    Include %s\n"
                 "    Include %s\n",
                 file_name(apache, ""), file_name(apache, "-paths"));
    origin(apache);
    apache_paths(apache);
}

/* --- A whole virtual host --------------------------------------------------------------------- */

static void
name_host(const struct web_text *text, const char *name)
{
    if (name == NULL)
        web_text_say(text,
                     "Put the server's name here.  Without one it is asked only where no other "
                     "virtual host comes before it: `a2dissite 000-default`.");
    web_text_line(text, "%sServerName %s", name == NULL ? "# " : "",
                  name == NULL ? "hooks.example.org" : name);
    web_text_blank(text);
}

/* What is said of it, what it needs, and all that it has beside the programs. */
static void
begin_host(const struct apache *apache, const char *purpose)
{
    struct web_text *text = apache->text;

    web_text_say(text, "hooklet behind Apache (%s): a virtual host of its own, %s.\n\n",
                 apache_form_names[apache->form], purpose);
    say_form(apache);
    origin(apache);
    web_text_blank(text);
    apache_modules(apache);
    web_text_blank(text);
    web_text_line(text, "<VirtualHost *:80>");
    text->depth++;
    name_host(text, apache->config->server_name);
    web_text_say(text, "For the web, TLS belongs in front of it: `certbot --apache` adds what that "
                       "needs, or <VirtualHost *:443> and\n"
                       "    SSLEngine on\n"
                       "    SSLCertificateFile /etc/ssl/hooks.example.org.pem\n"
                       "    SSLCertificateKeyFile /etc/ssl/private/hooks.example.org.key\n");
    web_text_blank(text);
    web_text_say(text, "Some addresses hold a secret, which belongs into no log.");
    web_text_line(text, "ErrorLog ${APACHE_LOG_DIR}/error.log");
    web_text_line(text, "CustomLog ${APACHE_LOG_DIR}/access.log combined env=!hooklet_secret");
    web_text_say(text, "A body has 5 s, and one more for each 50 kB that have come.");
    apache_open_module(text, "reqtimeout");
    web_text_line(text, "RequestReadTimeout body=5-30,MinRate=50000");
    apache_close(text, "IfModule");
    web_text_blank(text);
    apache_base(apache, "^/");
    web_text_blank(text);
}

static void
print_site(const struct apache *apache)
{
    struct web_text *text = apache->text;

    begin_host(apache, "to be copied to sites-available");
    web_text_line(text, "Include %s", file_name(apache, ""));
    web_text_blank(text);
    web_text_say(text, "Drop-in paths, for whoever comes from another bot:");
    web_text_line(text, "%sInclude %s", apache->config->paths ? "" : "# ",
                  file_name(apache, "-paths"));
    apache_fallback(apache);
    apache_close(text, "VirtualHost");
}

/* What Slack's users see. */
static void
print_sorry(const struct apache *apache)
{
    fputs(apache_sorry_text(), apache->text->out);
}

static void
print_whole(const struct apache *apache)
{
    struct web_text *text = apache->text;

    begin_host(apache, "for sites-available");
    apache_programs(apache);
    apache_routes(apache);
    if (apache->config->paths)
        apache_paths(apache);
    apache_fallback(apache);
    apache_close(text, "VirtualHost");
}

/* --- The command ------------------------------------------------------------------------------ */

static const char *const part_names[] = { "locations", "paths", "site", "sorry" };

static void
print(const struct apache *apache)
{
    static void (*const printers[])(const struct apache *) = {
        print_locations, print_paths, print_site, print_sorry, print_whole,
    };

    printers[text_place(STRINGS(part_names), apache->config->part)](apache);
}

/* Variables, expressions and command lines are read out of words: nothing may look like one. */
static bool
takes(struct cli *cli, const char *what, const char *path)
{
    static const char good[] = LETTERS DIGITS "/._-+,:=@~";

    for (const char *at = path; *at != '\0'; at++)
        if ((unsigned char)*at < 0x80 && strchr(good, *at) == NULL) {
            cli->status = cli_usage(cli->command,
                                    "%s: Apache would not read '%c' in %s as it stands; choose "
                                    "a name of letters, digits and %s",
                                    what, *at, path, good + strlen(LETTERS DIGITS));
            return false;
        }
    return true;
}

static bool
read_form(struct cli *cli, const char *name, enum apache_form *form)
{
    const struct strings names = { apache_form_names, 3 };

    if (!cli_choice(cli, "form", name, names))
        return false;
    *form = name == NULL ? APACHE_PROXY : (enum apache_form)text_place(names, name);
    return true;
}

static enum exit_code
run_apache_config(struct cli *cli, int argc, char **argv)
{
    struct web_text text = { .out = stdout, .pool = cli->pool, .before = "" };
    struct web_config config = { 0 };
    struct apache apache = { .text = &text, .config = &config };
    const char *form = NULL;
    const struct cli_option options[] = {
        { "form", 0, CLI_TEXT, &form },
        { "run", 0, CLI_TEXT, &config.run },
        { "programs", 0, CLI_TEXT, &config.programs },
        { "server-name", 0, CLI_TEXT, &config.server_name },
        { "part", 0, CLI_TEXT, &config.part },
        { "paths", 0, CLI_FLAG, &config.paths },
        { "shipped", 0, CLI_FLAG, &config.shipped },
        { NULL, 0, CLI_FLAG, NULL },
    };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, "") ||
        !read_form(cli, form, &apache.form) ||
        !web_config_read(cli, STRINGS(part_names), &config) || !takes(cli, "--run", config.run) ||
        !takes(cli, "--programs", config.programs) || !takes(cli, "hooklet.conf", config.config))
        return cli->status;
    print(&apache);
    return EXIT_GOOD;
}

const struct command command_apache_config = {
    .name = "apache-config",
    .summary = "Apache's configuration for this installation",
    .usage =
        "hooklet apache-config [--form proxy|fcgid|cgi] [--run DIR] [--programs DIR]\n"
        "                      [--server-name NAME] [--paths] [--part PART] [--shipped]\n"
        "Prints what Apache 2.4 needs to hand requests to the web programs: a virtual host for\n"
        "sites-available, for these programs and the limits of hooklet.conf.\n"
        "  --form proxy        programs that run by themselves, by mod_proxy_fcgi (default)\n"
        "  --form fcgid        programs that mod_fcgid starts, and keeps\n"
        "  --form cgi          programs that mod_cgid starts, one for each request\n"
        "  --run DIR           where the sockets are (" HOOKLET_RUNDIR ")\n"
        "  --programs DIR      where the programs are (" HOOKLET_LIBEXECDIR ")\n"
        "  --server-name NAME  the server's name\n"
        "  --paths             with drop-in paths, for who comes from another bot\n"
        "  --part PART         one part alone, to be included: locations, paths, or site, which\n"
        "                      includes the others; sorry: the file that Slack's users see\n"
        "  --shipped           as packages bring it: without hooklet.conf, for /usr\n",
    .run = run_apache_config,
};
