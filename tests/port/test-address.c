/* src/port/address.c: every range, from its first address to its last, and what lies beside it. */
#include "config.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "a_pool.h"
#include "port/address.h"

#include <cmocka.h>

/* The one interface that this machine is to have; NULL: those that it has. */
static struct ifaddrs *only;

int
getifaddrs(struct ifaddrs **all)
{
    int (*real)(struct ifaddrs **) = NULL;

    *(void **)&real = dlsym(RTLD_NEXT, "getifaddrs");
    *all = only;
    return only != NULL ? 0 : real(all);
}

void
freeifaddrs(struct ifaddrs *all)
{
    void (*real)(struct ifaddrs *) = NULL;

    *(void **)&real = dlsym(RTLD_NEXT, "freeifaddrs");
    if (all != only)
        real(all);
}

struct range {
    const char *before; /* public, or NULL: what lies there is a range of its own, or nothing */
    const char *first;
    const char *last;
    const char *after; /* as `before` */
};

static struct sockaddr_storage
at(const char *text)
{
    struct sockaddr_storage address;

    if (!address_read(text, 443, &address))
        fail_msg("%s is no address", text);
    return address;
}

static bool
is_public(const char *text)
{
    const struct sockaddr_storage address = at(text);

    return address_public((const struct sockaddr *)&address);
}

static void
expect(const char *text, bool expected)
{
    if (text != NULL && is_public(text) != expected)
        fail_msg("%s is %spublic", text, expected ? "not " : "");
}

static void
expect_ranges(const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        expect(ranges[i].before, true);
        expect(ranges[i].first, false);
        expect(ranges[i].last, false);
        expect(ranges[i].after, true);
    }
}

static void
ranges_of_ipv4(void **state)
{
    static const struct range ranges[] = {
        { NULL, "0.0.0.0", "0.255.255.255", "1.0.0.0" },
        { "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0" },
        { "100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0" },
        { "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0" },
        { "169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0" },
        { "172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0" },
        { "191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0" },
        { "192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0" },
        { "192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0" },
        { "192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0" },
        { "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0" },
        { "198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0" },
        { "203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0" },
        { "223.255.255.255", "224.0.0.0", "239.255.255.255", NULL },
        { NULL, "240.0.0.0", "255.255.255.255", NULL },
    };

    (void)state;
    expect_ranges(ranges, sizeof ranges / sizeof *ranges);
}

