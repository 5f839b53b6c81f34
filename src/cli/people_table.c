/* people_table.c - reads a table of people line by line */
#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/csv.h"
#include "base/fail.h"
#include "cli/people_table.h"
#include "cli/table.h"

/* After MISTAKES_MOST mistakes.h takes no more, so what follows need not be read. */
enum { PEOPLE_MOST = 100000, MISTAKES_MOST = 100, NO_MEMBER = PERSON_MEMBERS };

struct reading {
    struct cli *cli;
    struct csv csv;
    struct people_table *table;
    size_t columns[CSV_FIELDS_MOST]; /* a member of a person each, or NO_MEMBER */
    size_t column_count;
};

static struct file_place
at_line(const struct people_table *table, size_t line)
{
    return (struct file_place){ table->file, (int)line };
}

/* NULL when nothing but blanks stands there. */
static const char *
trimmed(struct pool *pool, const char *text)
{
    const char *rest = text_trim(pool, text);

    return rest[0] != '\0' ? rest : NULL;
}

/* 1: a record, 0: the end; negative: it was blamed. */
static int
next_record(struct reading *reading, struct strings *fields)
{
    int rc = csv_next(&reading->csv, reading->cli->pool, fields);

    if (rc < 0)
        mistakes_add(&reading->table->mistakes, at_line(reading->table, reading->csv.line), "%s",
                     reading->csv.problem);
    return rc;
}

/* Which member a heading names; a column without one is fine while nothing stands in it. */
static size_t
member_of(const char *name)
{
    size_t member = 0;

    while (name != NULL && member < PERSON_MEMBERS &&
           strcasecmp(name, person_members().items[member]) != 0)
        member++;
    return name != NULL ? member : NO_MEMBER;
}

static void
blame_heading(struct reading *reading, const char *name)
{
    const char *near = nearest(person_members(), name_lower(reading->cli->pool, name));

    mistakes_add(&reading->table->mistakes, at_line(reading->table, reading->csv.line),
                 "\"%s\" is no column; there are github, asana, slack and name; %s%s%s",
                 table_line(reading->cli->pool, name), near != NULL ? "did you mean " : "",
                 near != NULL ? near : "take it out", near != NULL ? "?" : "");
}

static void
add_column(struct reading *reading, const char *heading)
{
    const char *name = trimmed(reading->cli->pool, heading);
    size_t member = member_of(name);

    if (name != NULL && member == NO_MEMBER)
        blame_heading(reading, name);
    for (size_t i = 0; i < reading->column_count && member != NO_MEMBER; i++)
        if (reading->columns[i] == member)
            mistakes_add(&reading->table->mistakes, at_line(reading->table, reading->csv.line),
                         "there are two columns \"%s\"; take one out", name);
    reading->columns[reading->column_count++] = member;
}

/* In a first line that names nobody's key the single headings are of no interest. */
static void
read_header(struct reading *reading)
{
    struct mistakes *mistakes = &reading->table->mistakes;
    struct strings fields;
    bool keys = false;
    int rc = next_record(reading, &fields);

    for (size_t i = 0; i < fields.count; i++)
        keys = keys || member_of(trimmed(reading->cli->pool, fields.items[i])) < PERSON_KEYS;
    if (rc == 0)
        mistakes_add(mistakes, at_line(reading->table, 0),
                     "it is empty; its first line names the columns: github,asana,slack,name");
    else if (rc == 1 && !keys)
        mistakes_add(mistakes, at_line(reading->table, reading->csv.line),
                     "the first line names the columns, and none of these is github, asana or"
                     " slack; put one like this first: github,asana,slack,name");
    for (size_t i = 0; i < fields.count && keys; i++)
        add_column(reading, fields.items[i]);
}

static void
add_person(struct reading *reading, const struct person *wanted)
{
    struct people_table *table = reading->table;
    struct pool *pool = reading->cli->pool;
    size_t room = table->room;

    table->wishes = pool_grow(pool, table->wishes, table->count, &room, sizeof *table->wishes);
    table->lines = pool_grow(pool, table->lines, table->count, &table->room, sizeof *table->lines);
    table->wishes[table->count] = (struct person_wish){ .wanted = *wanted };
    table->lines[table->count++] = (int)reading->csv.line;
}

