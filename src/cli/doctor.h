/*
 * doctor.h - findings of `hooklet doctor`, and its groups of checks
 */
#ifndef HOOKLET_CLI_DOCTOR_H
#define HOOKLET_CLI_DOCTOR_H

#include <sys/types.h>

#include "cli/cli.h"
#include "cli/rights.h"
#include "cli/socket_server.h"
#include "port/cgi.h"

enum finding { FINDING_OK, FINDING_WARNING, FINDING_FAILURE };

/* Whose rights the directories of the rules are judged by. */
struct judge {
    const char *name; /* NULL: not looked for yet */
    const char *why;  /* it is this one */
    uid_t uid;
    bool guessed; /* nobody said so: it is whoever runs doctor */
    bool able;    /* we are that user, or may become it */
    bool became;  /* until doctor_user_return(); then what root had: */
    gid_t gid;
    gid_t *groups;
    int group_count;
};

struct doctor {
    struct cli *cli;
    const char *run; /* directory of the web programs' sockets; NULL: shared hosting has none */
    const char *url; /* where to post a ping, or NULL */
    const char *base_url; /* of shared hosting's directory, once doctor_hosting() has looked */
    const char *user;     /* --user: the worker's, or NULL */
    struct judge judge;
    const char *programs;     /* directory of NAME.fcgi; NULL once it is known not to be there */
    struct rights *web_users; /* whom the web programs run as, once doctor_web() has looked */
    size_t web_user_count, web_user_room;
    bool web_user_guessed; /* none of them runs: it is whom systemd's units name */
    bool secrets;          /* settings hold the secrets too */
    bool asana;            /* Asana knows us */
    int sockets;           /* of web programs, once doctor_web() has looked */
    struct json *list;     /* with --json */
    int failures, warnings;
};

/* One line: what was looked at, what was found, and in the same sentence what to do about it. */
void doctor_say(struct doctor *doctor, enum finding finding, const char *check, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

/* What a call has failed by: a failure, but for a limit, which passes.  what: about whom, or "". */
void doctor_trouble(struct doctor *doctor, const char *check, int rc, const char *what);

/*
 * Can this key or token be read, by the worker's user as well where that one is known, and does
 * `trouble`, unless it is NULL, find none with it?  False has been said; one that only the worker's
 * user may read is no trouble, as others see less.
 */
bool doctor_key(struct doctor *doctor, const char *check, const struct key_source *source,
                const char *(*trouble)(const char *bytes, size_t length));

/* Configuration and secrets; loads the settings.  False: without them nothing more can be done. */
bool doctor_settings(struct doctor *doctor);
void doctor_signature(struct doctor *doctor);
/* A request that a sender could have made; variables: its headers as CGI has them. */
struct request doctor_request(const struct doctor *doctor, const char *body,
                              const char *const *variables);
/* Whether what a secret of that source signs was verified: rc. */
void doctor_signed(struct doctor *doctor, const char *source, const struct secret *secret, int rc);
/* The worker's user when one runs, else --user, else ours. */
void doctor_user_find(struct doctor *doctor);
/* Which it is, and why. */
void doctor_user_say(struct doctor *doctor);
/* Takes its rights on, and gives them back.  False: they can't be had, which has been said. */
bool doctor_user_become(struct doctor *doctor);
void doctor_user_return(struct doctor *doctor);
void doctor_rules(struct doctor *doctor); /* directories, commands, git */
void doctor_state(struct doctor *doctor); /* directory, disk, database, worker, jobs */
/* Shared hosting: what init has made, cron.  Before doctor_web(). */
void doctor_hosting(struct doctor *doctor);
void doctor_web(struct doctor *doctor); /* programs, sockets, --url */
void doctor_programs(struct doctor *doctor);
void doctor_sockets(struct doctor *doctor);
/* Is it the user of a web server, by its name? */
bool doctor_web_server(uid_t uid);
/* Does who serves that socket run the program that is installed? */
void doctor_server(struct doctor *doctor, const char *path, const char *program,
                   const struct socket_server *server);
/* Whether the users of web programs and worker get at state and secrets; after doctor_web(). */
void doctor_access(struct doctor *doctor);
/* Is there a socket of this program, where others have theirs?  After doctor_web(). */
void doctor_socket(struct doctor *doctor, const char *check, const char *program);
void doctor_github(struct doctor *doctor);   /* App or token, installations, what is left to ask */
void doctor_slack(struct doctor *doctor);    /* token, scopes, channels, programs */
void doctor_circleci(struct doctor *doctor); /* token, secret, the projects that it builds */
void doctor_projects(struct doctor *doctor); /* what is tied, built and deployed */
void doctor_targets(struct doctor *doctor);  /* who gets messages, and does not */
void doctor_asana(struct doctor *doctor);    /* token or login, workspaces and projects of rules */
void doctor_feeds(
    struct doctor *doctor); /* each feed, and who gets its tasks; after doctor_asana() */

#endif
