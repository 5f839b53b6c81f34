/*
 * build_parameters.h - what a build is told: names with values, all of them text
 */
#ifndef HOOKLET_WIRE_BUILD_PARAMETERS_H
#define HOOKLET_WIRE_BUILD_PARAMETERS_H

#include <stddef.h>

struct json;

struct build_parameter {
    const char *name, *value;
};

struct build_parameters {
    const struct build_parameter *items;
    size_t count;
};

/* An object with a member for each of them. */
struct json *build_parameters_json(const struct build_parameters *parameters);

#endif
