/* test-crypto_rs256.c - RS256 by keys that were made for this test alone, checked by another implementation */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "a_pool.h"
#include "base/fail.h"
#include "port/crypto.h"

#include <cmocka.h>

static const char pkcs1[] = "-----BEGIN RSA PRIVATE KEY-----\n"
                            "MIIEowIBAAKCAQEAycfw9JvRvSYOamzVFS8KwhYQiuUEUipi+cFT03Pl6pE7CLjf\n"
                            "dwx6bdccYb0/NPhsAiG6va5XSdCtAg4AH3SpGOKKtvbd42BELh/y/TKolMf3ZHUO\n"
                            "+bbrZ0n2TCm6LAhwENqS9BVN7ph2mSgwFGPxocZiG1UPVQKnC9FkVdWoiK4OAiv1\n"
                            "WzRDnmexdWN5QZ0boAgUkqswQIeH4jDaLp9lZgQwcFcP5RL4n4dcoaFIo0Cbv7Jr\n"
                            "EVr0x/YrhTdMJurPd2K3mrP+dtb6xJQcglSu0UI8pnuTthFnX2Q4HTPXgaqbESDB\n"
                            "fQpnaIY8aSsIz+qX7hT21NfoiAi9n1JfofzfuwIDAQABAoIBAAwSAZgs43QaE+cc\n"
                            "mD/18RQqIwQxtxbQCwGEJbkOFbmdV7ego38yGmUMZuwpj3HiPP6lppi5KJ21bJLc\n"
                            "Gx0PvRvMVXCkmWuEF8SVJ2XiMNMD4T+7pJpVEhe7BSGuysCVa8YsCZ6I9bf7m9Lg\n"
                            "5FbSxkcxxOWgqp0OTDUdjo/lVB3wTpuMLMD61r3eL6W3vFqrMJsayU36wADm4SdG\n"
                            "5tBrUwhyBkd7KmHbWt1ggH3P3Axl0I/JS0xiO/5lPWkHq/7X66WbfwU2BxYtzJtb\n"
                            "+jQ8N63a/fJKqJww1UNjtZJnZ087VFKD9EQ1m81beajjoA0PXUoOPQ8UK06Hvpgv\n"
                            "FUr3u/UCgYEA5vC55IlU8AWJ1uIMkERa23yALRob3QISnjF1y72VEbka8yVGfZPg\n"
                            "YUUakXHI8hpEiBTonWuVKo6QPDZRZshkw5tW9Fifonte/tg3YmBkKJNYDxBh9JmM\n"
                            "s4diK1GfqVr0vK6eI9VC9L5bkXEeY2FBmzIG/Q36iNBb/7Gy2OAOmMUCgYEA360z\n"
                            "YGMmXjV61GuX42+JL5gNVRVPMmSJ+4fIrMTUf9L1bAF7/89jgokKErZKCOUh1RIB\n"
                            "L7K5JfsrpzCaS51Dj+KmjGbauMdtX29geRkvZAZDX1TJ05NwOEzLZD+C9bHuP0gf\n"
                            "+Imyp1mlvlpxXJUeO/WvUf2ZcPLINg10aA74Hn8CgYEArj0Vo83Rnb4v/0ZRwE8y\n"
                            "VcMbWewG9bponZ4nh+6jl9mW8bg/9OMrOXhP0UiOGcujxSAxWQQgaRlizWsWA3xS\n"
                            "OhrrgjOTTZ3TUGeFcd3T86EnoUX1Af0P4SvV72UIF1ieqfT9L3/pooo0wAkeqlBo\n"
                            "lVUrXKW9TpgVsVc63tI9cRkCgYBlnjxvF9yAhG9vPgpdS3jZ5Ix6ERpP3JlLat7i\n"
                            "jvGzuNXC4dHB4ChnT3cCFUsBS4fZUzqyvtGazceBR3Vx0Nq27dOYicnolMG9z83W\n"
                            "dnivSqElGFIxCxS6nzjwLGKE2PdSTKQpt/UwTmwcVN6Xny+DMhUafMpPJB2NYQN3\n"
                            "mwViZQKBgD026eRCahz7skO+PRZR8jK6VIj7vO242cleyZNWEy2PBu9LuXXrVRMS\n"
                            "8KsY0V3xrEe6M0HlYnb8dAFuhwyoDwMwojxQdq6l8sChLv8f8lj65mT9gSkGoKe4\n"
                            "tZmLgUd8vqO+RwjhNXoM05/AGVLtE/m6M+04wXBxXCks//O45rko\n"
                            "-----END RSA PRIVATE KEY-----\n";

