/* completion.c - what a shell completes, out of the table of commands and their usage texts */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/usage_words.h"

/*
 * The part that is the same whatever the commands are.  It needs nothing but bash 4; where there is
 * the package bash-completion, that finds it by its name.
 */
static const char walk[] =
    "# Adds what begins with $current: files, directories, or words.\n"
    "_hooklet_offer()\n"
    "{\n"
    "    local -a found=()\n"
    "\n"
    "    case $1 in\n"
    "    FILE) mapfile -t found < <(compgen -f -- \"$current\") ;;\n"
    "    DIR) mapfile -t found < <(compgen -d -- \"$current\") ;;\n"
    "    *) mapfile -t found < <(compgen -W \"$1\" -- \"$current\") ;;\n"
    "    esac\n"
    "    case $1 in FILE | DIR) compopt -o filenames 2>/dev/null ;; esac\n"
    "    COMPREPLY+=(\"${found[@]}\")\n"
    "}\n"
    "\n"
    "# Which command and part the words before the cursor name, and whether the last one waits for a\n"
    "# value.  To bash --option=value is three words, and so is http://host.\n"
    "_hooklet_walk()\n"
    "{\n"
    "    local word item i\n"
    "\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        word=${COMP_WORDS[i]}\n"
    "        if [[ $word == = ]]; then\n"
    "            continue\n"
    "        elif [[ $word == : ]]; then\n"
    "            ((i++))\n"
    "        elif [[ -n $waits ]]; then\n"
    "            waits=\n"
    "        elif [[ $word == --* ]]; then\n"
    "            for item in $known $everywhere; do\n"
    "                [[ $item == \"$word\"=* ]] && waits=yes value=${item#*=}\n"
    "            done\n"
    "        elif _hooklet_known \"$place $word\"; then\n"
    "            place+=\" $word\"\n"
    "        fi\n"
    "    done\n"
    "}\n"
    "\n"
    "_hooklet()\n"
    "{\n"
    "    local IFS=$' \\t\\n' current=${COMP_WORDS[COMP_CWORD]} place= known= value= waits= item\n"
    "    local everywhere='--config=FILE --json --help' options= words=\n"
    "\n"
    "    COMPREPLY=()\n"
    "    [[ $current == = ]] && current=\n"
    "    _hooklet_known ''\n"
    "    _hooklet_walk\n"
    "    if [[ -n $waits ]]; then\n"
    "        _hooklet_offer \"${value//|/ }\"\n"
    "        return\n"
    "    fi\n"
    "    for item in $known; do\n"
    "        case $item in\n"
    "        --*) options+=\" ${item%%=*}\" ;;\n"
    "        FILE | DIR) [[ $current == -* ]] || _hooklet_offer \"$item\" ;;\n"
    "        *) words+=\" $item\" ;;\n"
    "        esac\n"
    "    done\n"
    "    for item in $everywhere; do\n"
    "        [[ \"$options \" == *\" ${item%%=*} \"* ]] || options+=\" ${item%%=*}\"\n"
    "    done\n"
    "    [[ -n $words ]] && _hooklet_offer \"$words\"\n"
    "    if [[ $current == -* || ( -z $current && ${#COMPREPLY[@]} -eq 0 ) ]]; then\n"
    "        _hooklet_offer \"$options\"\n"
    "    fi\n"
    "}\n"
    "\n"
    "complete -F _hooklet hooklet\n";

static void
print_words(struct strings words)
{
    for (size_t i = 0; i < words.count; i++)
        printf("%s%s", i > 0 ? " " : "", words.items[i]);
}

static void
print_case(const char *name, const char *part, struct strings words)
{
    printf("    ' %s%s%s') known='", name, part != NULL ? " " : "", part != NULL ? part : "");
    print_words(words);
    puts("' ;;");
}

/* A part's words stand in the command's usage text, or in one of its own. */
static struct strings
part_words(struct pool *pool, const struct command *command, const char *part)
{
    const struct command *own = command->part;

    if (own != NULL && text_equal(text_behind(own->name, command->name) + 1, part))
        return usage_words(pool, own, NULL);
    return usage_words(pool, command, part);
}

static void
print_command(struct pool *pool, const struct command *command)
{
    struct strings parts = usage_parts(pool, command);

    if (parts.count == 0) {
        print_case(command->name, NULL, usage_words(pool, command, NULL));
        return;
    }
    print_case(command->name, NULL, parts);
    for (size_t i = 0; i < parts.count; i++)
        print_case(command->name, parts.items[i], part_words(pool, command, parts.items[i]));
}

static void
print_bash(struct pool *pool)
{
    struct commands all = cli_commands(pool);
    const char **names = pool_array(pool, all.count, sizeof *names);

    for (size_t i = 0; i < all.count; i++)
        names[i] = all.items[i]->name;
    fputs("# bash completion for hooklet, as `hooklet completion bash` prints it.\n\n"
          "# What may follow a command, or its part: --flag, --option= and a value (=FILE, =DIR,\n"
          "# =one|another), words, FILE, DIR.\n"
          "_hooklet_known()\n{\n    case $1 in\n    '') known='--version ",
          stdout);
    print_words((struct strings){ names, all.count });
    fputs(" help' ;;\n    ' help') known='", stdout);
    print_words((struct strings){ names, all.count });
    puts("' ;;");
    for (size_t i = 0; i < all.count; i++)
        print_command(pool, all.items[i]);
    fputs("    *) return 1 ;;\n    esac\n}\n\n", stdout);
    fputs(walk, stdout);
}

static enum exit_code
run_completion(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "a shell: bash"))
        return cli->status;
    if (strcmp(cli->words.items[0], "bash") != 0)
        return cli_usage(cli->command, "knows bash, not \"%s\"", cli->words.items[0]);
    print_bash(cli->pool);
    return EXIT_GOOD;
}

const struct command command_completion = {
    .name = "completion",
    .summary = "what bash completes",
    .usage = "hooklet completion bash\n"
             "Prints what makes bash complete commands, options and files. Packages install it;\n"
             "otherwise put it into ~/.local/share/bash-completion/completions/hooklet, or into\n"
             "~/.bashrc: source <(hooklet completion bash)\n",
    .run = run_completion,
};
