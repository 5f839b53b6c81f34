/* build_parameters.c - as both of CircleCI's APIs take them */
#include "config.h"

#include "port/json.h"
#include "wire/build_parameters.h"

struct json *
build_parameters_json(const struct build_parameters *parameters)
{
    struct json *object = json_object();

    for (size_t i = 0; i < parameters->count; i++)
        json_set_string(object, parameters->items[i].name, parameters->items[i].value);
    return object;
}