static const char pkcs8[] = "-----BEGIN PRIVATE KEY-----\n"
                            "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDJx/D0m9G9Jg5q\n"
                            "bNUVLwrCFhCK5QRSKmL5wVPTc+XqkTsIuN93DHpt1xxhvT80+GwCIbq9rldJ0K0C\n"
                            "DgAfdKkY4oq29t3jYEQuH/L9MqiUx/dkdQ75tutnSfZMKbosCHAQ2pL0FU3umHaZ\n"
                            "KDAUY/GhxmIbVQ9VAqcL0WRV1aiIrg4CK/VbNEOeZ7F1Y3lBnRugCBSSqzBAh4fi\n"
                            "MNoun2VmBDBwVw/lEvifh1yhoUijQJu/smsRWvTH9iuFN0wm6s93Yreas/521vrE\n"
                            "lByCVK7RQjyme5O2EWdfZDgdM9eBqpsRIMF9CmdohjxpKwjP6pfuFPbU1+iICL2f\n"
                            "Ul+h/N+7AgMBAAECggEADBIBmCzjdBoT5xyYP/XxFCojBDG3FtALAYQluQ4VuZ1X\n"
                            "t6CjfzIaZQxm7CmPceI8/qWmmLkonbVsktwbHQ+9G8xVcKSZa4QXxJUnZeIw0wPh\n"
                            "P7ukmlUSF7sFIa7KwJVrxiwJnoj1t/ub0uDkVtLGRzHE5aCqnQ5MNR2Oj+VUHfBO\n"
                            "m4wswPrWvd4vpbe8WqswmxrJTfrAAObhJ0bm0GtTCHIGR3sqYdta3WCAfc/cDGXQ\n"
                            "j8lLTGI7/mU9aQer/tfrpZt/BTYHFi3Mm1v6NDw3rdr98kqonDDVQ2O1kmdnTztU\n"
                            "UoP0RDWbzVt5qOOgDQ9dSg49DxQrToe+mC8VSve79QKBgQDm8LnkiVTwBYnW4gyQ\n"
                            "RFrbfIAtGhvdAhKeMXXLvZURuRrzJUZ9k+BhRRqRccjyGkSIFOida5UqjpA8NlFm\n"
                            "yGTDm1b0WJ+ie17+2DdiYGQok1gPEGH0mYyzh2IrUZ+pWvS8rp4j1UL0vluRcR5j\n"
                            "YUGbMgb9DfqI0Fv/sbLY4A6YxQKBgQDfrTNgYyZeNXrUa5fjb4kvmA1VFU8yZIn7\n"
                            "h8isxNR/0vVsAXv/z2OCiQoStkoI5SHVEgEvsrkl+yunMJpLnUOP4qaMZtq4x21f\n"
                            "b2B5GS9kBkNfVMnTk3A4TMtkP4L1se4/SB/4ibKnWaW+WnFclR479a9R/Zlw8sg2\n"
                            "DXRoDvgefwKBgQCuPRWjzdGdvi//RlHATzJVwxtZ7Ab1umidnieH7qOX2ZbxuD/0\n"
                            "4ys5eE/RSI4Zy6PFIDFZBCBpGWLNaxYDfFI6GuuCM5NNndNQZ4Vx3dPzoSehRfUB\n"
                            "/Q/hK9XvZQgXWJ6p9P0vf+miijTACR6qUGiVVStcpb1OmBWxVzre0j1xGQKBgGWe\n"
                            "PG8X3ICEb28+Cl1LeNnkjHoRGk/cmUtq3uKO8bO41cLh0cHgKGdPdwIVSwFLh9lT\n"
                            "OrK+0ZrNx4FHdXHQ2rbt05iJyeiUwb3PzdZ2eK9KoSUYUjELFLqfOPAsYoTY91JM\n"
                            "pCm39TBObBxU3pefL4MyFRp8yk8kHY1hA3ebBWJlAoGAPTbp5EJqHPuyQ749FlHy\n"
                            "MrpUiPu87bjZyV7Jk1YTLY8G70u5detVExLwqxjRXfGsR7ozQeVidvx0AW6HDKgP\n"
                            "AzCiPFB2rqXywKEu/x/yWPrmZP2BKQagp7i1mYuBR3y+o75HCOE1egzTn8AZUu0T\n"
                            "+boz7TjBcHFcKSz/87jmuSg=\n"
                            "-----END PRIVATE KEY-----\n";

