/*
 * project_hook.h - the hook by which Asana tells of a project's tasks: made, looked at, taken away
 *
 * A project has one, whatever many repositories share it.  While Asana makes it, it calls the program
 * asana (the handshake), which writes into the row that was opened here; nothing is locked meanwhile.
 * Whoever is cut off between leaves a row with a secret and without a gid; since Asana lists hooks with
 * their addresses, and the row's key is the hash of what the address ends with, it is found again.
 *
 * errors  those of asana_call() and the store
 * memory  the client's pool
 */
#ifndef HOOKLET_WORK_PROJECT_HOOK_H
#define HOOKLET_WORK_PROJECT_HOOK_H

#include "store/asana_hooks.h"
#include "wire/asana_hook.h"

#define PROJECT_HOOK_PATH "/hooks/asana" /* behind it, "/TOKEN" */

enum project_hook_state {
    PROJECT_HOOK_WAITS, /* somebody is making it right now */
    PROJECT_HOOK_ACTIVE,
    PROJECT_HOOK_INACTIVE, /* it is there, and tells nothing */
    PROJECT_HOOK_GONE      /* Asana has dropped it, or it was never made */
};

/*
 * A new one for the project, workspace, name and url of `hook`, the rest of which is set; heard_ms is
 * taken along.  shaken: there was a handshake; tells what to look for when it fails.
 * errors  FAIL_REFUSED Asana won't, or another program has shaken hands in our place
 */
int project_hook_make(struct asana *asana, struct asana_hook_row *hook, bool *shaken)
    __attribute__((warn_unused_result));
/* How it is at Asana; there: what Asana tells, where there is one; hook->gid is set if it lacked. */
int project_hook_look(struct asana *asana, struct asana_hook_row *hook,
                      enum project_hook_state *state, struct asana_hook *there)
    __attribute__((warn_unused_result));
/*
 * Deletes it at Asana, then the row.  refused: Asana won't delete it, in its words; the row is gone in
 * any case, so what it sends is refused from now on, and it gives up within a day.  Else NULL.
 */
int project_hook_remove(struct asana *asana, struct asana_hook_row *hook, const char **refused)
    __attribute__((warn_unused_result));

/* When everything had been heard of a project with these rows: of several the one that heard the least
 * counts, as the newest may have been opened by somebody who was cut off.  0: there are none. */
int64_t project_hook_heard(const struct asana_hook_row *rows, size_t count);
/* The rows of a project, the newest first; project NULL: all rows, by project. */
int project_hook_rows(struct store *store, struct pool *pool, const char *project,
                      struct asana_hook_row **hooks, size_t *count)
    __attribute__((warn_unused_result));

#endif
