/* people_import.c - `hooklet people import`: all of a table, or nothing of it */
#include "config.h"

#include <stdio.h>

#include "base/fail.h"
#include "cli/people_table.h"
#include "cli/table.h"

struct counts {
    size_t of[PERSON_SAME + 1]; /* by enum person_change */
};

static struct counts
count_changes(const struct people_table *table)
{
    struct counts counts = { 0 };

    for (size_t i = 0; i < table->count; i++)
        counts.of[table->wishes[i].change]++;
    return counts;
}

static void
print_mistakes(struct cli *cli, const struct people_table *table)
{
    struct json *top, *list;

    if (!cli->json) {
        for (size_t i = 0; i < table->mistakes.count; i++)
            fprintf(stderr, "%s\n", table->mistakes.items[i].text);
        fprintf(stderr, "hooklet: %zu mistake%s; nothing was imported\n", table->mistakes.count,
                table->mistakes.count == 1 ? "" : "s");
        return;
    }
    top = json_object();
    list = json_array();
    for (size_t i = 0; i < table->mistakes.count; i++)
        json_add_string(list, table->mistakes.items[i].text);
    json_set_bool(top, "ok", false);
    json_set(top, "mistakes", list);
    cli_print_json(cli, top);
}

/* What would change, and where it stands. */
static void
print_plan(struct cli *cli, const struct people_table *table)
{
    static const char *const headings[] = { "LINE", "CHANGE", "GITHUB", "ASANA", "SLACK", "NAME" };
    struct table *shown = table_new(cli->pool, headings, 6);
    struct counts counts = count_changes(table);

    for (size_t i = 0; i < table->count; i++) {
        const struct person_wish *wish = &table->wishes[i];

        if (wish->change == PERSON_SAME)
            continue;
        table_cell(shown, pool_printf(cli->pool, "%d", table->lines[i]), TABLE_PLAIN);
        table_cell(shown, person_change_word(wish->change),
                   wish->change == PERSON_NEW ? TABLE_GOOD : TABLE_BUSY);
        for (enum person_key key = 0; key < PERSON_KEYS; key++)
            table_cell(shown, person_key(&wish->wanted, key), TABLE_PLAIN);
        table_cell(shown, wish->wanted.name, TABLE_PLAIN);
    }
    if (counts.of[PERSON_SAME] < table->count)
        table_print(shown);
}

static void
print_counts(struct cli *cli, const struct people_table *table, bool dry_run)
{
    struct counts counts = count_changes(table);

    if (cli->json) {
        struct json *top = json_object();

        json_set_bool(top, "ok", true);
        json_set_bool(top, "dry_run", dry_run);
        for (enum person_change change = 0; change <= PERSON_SAME; change++)
            json_set_integer(top, person_change_word(change), (int64_t)counts.of[change]);
        cli_print_json(cli, top);
        return;
    }
    if (dry_run)
        print_plan(cli, table);
    printf("%zu new, %zu changed, %zu unchanged%s.\n", counts.of[PERSON_NEW],
           counts.of[PERSON_CHANGED], counts.of[PERSON_SAME],
           dry_run ? "; this was a dry run, nothing is written" : "");
}

/* Those that the database can't take. */
static void
blame_trouble(struct people_table *table)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->wishes[i].trouble != NULL)
            mistakes_add(&table->mistakes, (struct file_place){ table->file, table->lines[i] },
                         "%s", table->wishes[i].trouble);
}

/*
 * With mistakes in it the table is compared all the same, so that all of them are told at once; but
 * not when a key is there twice, since that can't be.
 */
static enum exit_code
import_table(struct cli *cli, struct people_table *table, bool dry_run)
{
    bool twice = people_table_twice(table);
    bool good = table->mistakes.count == 0;
    int rc = 0;

    if (table->count > 0 && !twice)
        rc = people_import(cli->store, table->wishes, table->count, cli->now_ms, cli->pool,
                           dry_run || !good);
    if (rc == FAIL_CONFLICT)
        blame_trouble(table);
    else if (rc != 0)
        return cli_exit(rc);
    if (table->mistakes.count == 0) {
        print_counts(cli, table, dry_run);
        return EXIT_GOOD;
    }
    mistakes_sort(&table->mistakes);
    print_mistakes(cli, table);
    return good ? EXIT_CONFLICT : EXIT_BAD;
}

enum exit_code
people_import_run(struct cli *cli, int argc, char **argv)
{
    struct people_table table;
    bool dry_run = false;
    const struct cli_option options[] = {
        { "dry-run", 0, CLI_FLAG, &dry_run },
        { NULL, 0, CLI_FLAG, NULL },
    };
    int rc;

    if (!cli_parse(cli, options, argc, argv) ||
        !cli_words(cli, 1, 1, "a file, or - for standard input"))
        return cli->status;
    rc = cli_store(cli);
    if (rc == 0)
        rc = people_table_read(cli, cli->words.items[0], &table);
    if (rc != 0)
        return cli_exit(rc);
    return import_table(cli, &table, dry_run);
}
