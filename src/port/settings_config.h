/*
 * settings_config.h - the sections and keys that stand in the configuration, and where
 *
 * The pre-pass makes them, libconfuse fills in the values, the checks say what is wrong with them.
 *
 * memory  all of it lives in the pool
 */
#ifndef HOOKLET_PORT_SETTINGS_CONFIG_H
#define HOOKLET_PORT_SETTINGS_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/match.h"
#include "base/pool.h"
#include "port/mistakes.h"
#include "port/settings_table.h"

struct config_key {
    struct file_place place; /* line 0: not written, the default holds */
    bool refused;            /* the pre-pass said a mistake about its value */
    struct strings items;    /* what libconfuse read; empty before that */
};

struct config_section {
    enum section_kind kind;
    const char *title;                   /* NULL: the kind has none */
    const struct config_section *parent; /* NULL: it stands outside of sections */
    struct file_place place;
    bool flawed;             /* a mistake was said about it: what is missing may be a consequence */
    struct config_key *keys; /* one for each row of setting_table */
};

struct config {
    struct pool *pool;
    struct mistakes *mistakes;
    struct mistakes *hidden; /* what this user may not judge; NULL: that is a mistake, too */
    struct config_section **sections; /* in the order of the file; the first is SECTION_TOP */
    size_t count;
    size_t room;
    char *text;  /* the clean text, for libconfuse */
    bool broken; /* its grammar is wrong: the text must not be judged further */
};

/* The key of a section that has it by the table; never NULL. */
struct config_key *config_key(const struct config_section *section, const char *name);
/* The first one, in whatever section it stands; NULL: the file has no such section. */
struct config_section *config_section(const struct config *config, enum section_kind kind,
                                      const char *title);
/* Makes a section without adding it; adds one. */
struct config_section *config_new(struct pool *pool, enum section_kind kind, const char *title,
                                  struct file_place place);
void config_add(struct config *config, struct config_section *section);
/* What is wrong with the head of a section in `parent`, or NULL. */
const char *config_head_trouble(const struct config *config, const struct config_section *parent,
                                const struct config_section *section);
/* What may have been meant by a name that a section of this kind does not know. */
const char *config_hint(struct pool *pool, enum section_kind kind, const char *name);
/* How a mistake names a section: `deploy "web": `; "" for the top. */
const char *config_label(struct pool *pool, const struct config_section *section);

#endif
