/* start_once.c: lets one start of tshark serve many runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Nearly all the time of a short run goes into registering Wireshark's dissectors. Preloaded into tshark, this stops it when that is
 * done, and makes a process for each run that start_once.py asks for: from its options to its last line, a run is tshark's and the
 * plugin's own, and begins as all others do. The tests with sanitizers do without: there, each run is all of tshark.
 *
 * tshark reads its options twice. The first time it takes what has to be known early, and in 4.0 the name of the capture; the second
 * time, when all is registered, all the others: there the processes are made. What the name of the capture is copied to has room
 * for another, which a process fills in. At the end, what was registered is left as it is: to be given back, each page of it would be
 * copied first.
 *
 * The other end of the socket is told nothing but a word when tshark is ready. For each run it sends a message of its words, each with
 * a NUL behind it, the capture's name first, with its stdin, stdout and stderr, and gets the process's ID and what waitpid says.
 */
/* NOLINTNEXTLINE(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp): that is what RTLD_NEXT needs. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Names our end of the socket, by its number. */
#define SOCKET_VARIABLE "SIPCODES_START_ONCE_SOCKET"
/* What stands for the capture's name when tshark is started. */
#define ANY_CAPTURE "/any-capture"
#define LONGEST_NAME 4096U
#define LONGEST_MESSAGE 65536U
#define MOST_WORDS 2048
/* stdin, stdout, stderr */
#define STREAMS 3

struct option;
typedef int (*read_option)(int, char *const *, const char *, const struct option *, int *);
typedef char *(*copy_text)(const char *);

int ws_getopt_long(int argc, char *const *argv, const char *short_options, const struct option *long_options, int *place);
void epan_cleanup(void);
/* Not by GLib's header, where it can be a macro. */
char *g_strdup(const char *text);

/* tshark's copy of the capture's name; NULL where it takes that with the other options (4.4). */
static char *capture_name;
static bool read_before;

/* Of the process that a run is: its words, as main() would get them. */
static char message[LONGEST_MESSAGE];
static char *words[MOST_WORDS + 1];
static int word_count;

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "start_once: %s\n", why);
    _exit(99);
}

/* Of the program or the library that would be called without us. */
static void find_next(const char *name, void *function, size_t size)
{
    void *found = dlsym(RTLD_NEXT, name);

    if (found == NULL) {
        give_up(name);
    }
    /* ISO C has no cast from an object's address to a function's. */
    memcpy(function, &found, size);
}

/* Waits for the words of a run. Returns their number of bytes, and its streams; 0 when there will be no more. */
static size_t receive(int socket, int streams[STREAMS])
{
    _Alignas(struct cmsghdr) char control[CMSG_SPACE(sizeof(int) * STREAMS)];
    struct iovec part = { message, sizeof message - 1 };
    struct msghdr head = { 0 };
    ssize_t length;

    head.msg_iov = &part;
    head.msg_iovlen = 1;
    head.msg_control = control;
    head.msg_controllen = sizeof control;
    length = recvmsg(socket, &head, 0);
    if (length <= 0) {
        return 0;
    }
    if (CMSG_FIRSTHDR(&head) == NULL || (head.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) {
        give_up("a run has too many words, or no streams");
    }
    memcpy(streams, CMSG_DATA(CMSG_FIRSTHDR(&head)), sizeof(int) * STREAMS);
    return (size_t)length;
}

/* The process becomes the run of these words. */
static void begin_run(int socket, size_t length, const int streams[STREAMS])
{
    char *word;

    for (int number = 0; number < STREAMS; number++) {
        dup2(streams[number], number);
        close(streams[number]);
    }
    close(socket);
    if (capture_name != NULL && snprintf(capture_name, LONGEST_NAME, "%s", message) >= (int)LONGEST_NAME) {
        give_up("the capture's name is too long");
    }
    for (word = message + strlen(message) + 1; word < message + length; word += strlen(word) + 1) {
        if (word_count == MOST_WORDS) {
            give_up("a run has too many words");
        }
        words[word_count++] = word;
    }
}

/* Returns in the process of each run, and never in this one. */
static void make_runs(void)
{
    const char *number = getenv(SOCKET_VARIABLE);
    int streams[STREAMS];
    int socket = number != NULL ? (int)strtol(number, NULL, 10) : -1;
    size_t length;

    if (socket < 0) {
        give_up(SOCKET_VARIABLE " is not set");
    }
    send(socket, "ready", 5, MSG_NOSIGNAL);
    while ((length = receive(socket, streams)) > 0) {
        int32_t process = (int32_t)fork();
        int status = 0;

        if (process == 0) {
            begin_run(socket, length, streams);
            return;
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            close(streams[stream]);
        }
        send(socket, &process, sizeof process, MSG_NOSIGNAL);
        waitpid(process, &status, 0);
        send(socket, &status, sizeof status, MSG_NOSIGNAL);
    }
    _exit(0);
}

char *g_strdup(const char *text)
{
    static copy_text next;

    if (next == NULL) {
        find_next("g_strdup", &next, sizeof next);
    }
    if (capture_name == NULL && text != NULL && strcmp(text, ANY_CAPTURE) == 0) {
        capture_name = calloc(1, LONGEST_NAME);
        return capture_name;
    }
    return next(text);
}

int ws_getopt_long(int argc, char *const *argv, const char *short_options, const struct option *long_options, int *place)
{
    static read_option next;
    int option;

    if (next == NULL) {
        find_next("ws_getopt_long", &next, sizeof next);
    }
    if (!read_before) {
        option = next(argc, argv, short_options, long_options, place);
        read_before = option == -1;
        return option;
    }
    if (word_count == 0) {
        make_runs();
    }
    option = next(word_count, words, short_options, long_options, place);
    if (option == -1) {
        int *index = dlsym(RTLD_DEFAULT, "ws_optind");

        /* tshark counts from there to the number of words that it was started with. */
        if (index != NULL && *index >= word_count) {
            *index = argc;
        } else {
            give_up("a word is no option");
        }
    }
    return option;
}

void epan_cleanup(void)
{
}
