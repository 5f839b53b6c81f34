/*
 * settings_value.h - values by the table: checked once, then read without fear
 *
 * A value that is refused loses its items, so that reading it later gives NULL, 0 or an empty list
 * and no second mistake.
 */
#ifndef HOOKLET_PORT_SETTINGS_VALUE_H
#define HOOKLET_PORT_SETTINGS_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "port/settings_config.h"

/* Is every value of the section what its form asks for?  Says which is not. */
void values_check(struct config *config, struct config_section *section);

/* What is wrong with the text as a value of this form, or NULL. */
const char *value_trouble(struct pool *pool, const struct setting *setting, const char *text);
/* A copy of the URL without slashes at its end: "/OWNER/NAME" follows. */
const char *value_url(struct pool *pool, const char *url);

/* NULL: not written, no default. */
const char *value_text(const struct config_section *section, const char *name);
struct strings value_list(const struct config_section *section, const char *name);
bool value_flag(const struct config_section *section, const char *name);
int value_number(const struct config_section *section, const char *name);
int64_t value_duration(const struct config_section *section, const char *name); /* milliseconds */
/* Index of the value among the key's words. */
unsigned value_word(const struct config_section *section, const char *name);
/* One bit for each of the key's words that the list has: 1 << index. */
unsigned value_words(const struct config_section *section, const char *name);
bool value_written(const struct config_section *section, const char *name);

/*
 * Says a mistake about a key, or about the section when `name` is NULL or not written: "FILE:LINE:
 * deploy "web": ...". The section counts as flawed from then on.
 */
void value_wrong(struct config *config, struct config_section *section, const char *name,
                 const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
