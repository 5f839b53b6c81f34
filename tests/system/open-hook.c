/*
 * open-hook: a hook of Asana's that waits for its handshake, as `hooklet asana connect` makes it.
 *
 *     open-hook STATE PROJECT [SECONDS]
 *
 * Prints its token and its key.  It was opened so many seconds ago.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "store/asana_hooks.h"

int
main(int argc, char **argv)
{
    struct asana_hook_row hook = { .workspace = "1",
                                   .url = "https://hooks.example.org/hooks/asana" };
    struct pool *pool = pool_new();
    struct store *store = NULL;
    const char *token = NULL;
    int64_t ago_ms;

    if (argc < 3 || store_open(argv[1], STORE_TOOL, &store) != 0)
        return 99;
    ago_ms = argc > 3 ? strtoll(argv[3], NULL, 10) * 1000 : 0;
    hook.project = argv[2];
    if (asana_hook_open(store, pool, &hook, clock_ms() - ago_ms, &token) != 0)
        return 1;
    printf("%s %s\n", token, hook.key);
    store_close(store);
    pool_free(pool);
    return 0;
}
