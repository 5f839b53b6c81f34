/*
 * keep-task: the row that ties a task to its issue, as the action asana writes it.
 *
 *     keep-task STATE show GID                     its members, one a line
 *     keep-task STATE write NAME=VALUE...          those that are not named are as in a new row
 *     keep-task STATE change GID NAME=VALUE...     those that are not named stay
 *
 * Names: external, repository, repository_id, number, gid, project, state, completed, assignee, echo;
 * an empty value is none.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/task_rows.h"

static const char *
or_none(const char *text)
{
    return text != NULL ? text : "";
}

static void
show(const struct task_row *row)
{
    printf("external=%s\nrepository=%s\nrepository_id=%" PRId64 "\nnumber=%" PRId64 "\n",
           row->external, or_none(row->repository), row->repository_id, row->number);
    printf("gid=%s\nproject=%s\nstate=%s\ncompleted=%s\nassignee=%s\necho=%s\n", or_none(row->gid),
           or_none(row->project), task_item_name(row->state), row->completed ? "true" : "false",
           or_none(row->assignee), or_none(row->echo));
}

static enum task_item
state_of(const char *name)
{
    enum task_item state = TASK_OPEN;

    while (state < TASK_MOVED && strcmp(task_item_name(state), name) != 0)
        state++;
    return state;
}

static void
set(struct task_row *row, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **text;
    } texts[] = {
        { "external", &row->external }, { "repository", &row->repository }, { "gid", &row->gid },
        { "project", &row->project },   { "assignee", &row->assignee },     { "echo", &row->echo },
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(texts[i].name, name) == 0)
            *texts[i].text = value[0] != '\0' ? value : NULL;
    }
    if (strcmp(name, "repository_id") == 0)
        row->repository_id = strtoll(value, NULL, 10);
    if (strcmp(name, "number") == 0)
        row->number = strtoll(value, NULL, 10);
    if (strcmp(name, "completed") == 0)
        row->completed = strcmp(value, "true") == 0;
    if (strcmp(name, "state") == 0)
        row->state = state_of(value);
}

static int
run(struct store *store, struct pool *pool, int argc, char **argv)
{
    bool writes = strcmp(argv[2], "write") == 0;
    struct task_row row = { 0 };
    int rc = writes ? 0 : task_row_find_gid(store, argv[3], pool, &row);

    for (int i = writes ? 3 : 4; rc == 0 && i < argc; i++) {
        char *value = strchr(argv[i], '=');

        if (value == NULL)
            return 99;
        *value = '\0';
        set(&row, argv[i], value + 1);
    }
    if (rc == 0 && strcmp(argv[2], "show") != 0)
        rc = task_row_write(store, &row, clock_ms());
    if (rc == 0)
        show(&row);
    return rc;
}

int
main(int argc, char **argv)
{
    struct pool *pool = pool_new();
    struct store *store = NULL;
    int rc;

    if (argc < 4 || store_open(argv[1], STORE_TOOL, &store) != 0)
        return 99;
    rc = run(store, pool, argc, argv);
    store_close(store);
    pool_free(pool);
    return -rc;
}
