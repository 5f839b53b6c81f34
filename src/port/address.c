/* address.c - prefixes, compared bit by bit */
#include "config.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/text.h"
#include "port/address.h"

/* What stands in a sockaddr, without its port and scope. */
struct place {
    int family; /* 0: neither IPv4 nor IPv6 */
    unsigned char bytes[16];
};

static const struct network not_public[] = {
    { AF_INET, { 0 }, 8 },                        /* this network */
    { AF_INET, { 10 }, 8 },                       /* private */
    { AF_INET, { 100, 64 }, 10 },                 /* shared by a provider's customers */
    { AF_INET, { 127 }, 8 },                      /* this host */
    { AF_INET, { 169, 254 }, 16 },                /* this link: metadata services of clouds, too */
    { AF_INET, { 172, 16 }, 12 },                 /* private */
    { AF_INET, { 192, 0, 0 }, 24 },               /* protocols */
    { AF_INET, { 192, 0, 2 }, 24 },               /* documentation */
    { AF_INET, { 192, 88, 99 }, 24 },             /* 6to4 relays */
    { AF_INET, { 192, 168 }, 16 },                /* private */
    { AF_INET, { 198, 18 }, 15 },                 /* benchmarks */
    { AF_INET, { 198, 51, 100 }, 24 },            /* documentation */
    { AF_INET, { 203, 0, 113 }, 24 },             /* documentation */
    { AF_INET, { 224 }, 4 },                      /* multicast */
    { AF_INET, { 240 }, 4 },                      /* reserved, and broadcast */
    { AF_INET6, { 0x20, 0x01, 0x00 }, 23 },       /* protocols: Teredo, ORCHID, benchmarks */
    { AF_INET6, { 0x20, 0x01, 0x0d, 0xb8 }, 32 }, /* documentation */
    { AF_INET6, { 0x20, 0x02 }, 16 },             /* 6to4 */
    { AF_INET6, { 0x3f, 0xff }, 20 },             /* documentation */
};

/* All that is routed in the Internet so far.  Outside are ::, ::1, the compatible form, NAT64 (also
 * a local one), discard-only, segment routing, unique local, link local and multicast addresses. */
static const struct network global = { AF_INET6, { 0x20 }, 3 };

static bool
is_mapped(const unsigned char bytes[16])
{
    static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

    return memcmp(bytes, mapped, sizeof mapped) == 0;
}

static struct place
place_of(const struct sockaddr *address)
{
    struct place place = { 0 };

    if (address->sa_family == AF_INET) {
        place.family = AF_INET;
        memcpy(place.bytes, &((const struct sockaddr_in *)(const void *)address)->sin_addr, 4);
    } else if (address->sa_family == AF_INET6) {
        place.family = AF_INET6;
        memcpy(place.bytes, &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr, 16);
    }
    if (place.family == AF_INET6 && is_mapped(place.bytes)) {
        place.family = AF_INET;
        memmove(place.bytes, place.bytes + 12, 4);
        memset(place.bytes + 4, 0, 12);
    }
    return place;
}

/* The bits of byte `i` that belong to a prefix of so many bits. */
static int
mask(int bits, int i)
{
    int left = bits - 8 * i;

    if (left >= 8)
        return 0xff;
    return left <= 0 ? 0 : 0xff << (8 - left) & 0xff;
}

static bool
is_in(const struct place *place, const struct network *network)
{
    int differ = 0;

    for (int i = 0; i < 16; i++)
        differ = differ | ((place->bytes[i] ^ network->bytes[i]) & mask(network->bits, i));
    return place->family == network->family && differ == 0;
}

static bool
is_among(const struct place *place, const struct network *networks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (is_in(place, &networks[i]))
            return true;
    }
    return false;
}

bool
address_public(const struct sockaddr *address)
{
    const struct place place = place_of(address);

    return (place.family == AF_INET || is_in(&place, &global)) &&
           !is_among(&place, not_public, sizeof not_public / sizeof *not_public);
}

bool
address_own(const struct sockaddr *address)
{
    const struct place place = place_of(address);
    struct ifaddrs *all = NULL;
    bool found = false;

    /* Who can't ask must not be let through by it. */
    if (getifaddrs(&all) != 0)
        return true;
    for (struct ifaddrs *one = all; one != NULL && !found; one = one->ifa_next) {
        struct place other = one->ifa_addr != NULL ? place_of(one->ifa_addr) : (struct place){ 0 };

        found = other.family != 0 && memcmp(&place, &other, sizeof place) == 0;
    }
    freeifaddrs(all);
    return found;
}

bool
address_allowed(const struct sockaddr *address, const struct network *networks, size_t count)
{
    const struct place place = place_of(address);

    return is_among(&place, networks, count) || (address_public(address) && !address_own(address));
}

bool
address_read(const char *text, int port, struct sockaddr_storage *address)
{
    struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
    struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };

    *address = (struct sockaddr_storage){ 0 };
    if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1)
        memcpy(address, &six, sizeof six);
    else if (inet_aton(text, &four.sin_addr) != 0)
        memcpy(address, &four, sizeof four);
    return address->ss_family != 0;
}

const char *
address_text(struct pool *pool, const struct sockaddr *address)
{
    const struct place place = place_of(address);
    char *text = pool_alloc(pool, INET6_ADDRSTRLEN);

    if (place.family == 0 || inet_ntop(place.family, place.bytes, text, INET6_ADDRSTRLEN) == NULL)
        return "?";
    return text;
}

int
address_port(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return ntohs(((const struct sockaddr_in *)(const void *)address)->sin_port);
    if (address->sa_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)address)->sin6_port);
    return 0;
}

/* Nothing, or "/" and one to three digits; -1: it is no such thing. */
static int
parse_bits(const char *text, int most)
{
    const char *number = text_behind(text, "/");

    if (*text == '\0')
        return most;
    if (number == NULL || strlen(number) > 3)
        return -1;
    return (int)text_number(number, strlen(number), most);
}

bool
network_parse(const char *text, struct network *network)
{
    char address[INET6_ADDRSTRLEN] = "";
    size_t length = strcspn(text, "/");
    struct network read = { .family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET };

    if (length >= sizeof address)
        return false;
    memcpy(address, text, length);
    if (inet_pton(read.family, address, read.bytes) != 1)
        return false;
    read.bits = parse_bits(text + length, read.family == AF_INET ? 32 : 128);
    if (read.bits < 0 || (read.family == AF_INET6 && is_mapped(read.bytes)))
        return false;
    for (int i = 0; i < 16; i++) {
        if ((read.bytes[i] & ~mask(read.bits, i)) != 0)
            return false;
    }
    *network = read;
    return true;
}
