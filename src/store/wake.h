/*
 * wake.h - the worker's bell: datagram sockets wake.0 to wake.3 in the state directory
 *
 * A worker binds the lowest free name, whoever has stored work sends a byte to each.  Only a hint:
 * nothing here fails.
 */
#ifndef HOOKLET_STORE_WAKE_H
#define HOOKLET_STORE_WAKE_H

struct wake {
    const char *directory; /* borrowed */
    int sender;            /* -1: could not be made */
    int receiver;          /* -1: none yet */
    int number;            /* of the receiver's name */
};

void wake_open(struct wake *wake, const char *directory);
void wake_close(struct wake *wake);
void wake_ring(const struct wake *wake);
/* Binds on first use; -1 when no name is free. */
int wake_listen(struct wake *wake);
void wake_clear(const struct wake *wake);

#endif
