/* web_config.c - what is asked of a web server's configuration, and what hooklet.conf says. */
#include "config.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/self.h"
#include "base/socket_address.h"
#include "cli/web_config.h"
#include "wire/verify_source.h"

static const char *
longest_program(void)
{
    const char *longest = "";

    for (size_t i = 0; i < web_program_count; i++)
        if (strlen(web_programs[i].name) > strlen(longest))
            longest = web_programs[i].name;
    return longest;
}

/* Without slashes at its end.  False: it is nothing that can stand in a configuration. */
static bool
read_directory(struct cli *cli, const char *option, const char **directory)
{
    const char *path = *directory;
    size_t length = strlen(path);

    if (*path != '/') {
        cli->status =
            cli_usage(cli->command, "--%s takes a directory from / on, not \"%s\"", option, path);
        return false;
    }
    if (text_has_control(path)) {
        cli->status = cli_usage(cli->command,
                                "--%s: its name has a line end, or another control character, "
                                "that a web server's configuration can't have",
                                option);
        return false;
    }
    while (length > 1 && path[length - 1] == '/')
        length--;
    *directory = pool_copy(cli->pool, path, length);
    return true;
}

static bool
read_run(struct cli *cli, struct web_config *config)
{
    const char *longest;

    if (!read_directory(cli, "run", &config->run))
        return false;
    longest = web_config_socket(cli->pool, config, longest_program());
    if (strlen(longest) <= SOCKET_PATH_MOST)
        return true;
    cli->status = cli_usage(cli->command,
                            "--run: %s has %zu bytes, and the path of a socket has at most %zu; "
                            "name a shorter directory",
                            longest, strlen(longest), SOCKET_PATH_MOST);
    return false;
}

/* What nginx and Apache take for a name, and for no pattern but one with a '*' at an end. */
static bool
read_server_name(struct cli *cli, const struct web_config *config)
{
    const char *name = config->server_name;

    if (name == NULL ||
        (*name != '\0' && *name != '-' && name[strspn(name, LETTERS DIGITS ".-_*")] == '\0'))
        return true;
    cli->status = cli_usage(cli->command,
                            "--server-name takes a name like hooks.example.org, not \"%s\"", name);
    return false;
}

static void
read_sources(const struct settings *settings, struct web_config *config)
{
    config->source_most = SOURCE_BODY_MOST;
    config->source_count = settings->inbound_count;
    for (size_t i = 0; i < settings->inbound_count; i++)
        if (i == 0 || settings->inbounds[i].body_most > config->source_most)
            config->source_most = settings->inbounds[i].body_most;
}

/* Before `hooklet init` there is none, and it has no section source. */
static int
read_config(struct cli *cli, struct web_config *config)
{
    int rc = path_from_here(cli->pool, settings_path(cli->config), &config->config);

    if (rc != 0)
        return rc;
    config->config_missing = access(config->config, F_OK) != 0;
    if (config->config_missing) {
        config->source_most = SOURCE_BODY_MOST;
        return 0;
    }
    rc = cli_settings(cli, SETTINGS_RULES);
    if (rc == 0)
        read_sources(cli->settings, config);
    return rc;
}

/* For a package: the same whatever this machine is, and however this command was built. */
static bool
read_shipped(struct cli *cli, struct web_config *config)
{
    if (config->run != NULL || config->programs != NULL || cli->config != NULL) {
        cli->status = cli_usage(cli->command, "--shipped goes without --run, --programs and "
                                              "--config");
        return false;
    }
    config->run = WEB_SHIPPED_RUN;
    config->programs = WEB_SHIPPED_PROGRAMS;
    config->data = WEB_SHIPPED_DATA;
    config->config = WEB_SHIPPED_CONFIG;
    config->source_most = SIZE_MAX;
    return true;
}

bool
web_config_read(struct cli *cli, struct strings parts, struct web_config *config)
{
    int rc;

    if (!cli_choice(cli, "part", config->part, parts) || !read_server_name(cli, config))
        return false;
    if (config->shipped)
        return read_shipped(cli, config);
    config->data = self_directory(cli->pool, HOOKLET_DATADIR);
    config->run = config->run != NULL ? config->run : HOOKLET_RUNDIR;
    config->programs =
        config->programs != NULL ? config->programs : self_directory(cli->pool, HOOKLET_LIBEXECDIR);
    if (!read_run(cli, config) || !read_directory(cli, "programs", &config->programs))
        return false;
    rc = read_config(cli, config);
    cli->status = cli_exit(rc);
    return rc == 0;
}

const char *
web_config_socket(struct pool *pool, const struct web_config *config, const char *name)
{
    return pool_printf(pool, "%s/%s.sock", config->run, name);
}

size_t
web_config_body(const struct web_config *config, const struct web_route *route)
{
    if ((route->flags & WEB_SOURCES) != 0 && config->source_most < route->body_most)
        return config->source_most;
    return route->body_most;
}
