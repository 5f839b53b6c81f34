/* parts.c - finds the part of a subcommand */
#include "config.h"

#include <string.h>

#include "cli/parts.h"

static const char *
listed(struct cli *cli, const char *const *names, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = pool_printf(cli->pool, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
    return text;
}

static enum exit_code
refuse(struct cli *cli, const struct cli_part *parts, size_t count, const char *word)
{
    const char **names = pool_array(cli->pool, count, sizeof *names);
    const char *near;

    for (size_t i = 0; i < count; i++)
        names[i] = parts[i].name;
    near = nearest((struct strings){ names, count }, word);
    if (near != NULL)
        return cli_usage(cli->command, "knows no \"%s\"; did you mean %s?", word, near);
    return cli_usage(cli->command, "knows no \"%s\"; it has %s", word, listed(cli, names, count));
}

enum exit_code
cli_parts(struct cli *cli, const struct cli_part *parts, size_t count, int argc, char **argv)
{
    const struct cli_option none[] = { { NULL, 0, CLI_FLAG, NULL } };

    for (size_t i = 0; argc > 1 && i < count; i++) {
        if (strcmp(argv[1], parts[i].name) == 0)
            return parts[i].run(cli, argc - 1, argv + 1);
    }
    if (!cli_parse(cli, none, argc, argv))
        return cli->status;
    if (argc < 2)
        return cli_usage(cli->command, "what about it?");
    return refuse(cli, parts, count, argv[1]);
}
