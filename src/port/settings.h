/*
 * settings.h - hooklet.conf, read and checked (libconfuse)
 *
 * Read once, never changed; a reload reads a new one.  settings_load() refuses every mistake with
 * file, line and remedy, all mistakes at once, before anything takes effect.
 * man/hooklet.conf.5 describes each key.  Keys and tokens for the APIs of GitHub, Asana, Slack
 * and CircleCI are never opened by loading, see key_source.h.
 *
 * libconfuse keeps its scanner in global variables: only one thread of a process reads a
 * configuration at a time.
 *
 * errors  FAIL_CONFIG the file is missing, wrong, or names secrets that are missing or readable by
 *         others
 */
#ifndef HOOKLET_PORT_SETTINGS_H
#define HOOKLET_PORT_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/log.h"
#include "base/match.h"
#include "port/asana_api.h"
#include "port/circleci_api.h"
#include "port/github_api.h"
#include "port/inbound.h"
#include "port/outgoing.h"
#include "port/project.h"
#include "port/rule.h"
#include "port/slack_api.h"
#include "port/source.h"

struct settings {
    const char *path;                    /* the file that was read */
    const char *state;                   /* directory: hooklet.db, lock, sockets */
    const char *web_directory, *web_url; /* of shared hosting, see cli/hosting.h; or NULL */
    bool web_paths;                      /* drop-in paths there, too */
    const char *host;                    /* this machine's name in rules and lanes */
    enum log_format log_format;
    enum log_level log_level;
    int worker_threads, web_threads; /* web: of each program, at most */
    bool cgi_drain; /* plain CGI starts `hooklet work --drain` when it has made jobs */
    int64_t keep_bodies_ms, keep_attempts_ms, keep_events_ms; /* retention */
    struct source_settings github, slack, circleci;
    struct source_settings circleci_notify; /* what stands in the path of its unsigned bodies */
    struct github_api github_api;
    struct asana_api asana_api;
    struct slack_api slack_api;
    struct circleci_api circleci_api;
    bool slack_section, circleci_section, outgoing_section; /* it is there, perhaps empty */
    bool hears_github; /* something acts on its events, or nothing on any others' */
    struct outgoing_settings outgoing;
    const struct inbound *inbounds; /* in the order of the file */
    size_t inbound_count;
    const struct project_settings *projects; /* in the order of the file */
    size_t project_count;
    const struct rule *rules; /* in the order of the file */
    size_t rule_count;
    struct pool *pool; /* all of the above */
};

enum settings_need {
    SETTINGS_RULES,  /* rules and places; secrets are not opened (explain, worker) */
    SETTINGS_SECRETS /* secrets too; each must be there and private (web programs,
                                      check, deliver) */
};

/*
 * `path` NULL: $HOOKLET_CONFIG, else the compiled-in place.  `settings` is freed with
 * settings_free().
 */
int settings_load(const char *path, enum settings_need need, struct settings **settings)
    __attribute__((warn_unused_result));
/* Wipes the secrets. */
void settings_free(struct settings *settings);

/*
 * What is wrong, one "FILE:LINE: what; remedy" after the other; an empty list: nothing.  More than
 * settings_load() refuses: it looks at this machine, too (is the directory of a rule there?), at a
 * source that would serve without a secret, and at an App that lacks its key.  Logs nothing, always
 * 0.
 */
int settings_check(const char *path, struct pool *pool, struct strings *mistakes)
    __attribute__((warn_unused_result));

/*
 * The same, but secrets that this user may not read, though nothing is wrong with them, are in
 * `hidden` instead.
 */
int settings_examine(const char *path, struct pool *pool, struct strings *mistakes,
                     struct strings *hidden) __attribute__((warn_unused_result));

/* The path that settings_load(path, ...) reads. */
const char *settings_path(const char *path);
/* NULL: hooklet.conf has no such rule, no such section source. */
const struct rule *settings_rule(const struct settings *settings, const char *name);
const struct inbound *settings_inbound(const struct settings *settings, const char *name);
/* Is there any rule of that kind? */
bool settings_has_rule(const struct settings *settings, enum rule_kind kind);

#endif
