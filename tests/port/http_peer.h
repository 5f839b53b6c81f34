/*
 * http_peer.h - an HTTP server on the loopback interface, for tests of the loop
 *
 * One thread serves any number of connections, and keeps them.  The path says what is answered:
 *
 *     /ok       200, "ok"              /moved    302 to another path
 *     /silent   nothing, ever          /short    200, and less than it says; then it closes
 *     /long     200, 3 MiB of 'x'      /headers  200, with 200 KiB of headers
 *     /named    200, and a header of its own
 */
#ifndef HOOKLET_TESTS_PORT_HTTP_PEER_H
#define HOOKLET_TESTS_PORT_HTTP_PEER_H

#include <stdatomic.h>
#include <pthread.h>

struct http_peer {
    int port;
    atomic_int connections; /* so far */
    atomic_int requests;
    int listener;
    int stop[2]; /* a pipe */
    pthread_t thread;
};

/* For IPv4 and, where there is any, IPv6. */
void http_peer_start(struct http_peer *peer);
void http_peer_stop(struct http_peer *peer);

#endif
