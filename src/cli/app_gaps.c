/* app_gaps.c - permissions and events, held against those of an App. */
#include "config.h"

#include <string.h>

#include "cli/app_gaps.h"

enum want { EVENTS, PERMISSIONS };

static bool
is_enough(const struct manifest_need *need, const char *level)
{
    if (level == NULL)
        return false;
    return strcmp(level, "write") == 0 || strcmp(level, "admin") == 0 ||
           (!need->write && strcmp(level, "read") == 0);
}

/* Events that GitHub does not list, whether an App takes them or not. */
static bool
is_unlisted(const char *event)
{
    static const char *const unlisted[] = { "installation_target", "meta", "security_advisory" };

    for (size_t i = 0; i < sizeof unlisted / sizeof *unlisted; i++) {
        if (strcmp(unlisted[i], event) == 0)
            return true;
    }
    return false;
}

static bool
hears(const struct json_want *events, const char *event)
{
    for (const struct json_value *value = events->first; value != NULL; value = value->next) {
        if (strcmp(value->text, event) == 0)
            return true;
    }
    return false;
}

size_t
app_gap_wants(const struct manifest *manifest)
{
    return PERMISSIONS + manifest->need_count;
}

struct json_want *
app_wants(struct pool *pool, const struct manifest *manifest, size_t fields)
{
    struct json_want *wants = pool_array(pool, fields + app_gap_wants(manifest), sizeof *wants);

    wants[fields + EVENTS].pointer = "/events/*";
    for (size_t i = 0; i < manifest->need_count; i++)
        wants[fields + PERMISSIONS + i].pointer =
            pool_printf(pool, "/permissions/%s", manifest->needs[i].permission);
    return wants;
}

struct strings
app_gaps(struct pool *pool, const struct manifest *manifest, const struct json_want *wants)
{
    const char **gaps =
        pool_array(pool, manifest->need_count + manifest->events.count + 1, sizeof *gaps);
    size_t count = 0;

    for (size_t i = 0; i < manifest->need_count; i++) {
        const struct manifest_need *need = &manifest->needs[i];

        if (!is_enough(need, json_string(&wants[PERMISSIONS + i])))
            gaps[count++] = pool_printf(pool, "permission %s: %s, %s", need->permission,
                                        manifest_level(need), need->why);
    }
    for (size_t i = 0; i < manifest->events.count; i++) {
        const char *event = manifest->events.items[i];

        if (!is_unlisted(event) && !hears(&wants[EVENTS], event))
            gaps[count++] = pool_printf(pool, "event %s", event);
    }
    return (struct strings){ gaps, count };
}
