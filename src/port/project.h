/*
 * project.h - a repository that deployments and messages are for: its channel, its URLs, its builds
 *
 * Tied by a section `project` of hooklet.conf, or by people in Slack (store/project.h), who can set
 * some of it there: project_value_trouble() judges those values for both.
 *
 * memory  all of it lives where it came from: the settings, or the pool of the reader
 */
#ifndef HOOKLET_PORT_PROJECT_H
#define HOOKLET_PORT_PROJECT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

/* What holds where basedomain is set and the other two are not. */
#define PROJECT_URLPATTERN "https://{environment}{urlseparator}{basedomain}/"
#define PROJECT_URLSEPARATOR "."
#define PROJECT_JOB "build"                  /* of v1.1 */
#define PROJECT_EXPECT_MS (INT64_C(1800000)) /* half an hour */

/* What Slack is told about; bits, in the order of the words of `notices`. */
enum project_notice {
    NOTICE_PULL_REQUEST = 1, /* opened */
    NOTICE_REVIEW_REQUEST = 2,
    NOTICE_REVIEW = 4,
    NOTICE_MERGE = 8,
    NOTICE_ISSUE_OPENED = 16,
    NOTICE_ISSUE_ASSIGNED = 32,
    NOTICE_ISSUE_CLOSED = 64,
    NOTICE_RELEASE = 128,
    NOTICE_DEPLOYMENT = 256
};
#define NOTICE_ALL 511U

/* What a build can be told, in the order of ci_value_names. */
enum ci_value {
    CI_VALUE_ENVIRONMENT, /* "pr12", "production" */
    CI_VALUE_VERSION,
    CI_VALUE_SUBDOMAIN,
    CI_VALUE_URL,
    CI_VALUE_DEPLOYMENT, /* our row's id */
    CI_VALUE_REVISION    /* the commit */
};
#define CI_VALUES 6

struct project_settings {
    const char *repository;   /* OWNER/NAME */
    const char *channel;      /* its id at Slack, "C0123"; NULL: none */
    const char *channel_name; /* as people call it, without #; NULL: not known */

    /* What people can set in Slack, too. */
    const char *basedomain;   /* "example.org"; NULL: environments have no URL but by `urls` */
    const char *urlpattern;   /* NULL: PROJECT_URLPATTERN */
    const char *urlseparator; /* NULL: PROJECT_URLSEPARATOR */
    struct strings urls;      /* "ENV=HOST", each environment once */

    const char *ci;         /* CIRCLECI_NAME, or a section ci; NULL: settings_ci() tells */
    bool legacy;            /* CircleCI's API v1.1, else v2 */
    const char *workflow;   /* v2: the one whose end settles; NULL: the last open one */
    const char *job;        /* v1.1 */
    const char *slug;       /* "circleci/ORG/PROJECT", no slash at its end; NULL: gh/REPOSITORY */
    const char *definition; /* v2: UUID of a pipeline definition, for pipeline/run; NULL: none */
    const char *parameters[CI_VALUES]; /* the parameter that tells it; NULL: it isn't told */
    unsigned notices;                  /* enum project_notice: those that are on */
    int64_t expect_ms;                 /* a build that takes longer is asked for */
};

/* What holds for a repository that hooklet.conf has no section project for. */
extern const struct project_settings project_default;
/* "environment", "version", ...; in the order of enum ci_value. */
extern const struct strings ci_value_names;

/* The keys that people can set in Slack: basedomain, urlpattern, urlseparator, url. */
extern const struct strings project_keys;
/*
 * What is wrong with a value of one of these keys, as words for people that go on behind "KEY: ",
 * or NULL.  A url is "ENV=HOST".  The value holds no control characters.
 */
const char *project_value_trouble(struct pool *pool, const char *key, const char *value);
/* An environment as it stands in URLs and rules: 1 to 60 of [a-z0-9-], no '-' at its ends. */
#define ENVIRONMENT_FORM "1 to 60 lower-case letters, digits and '-', but no '-' at its ends"
bool environment_name_valid(const char *name);

#endif
