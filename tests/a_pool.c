/* a_pool.c - a pool before each test, gone after it */
#include "config.h"

#include "a_pool.h"

int
new_pool(void **state)
{
    *state = pool_new();
    return 0;
}

int
end_pool(void **state)
{
    pool_free(*state);
    return 0;
}
