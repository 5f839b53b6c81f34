/*
 * cli.h - what the subcommands of `hooklet` share: options, failures, exit codes
 *
 * Every subcommand is one file with one `struct command`; cli/main.c has the table.
 */
#ifndef HOOKLET_CLI_CLI_H
#define HOOKLET_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"
#include "port/json.h"
#include "port/settings.h"
#include "store/store.h"

/* Exit statuses, by class; hooklet(1) lists them. */
enum exit_code {
    EXIT_GOOD = 0,
    EXIT_BAD = 1,       /* the answer is no: doctor found trouble, the deploy is dead */
    EXIT_USAGE = 2,     /* wrong words on the command line */
    EXIT_CONFIG = 3,    /* hooklet.conf or a secret */
    EXIT_STORE = 4,     /* database or disk */
    EXIT_NOT_FOUND = 5, /* no such event, job, file */
    EXIT_CONFLICT = 6,  /* the job is not in a state for that; another one is at it */
    EXIT_NETWORK = 7,   /* the peer could not be reached, or said no */
    EXIT_SYSTEM = 8,    /* anything else */
    EXIT_NOBODY = 9     /* a message is stored, and no target takes it */
};

struct command;

struct cli {
    const struct command *command;
    const char *config; /* --config, or NULL */
    bool json;          /* --json */
    struct pool *pool;
    struct strings words;      /* after cli_parse(): what is left beside the options */
    enum exit_code status;     /* when cli_parse() says no */
    int64_t now_ms;            /* when the command began */
    struct settings *settings; /* after cli_settings() */
    enum settings_need loaded; /* how much of them */
    struct store *store;       /* after cli_store() */
};

struct command {
    const char *name;
    const char *summary; /* one line for the overview */
    const char *usage;   /* what --help prints behind "usage: " */
    enum exit_code (*run)(struct cli *cli, int argc, char **argv); /* argv[0]: the name */
    const struct command *part; /* one of its parts that has a usage text of its own, or NULL */
};

/* All subcommands, in the order of the overview. */
struct commands {
    const struct command **items;
    size_t count;
};
struct commands cli_commands(struct pool *pool);

enum cli_option_kind { CLI_FLAG, CLI_TEXT, CLI_TEXTS, CLI_NUMBER, CLI_DURATION };

/* An option of one subcommand.  A list of them ends with one whose name is NULL. */
struct cli_option {
    const char *name; /* "since", for --since */
    char letter;      /* 'n' for -n, or 0 */
    enum cli_option_kind kind;
    void *value; /* bool, const char *, struct strings, int64_t (at least 1), int64_t in ms */
};

/*
 * Reads the subcommand's own options beside --config, --json and --help, in any order with words.
 * False: it has been dealt with (--help, a mistake): return cli->status.
 */
bool cli_parse(struct cli *cli, const struct cli_option *options, int argc, char **argv);
/* The same; then there must be `least` to `most` words, named so in the message. */
bool cli_words(struct cli *cli, size_t least, size_t most, const char *names);

/* Is `value`, of the option --name, NULL or one of these words?  If not, cli->status is set. */
bool cli_choice(struct cli *cli, const char *name, const char *value, struct strings words);
/* Is it an event of GitHub's?  Names the nearest one. */
bool cli_event(struct cli *cli, const char *name, const char *value);

/*
 * Loads settings, opens the store, once; failures are said on standard error.  Settings that were
 * loaded without the secrets are loaded again when these are needed: point to none of them before.
 */
int cli_settings(struct cli *cli, enum settings_need need) __attribute__((warn_unused_result));
int cli_store(struct cli *cli) __attribute__((warn_unused_result));
/* A file, or standard input for "-"; at most 25 MiB.  errors  FAIL_NOT_FOUND, FAIL_TOO_LARGE */
int cli_read(struct cli *cli, const char *path, char **bytes, size_t *length)
    __attribute__((warn_unused_result));
/* The exit status for a failure code, 0: EXIT_GOOD. */
enum exit_code cli_exit(int rc);
/* "hooklet NAME: text; see hooklet NAME --help" on standard error; EXIT_USAGE. */
enum exit_code cli_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A positive id out of a word; false when it is none. */
bool cli_id(const char *word, int64_t *id);
/* Prints JSON, frees it. */
void cli_print_json(struct cli *cli, struct json *top);
/* "just now", "12 s ago", "3 h ago", or the date in UTC; for tables. */
const char *cli_ago(struct pool *pool, int64_t ms, int64_t now_ms);
/* One line about long work on standard error, replaced by the next; only on a terminal, as wide. */
void cli_progress(const char *format, ...) __attribute__((format(printf, 1, 2)));

extern const struct command command_init, command_check, command_doctor, command_work,
    command_events, command_event, command_jobs, command_job, command_deployments,
    command_deployment, command_projects, command_retry, command_cancel, command_why,
    command_explain, command_deliver, command_replay, command_backup, command_secrets,
    command_migrate, command_prune, command_github, command_asana, command_slack, command_people,
    command_sync, command_version, command_send, command_targets, command_token, command_deliveries,
    command_delivery, command_resend, command_nginx_config, command_apache_config,
    command_completion;

#endif
