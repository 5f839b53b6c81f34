/* hold-lock: takes the writer lock of a state directory, says so, and keeps it until its standard input ends. */
#include "config.h"

#include <stdio.h>
#include <unistd.h>

#include "store/lock.h"

int
main(int argc, char **argv)
{
    struct lock *lock = NULL;
    char byte = 0;

    if (argc != 2 || lock_open(argv[1], &lock) != 0 || lock_take(lock) != 0)
        return 1;
    puts("held");
    fflush(stdout);
    while (read(STDIN_FILENO, &byte, 1) > 0)
        continue;
    lock_release(lock);
    lock_close(lock);
    return 0;
}
