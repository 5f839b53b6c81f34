/* people.c - `hooklet people`: who is who at GitHub, Asana and Slack */
#include "config.h"

#include <stdio.h>

#include "base/fail.h"
#include "cli/parts.h"
#include "cli/people.h"
#include "cli/table.h"

/* What the options and words of link and unlink say, by person_members(). */
struct said {
    const char *texts[PERSON_MEMBERS];
};

static void
print_people(struct cli *cli, const struct people *people)
{
    static const char *const headings[] = { "GITHUB", "ASANA", "SLACK", "NAME" };
    struct table *table = table_new(cli->pool, headings, 4);

    for (size_t i = 0; i < people->count; i++) {
        for (enum person_key key = 0; key < PERSON_KEYS; key++)
            table_cell(table, person_key(&people->rows[i], key), TABLE_PLAIN);
        table_cell(table, people->rows[i].name, TABLE_PLAIN);
    }
    table_print(table);
}

static void
print_json(struct cli *cli, const struct people *people)
{
    struct json *top = json_object();
    struct json *list = json_array();

    for (size_t i = 0; i < people->count; i++)
        json_add(list, person_json(&people->rows[i]));
    json_set(top, "people", list);
    cli_print_json(cli, top);
}

static enum exit_code
run_list(struct cli *cli, int argc, char **argv)
{
    const struct cli_option options[] = { { NULL, 0, CLI_FLAG, NULL } };
    struct people people = { 0 };
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 0, ""))
        return cli->status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = person_list(cli->store, cli->pool, &people);
    if (rc != 0)
        return cli_exit(rc);
    if (cli->json)
        print_json(cli, &people);
    else if (people.count == 0)
        puts("Nobody is known yet; see hooklet people --help.");
    else
        print_people(cli, &people);
    return EXIT_GOOD;
}

/* Every text that was said, as what it means.  Not EXIT_GOOD: that is dealt with. */
static enum exit_code
understand(struct cli *cli, const struct said *said, struct person *person)
{
    for (size_t member = 0; member < PERSON_MEMBERS; member++) {
        const char *why = NULL;
        int rc = 0;

        if (said->texts[member] != NULL && said->texts[member][0] == '\0')
            return cli_usage(cli->command, "what it says of %s is empty",
                             person_members().items[member]);
        if (said->texts[member] != NULL)
            rc = person_read(cli, member, said->texts[member], person, &why);
        if (rc == FAIL_FIELD)
            return cli_usage(cli->command, "%s", why);
        if (rc != 0 && why != NULL)
            fprintf(stderr, "hooklet: %s\n", why);
        if (rc != 0)
            return cli_exit(rc);
    }
    return EXIT_GOOD;
}

/* "Asana user 1, Slack user U1, Ann Lee"; "" when nothing is known. */
static const char *
known(struct pool *pool, const struct person *person)
{
    const char *parts[3] = { 0 };
    const char *text = "";

    if (person->asana != NULL)
        parts[0] = pool_printf(pool, "Asana user %s", person->asana);
    if (person->slack != NULL)
        parts[1] = pool_printf(pool, "Slack user %s", person->slack);
    if (person->name != NULL)
        parts[2] = table_line(pool, person->name);
    for (size_t i = 0; i < 3; i++)
        if (parts[i] != NULL)
            text = pool_printf(pool, "%s%s%s", text, text[0] != '\0' ? ", " : "", parts[i]);
    return text;
}

static void
tell_link(struct cli *cli, enum person_change change, const struct person *person)
{
    if (cli->json) {
        struct json *top = json_object();

        json_set_string(top, "change", person_change_word(change));
        json_set(top, "person", person_json(person));
        cli_print_json(cli, top);
        return;
    }
    printf("%s %s linked: %s.\n", person->github, change == PERSON_SAME ? "was already" : "is",
           known(cli->pool, person));
}

static enum exit_code
run_link(struct cli *cli, int argc, char **argv)
{
    struct said said = { 0 };
    const struct cli_option options[] = {
        { "asana", 0, CLI_TEXT, &said.texts[PERSON_BY_ASANA] },
        { "slack", 0, CLI_TEXT, &said.texts[PERSON_BY_SLACK] },
        { "name", 0, CLI_TEXT, &said.texts[PERSON_NAME] },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct person wanted = { 0 }, person = { 0 };
    enum person_change change = PERSON_SAME;
    enum exit_code status;
    int rc;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 1, 1, "a login of GitHub's"))
        return cli->status;
    said.texts[PERSON_BY_GITHUB] = cli->words.items[0];
    if (said.texts[PERSON_BY_ASANA] == NULL && said.texts[PERSON_BY_SLACK] == NULL &&
        said.texts[PERSON_NAME] == NULL)
        return cli_usage(cli->command, "link %s to what? Say --asana, --slack or --name",
                         said.texts[PERSON_BY_GITHUB]);
    status = understand(cli, &said, &wanted);
    if (status != EXIT_GOOD)
        return status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = person_link(cli->store, &wanted, cli->now_ms, &change);
    if (rc == 0)
        rc = person_find(cli->store, PERSON_BY_GITHUB, wanted.github, cli->pool, &person);
    if (rc == 0)
        tell_link(cli, change, &person);
    return cli_exit(rc);
}

