/* web_errors.c - the words of errors, which nginx and Apache put in a form of their own. */
#include "config.h"

#include "base/text.h"
#include "cli/web_errors.h"

const struct web_error web_not_found = { "not found", "nothing is served at this path" };
const struct web_error web_timeout = { "timeout", "the request did not arrive in time" };

struct web_error
web_too_large(struct pool *pool, size_t most)
{
    return (struct web_error){ "too large", pool_printf(pool, "the body is larger than %s",
                                                        text_size(pool, most)) };
}

struct web_error
web_unavailable(struct pool *pool, const struct web_route *route)
{
    const char *name = "the program";

    if (route != NULL && (route->flags & WEB_SECRET) != 0)
        name = pool_printf(pool, "the program %s", route->program);
    return (struct web_error){ "unavailable",
                               pool_printf(pool, "%s does not answer; try again", name) };
}
