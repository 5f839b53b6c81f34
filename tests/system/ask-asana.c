/*
 * ask-asana: asks Asana one thing, as a configuration says.
 *
 *     ask-asana CONFIG QUESTION WORD...
 *
 * Prints what comes back, one thing a line.  Its status is 0, or the failure's code without its
 * sign.
 */
#include "config.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/fail.h"
#include "base/log.h"
#include "port/settings.h"
#include "wire/asana_hook.h"
#include "wire/asana_names.h"
#include "wire/asana_task.h"

/* Values of a pointer, one a line, from one page or all. */
static int
ask_get(struct asana *asana, char **words)
{
    struct json_want want = { .pointer = words[1] };
    int rc = asana_get(asana, words[0], &want, 1);

    for (const struct json_value *one = want.first; rc == 0 && one != NULL; one = one->next)
        puts(one->text);
    return rc;
}

static int
ask_pages(struct asana *asana, char **words)
{
    struct asana_pages pages = { .path = words[0] };
    struct json_want want = { .pointer = words[1] };
    int rc;

    while ((rc = asana_next_page(asana, &pages, &want, 1)) == 1) {
        for (const struct json_value *one = want.first; one != NULL; one = one->next)
            puts(one->text);
        puts("--");
        fflush(stdout);
        /* For a test that changes something between two pages. */
        if (words[2] != NULL && getchar() == EOF)
            break;
    }
    return rc;
}

static int
print_gid(int rc, const char *const *gid)
{
    if (rc == 0)
        puts(*gid != NULL ? *gid : "-");
    return rc;
}

static int
ask_workspace(struct asana *asana, char **words)
{
    const char *gid = NULL;

    return print_gid(asana_workspace(asana, words[0], &gid), &gid);
}

static int
ask_project(struct asana *asana, char **words)
{
    const char *gid = NULL;

    return print_gid(asana_project(asana, words[0], words[1], &gid), &gid);
}

static int
ask_project_of(struct asana *asana, char **words)
{
    const char *gid = NULL;

    return print_gid(asana_project_of(asana, words[0], words[1], &gid), &gid);
}

static int
ask_section(struct asana *asana, char **words)
{
    const char *gid = NULL, *other = NULL;
    int rc = print_gid(asana_section(asana, words[0], words[1], &gid), &gid);

    return rc == 0 || rc == FAIL_NOT_FOUND
               ? print_gid(asana_section_but(asana, words[0], words[1], &other), &other)
               : rc;
}

static int
ask_tag(struct asana *asana, char **words)
{
    const char *gid = NULL;

    return print_gid(asana_tag(asana, words[0], words[1], words[2] != NULL, &gid), &gid);
}

static int
ask_user(struct asana *asana, char **words)
{
    const char *gid = NULL;

    return print_gid(asana_user(asana, words[0], words[1], &gid), &gid);
}

static int
ask_forget(struct asana *asana, char **words)
{
    return asana_name_forget(asana, words[0]);
}

static void
print_task(const struct asana_task *task)
{
    printf("%s|%s|%s|%s|%s|%s|%s|%s|%s\n", task->gid, task->name, task->notes,
           task->completed ? "completed" : "open",
           task->completed_by != NULL ? task->completed_by : "-",
           task->assignee != NULL ? task->assignee : "-", task->due_on != NULL ? task->due_on : "-",
           task->external_gid != NULL ? task->external_gid : "-",
           task->external_data != NULL ? task->external_data : "-");
    for (size_t i = 0; i < task->place_count; i++)
        printf("in %s %s %s\n", task->places[i].project,
               task->places[i].section != NULL ? task->places[i].section : "-",
               task->places[i].section_name != NULL ? task->places[i].section_name : "-");
    for (size_t i = 0; i < task->tag_count; i++)
        printf("tag %s %s\n", task->tags[i].gid, task->tags[i].name);
}

static int
ask_task(struct asana *asana, char **words)
{
    struct asana_task task = { 0 };
    int rc = strncmp(words[0], "external:", 9) == 0
                 ? asana_task_external(asana, words[0] + 9, &task)
                 : asana_task_get(asana, words[0], &task);

    if (rc == 0)
        print_task(&task);
    return rc;
}

