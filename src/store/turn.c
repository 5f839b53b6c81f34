/* turn.c - an OFD lock on one byte of a file; every taker opens it anew, so threads compete, too */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/fail.h"
#include "base/file.h"
#include "store/turn.h"

int
turn_take(struct store *store, int64_t number, int *fd)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = number, .l_len = 1 };
    struct pool *pool = pool_new();
    const char *path = pool_printf(pool, "%s/hooklet.turns", store_directory(store));
    int opened = -1;
    int rc = file_open_shared(path, &opened);

    while (rc == 0 && fcntl(opened, F_OFD_SETLKW, &lock) != 0) {
        if (errno != EINTR)
            rc = fail(FAIL_SYSTEM, "%s: lock: %s", path, strerror(errno));
    }
    pool_free(pool);
    if (rc == 0)
        *fd = opened;
    else if (opened >= 0)
        close(opened);
    return rc;
}

void
turn_give(int fd)
{
    close(fd);
}
