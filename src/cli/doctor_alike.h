/*
 * doctor_alike.h - findings about many that are alike: what is wrong with one is mostly wrong with
 * all, and said once
 */
#ifndef HOOKLET_CLI_DOCTOR_ALIKE_H
#define HOOKLET_CLI_DOCTOR_ALIKE_H

#include "cli/doctor.h"

struct doctor_alike {
    const char *first; /* NULL: nothing was wrong so far */
    size_t more;
};

/* trouble: of the next one, or NULL. */
void doctor_alike_add(struct doctor_alike *alike, const char *trouble);
/* Says what was wrong; false: nothing was. */
bool doctor_alike_say(struct doctor *doctor, const char *check, const struct doctor_alike *alike);

#endif
