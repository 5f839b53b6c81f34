/*
 * doctor_alike.h - findings about many that are alike: what is so with one is mostly so with all,
 * and said once
 */
#ifndef HOOKLET_CLI_DOCTOR_ALIKE_H
#define HOOKLET_CLI_DOCTOR_ALIKE_H

#include "cli/doctor.h"

struct doctor_alike {
    const char *first; /* NULL: nothing to say so far */
    size_t more;
};

/* words: of the next one, or NULL. */
void doctor_alike_add(struct doctor_alike *alike, const char *words);
/* Says the first, and how many more there were; false: there was none. */
bool doctor_alike_say(struct doctor *doctor, enum finding finding, const char *check,
                      const struct doctor_alike *alike);

#endif
