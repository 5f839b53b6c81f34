/*
 * build_parameters.h - what a build is told: names with values, all of them text
 */
#ifndef HOOKLET_WIRE_BUILD_PARAMETERS_H
#define HOOKLET_WIRE_BUILD_PARAMETERS_H

#include <stddef.h>

struct build_parameter {
    const char *name, *value;
};

struct build_parameters {
    const struct build_parameter *items;
    size_t count;
};

#endif
