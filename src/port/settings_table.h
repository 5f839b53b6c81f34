/*
 * settings_table.h - the keys of hooklet.conf: name, section, form and default of each
 *
 * The one place where a key is declared.  The pre-pass knows unknown keys by it, libconfuse's
 * options are made from it, and values are checked by it.
 */
#ifndef HOOKLET_PORT_SETTINGS_TABLE_H
#define HOOKLET_PORT_SETTINGS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/match.h"
#include "base/pool.h"

/* From SECTION_DEPLOY on they are rules, in the order of enum rule_kind. */
enum section_kind {
    SECTION_TOP,
    SECTION_GITHUB,
    SECTION_SECRET,
    SECTION_ASANA,
    SECTION_SLACK,
    SECTION_SLACK_SECRET,
    SECTION_PERMIT,
    SECTION_CIRCLECI,
    SECTION_CIRCLECI_SECRET,
    SECTION_PROJECT,
    SECTION_OUTGOING,
    SECTION_SOURCE,
    SECTION_SOURCE_SECRET,
    SECTION_DEPLOY,
    SECTION_RUN,
    SECTION_COMMAND,
    SECTION_INVITE,
    SECTION_TASKS,
    SECTION_FEED,
    SECTION_DEPLOYMENT,
    SECTION_CI,
    SECTION_RECEIVER,
    SECTION_FORWARD
};
#define SECTION_KINDS 23

#define SETTINGS_THREADS_MOST 256 /* worker_threads, web_threads */

struct section_form {
    const char *name;
    enum section_kind parent;
    bool titled; /* NAME "TITLE" { ... }, as often as wanted; else once */
};

enum setting_form {
    FORM_TEXT,     /* one value */
    FORM_NAME,     /* one value of letters, digits, '.', '_' and '-' */
    FORM_PROSE,    /* text of several lines, at most `most` bytes */
    FORM_LIST,     /* `least` or more, none of them empty */
    FORM_ARGV,     /* a program and its arguments; `least` is 1 */
    FORM_FLAG,     /* true, yes, on; false, no, off */
    FORM_NUMBER,   /* least..most, of at most 18 digits */
    FORM_DURATION, /* 90s, 10m, 2h, 7d; least..most in milliseconds */
    FORM_WORD,     /* one of `words` */
    FORM_WORDS     /* a list of them, `least` or more */
};

struct setting {
    unsigned sections; /* 1u << SECTION_*: where it may stand */
    const char *name;
    enum setting_form form;
    const char *fallback;     /* as it would be written; NULL: none */
    const char *const *words; /* NULL at the end */
    int64_t least, most;
};

extern const struct section_form section_forms[SECTION_KINDS];
extern const struct setting setting_table[];
extern const size_t setting_count;

/* NULL: that section has no such key. */
const struct setting *setting_find(enum section_kind kind, const char *name);
bool setting_is_list(const struct setting *setting);
/* Sections that make a rule share one namespace: the ledger names a job by its rule alone. */
bool section_is_rule(enum section_kind kind);
/* The section of this name, the one that stands in `parent` first; false when there is none. */
bool section_find(enum section_kind parent, const char *name, enum section_kind *kind);
/* Names that may stand in a section: keys and sections, for near-miss hints. */
struct strings section_names(struct pool *pool, enum section_kind kind);

#endif