/* Each range of IPv4 again, as IPv6 writes it. */
static void
mapped_addresses_are_those_of_ipv4(void **state)
{
    static const char *const bad[] = {
        "::ffff:0.0.0.0",     "::ffff:10.0.0.1",        "::ffff:100.64.0.1",
        "::ffff:127.0.0.1",   "::ffff:7f00:1",          "::ffff:169.254.169.254",
        "::ffff:172.16.0.1",  "::ffff:192.0.0.1",       "::ffff:192.0.2.1",
        "::ffff:192.88.99.1", "::ffff:192.168.1.1",     "::ffff:198.18.0.1",
        "::ffff:224.0.0.1",   "::ffff:255.255.255.255", "0:0:0:0:0:ffff:7f00:0001"
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect(bad[i], false);
    expect("::ffff:93.184.216.34", true);
    expect("::ffff:5db8:d822", true);
}

static void
ranges_of_ipv6(void **state)
{
    static const struct range ranges[] = {
        { NULL, "::", "::1", NULL },
        { NULL, "::2", "::fffe:ffff:ffff", NULL },
        { NULL, "64:ff9b::", "64:ff9b::ffff:ffff", NULL },
        { NULL, "64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", NULL },
        { NULL, "100::", "100::ffff:ffff:ffff:ffff", NULL },
        { NULL, "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::", NULL },
        { "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::" },
        { "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
          "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::" },
        { "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2003::" },
        { "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff:1000::" },
        { "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
          "4000::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
        { NULL, "fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
        { NULL, "fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
        { NULL, "fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
        { NULL, "ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", NULL },
    };

    (void)state;
    expect_ranges(ranges, sizeof ranges / sizeof *ranges);
    expect("2606:4700:4700::1111", true);
    expect("2a00:1450:4001:801::200e", true);
}

/* They lead to an IPv4 address, even a public one, by ways that nobody can look through. */
static void
ways_to_ipv4_are_refused(void **state)
{
    static const char *const bad[] = {
        "64:ff9b::127.0.0.1", "64:ff9b::93.184.216.34", "64:ff9b:1::10.0.0.1",
        "2002:7f00:1::",      "2002:5db8:d822::1",      "2001:0:7f00:1::",
        "::127.0.0.1",        "::93.184.216.34",        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect(bad[i], false);
}

static void
figures_are_read_as_resolvers_read_them(void **state)
{
    static const char *const loopback[] = { "127.0.0.1",    "127.1",      "127.0.1",
                                            "2130706433",   "0x7f000001", "0x7f.1",
                                            "017700000001", "0177.0.0.1", "0x7f.0x0.0x0.0x1" };
    struct pool *pool = *state;
    struct sockaddr_storage address;

    for (size_t i = 0; i < sizeof loopback / sizeof *loopback; i++) {
        address = at(loopback[i]);
        assert_string_equal(address_text(pool, (const struct sockaddr *)&address), "127.0.0.1");
        assert_int_equal(address_port((const struct sockaddr *)&address), 443);
    }
    address = at("0:0::1");
    assert_string_equal(address_text(pool, (const struct sockaddr *)&address), "::1");
    assert_int_equal(address_port((const struct sockaddr *)&address), 443);
    assert_false(address_read("localhost", 443, &address));
    assert_false(address_read("", 443, &address));
    assert_false(address_read("fe80::1%lo", 443, &address));
}

static void
what_is_no_address_is_not_public(void **state)
{
    const struct sockaddr_un local = { .sun_family = AF_UNIX };
    const struct sockaddr none = { .sa_family = AF_UNSPEC };

    assert_false(address_public((const struct sockaddr *)&local));
    assert_false(address_allowed((const struct sockaddr *)&local, NULL, 0));
    assert_false(address_public(&none));
    assert_false(address_own(&none));
    assert_string_equal(address_text(*state, &none), "?");
    assert_int_equal(address_port(&none), 0);
}

static void
networks_are_read(void **state)
{
    static const char *const good[] = { "10.0.0.0/8",    "127.0.0.1", "0.0.0.0/0",   "192.0.2.4/30",
                                        "192.0.2.5/32",  "fd00::/8",  "::1",         "::/0",
                                        "2001:db8::/33", "::1/128",   "64:ff9b::/96" };
    static const char *const bad[] = { "",
                                       "10",
                                       "10.0.0.0/33",
                                       "10.0.0.0/",
                                       "10.0.0.1/8",
                                       "10.0.0.0/-1",
                                       "10.0.0.0/8 ",
                                       " 10.0.0.0/8",
                                       "10.0.0/8",
                                       "fd00::/129",
                                       "fd00::1/8",
                                       "localhost/8",
                                       "/8",
                                       "10.0.0.0//8",
                                       "10.0.0.0/8/8",
                                       "10.0.0.0/0008",
                                       "0x0a.0.0.0",
                                       "::ffff:10.0.0.0/104",
                                       "fe80::1%lo/64",
                                       "10.0.0.0/99999999999999999999" };
    struct network network = { .bits = 7 };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!network_parse(good[i], &network))
            fail_msg("%s is a network", good[i]);
    }
    network = (struct network){ .bits = 7 };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (network_parse(bad[i], &network))
            fail_msg("%s is no network", bad[i]);
    }
    assert_int_equal(network.bits, 7);
    assert_true(network_parse("127.0.0.1", &network));
    assert_int_equal(network.family, AF_INET);
    assert_int_equal(network.bits, 32);
    assert_true(network_parse("fd00::/8", &network));
    assert_int_equal(network.family, AF_INET6);
    assert_int_equal(network.bits, 8);
    assert_int_equal(network.bytes[0], 0xfd);
}

static bool
allowed(const char *text, const char *const *names, size_t count)
{
    const struct sockaddr_storage address = at(text);
    struct network networks[4];

    for (size_t i = 0; i < count; i++)
        assert_true(network_parse(names[i], &networks[i]));
    return address_allowed((const struct sockaddr *)&address, networks, count);
}

static void
networks_let_through_what_they_hold(void **state)
{
    static const char *const ours[] = { "10.20.0.0/15", "fd12::/16", "127.0.0.1", "192.0.2.4/31" };

    (void)state;
    assert_true(allowed("10.20.0.0", ours, 4));
    assert_true(allowed("10.21.255.255", ours, 4));
    assert_true(allowed("::ffff:10.21.0.1", ours, 4));
    assert_false(allowed("10.19.255.255", ours, 4));
    assert_false(allowed("10.22.0.0", ours, 4));
    assert_false(allowed("64:ff9b::10.20.0.1", ours, 4));
    assert_true(allowed("fd12::", ours, 4));
    assert_true(allowed("fd12:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ours, 4));
    assert_false(allowed("fd13::", ours, 4));
    assert_false(allowed("fd11:ffff::", ours, 4));
    assert_true(allowed("127.0.0.1", ours, 4));
    assert_false(allowed("127.0.0.2", ours, 4));
    assert_false(allowed("127.0.0.0", ours, 4));
    assert_true(allowed("192.0.2.5", ours, 4));
    assert_false(allowed("192.0.2.6", ours, 4));
    assert_false(allowed("::1", ours, 4));
    assert_true(allowed("93.184.216.34", ours, 4));
    assert_false(allowed("127.0.0.1", NULL, 0));
}

/* A network of one family holds none of the other, also where all bits are free. */
static void
all_of_one_family_is_nothing_of_the_other(void **state)
{
    static const char *const four[] = { "0.0.0.0/0" };
    static const char *const six[] = { "::/0" };

    (void)state;
    assert_true(allowed("127.0.0.1", four, 1));
    assert_false(allowed("::1", four, 1));
    assert_true(allowed("::1", six, 1));
    assert_false(allowed("127.0.0.1", six, 1));
    assert_false(allowed("::ffff:127.0.0.1", six, 1));
}

static void
own_addresses_are_found(void **state)
{
    struct ifaddrs *all = NULL;
    struct sockaddr_storage address = at("93.184.216.34");
    size_t count = 0;

    (void)state;
    assert_false(address_own((const struct sockaddr *)&address));
    assert_int_equal(getifaddrs(&all), 0);
    for (const struct ifaddrs *one = all; one != NULL; one = one->ifa_next) {
        if (one->ifa_addr == NULL ||
            (one->ifa_addr->sa_family != AF_INET && one->ifa_addr->sa_family != AF_INET6))
            continue;
        assert_true(address_own(one->ifa_addr));
        count++;
    }
    freeifaddrs(all);
    assert_true(count > 0);
}

/* Services that listen for this machine alone may do so at its public address. */
static void
ones_own_public_address_is_not_allowed(void **state)
{
    static const struct network open = { AF_INET, { 93, 184, 216 }, 24 };
    struct sockaddr_storage own = at("93.184.216.34"), mapped = at("::ffff:93.184.216.34"),
                            beside = at("93.184.216.35");
    struct ifaddrs interface = { .ifa_name = (char[]){ "x" }, .ifa_addr = (struct sockaddr *)&own };

    (void)state;
    only = &interface;
    assert_false(address_allowed((const struct sockaddr *)&own, NULL, 0));
    assert_false(address_allowed((const struct sockaddr *)&mapped, NULL, 0));
    assert_true(address_allowed((const struct sockaddr *)&beside, NULL, 0));
    assert_true(address_allowed((const struct sockaddr *)&own, &open, 1));
    only = NULL;
    assert_true(address_allowed((const struct sockaddr *)&own, NULL, 0));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("ranges-of-ipv4", ranges_of_ipv4),
        TEST("mapped-addresses-are-those-of-ipv4", mapped_addresses_are_those_of_ipv4),
        TEST("ranges-of-ipv6", ranges_of_ipv6),
        TEST("ways-to-ipv4-are-refused", ways_to_ipv4_are_refused),
        TEST("figures-are-read-as-resolvers-read-them", figures_are_read_as_resolvers_read_them),
        TEST("what-is-no-address-is-not-public", what_is_no_address_is_not_public),
        TEST("networks-are-read", networks_are_read),
        TEST("networks-let-through-what-they-hold", networks_let_through_what_they_hold),
        TEST("all-of-one-family-is-nothing-of-the-other",
             all_of_one_family_is_nothing_of_the_other),
        TEST("own-addresses-are-found", own_addresses_are_found),
        TEST("ones-own-public-address-is-not-allowed", ones_own_public_address_is_not_allowed),
    };

    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
