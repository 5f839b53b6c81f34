/*
 * manifest_table.h - GitHub's permissions and the events that need them; for manifest.c
 */
#ifndef HOOKLET_WORK_MANIFEST_TABLE_H
#define HOOKLET_WORK_MANIFEST_TABLE_H

#include <stddef.h>

#define MANIFEST_PERMISSIONS 23
#define MANIFEST_EVENTS 64

struct manifest_permission {
    const char *name;  /* in manifests */
    const char *title; /* for people */
};

struct manifest_event {
    const char *name;
    const char *permission; /* to read it is enough; NULL: comes to every App by itself */
};

/* "metadata" is the first; GitHub gives it to every App. */
extern const struct manifest_permission manifest_permissions[MANIFEST_PERMISSIONS];
/* Those that Apps may ask for, by name. */
extern const struct manifest_event manifest_events[MANIFEST_EVENTS];

#endif