static const char short_key[] = "-----BEGIN RSA PRIVATE KEY-----\n"
                                "MIICXQIBAAKBgQCxuK1Rf0/KoQIv4i29727+pIUYHmsNZ10rF1oLrISzhwNzD1Ei\n"
                                "+qmUaSn0GDzKgK3HBfgQpgQsBiE0TtMZRp/BY8UmONBm8pkhw9cPzwoD79DBdHCJ\n"
                                "A96s2pJI4l4kQboVn/8cr/4bHz3O2ZUtiVaOrt19tU7nlg7HoMzdd376dwIDAQAB\n"
                                "AoGBAKCbfrX50cgSvYE8a44MRUiGsWjchG42jTIWBmAqZjo/t1RR8UclM/9VEn7v\n"
                                "MHDo3SLROB8DiR2n5HX7Djb3ZgLDI4Q8zaNuBwmmYmYNn+PUyr0TjVR3GCTrk+XD\n"
                                "vttc2XAdrztogeWPSla2mAaSc28HgC62Nop8dlaKX2rH8V6RAkEA3nbXB5wJApa/\n"
                                "9TKckaO9GCNQv00n+jvb6g5hS8yDNH9kuReKtnHmj3Jg3b0BDjOejtfHegcXQkDl\n"
                                "O6+3LFZQ5QJBAMyDKHQHoPrUpL8tMUnFQpPfm15gcARwFFg5WHuaVpy0VBynBeUN\n"
                                "wbxTILq1/uCZ4EifN7H11OVqIIf2IWCflCsCQQC3bzh5XtETIGih7xyo/mGSgLQ5\n"
                                "OY6oSClagob5sGXTqOPNtzq6m4qoZ4C19f3jzu6EDCrAVQ55o/cg0w/v8DB9AkB5\n"
                                "kiYEA1zwfmOIuaapAbf4C15ildVA7hdJ8pzkrPR7pr6xYaAhbzIRbyDvnKxse0xW\n"
                                "Hz+ObGIoFhRMfkWNGI+NAkAegi+Vb4h4end7SR/PBwV1cAU8ktwAVxFc+G2sPO57\n"
                                "WFitleGev+OSxKbgAAfTooPqKwENREODPMTL77yN3kbA\n"
                                "-----END RSA PRIVATE KEY-----\n";