/* One field that is not empty.  errors  those of asking Asana; what is wrong with it is blamed */
static int
read_field(struct reading *reading, size_t column, const char *text, struct person *person)
{
    size_t member = column < reading->column_count ? reading->columns[column] : NO_MEMBER;
    struct mistakes *mistakes = &reading->table->mistakes;
    struct file_place place = at_line(reading->table, reading->csv.line);
    const char *why = NULL;
    int rc = 0;

    if (member == NO_MEMBER)
        mistakes_add(mistakes, place,
                     "\"%.40s\" stands in column %zu, which has no heading; is there a separator"
                     " too many before it, or are quotes missing?",
                     table_line(reading->cli->pool, text), column + 1);
    else
        rc = person_read(reading->cli, member, text, person, &why);
    if (why == NULL)
        return rc;
    mistakes_add(mistakes, place, "%s: %s", person_members().items[member], why);
    return 0;
}

static int
read_line(struct reading *reading, struct strings fields)
{
    struct mistakes *mistakes = &reading->table->mistakes;
    struct person person = { 0 };
    size_t before = mistakes->count, filled = 0;
    int rc = 0;

    for (size_t i = 0; i < fields.count && rc == 0; i++) {
        const char *text = trimmed(reading->cli->pool, fields.items[i]);

        filled += text != NULL;
        if (text != NULL)
            rc = read_field(reading, i, text, &person);
    }
    if (rc != 0 || filled == 0 || mistakes->count > before)
        return rc;
    if (person.github != NULL || person.asana != NULL || person.slack != NULL)
        add_person(reading, &person);
    else
        mistakes_add(mistakes, at_line(reading->table, reading->csv.line),
                     "who is \"%s\"? Fill in github, asana or slack, or take the line out",
                     table_line(reading->cli->pool, person.name));
    return 0;
}

static int
read_lines(struct reading *reading)
{
    struct people_table *table = reading->table;
    struct strings fields;
    int got = 1, rc = 0;

    while (got != 0 && rc == 0 && table->count <= PEOPLE_MOST &&
           table->mistakes.count <= MISTAKES_MOST) {
        got = next_record(reading, &fields);
        if (got == 1)
            rc = read_line(reading, fields);
    }
    if (table->count > PEOPLE_MOST)
        mistakes_add(&table->mistakes, at_line(table, reading->csv.line),
                     "these are more than %d people; import them in several files", PEOPLE_MOST);
    return rc;
}

int
people_table_read(struct cli *cli, const char *path, struct people_table *table)
{
    struct reading reading = { .cli = cli, .table = table };
    char *text = NULL;
    size_t length = 0;
    int rc = cli_read(cli, path, &text, &length);

    *table = (struct people_table){
        .file = strcmp(path, "-") == 0 ? "standard input" : path,
        .mistakes.pool = cli->pool,
    };
    if (rc != 0)
        return rc;
    csv_begin(&reading.csv, text, length);
    read_header(&reading);
    /* Without its columns nobody knows what the lines say. */
    return table->mistakes.count == 0 ? read_lines(&reading) : 0;
}

struct entry {
    const char *key;
    size_t wish;
};

/* Case aside: of the keys only logins have two cases. */
static int
compare_entries(const void *one, const void *other)
{
    const struct entry *a = one, *b = other;
    int order = strcasecmp(a->key, b->key);

    return order != 0 ? order : (a->wish > b->wish) - (a->wish < b->wish);
}

static bool
blame_twice(struct people_table *table, enum person_key by)
{
    struct entry *entries = pool_array(table->mistakes.pool, table->count + 1, sizeof *entries);
    size_t count = 0, first = 0;
    bool any = false;

    for (size_t i = 0; i < table->count; i++)
        if (person_key(&table->wishes[i].wanted, by) != NULL)
            entries[count++] = (struct entry){ person_key(&table->wishes[i].wanted, by), i };
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 1; i < count; i++) {
        if (strcasecmp(entries[i].key, entries[first].key) != 0) {
            first = i;
            continue;
        }
        mistakes_add(&table->mistakes, at_line(table, (size_t)table->lines[entries[i].wish]),
                     "%s: %s stands in line %d already; make one line of both",
                     person_members().items[by], entries[i].key, table->lines[entries[first].wish]);
        any = true;
    }
    return any;
}

bool
people_table_twice(struct people_table *table)
{
    bool any = false;

    for (enum person_key by = 0; by < PERSON_KEYS; by++)
        any = blame_twice(table, by) || any;
    return any;
}
