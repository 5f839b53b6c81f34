/* project.c - projects are found: a section of hooklet.conf, a row, or both */
#include "config.h"

#include <string.h>
#include <strings.h>

#include "base/fail.h"
#include "base/json_scan.h"
#include "base/text.h"
#include "port/settings_deploys.h"
#include "store/project_read.h"
#include "store/rows.h"

#define COLUMNS "repository, channel, channel_name, team, settings, version, updated_ms"

static const char by_repository_sql[] = "SELECT " COLUMNS " FROM project WHERE repository = ?1";
static const char by_channel_sql[] = "SELECT " COLUMNS " FROM project WHERE channel = ?1";

static void
read_row(const struct db_row *row, struct pool *pool, void *item)
{
    struct project_row *tied = item;

    *tied = (struct project_row){
        .repository = db_text_copy(row, 0, pool),
        .channel = db_text_copy(row, 1, pool),
        .channel_name = db_text_copy(row, 2, pool),
        .team = db_text_copy(row, 3, pool),
        .settings = db_text_copy(row, 4, pool),
        .version = db_integer(row, 5),
        .updated_ms = db_integer(row, 6),
    };
}

static int
row_find(struct db *db, const char *sql, const char *name, struct pool *pool,
         struct project_row *tied)
{
    struct db_row *row = db_query(db, sql);

    *tied = (struct project_row){ 0 };
    db_bind_text(row, 1, name);
    return rows_first(row, read_row, pool, tied);
}

int
project_row_of(struct db *db, const char *repository, struct pool *pool, struct project_row *tied)
{
    return row_find(db, by_repository_sql, repository, pool, tied);
}

int
project_row_in(struct db *db, const char *channel, struct pool *pool, struct project_row *tied)
{
    return row_find(db, by_channel_sql, channel, pool, tied);
}

static const struct project_settings *
section_of_channel(const struct settings *settings, const char *channel)
{
    for (size_t i = 0; i < settings->project_count; i++) {
        if (text_equal(settings->projects[i].channel, channel))
            return &settings->projects[i];
    }
    return NULL;
}

/* "ENV=HOST": is it about the same environment? */
static bool
same_environment(const char *one, const char *other)
{
    size_t length = strcspn(one, "=");

    return length == strcspn(other, "=") && strncasecmp(one, other, length) == 0;
}

/* All of `first`, and those of `more` for other environments. */
static struct strings
join_urls(struct pool *pool, struct strings first, struct strings more)
{
    const char **items = pool_array(pool, first.count + more.count + 1, sizeof *items);
    struct strings all = { items, first.count };

    for (size_t i = 0; i < first.count; i++)
        items[i] = first.items[i];
    for (size_t i = 0; i < more.count; i++) {
        bool known = false;

        for (size_t j = 0; j < first.count && !known; j++)
            known = same_environment(first.items[j], more.items[i]);
        if (!known)
            items[all.count++] = more.items[i];
    }
    return all;
}

static int
decode_said(struct pool *pool, const struct project_row *tied, struct project_settings *said)
{
    enum { BASEDOMAIN, URLPATTERN, URLSEPARATOR, URLS, WANTS };
    struct json_want wants[WANTS] = { { .pointer = "/basedomain" },
                                      { .pointer = "/urlpattern" },
                                      { .pointer = "/urlseparator" },
                                      { .pointer = "/url/*" } };
    int rc = json_scan(pool, tied->settings, strlen(tied->settings), wants, WANTS);

    if (rc != 0)
        return rc;
    *said = (struct project_settings){
        .channel_name = tied->channel_name,
        .basedomain = json_string(&wants[BASEDOMAIN]),
        .urlpattern = json_string(&wants[URLPATTERN]),
        .urlseparator = json_string(&wants[URLSEPARATOR]),
        .urls = json_strings(pool, &wants[URLS]),
    };
    return 0;
}

/* What the section leaves out is the row's. */
static void
fill_in(struct pool *pool, const struct project_row *tied, struct project *project)
{
    struct project_settings *settings = &project->settings;
    const struct project_settings *said = &project->said;

    if (settings->channel == NULL)
        settings->channel = tied->channel;
    if (settings->channel_name == NULL && text_equal(settings->channel, tied->channel))
        settings->channel_name = said->channel_name;
    settings->basedomain = text_either(settings->basedomain, said->basedomain);
    settings->urlpattern = text_either(settings->urlpattern, said->urlpattern);
    settings->urlseparator = text_either(settings->urlseparator, said->urlseparator);
    settings->urls = join_urls(pool, settings->urls, said->urls);
}

