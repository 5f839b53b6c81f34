/*
 * ask-circleci: asks CircleCI one thing, as a configuration says.
 *
 *     ask-circleci CONFIG QUESTION WORD...
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
#include "port/settings_deploys.h"
#include "store/deployments_rows.h"
#include "wire/circleci_build.h"
#include "wire/circleci_pipeline.h"
#include "work/ci.h"

enum { PARAMETERS_MOST = 16 };

static struct settings *settings;

static const char *
or_dash(const char *text)
{
    return text != NULL ? text : "-";
}

static int
ask_get(struct circleci *circleci, char **words)
{
    struct json_want want = { .pointer = words[1] };
    int rc = circleci_get(circleci, words[0], &want, 1);

    for (const struct json_value *one = want.first; rc == 0 && one != NULL; one = one->next)
        puts(one->text);
    return rc;
}

/* NAME=VALUE...; what is no such pair ends them. */
static struct build_parameters
parameters_of(char **words, struct build_parameter *items)
{
    struct build_parameters made = { .items = items };

    for (; *words != NULL && made.count < PARAMETERS_MOST && strchr(*words, '=') != NULL; words++) {
        char *equals = strchr(*words, '=');

        *equals = '\0';
        items[made.count++] = (struct build_parameter){ *words, equals + 1 };
    }
    return made;
}

static void
print_pipeline(const struct circleci_pipeline *pipeline)
{
    printf("%s|%" PRId64 "|%s|%s|%s|%s|%s|%s\n", pipeline->id, pipeline->number, pipeline->state,
           or_dash(pipeline->revision), or_dash(pipeline->branch), or_dash(pipeline->tag),
           or_dash(pipeline->trigger), or_dash(pipeline->trouble));
}

/* SLUG branch|tag NAME DEFINITION|- [NAME=VALUE...] */
static int
ask_start(struct circleci *circleci, char **words)
{
    const bool tag = strcmp(words[1], "tag") == 0;
    struct build_parameter items[PARAMETERS_MOST] = { 0 };
    const struct circleci_start start = {
        .slug = words[0],
        .branch = tag ? NULL : words[2],
        .tag = tag ? words[2] : NULL,
        .definition = strcmp(words[3], "-") != 0 ? words[3] : NULL,
        .parameters = parameters_of(words + 4, items),
    };
    struct circleci_pipeline pipeline = { 0 };
    int rc = circleci_pipeline_start(circleci, &start, &pipeline);

    if (rc == 0)
        print_pipeline(&pipeline);
    return rc;
}

static int
ask_pipeline(struct circleci *circleci, char **words)
{
    struct circleci_pipeline pipeline = { 0 };
    int rc = circleci_pipeline_get(circleci, words[0], &pipeline);

    if (rc == 0)
        print_pipeline(&pipeline);
    return rc;
}

static int
ask_workflows(struct circleci *circleci, char **words)
{
    struct circleci_workflows workflows = { 0 };
    int rc = circleci_workflows(circleci, words[0], &workflows);

    for (size_t i = 0; rc == 0 && i < workflows.count; i++) {
        const struct circleci_workflow *one = &workflows.items[i];

        printf("%s|%s|%s|%s\n", one->name, one->status, one->setup ? "setup" : "-",
               one->stopped_ms > 0 ? "ended" : "open");
    }
    return rc;
}

static int
ask_since(struct circleci *circleci, char **words)
{
    struct circleci_pipelines pipelines = { 0 };
    int rc = circleci_pipelines_since(circleci, words[0], strtoll(words[1], NULL, 10), &pipelines);

    for (size_t i = 0; rc == 0 && i < pipelines.count; i++)
        print_pipeline(&pipelines.items[i]);
    return rc;
}

static int
ask_value(struct circleci *circleci, char **words)
{
    struct circleci_value value = { 0 };
    int rc = circleci_pipeline_value(circleci, words[0], words[1], &value);

    if (rc == 0)
        printf("%s|%s\n", or_dash(value.text), value.has_parameters ? "parameters" : "-");
    return rc;
}

static void
print_build(const struct circleci_build *build)
{
    printf("%" PRId64 "|%s|%s|%s|%s|%s|%s\n", build->number, or_dash(build->url),
           or_dash(build->revision), or_dash(build->lifecycle), or_dash(build->outcome),
           or_dash(build->value), build->told ? "told" : "-");
}

/* REPOSITORY revision|tag NAME JOB [NAME=VALUE...] */
static int
ask_build_start(struct circleci *circleci, char **words)
{
    const bool tag = strcmp(words[1], "tag") == 0;
    struct build_parameter items[PARAMETERS_MOST] = { 0 };
    const struct circleci_build_start start = {
        .repository = words[0],
        .revision = tag ? NULL : words[2],
        .tag = tag ? words[2] : NULL,
        .job = words[3],
        .parameters = parameters_of(words + 4, items),
    };
    struct circleci_build build = { 0 };
    int rc = circleci_build_start(circleci, &start, &build);

    if (rc == 0)
        print_build(&build);
    return rc;
}