/* NULL: none is near, or the database doesn't tell. */
static const char *
nearest_login(struct cli *cli, const char *login)
{
    struct people people = { 0 };
    const char **logins;
    size_t count = 0;

    if (person_list(cli->store, cli->pool, &people) != 0)
        return NULL;
    logins = pool_array(cli->pool, people.count + 1, sizeof *logins);
    for (size_t i = 0; i < people.count; i++)
        if (people.rows[i].github != NULL)
            logins[count++] = name_lower(cli->pool, people.rows[i].github);
    return nearest((struct strings){ logins, count }, name_lower(cli->pool, login));
}

static int
unknown(struct cli *cli, enum person_key by, const char *key)
{
    static const char *const what[PERSON_KEYS] = { "login", "Asana user", "Slack user" };
    const char *near = by == PERSON_BY_GITHUB ? nearest_login(cli, key) : NULL;

    if (near != NULL)
        return fail(FAIL_NOT_FOUND, "nobody has the login %s; did you mean %s?", key, near);
    return fail(FAIL_NOT_FOUND, "nobody has the %s %s; hooklet people shows all", what[by], key);
}

static void
tell_unlink(struct cli *cli, const struct person *was)
{
    const char *more = known(cli->pool, was);

    if (cli->json) {
        struct json *top = json_object();

        json_set(top, "unlinked", person_json(was));
        cli_print_json(cli, top);
    } else if (was->github != NULL) {
        printf("%s is unlinked%s%s.\n", was->github, more[0] != '\0' ? "; was " : "", more);
    } else {
        printf("Unlinked: %s.\n", more);
    }
}

static enum exit_code
run_unlink(struct cli *cli, int argc, char **argv)
{
    struct said said = { 0 };
    const struct cli_option options[] = {
        { "asana", 0, CLI_TEXT, &said.texts[PERSON_BY_ASANA] },
        { "slack", 0, CLI_TEXT, &said.texts[PERSON_BY_SLACK] },
        { NULL, 0, CLI_FLAG, NULL },
    };
    struct person wanted = { 0 }, was = { 0 };
    enum person_key by = PERSON_BY_GITHUB;
    enum exit_code status;
    int rc, count = 0;

    if (!cli_parse(cli, options, argc, argv) || !cli_words(cli, 0, 1, ""))
        return cli->status;
    if (cli->words.count > 0)
        said.texts[PERSON_BY_GITHUB] = cli->words.items[0];
    for (enum person_key key = 0; key < PERSON_KEYS; key++) {
        count += said.texts[key] != NULL;
        by = said.texts[key] != NULL ? key : by;
    }
    if (count != 1)
        return cli_usage(cli->command, "unlink whom? Say a login, --asana or --slack, and one"
                                       " of them");
    status = understand(cli, &said, &wanted);
    if (status != EXIT_GOOD)
        return status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = person_unlink(cli->store, by, person_key(&wanted, by), cli->pool, &was);
    if (rc == FAIL_NOT_FOUND && cli->store != NULL)
        rc = unknown(cli, by, person_key(&wanted, by));
    if (rc == 0)
        tell_unlink(cli, &was);
    return cli_exit(rc);
}

static const struct cli_part parts[] = {
    { "list", run_list },
    { "link", run_link },
    { "unlink", run_unlink },
    { "import", people_import_run },
};

static enum exit_code
run_people(struct cli *cli, int argc, char **argv)
{
    if (argc < 2 || argv[1][0] == '-')
        return run_list(cli, argc, argv);
    return cli_parts(cli, parts, sizeof parts / sizeof *parts, argc, argv);
}

const struct command command_people = {
    .name = "people",
    .summary = "who is who at GitHub, Asana and Slack",
    .usage = "hooklet people [list] [--json]\n"
             "       hooklet people link GITHUB [--asana GID|E-MAIL] [--slack ID] [--name NAME]\n"
             "       hooklet people unlink GITHUB | --asana GID | --slack ID\n"
             "       hooklet people import FILE.csv [--dry-run]\n"
             "list shows everybody who is known.\n"
             "link says who has a login of GitHub's; what isn't said stays as it was.\n"
             "unlink forgets a person.\n"
             "import links all people of a table, or none when there is a mistake in it. Its\n"
             "first line names the columns: github, asana, slack, name, in any order. \"-\" is\n"
             "standard input.\n"
             "  --asana GID  the user at Asana: the digits in the address of their profile; or an\n"
             "               e-mail address, for which Asana is asked\n"
             "  --slack ID   the member ID at Slack, like U012AB3CD\n"
             "  --name NAME  what people call them\n"
             "  --dry-run    only tell what would change\n"
             "  --json       as JSON\n",
    .run = run_people,
};
