/*
 * doctor_hosting.h - shared hosting as `hooklet init --shared-hosting` has made it; for doctor's
 * own files alone
 */
#ifndef HOOKLET_CLI_DOCTOR_HOSTING_H
#define HOOKLET_CLI_DOCTOR_HOSTING_H

#include "cli/doctor.h"
#include "cli/hosting.h"

/* One that is looked at. */
struct hosted {
    struct hosting hosting;
    uid_t owner;       /* of the directory: whose programs run there */
    const char *again; /* "hooklet init --shared-hosting DIR" */
};

/* Directory, wrappers, .htaccess: are they as init makes them, and would suexec run them? */
void hosted_files(struct doctor *doctor, const struct hosted *hosted);
/* Configuration, secrets and state: can somebody else get at them, over the web or on the host? */
void hosted_privacy(struct doctor *doctor, const struct hosted *hosted);

#endif
