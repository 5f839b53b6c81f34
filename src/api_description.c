/* api_description.c - the OpenAPI document of this API */
#include "config.h"

#include "api_description.h"
#include "api_routes.h"

int
api_description(const struct api_call *call, struct response *res)
{
    (void)call;
    *res = (struct response){ .status = 200,
                              .content_type = "application/yaml",
                              .body = api_description_text,
                              .length = api_description_length };
    return 0;
}
