/* settings_table_find.c - what stands in the table of keys */
#include "config.h"

#include <string.h>

#include "port/settings_table.h"

const struct setting *
setting_find(enum section_kind kind, const char *name)
{
    for (size_t i = 0; i < setting_count; i++) {
        const struct setting *setting = &setting_table[i];

        if ((setting->sections & 1u << kind) != 0 && strcmp(setting->name, name) == 0)
            return setting;
    }
    return NULL;
}

bool
setting_is_list(const struct setting *setting)
{
    return setting->form == FORM_LIST || setting->form == FORM_ARGV || setting->form == FORM_WORDS;
}

bool
section_is_rule(enum section_kind kind)
{
    return kind >= SECTION_DEPLOY;
}

bool
section_find(enum section_kind parent, const char *name, enum section_kind *kind)
{
    bool found = false;

    for (enum section_kind other = SECTION_TOP + 1; other < SECTION_KINDS; other++) {
        const bool here = section_forms[other].parent == parent;

        if (strcmp(section_forms[other].name, name) != 0 || (found && !here))
            continue;
        *kind = other;
        found = true;
        if (here)
            break;
    }
    return found;
}

struct strings
section_names(struct pool *pool, enum section_kind kind)
{
    const char **names = pool_array(pool, setting_count + SECTION_KINDS + 1, sizeof(*names));
    size_t count = 0;

    for (size_t i = 0; i < setting_count; i++) {
        if ((setting_table[i].sections & 1u << kind) != 0)
            names[count++] = setting_table[i].name;
    }
    for (enum section_kind other = SECTION_TOP + 1; other < SECTION_KINDS; other++) {
        if (section_forms[other].parent == kind)
            names[count++] = section_forms[other].name;
    }
    if (kind == SECTION_TOP)
        names[count++] = "include";
    return (struct strings){ .items = names, .count = count };
}