static const char elliptic[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJM6stGl5CL7eIDSd\n"
                               "9pmgOXC2zx6sDwmelwCM4lflSLehRANCAAQ2gTs4g5ey0RwOZC4ZP9JHszGRbV2T\n"
                               "dL1+mk8jWwmZ8m1bvrj4OeHRRPKqRcNK9qKQTWsKY42KYsGYpN4PLMp6\n"
                               "-----END PRIVATE KEY-----\n";

static const char locked[] = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                             "MIIFLTBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIykpgR7GN+GsCAggA\n"
                             "MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAECBBB76CuaJuszdH8QDmRa37uWBIIE\n"
                             "0KExLDdA7fSef87im2WhrN/5aimLkZoWg2i0/ALd/ePuNflOLVKiP3E4j+S87RAl\n"
                             "08BlBnSHf5Uk2KXsUzOUfyqn3VuKzzaRX9ChDj0iYC7/FBsRZktWL6g517RExXmS\n"
                             "NDx6pEBpX2FG0ElFViPvrohS0XJYUzuLeXYkr7qWYaJh6EcZcMTmz4/rl1IDGsMf\n"
                             "85DN1LogPjUcVP/4wIC30UDmr86e2FfkOXqSPTWfYspHfg6hyi56g9I4xCe5EWrq\n"
                             "2ulSkpMJk/voO/FFDgLQ+wIlRds+lMLyGm/BXxJ9trPhWZslaHX+F/uRtJbiGJHA\n"
                             "QC9Ao/ke4QTx2PRJQchFK0U67wANguzi5W3NvroSA0DgEcf/SICZReN7mnPSjqLc\n"
                             "5s6VWB62dABjGFv/zZSTnsbtkp5ZPFWrXNbTLgrESxlOsUq8Q8HHFfCUV0GJwfoJ\n"
                             "ishZ3uc9vjfZ7/gmeHFPudKOSCSSapXHbjIWmcCNvu5TKjBvWkgpXioGHtv/H1ze\n"
                             "EwEag8Bz/iXOGXyykooebCB+gTFJly5WJmcr7TUkDYWb4fgGIsYdJEl/LUKE7Qa8\n"
                             "9hlnOff+ARwJKFB3HzcM36Gzzfbr55RErW5L4S4fd7F7jUyYJBHJ7qqL/Eycu68G\n"
                             "oqUdU2eVLkYFgUQc7thD8ndRWeXERx4cKkkkcCcWCZoRHjBX65asWT8Ij4A5DEXd\n"
                             "QYVoabTdx5GARIYqaUtm6svz3lXf/5o6qhGasKaPzMLUKCR3ds9lEXF/xMXTRn7h\n"
                             "Mzv8um98cArUksG70bOzeVBYqotcxW1nEm+EwneQebzgvcg0JkNuM4xgl1o83WRd\n"
                             "5kkXLWaFwh4BvbS9fI3F5gfFbf1T6B2OHXRJ2MzJIwfS8nUCUK0cV8DVUbQ+BQaH\n"
                             "b3dUyfxwfROuspMTorqZrCR/7w1f3AM2xYB+dNqTM+OwbfKQKGzFu7T7O7wGjZ7B\n"
                             "T9aInRPM/ISk/88/stvdLkqRy17WhEP3MT83BfsaXukNMdPsUkzR2F2laWS6v+/5\n"
                             "Onrzus2lvocB3yUV9hJFW8DqXe3Te6FG6usie8jGARL8IKJV2aiKf8th49HciVjD\n"
                             "RM4EKhMOPdoMixokypNjm7FrrjrGkPrvfeS/Ybo7Pg8UQan6Q5uOJfRhyuFUVuZz\n"
                             "5axnYF/dFUuIWVVRrsnvOB9xA2uE8AUE0RaydsoS3/MjaMH3gcA1MLDrAm8YXeRz\n"
                             "ig/4NcjsHpZGtqRGqcHqVV1Ad3xd8PDuqzFrAkXbaJ3DK3+xO9jGv3VsBKEcZ44Y\n"
                             "tmdlsgXiWsVhAjs0sF5eVkj0LFbfwbjQYMU0CrJ5BPHBATwGsQz7Mzq7atmrTYnR\n"
                             "FfYQrEYukvUJaFEVnG2uzUJSSlcuzysiTTZqDvDVKmf6my8ohhPNJHyVEfoKQ0+Y\n"
                             "nWkibWFwxnx91e44/tRX//vq9YnM9EujCCbWn13m5xV98Jj2yW41x+PqrC4lFwai\n"
                             "X7eh6iQ0jAud1ZyEgO3BznIXVwEoh825bOICOwYNrPHFx5zZ9reG7/t5bTfO5vDm\n"
                             "B7ebnKz7Wozvir+JkG865BtTwP35GzYJE7WvQOnK6Ca2j1HAIHD57gB8yuKSRJrR\n"
                             "Skp/Z8bo7P6InhvHumtQNYZIMpFLfDXE9ukiwv6XCZ4E\n"
                             "-----END ENCRYPTED PRIVATE KEY-----\n";

static const char signature[] =
    "PI6iFGgTIyn_67ZJ-IhmOyBsIwfwjZNOcorAmTt7c7SJis1UWI5gTYDny_7YOJbLjVHA07ud5XYKM85g"
    "wX4awJ-zhR92N7UiX6OGDvEs3kg_Q99WQ7gSb1xdCMSjZxmSEkYmhuqW-ZfVm9SLWw6z9qcC3lWg35_V"
    "_msNtJykZN-fXtMCkab-u9_hWJbEJJvtltZyfcaawGNALXlOn5dJaJ8O26HqeB0T0VcoCxPNB9NJvmPh"
    "rvgZrr3uN7bra0wlu04XBWdwSC83iR4cqYpskSe4tkVr-MCXfm1_WzAYkEF1dMV5Nr9p-FjYPzUU9-7J"
    "HHXdJhVxMlc6VOmRS2ZscQ";

static void
expect_signature(struct pool *pool, const char *pem)
{
    char *made = NULL;

    assert_int_equal(crypto_rs256(pool, pem, strlen(pem), "a.b", &made), 0);
    assert_string_equal(made, signature);
    assert_null(crypto_key_trouble(pem, strlen(pem)));
}

static void
pkcs1_and_pkcs8_sign_alike(void **state)
{
    expect_signature(*state, pkcs1);
    expect_signature(*state, pkcs8);
}

static void
expect_refusal(struct pool *pool, const char *pem, size_t length, const char *why)
{
    char *made = NULL;

    assert_int_equal(crypto_rs256(pool, pem, length, "a.b", &made), FAIL_CONFIG);
    assert_null(made);
    assert_non_null(strstr(fail_detail(), why));
    assert_string_equal(strstr(fail_detail(), crypto_key_trouble(pem, length)),
                        crypto_key_trouble(pem, length));
}

static void
what_is_no_key_of_an_app(void **state)
{
    char *cut = pool_string(*state, pkcs1);

    expect_refusal(*state, "", 0, "no private key");
    expect_refusal(*state, "hello", 5, "no private key");
    expect_refusal(*state, cut, strlen(cut) / 2, "no private key");
    cut[200] = '!';
    expect_refusal(*state, cut, strlen(cut), "no private key");
    expect_refusal(*state, locked, strlen(locked), "no private key");
    expect_refusal(*state, elliptic, strlen(elliptic), "no RSA key");
    expect_refusal(*state, short_key, strlen(short_key), "fewer than 2048 bits");
}

static void
a_failure_shows_nothing_of_the_key(void **state)
{
    char *made = NULL;

    assert_int_equal(crypto_rs256(*state, short_key, strlen(short_key), "a.b", &made), FAIL_CONFIG);
    assert_null(strstr(fail_detail(), "MII"));
    assert_null(strstr(fail_detail(), "BEGIN"));
}

int
main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST("pkcs1-and-pkcs8-sign-alike", pkcs1_and_pkcs8_sign_alike),
        TEST("what-is-no-key-of-an-app", what_is_no_key_of_an_app),
        TEST("a-failure-shows-nothing-of-the-key", a_failure_shows_nothing_of_the_key),
    };

    return cmocka_run_group_tests_name("crypto_rs256", tests, NULL, NULL);
}