static int
ask_build(struct circleci *circleci, char **words)
{
    struct circleci_build build = { 0 };
    int rc = circleci_build_get(circleci, words[0], strtoll(words[1], NULL, 10), &build);

    if (rc == 0)
        print_build(&build);
    return rc;
}

static int
ask_recent(struct circleci *circleci, char **words)
{
    struct circleci_builds builds = { 0 };
    int rc = circleci_builds_recent(circleci, words[0], words[1], &builds);

    for (size_t i = 0; rc == 0 && i < builds.count; i++)
        print_build(&builds.items[i]);
    return rc;
}

/* --- As a CI system --------------------------------------------------------------------------- */

/* A deployment that has a build already. */
static int
add_work(struct db *db, void *data)
{
    struct pool *pool = pool_new();
    struct deployment_added added = { 0 };
    int rc = deployment_add(db, data, 1, pool, &added);

    pool_free(pool);
    return rc;
}

/* REPOSITORY PIPELINE */
static int
ask_row(struct circleci *circleci, char **words)
{
    struct deployment row = { .repository = words[0],
                              .environment = "test",
                              .sha = "1dc6aa69429bff4806ad6afe58d3d8f57e25973e",
                              .origin = "push",
                              .state = DEPLOYMENT_IN_PROGRESS,
                              .pipeline = words[1] };
    int rc = store_write(circleci->store, add_work, &row);

    if (rc == 0)
        printf("%" PRId64 "\n", row.id);
    return rc;
}

static void
print_ci(const struct ci_build *build)
{
    static const char *const states[] = { [CI_RUNNING] = "running",
                                          [CI_SUCCESS] = "success",
                                          [CI_FAILURE] = "failure",
                                          [CI_ERROR] = "error" };

    printf("%s|%s|%s|%s|%s|%s\n", build->id, or_dash(build->number), or_dash(build->url),
           or_dash(build->revision), states[build->state], or_dash(build->words));
}

/*
 * start|look|find REPOSITORY branch|tag NAME SHA ROW TRIGGERED PIPELINE|-; the project is the
 * configuration's.
 */
static int
ask_ci(struct circleci *circleci, char **words)
{
    static const char *const sights[] = { "not seen", "seen", "unsure" };
    const struct work work = {
        .settings = settings, .store = circleci->store, .pool = circleci->pool, .stop_fd = -1
    };
    const bool tag = strcmp(words[2], "tag") == 0;
    const struct deployment row = {
        .id = strtoll(words[5], NULL, 10),
        .repository = words[1],
        .environment = "test",
        .sha = words[4],
        .triggered_ms = strtoll(words[6], NULL, 10),
        .pipeline = strcmp(words[7], "-") != 0 ? words[7] : NULL,
    };
    const struct project_settings *project = settings_project(settings, words[1]);
    const struct ci_order order = { .project = project != NULL ? project : &project_default,
                                    .row = &row,
                                    .branch = tag ? NULL : words[3],
                                    .tag = tag ? words[3] : NULL };
    struct ci_found found = { 0 };
    struct ci_build build = { 0 };
    int rc;

    if (strcmp(words[0], "find") != 0) {
        rc = strcmp(words[0], "start") == 0 ? ci_circleci.start(&work, &order, &build)
                                            : ci_circleci.look(&work, &order, &build);
        if (rc == 0)
            print_ci(&build);
        return rc;
    }
    rc = ci_circleci.find(&work, &order, &found);
    if (rc == 0)
        printf("%s|%s|%s\n", sights[found.sight], or_dash(found.build.id), or_dash(found.words));
    return rc;
}

static const struct {
    const char *name;
    int words; /* at least */
    int (*ask)(struct circleci *circleci, char **words);
} questions[] = {
    { "get", 2, ask_get },
    { "start", 4, ask_start },
    { "pipeline", 1, ask_pipeline },
    { "workflows", 1, ask_workflows },
    { "since", 2, ask_since },
    { "value", 2, ask_value },
    { "build-start", 4, ask_build_start },
    { "build", 2, ask_build },
    { "recent", 2, ask_recent },
    { "row", 2, ask_row },
    { "ci", 8, ask_ci },
};

static int
ask(struct circleci *circleci, int count, char **words)
{
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        if (strcmp(words[0], questions[i].name) == 0 && count > questions[i].words)
            return questions[i].ask(circleci, words + 1);
    }
    return FAIL_CONFIG;
}

int
main(int argc, char **argv)
{
    struct circleci circleci = { .pool = pool_new() };
    int rc;

    if (getenv("ASK_CIRCLECI_DEBUG") != NULL)
        log_open("ask-circleci", LOG_FORMAT_PLAIN, LOG_DEBUG);
    if (argc < 3 || settings_load(argv[1], SETTINGS_RULES, &settings) != 0 ||
        store_open(settings->state, STORE_TOOL, &circleci.store) != 0)
        return 99;
    circleci.api = &settings->circleci_api;
    rc = ask(&circleci, argc - 2, argv + 2);
    store_close(circleci.store);
    settings_free(settings);
    pool_free(circleci.pool);
    return -rc;
}
