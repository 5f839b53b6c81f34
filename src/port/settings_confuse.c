/* settings_confuse.c - the only file that knows libconfuse */
#include "config.h"

#include <confuse.h>

#include "base/fail.h"
#include "port/settings_confuse.h"

static cfg_opt_t
option_for(const struct setting *setting)
{
    cfg_opt_t list = CFG_STR_LIST(setting->name, (char *)(uintptr_t)setting->fallback, CFGF_NONE);
    cfg_opt_t text = CFG_STR(setting->name, setting->fallback, CFGF_NONE);

    return setting_is_list(setting) ? list : text;
}

/* Room for as many as the table has would be half a megabyte for all sections. */
static size_t
option_count(enum section_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < setting_count; i++)
        count += (setting_table[i].sections >> kind) & 1;
    for (enum section_kind inner = SECTION_TOP + 1; inner < SECTION_KINDS; inner++)
        count += section_forms[inner].parent == kind;
    return count;
}

/* The options of a section out of the table, those of the sections inside of it included. */
static cfg_opt_t *
options_for(struct pool *pool, enum section_kind kind)
{
    cfg_opt_t *options = pool_array(pool, option_count(kind) + 1, sizeof(*options));
    const cfg_opt_t last = CFG_END();
    size_t count = 0;

    for (size_t i = 0; i < setting_count; i++) {
        if ((setting_table[i].sections & 1u << kind) != 0)
            options[count++] = option_for(&setting_table[i]);
    }
    for (enum section_kind inner = SECTION_TOP + 1; inner < SECTION_KINDS; inner++) {
        const struct section_form *form = &section_forms[inner];
        const cfg_opt_t section =
            CFG_SEC(form->name, NULL, form->titled ? CFGF_MULTI | CFGF_TITLE : CFGF_NONE);

        if (form->parent == kind) {
            options[count] = section;
            options[count++].subopts = options_for(pool, inner);
        }
    }
    options[count] = last;
    return options;
}

/*
 * libconfuse hands no data through to its error function, so the text goes the way of
 * fail_detail().
 */
static void
on_error(cfg_t *cfg, const char *format, va_list args)
{
    struct pool *pool = pool_new();

    (void)cfg;
    fail_adopt(pool_vprintf(pool, format, args));
    pool_free(pool);
}

static cfg_t *
section_of(cfg_t *root, const struct config_section *section)
{
    const struct section_form *form = &section_forms[section->kind];
    cfg_t *parent = section->parent == NULL ? root : section_of(root, section->parent);

    if (section->kind == SECTION_TOP || parent == NULL)
        return parent;
    return form->titled ? cfg_gettsec(parent, form->name, section->title)
                        : cfg_getsec(parent, form->name);
}

static struct strings
items_of(struct pool *pool, cfg_opt_t *option)
{
    unsigned size = cfg_opt_size(option);
    const char **items = pool_array(pool, size + (size_t)1, sizeof(*items));
    size_t count = 0;

    for (unsigned i = 0; i < size; i++) {
        const char *text = cfg_opt_getnstr(option, i);

        if (text != NULL)
            items[count++] = pool_string(pool, text);
    }
    return (struct strings){ .items = items, .count = count };
}

static void
read_section(struct config *config, struct config_section *section, cfg_t *cfg)
{
    for (size_t i = 0; i < setting_count; i++) {
        if ((setting_table[i].sections & 1u << section->kind) != 0)
            section->keys[i].items = items_of(config->pool, cfg_getopt(cfg, setting_table[i].name));
    }
}

void
config_read(struct config *config)
{
    cfg_t *root = cfg_init(options_for(config->pool, SECTION_TOP), CFGF_NONE);
    const struct file_place place = { config->sections[0]->place.file, 0 };

    if (root == NULL) {
        mistakes_add(config->mistakes, place, "out of memory");
        config->broken = true;
        return;
    }
    cfg_set_error_function(root, on_error);
    if (cfg_parse_buf(root, config->text) != CFG_SUCCESS) {
        mistakes_add(config->mistakes, place, "libconfuse refuses it: %s", fail_detail());
        config->broken = true;
    }
    for (size_t i = 0; i < config->count; i++) {
        cfg_t *cfg = section_of(root, config->sections[i]);

        if (cfg != NULL)
            read_section(config, config->sections[i], cfg);
    }
    cfg_free(root);
}
