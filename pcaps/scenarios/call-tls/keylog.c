/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loaded into a program with LD_PRELOAD, has OpenSSL write the secrets of every TLS
 * connection to the file named by SSLKEYLOGFILE: neither baresip nor Kamailio offers that.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef void keylog_callback(const SSL *, const char *);

static void write_line(const SSL *ssl, const char *line)
{
    (void)ssl;
    const char *name = getenv("SSLKEYLOGFILE");
    FILE *file = name ? fopen(name, "a") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

SSL *SSL_new(SSL_CTX *context)
{
    SSL *(*real_new)(SSL_CTX *) = (SSL *(*)(SSL_CTX *))dlsym(RTLD_NEXT, "SSL_new");
    void (*set_callback)(SSL_CTX *, keylog_callback *) =
        (void (*)(SSL_CTX *, keylog_callback *))dlsym(RTLD_NEXT, "SSL_CTX_set_keylog_callback");

    set_callback(context, write_line);
    return real_new(context);
}
