/* settings_config.c - keeps, finds and names sections and keys */
#include "config.h"

#include <assert.h>
#include <string.h>

#include "base/encode.h"
#include "port/settings_config.h"

static const size_t title_most = 100;      /* bytes */
static const size_t repository_most = 140; /* bytes; GitHub's owners have 39, names 100 */

struct config_key *
config_key(const struct config_section *section, const char *name)
{
    const struct setting *setting = setting_find(section->kind, name);

    assert(setting != NULL);
    return &section->keys[setting - setting_table];
}

struct config_section *
config_section(const struct config *config, enum section_kind kind, const char *title)
{
    for (size_t i = 0; i < config->count; i++) {
        struct config_section *section = config->sections[i];

        if (section->kind == kind && (title == NULL || strcmp(section->title, title) == 0))
            return section;
    }
    return NULL;
}

struct config_section *
config_new(struct pool *pool, enum section_kind kind, const char *title, struct file_place place)
{
    struct config_section *section = pool_alloc(pool, sizeof(*section));

    section->kind = kind;
    section->title = title;
    section->place = place;
    section->keys = pool_array(pool, setting_count, sizeof(*section->keys));
    return section;
}

void
config_add(struct config *config, struct config_section *section)
{
    config->sections = pool_grow(config->pool, config->sections, config->count, &config->room,
                                 sizeof(*config->sections));
    config->sections[config->count++] = section;
}

const char *
config_label(struct pool *pool, const struct config_section *section)
{
    const char *name = section_forms[section->kind].name;

    if (section->kind == SECTION_TOP)
        return "";
    if (section->title == NULL)
        return pool_printf(pool, "%s: ", name);
    return pool_printf(pool, "%s \"%s\": ", name, section->title);
}

/*
 * repositories for repository, and the other way round: too far apart for nearest().  What a rule
 * runs is called run in a section command, and command in the others.
 */
static const char *
other_word(struct pool *pool, const char *name)
{
    const size_t length = strlen(name);

    if (strcmp(name, "command") == 0)
        return "run";
    if (strcmp(name, "run") == 0)
        return "command";
    if (length > 3 && strcmp(name + length - 3, "ies") == 0)
        return pool_printf(pool, "%.*sy", (int)length - 3, name);
    if (length > 1 && name[length - 1] == 'y')
        return pool_printf(pool, "%.*sies", (int)length - 1, name);
    return name;
}

/* Is it the first section of its name, of those that have the key? */
static bool
first_owner(enum section_kind kind, const char *key)
{
    for (enum section_kind other = SECTION_TOP + 1; other < kind; other++) {
        if (strcmp(section_forms[other].name, section_forms[kind].name) == 0 &&
            setting_find(other, key) != NULL)
            return false;
    }
    return true;
}

/* The sections that have this key: "deploy or run"; NULL: none. */
static const char *
owners(struct pool *pool, const char *name)
{
    const char *all = NULL;

    for (enum section_kind kind = SECTION_TOP + 1; kind < SECTION_KINDS; kind++) {
        const char *section = section_forms[kind].name;

        if (setting_find(kind, name) != NULL && first_owner(kind, name))
            all = all == NULL ? section : pool_printf(pool, "%s or %s", all, section);
    }
    return all;
}

/* Where a section of this name may stand: "github or slack". */
static const char *
parents(struct pool *pool, const char *name)
{
    const char *all = NULL;

    for (enum section_kind kind = SECTION_TOP + 1; kind < SECTION_KINDS; kind++) {
        const char *parent = section_forms[section_forms[kind].parent].name;

        if (strcmp(section_forms[kind].name, name) == 0)
            all = all == NULL ? parent : pool_printf(pool, "%s or %s", all, parent);
    }
    return all;
}

static const char *
section_hint(struct pool *pool, enum section_kind section)
{
    const struct section_form *form = &section_forms[section];

    return pool_printf(pool, "%s is a section; write %s%s { ... }", form->name, form->name,
                       form->titled ? " \"NAME\"" : "");
}

