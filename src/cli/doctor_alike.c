/* doctor_alike.c - the first of them, and how many more. */
#include "config.h"

#include "cli/doctor_alike.h"

void
doctor_alike_add(struct doctor_alike *alike, const char *words)
{
    if (alike->first == NULL)
        alike->first = words;
    else
        alike->more += words != NULL;
}

bool
doctor_alike_say(struct doctor *doctor, enum finding finding, const char *check,
                 const struct doctor_alike *alike)
{
    if (alike->first == NULL)
        return false;
    if (alike->more == 0)
        doctor_say(doctor, finding, check, "%s", alike->first);
    else
        doctor_say(doctor, finding, check, "%s (and %zu more)", alike->first, alike->more);
    return true;
}
