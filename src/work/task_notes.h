/*
 * task_notes.h - the notes of a task: our part, a marker, people's part
 *
 *     https://github.com/acme/web/issues/12
 *
 *     The body, as it is at GitHub.
 *
 *     [hooklet:acme-web-12] What stands above follows GitHub. What you write below is kept.
 *     Whatever people write.
 *
 * The first "[hooklet:ID]" is the marker, wherever in a line it stands; in our part nothing else can
 * look like one, since "[hooklet:" of a body is written "(hooklet:".  So neither trimmed ends, other line
 * ends nor joined lines hide it.
 *   - What stands behind the marker's sentence is people's: kept byte for byte.  A marker that they
 *     copied there is part of it.
 *   - A marker that they copied into our part makes all behind it theirs: our old part is then kept as
 *     theirs, once, for them to tidy up; rather twice than lost.
 *   - A marker that they deleted: what begins as our part would now (or with its URL, if the body
 *     changed meanwhile) loses that beginning, and the rest is theirs; what begins otherwise is theirs as a
 *     whole.  Again rather twice than lost, and once only, as the marker is there again.
 *   - What they write above the marker follows GitHub: it goes with the next update.
 * Pure.
 * source  Asana does not say how long notes may be; 65,535 bytes were never refused
 */
#ifndef HOOKLET_WORK_TASK_NOTES_H
#define HOOKLET_WORK_TASK_NOTES_H

#include <stdbool.h>

#include "base/pool.h"

enum { TASK_NOTES_MOST = 65535 }; /* bytes */

/* Our part, of valid or invalid UTF-8 and any line ends. */
struct task_text {
    const char *url;
    const char *body;     /* NULL: empty */
    const char *note;     /* a line for people below the body, or NULL */
    const char *external; /* as task_external.h makes them */
};

/*
 * The notes of a task whose notes are `old` (NULL: a new task).  A body that does not fit is cut on a
 * character border, and a line says so; people's part never is.  If they have left no room for even
 * our part without body, the notes are the old ones.
 */
char *task_notes_compose(struct pool *pool, const struct task_text *text, const char *old)
    __attribute__((returns_nonnull));
/* The old notes with a line more in our part, for what leaves the body alone (deleted, moved); no
 * change if it stands there already, or if there is no room for it. */
char *task_notes_note(struct pool *pool, const char *old, const char *note, const char *external)
    __attribute__((returns_nonnull));
/* The id that the marker names; NULL: no marker, or no notes. */
const char *task_notes_external(struct pool *pool, const char *notes);
/* Are they the same but for line ends and blanks at the very end, which Asana may change? */
bool task_notes_same(const char *a, const char *b);

#endif
