/*
 * address.h - whose network an address is in: the Internet's, or somebody's own
 *
 * Looks at bytes, never at text: 127.1, 0x7f000001 and 2130706433 have become one address before.
 * An IPv4 address that is mapped into IPv6 (::ffff:a.b.c.d) is the IPv4 address.
 * source  IANA, IPv4 and IPv6 Special-Purpose Address Registries; RFC 6890
 */
#ifndef HOOKLET_PORT_ADDRESS_H
#define HOOKLET_PORT_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"

struct sockaddr;
struct sockaddr_storage;

struct network {
    int family;              /* AF_INET, AF_INET6 */
    unsigned char bytes[16]; /* of AF_INET the first four; those behind the prefix are 0 */
    int bits;                /* of the prefix */
};

/* "10.0.0.0/8", "fd00::/8"; an address alone is a network of one.  false, with nothing written:
 * it is none, it has bits behind its prefix, or is one that is mapped into IPv6. */
bool network_parse(const char *text, struct network *network) __attribute__((warn_unused_result));

/*
 * May it be an address of somebody else's in the Internet?  Not so what is private, of this host or
 * link, shared, documentation, for tests, multicast, reserved, or what reaches an IPv4 address by
 * way of IPv6 (NAT64, 6to4, Teredo, the compatible form), nor what is neither IPv4 nor IPv6.
 */
bool address_public(const struct sockaddr *address);
/* Is it one of this machine's, as it stands at this moment? */
bool address_own(const struct sockaddr *address);
/* In one of these networks, or public and not our own. */
bool address_allowed(const struct sockaddr *address, const struct network *networks, size_t count);

/* An address in figures, as resolvers read them (127.1, 0x7f000001, ::1), with a port. */
bool address_read(const char *text, int port, struct sockaddr_storage *address)
    __attribute__((warn_unused_result));
/* The numeric form, "127.0.0.1", "::1"; "?" for what is neither IPv4 nor IPv6. */
const char *address_text(struct pool *pool, const struct sockaddr *address)
    __attribute__((returns_nonnull));
#define PORT_MOST 65535
/* Its port, 0 when it has none. */
int address_port(const struct sockaddr *address);

#endif
