/* options.c - the options of a subcommand: getopt_long() over a list of places for values. */
#include "config.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "cli/cli.h"

enum { LETTERS_END = 256, COMMON_CONFIG = LETTERS_END, COMMON_JSON, COMMON_HELP, OWN };

static const struct option common[] = {
    { "config", required_argument, NULL, COMMON_CONFIG },
    { "json", no_argument, NULL, COMMON_JSON },
    { "help", no_argument, NULL, COMMON_HELP },
};
static const size_t common_count = sizeof common / sizeof *common;

static size_t
count_options(const struct cli_option *options)
{
    size_t count = 0;

    while (options[count].name != NULL)
        count++;
    return count;
}

/* The list for getopt_long(), the zeroed entry at its end included. */
static struct option *
long_options(struct pool *pool, const struct cli_option *options, size_t count)
{
    struct option *all = pool_array(pool, common_count + count + 1, sizeof *all);

    memcpy(all, common, sizeof common);
    for (size_t i = 0; i < count; i++) {
        struct option *option = &all[common_count + i];

        option->name = options[i].name;
        option->has_arg = options[i].kind == CLI_FLAG ? no_argument : required_argument;
        option->val = OWN + (int)i;
    }
    return all;
}

/* ":" first: a missing value is told apart from an unknown option. */
static const char *
letters(struct pool *pool, const struct cli_option *options, size_t count)
{
    const char *text = ":h";

    for (size_t i = 0; i < count; i++)
        if (options[i].letter != 0)
            text = pool_printf(pool, "%s%c%s", text, options[i].letter,
                               options[i].kind == CLI_FLAG ? "" : ":");
    return text;
}

/* An option that may be there several times. */
static void
add_text(struct pool *pool, struct strings *texts, const char *value)
{
    const char **items = pool_array(pool, texts->count + 1, sizeof *items);

    for (size_t i = 0; i < texts->count; i++)
        items[i] = texts->items[i];
    items[texts->count] = value;
    *texts = (struct strings){ items, texts->count + 1 };
}

/* EXIT_USAGE when the value is none of its kind. */
static enum exit_code
take_value(const struct cli *cli, const struct cli_option *option, const char *value)
{
    switch (option->kind) {
    case CLI_FLAG:
        *(bool *)option->value = true;
        return EXIT_GOOD;
    case CLI_TEXT:
        *(const char **)option->value = value;
        return EXIT_GOOD;
    case CLI_TEXTS:
        add_text(cli->pool, option->value, value);
        return EXIT_GOOD;
    case CLI_NUMBER:
        if (cli_id(value, option->value))
            return EXIT_GOOD;
        return cli_usage(cli->command, "--%s takes a number from 1, not \"%s\"", option->name,
                         value);
    case CLI_DURATION:
        if (duration_parse(value, option->value))
            return EXIT_GOOD;
        return cli_usage(cli->command, "--%s takes a time like 90s, 10m, 2h or 7d, not \"%s\"",
                         option->name, value);
    }
    return EXIT_USAGE;
}

static const char *
nearest_option(struct pool *pool, const struct option *all, const char *word)
{
    struct strings names = { 0 };
    const char **items;
    size_t count = 0;

    while (all[count].name != NULL)
        count++;
    items = pool_array(pool, count, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = all[i].name;
    names.items = items;
    names.count = count;
    return nearest(names, word);
}

static enum exit_code
refuse(const struct cli *cli, const struct option *all, int code, char **argv)
{
    const char *word = argv[optind - 1];
    const char *near;

    if (code == ':')
        return cli_usage(cli->command, "%s needs a value", word);
    if (optopt != 0 && optopt < LETTERS_END)
        return cli_usage(cli->command, "unknown option -%c", optopt);
    if (optopt != 0)
        return cli_usage(cli->command, "%s takes no value", word);
    near = nearest_option(cli->pool, all, word + 2);
    if (near != NULL)
        return cli_usage(cli->command, "unknown option %s; did you mean --%s?", word, near);
    return cli_usage(cli->command, "unknown option %s", word);
}

static const struct cli_option *
find_option(const struct cli_option *options, size_t count, int code)
{
    if (code >= OWN)
        return &options[code - OWN];
    for (size_t i = 0; i < count; i++)
        if (options[i].letter == code)
            return &options[i];
    return NULL;
}

bool
cli_parse(struct cli *cli, const struct cli_option *options, int argc, char **argv)
{
    size_t count = count_options(options);
    struct option *all = long_options(cli->pool, options, count);
    const char *short_ones = letters(cli->pool, options, count);
    int code;

    opterr = 0;
    optind = 0;
    cli->status = EXIT_GOOD;
    while (cli->status == EXIT_GOOD &&
           (code = getopt_long(argc, argv, short_ones, all, NULL)) != -1) {
        if (code == COMMON_CONFIG)
            cli->config = optarg;
        else if (code == COMMON_JSON)
            cli->json = true;
        else if (code == COMMON_HELP || code == 'h') {
            printf("usage: %s", cli->command->usage);
            return false;
        } else if (code == ':' || code == '?')
            cli->status = refuse(cli, all, code, argv);
        else
            cli->status = take_value(cli, find_option(options, count, code), optarg);
    }
    cli->words.items = (const char *const *)argv + optind;
    cli->words.count = (size_t)(argc - optind);
    return cli->status == EXIT_GOOD;
}

bool
cli_words(struct cli *cli, size_t least, size_t most, const char *names)
{
    if (cli->words.count < least)
        cli->status = cli_usage(cli->command, "needs %s", names);
    else if (cli->words.count > most)
        cli->status = cli_usage(cli->command, "one word too many: \"%s\"", cli->words.items[most]);
    return cli->status == EXIT_GOOD;
}