int
project_make(const struct project_settings *section, const struct project_row *tied,
             struct pool *pool, struct project *project)
{
    int rc = 0;

    *project = (struct project){ 0 };
    if (section == NULL && tied->version == 0)
        return FAIL_NOT_FOUND;
    project->settings = section != NULL ? *section : project_default;
    project->configured = section != NULL;
    project->pinned = section != NULL && section->channel != NULL;
    if (section == NULL)
        project->settings.repository = tied->repository;
    if (tied->version == 0)
        return 0;
    project->team = tied->team;
    project->version = tied->version;
    project->updated_ms = tied->updated_ms;
    rc = decode_said(pool, tied, &project->said);
    if (rc == 0)
        fill_in(pool, tied, project);
    else
        *project = (struct project){ 0 };
    return rc;
}

int
project_look(struct db *db, const struct settings *settings, const char *repository,
             struct pool *pool, struct project *project)
{
    struct project_row tied;
    int rc = project_row_of(db, repository, pool, &tied);

    *project = (struct project){ 0 };
    if (rc != 0)
        return rc;
    return project_make(settings_project(settings, repository), &tied, pool, project);
}

int
project_look_channel(struct db *db, const struct settings *settings, const char *channel,
                     struct pool *pool, struct project *project)
{
    const struct project_settings *section = section_of_channel(settings, channel);
    struct project_row tied;
    int rc;

    if (section != NULL)
        return project_look(db, settings, section->repository, pool, project);
    *project = (struct project){ 0 };
    rc = project_row_in(db, channel, pool, &tied);
    if (rc != 0 || tied.version == 0)
        return rc != 0 ? rc : FAIL_NOT_FOUND;
    /* Where hooklet.conf names another channel for its repository, the row's counts no more. */
    section = settings_project(settings, tied.repository);
    if (section != NULL && section->channel != NULL)
        return FAIL_NOT_FOUND;
    return project_make(section, &tied, pool, project);
}

bool
project_is_none(int rc)
{
    return rc == FAIL_NOT_FOUND || rc == FAIL_MALFORMED || rc == FAIL_UNREADABLE;
}

typedef int looker(struct db *db, const struct settings *settings, const char *name,
                   struct pool *pool, struct project *project);

static int
read_by(struct store *store, looker *look, const struct settings *settings, const char *name,
        struct pool *pool, struct project *project)
{
    struct db *db = NULL;
    int rc = store_reader_take(store, &db);

    *project = (struct project){ 0 };
    if (rc != 0)
        return rc;
    rc = look(db, settings, name, pool, project);
    store_reader_give(store, db);
    return rc;
}

int
project_find(struct store *store, const struct settings *settings, const char *repository,
             struct pool *pool, struct project *project)
{
    return read_by(store, project_look, settings, repository, pool, project);
}

int
project_find_channel(struct store *store, const struct settings *settings, const char *channel,
                     struct pool *pool, struct project *project)
{
    return read_by(store, project_look_channel, settings, channel, pool, project);
}

/* The row of a section, which it leaves for no second one; or one without version. */
static struct project_row
take_row(struct rows *rows, const char *repository)
{
    struct project_row *items = rows->items, found = { 0 };

    for (size_t i = 0; i < rows->count && found.version == 0; i++) {
        if (items[i].version != 0 && strcasecmp(items[i].repository, repository) == 0) {
            found = items[i];
            items[i].version = 0;
        }
    }
    return found;
}

int
project_list(struct store *store, const struct settings *settings, struct pool *pool,
             struct projects *projects)
{
    struct rows rows = { .size = sizeof(struct project_row) };
    struct project_row *items, tied;
    struct project *all;
    size_t count = 0;
    int rc = rows_read(store_read(store, "SELECT " COLUMNS " FROM project ORDER BY repository"),
                       read_row, pool, &rows);

    *projects = (struct projects){ 0 };
    items = rows.items;
    all = pool_array(pool, settings->project_count + rows.count + 1, sizeof *all);
    for (size_t i = 0; i < settings->project_count && rc == 0; i++) {
        tied = take_row(&rows, settings->projects[i].repository);
        rc = project_make(&settings->projects[i], &tied, pool, &all[count++]);
    }
    for (size_t i = 0; i < rows.count && rc == 0; i++) {
        if (items[i].version != 0)
            rc = project_make(NULL, &items[i], pool, &all[count++]);
    }
    if (rc == 0)
        *projects = (struct projects){ all, count };
    return rc;
}