const char *
config_hint(struct pool *pool, enum section_kind kind, const char *name)
{
    const char *near = nearest(section_names(pool, kind), name);
    const char *others = owners(pool, name);
    enum section_kind section = SECTION_TOP;
    const bool is_section = section_find(kind, name, &section);

    if (is_section && section_forms[section].parent == kind)
        return section_hint(pool, section);
    /* commands at the top, where there is a section command: meant is the key of github. */
    if (others != NULL && near != NULL && setting_find(kind, near) == NULL)
        near = NULL;
    if (near == NULL && setting_find(kind, other_word(pool, name)) != NULL)
        near = other_word(pool, name);
    /* token = xoxb-...: what is secret stands in a file of its own. */
    if (near == NULL && setting_find(kind, pool_printf(pool, "%s_file", name)) != NULL)
        near = pool_printf(pool, "%s_file", name);
    if (near != NULL)
        return pool_printf(pool, "did you mean %s?", near);
    if (setting_find(SECTION_TOP, name) != NULL)
        return "it stands at the top, outside of sections";
    if (others != NULL)
        return pool_printf(pool, "it belongs into %s", others);
    return is_section ? section_hint(pool, section) : "see hooklet.conf(5)";
}

static size_t
title_limit(enum section_kind kind)
{
    return kind == SECTION_PROJECT ? repository_most : title_most;
}

static bool
title_good(const char *title, size_t most)
{
    size_t length = strlen(title);

    return length > 0 && length <= most && text_printable(title) &&
           strpbrk(title, "\"'\\") == NULL && title[0] != ' ' && title[length - 1] != ' ';
}

/* The one in the same section: two sources may well call a secret "main". */
static const struct config_section *
same_inside(const struct config *config, const struct config_section *section)
{
    for (size_t i = 0; i < config->count; i++) {
        const struct config_section *other = config->sections[i];

        if (other->kind == section->kind && other->parent == section->parent &&
            strcmp(other->title, section->title) == 0)
            return other;
    }
    return NULL;
}

/* The section that has the title already, or NULL. */
static const struct config_section *
same_section(const struct config *config, const struct config_section *section)
{
    const struct config_section *same = NULL;
    const enum section_kind kind = section->kind;
    const char *title = section->title;

    if (title != NULL && section->parent != NULL)
        return same_inside(config, section);
    if (!section_is_rule(kind))
        return config_section(config, kind, title);
    for (enum section_kind other = 0; other < SECTION_KINDS && same == NULL; other++) {
        if (section_is_rule(other))
            same = config_section(config, other, title);
    }
    return same;
}

/* What is wrong with a section's head, or NULL. */
const char *
config_head_trouble(const struct config *config, const struct config_section *parent,
                    const struct config_section *section)
{
    const struct section_form *form = &section_forms[section->kind];
    const struct config_section *same;

    if (form->parent != parent->kind)
        return pool_printf(config->pool, "%s stands in %s { ... } only", form->name,
                           parents(config->pool, form->name));
    if (form->titled && section->title == NULL)
        return pool_printf(config->pool, "%s needs a name; write %s \"NAME\" {", form->name,
                           form->name);
    if (!form->titled && section->title != NULL)
        return pool_printf(config->pool, "%s takes no name; write %s {", form->name, form->name);
    if (section->title != NULL && !title_good(section->title, title_limit(section->kind)))
        return pool_printf(
            config->pool,
            "a name has 1 to %zu printable characters, no quotes or backslashes, and no "
            "blank at its ends",
            title_limit(section->kind));
    same = same_section(config, section);
    if (same == NULL)
        return NULL;
    if (section->title == NULL)
        return pool_printf(config->pool,
                           "a second %s section, the first is in %s:%d; put all into one",
                           form->name, same->place.file, same->place.line);
    return pool_printf(
        config->pool,
        "a second section of the name \"%s\", the first is in %s:%d; rename one of them",
        section->title, same->place.file, same->place.line);
}
