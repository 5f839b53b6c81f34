/*
 * data.h - the data of a message, as people who read it in another language expect them
 *
 *     struct hooklet_data *data = hooklet_data_new();
 *
 *     hooklet_data_text(data, "customer", name);
 *     hooklet_data_decimal(data, "total", "12.50");
 *     hooklet_data_time(data, "paid_at", 1764000000000);
 *     if (hooklet_data_write(data) == NULL)
 *         fprintf(stderr, "%s\n", hooklet_data_trouble(data));
 *     ...
 *     hooklet_data_free(data);
 *
 * An object of JSON, whose members stand in the order in which they were set; a name that is set
 * again has the new value.
 * errors  a name or text that is no UTF-8, a decimal or JSON that is none: the first mistake stays,
 *         and nothing is written
 * memory  what hooklet_data_write() gives you lives until hooklet_data_free()
 */
#ifndef HOOKLET_HOOKLET_DATA_H
#define HOOKLET_HOOKLET_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hooklet/api.h>

HOOKLET_BEGIN

struct hooklet_data;

HOOKLET_API struct hooklet_data *hooklet_data_new(void);
HOOKLET_API void hooklet_data_free(struct hooklet_data *data);

/* NULL: null */
HOOKLET_API void hooklet_data_text(struct hooklet_data *data, const char *name, const char *text);
HOOKLET_API void hooklet_data_integer(struct hooklet_data *data, const char *name, int64_t number);
HOOKLET_API void hooklet_data_bool(struct hooklet_data *data, const char *name, bool value);
/* "-12.50": money, for instance; as a string, so that nobody rounds it */
HOOKLET_API void hooklet_data_decimal(struct hooklet_data *data, const char *name,
                                      const char *decimal);
/* Unix milliseconds; as ISO 8601, "2026-11-22T10:00:00.123Z" */
HOOKLET_API void hooklet_data_time(struct hooklet_data *data, const char *name, int64_t ms);
/* As base64 (RFC 4648, section 4) */
HOOKLET_API void hooklet_data_bytes(struct hooklet_data *data, const char *name, const void *bytes,
                                    size_t length);
/* Any JSON: a list, or what hooklet_data_write() gave of another one */
HOOKLET_API void hooklet_data_json(struct hooklet_data *data, const char *name, const char *json);

/* The JSON; NULL: there was a mistake */
HOOKLET_API const char *hooklet_data_write(struct hooklet_data *data);
/* What the first mistake was, or NULL */
HOOKLET_API const char *hooklet_data_trouble(const struct hooklet_data *data);

HOOKLET_END

#endif
