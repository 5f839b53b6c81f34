/* journal-work.c - does what hooklet work does, and writes the lines into $JOURNAL */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hooklet/worker.h>

/* Each line ends with the key of its job, so that one that died behind it is not written twice. */
static bool
is_written(FILE *journal, const char *key)
{
    char *line = NULL;
    size_t room = 0;
    bool found = false;

    while (!found && getline(&line, &room, journal) > 0)
        found = strstr(line, key) != NULL;
    free(line);
    return found;
}

static bool
write_line(FILE *journal, const struct hooklet_work *work, const char *key)
{
    const char *tag = hooklet_work_text(work, "/tag");

    /* Whoever chose the tag does not choose the lines. */
    return fprintf(journal, "%s %.*s %s\n", hooklet_work_text(work, "/repository"),
                   (int)strcspn(tag, "\r\n"), tag, key) > 0 &&
           fflush(journal) == 0 && fsync(fileno(journal)) == 0;
}

static enum hooklet_outcome
act(struct hooklet_work *work, void *data)
{
    const char *path = data, *key = hooklet_work_idempotency_key(work);
    FILE *journal = fopen(path, "a+");
    bool written;

    if (journal == NULL)
        return hooklet_failed(work, "%s: %s", path, strerror(errno));
    written = is_written(journal, key) || write_line(journal, work, key);
    if (fclose(journal) != 0 || !written)
        return hooklet_failed(work, "%s: %s", path, strerror(errno));
    return hooklet_done(work, "in %s", path);
}

int
main(int argc, char **argv)
{
    char *path = getenv("JOURNAL");
    const struct hooklet_action actions[] = {
        { .kind = "journal-line", .act = act, .data = path != NULL ? path : "journal.txt" },
    };

    return hooklet_worker_main(argc, argv, actions, 1);
}
