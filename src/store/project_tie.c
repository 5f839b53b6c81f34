/* project_tie.c - a repository and a channel are tied, one to one, and what people set is written */
#include "config.h"

#include <string.h>

#include "base/fail.h"
#include "port/json.h"
#include "store/project_read.h"

static bool
is_here(const struct project *project, const struct project_wish *wish)
{
    return text_equal(project->settings.channel, wish->channel);
}

/* Is one of the two tied already?  PROJECT_TIED: no, they can be. */
static int
look_around(struct db *db, const struct settings *settings, const struct project_wish *wish,
            struct pool *pool, struct project_tie *tie)
{
    struct project *project = &tie->project;
    int rc = project_look(db, settings, wish->repository, pool, project);

    if (rc == 0 && project->settings.channel != NULL) {
        tie->outcome = is_here(project, wish) ? PROJECT_HERE : PROJECT_ELSEWHERE;
        return 0;
    }
    if (rc == 0 || rc == FAIL_NOT_FOUND)
        rc = project_look_channel(db, settings, wish->channel, pool, project);
    if (rc == 0)
        tie->outcome = PROJECT_TAKEN;
    return rc == FAIL_NOT_FOUND ? 0 : rc;
}

/* A row that hooklet.conf has overruled since holds the channel for nobody. */
static int
make_room(struct db *db, const char *channel)
{
    struct db_row *row = db_query(db, "DELETE FROM project WHERE channel = ?1");

    db_bind_text(row, 1, channel);
    return db_finish(row);
}

static int
insert(struct db *db, const struct project_wish *wish, int64_t now_ms)
{
    struct db_row *row;

    row = db_query(db, "INSERT INTO project (repository, channel, channel_name, team, settings,"
                       " version, updated_ms) VALUES (?1, ?2, ?3, ?4, '{}', 1, ?5)");
    db_bind_text(row, 1, wish->repository);
    db_bind_text(row, 2, wish->channel);
    db_bind_text(row, 3, wish->channel_name);
    db_bind_text(row, 4, wish->team);
    db_bind_integer(row, 5, now_ms);
    return db_finish(row);
}

int
project_tie(struct db *db, const struct settings *settings, const struct project_wish *wish,
            int64_t now_ms, struct pool *pool, struct project_tie *tie)
{
    int rc;

    *tie = (struct project_tie){ .outcome = PROJECT_TIED };
    rc = look_around(db, settings, wish, pool, tie);
    if (rc != 0 || tie->outcome != PROJECT_TIED)
        return rc;
    rc = make_room(db, wish->channel);
    if (rc == 0)
        rc = insert(db, wish, now_ms);
    if (rc == 0)
        rc = project_look(db, settings, wish->repository, pool, &tie->project);
    return rc;
}

/* Why nothing was written. */
static int
missed(struct db *db, const struct project *project)
{
    struct db_row *row;
    bool exists = false;
    int rc;

    row = db_query(db, "SELECT 1 FROM project WHERE repository = ?1");
    db_bind_text(row, 1, project->settings.repository);
    rc = db_exists(row, &exists);
    if (rc != 0)
        return rc;
    return exists ? FAIL_CONFLICT : FAIL_NOT_FOUND;
}

int
project_untie(struct db *db, const struct project *project)
{
    struct db_row *row;
    int rc;

    row = db_query(db, "DELETE FROM project WHERE repository = ?1 AND version = ?2");
    db_bind_text(row, 1, project->settings.repository);
    db_bind_integer(row, 2, project->version);
    rc = db_finish(row);
    return rc == 0 && db_changes(db) == 0 ? missed(db, project) : rc;
}

static const char *
encode_said(struct pool *pool, const struct project_settings *said)
{
    struct json *top = json_object();

    json_set_string(top, "basedomain", said->basedomain);
    json_set_string(top, "urlpattern", said->urlpattern);
    json_set_string(top, "urlseparator", said->urlseparator);
    if (said->urls.count > 0)
        json_set(top, "url", json_list(said->urls));
    return json_text(pool, top, JSON_COMPACT);
}

int
project_set(struct db *db, struct project *project, int64_t now_ms)
{
    struct pool *pool = pool_new();
    struct db_row *row;
    int rc;

    row = db_query(db, "UPDATE project SET settings = ?3, channel_name = ?4, team = ?5,"
                       " updated_ms = ?6, version = version + 1"
                       " WHERE repository = ?1 AND version = ?2");
    db_bind_text(row, 1, project->settings.repository);
    db_bind_integer(row, 2, project->version);
    db_bind_text(row, 3, encode_said(pool, &project->said));
    db_bind_text(row, 4, project->said.channel_name);
    db_bind_text(row, 5, project->team);
    db_bind_integer(row, 6, now_ms);
    rc = db_finish(row);
    pool_free(pool);
    if (rc == 0 && db_changes(db) == 0)
        return missed(db, project);
    if (rc != 0)
        return rc;
    project->version++;
    project->updated_ms = now_ms;
    return 0;
}