/* name=.., notes=.., completed=yes, assignee=, ...; a project and a tag make lists of one. */
static struct asana_change
change_of(char **words, const char **project, const char **tag)
{
    struct asana_change change = { 0 };
    const struct {
        const char *name;
        const char **value;
    } texts[] = {
        { "name=", &change.name },
        { "notes=", &change.notes },
        { "assignee=", &change.assignee },
        { "due=", &change.due_on },
        { "external=", &change.external_gid },
        { "data=", &change.external_data },
        { "workspace=", &change.workspace },
        { "project=", project },
        { "tag=", tag },
    };

    for (; *words != NULL; words++) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            if (strncmp(*words, texts[i].name, strlen(texts[i].name)) == 0)
                *texts[i].value = *words + strlen(texts[i].name);
        }
        if (strcmp(*words, "completed=yes") == 0)
            change.completed = ASANA_COMPLETED;
        if (strcmp(*words, "completed=no") == 0)
            change.completed = ASANA_NOT_COMPLETED;
    }
    if (*project != NULL)
        change.projects = (struct strings){ project, 1 };
    if (*tag != NULL)
        change.tags = (struct strings){ tag, 1 };
    return change;
}

static int
ask_create(struct asana *asana, char **words)
{
    const char *project = NULL, *tag = NULL;
    const struct asana_change change = change_of(words, &project, &tag);
    struct asana_task task = { 0 };
    bool there = false;
    int rc = asana_task_create(asana, &change, &task, &there);

    if (there)
        puts("there");
    if (rc == 0)
        print_task(&task);
    return rc;
}

static int
ask_update(struct asana *asana, char **words)
{
    const char *project = NULL, *tag = NULL;
    const struct asana_change change = change_of(words + 1, &project, &tag);
    struct asana_task task = { 0 };
    int rc = asana_task_update(asana, words[0], &change, &task);

    if (rc == 0)
        print_task(&task);
    return rc;
}

static int
ask_put(struct asana *asana, char **words)
{
    static const struct {
        const char *name;
        int (*put)(struct asana *asana, const char *gid, const char *other);
    } ways[] = { { "tag", asana_task_tag },
                 { "untag", asana_task_untag },
                 { "place", asana_task_place },
                 { "project", asana_task_project } };

    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (strcmp(words[0], ways[i].name) == 0)
            return ways[i].put(asana, words[1], words[2]);
    }
    return FAIL_CONFIG;
}

static int
ask_modified(struct asana *asana, char **words)
{
    struct asana one = *asana;
    struct asana_pages pages = { .pool = asana->pool };
    struct asana_task *tasks = NULL;
    size_t count = 0;
    int rc;

    one.pool = pool_new();
    asana_tasks_modified(&one, words[0], strtoll(words[1], NULL, 10), &pages);
    while ((rc = asana_tasks_next(&one, &pages, &tasks, &count)) == 1) {
        for (size_t i = 0; i < count; i++)
            printf("%s %" PRId64 "\n", tasks[i].gid, tasks[i].modified_ms);
        pool_reset(one.pool);
    }
    pool_free(one.pool);
    return rc;
}

static void
print_hook(const struct asana_hook *hook)
{
    printf("%s|%s|%s|%s|%s\n", hook->gid, hook->resource, hook->target,
           hook->active ? "active" : "not active", hook->secret != NULL ? hook->secret : "-");
}

static int
ask_hook(struct asana *asana, char **words)
{
    struct asana_hook hook = { 0 };
    int rc = words[1] != NULL ? asana_hook_create(asana, words[0], words[1], &hook)
                              : asana_hook_get(asana, words[0], &hook);

    if (rc == 0)
        print_hook(&hook);
    return rc;
}

static int
ask_unhook(struct asana *asana, char **words)
{
    return asana_hook_delete(asana, words[0]);
}

static const struct {
    const char *name;
    int words; /* at least */
    int (*ask)(struct asana *asana, char **words);
} questions[] = {
    { "get", 2, ask_get },
    { "pages", 2, ask_pages },
    { "workspace", 1, ask_workspace },
    { "project", 2, ask_project },
    { "project-of", 2, ask_project_of },
    { "section", 2, ask_section },
    { "tag", 2, ask_tag },
    { "user", 2, ask_user },
    { "forget", 1, ask_forget },
    { "task", 1, ask_task },
    { "create", 1, ask_create },
    { "update", 1, ask_update },
    { "put", 3, ask_put },
    { "modified", 2, ask_modified },
    { "hook", 1, ask_hook },
    { "unhook", 1, ask_unhook },
};

static int
ask(struct asana *asana, int count, char **words)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (strcmp(words[0], questions[i].name) == 0 && count > questions[i].words)
            return questions[i].ask(asana, words + 1);
    }
    return FAIL_CONFIG;
}

int
main(int argc, char **argv)
{
    struct settings *settings = NULL;
    struct asana asana = { .pool = pool_new() };
    int rc;

    if (getenv("ASK_ASANA_DEBUG") != NULL)
        log_open("ask-asana", LOG_FORMAT_PLAIN, LOG_DEBUG);
    if (argc < 3 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &asana.store) != 0)
        return 99;
    asana.api = &settings->asana_api;
    rc = ask(&asana, argc - 2, argv + 2);
    store_close(asana.store);
    settings_free(settings);
    pool_free(asana.pool);
    return -rc;
}
