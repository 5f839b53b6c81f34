/* settings_find.c - a rule or a source by its name */
#include "config.h"

#include <string.h>

#include "port/settings.h"

const struct rule *
settings_rule(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (strcmp(settings->rules[i].name, name) == 0)
            return &settings->rules[i];
    }
    return NULL;
}

const struct inbound *
settings_inbound(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->inbound_count; i++) {
        if (strcmp(settings->inbounds[i].name, name) == 0)
            return &settings->inbounds[i];
    }
    return NULL;
}

bool
settings_has_rule(const struct settings *settings, enum rule_kind kind)
{
    for (size_t i = 0; i < settings->rule_count; i++) {
        if (settings->rules[i].kind == kind)
            return true;
    }
    return false;
}
