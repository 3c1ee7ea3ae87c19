/* SPDX-License-Identifier: Apache-2.0 */
/* wire.c: one thread, one poll loop. A message is forwarded when all of it has come in. */
#include "wire.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RUN_TIMEOUT_US (60 * G_USEC_PER_SEC)

typedef struct {
    int from, to;
    char sender;
    gboolean is_started; /* the program's first message has no type byte */
    GByteArray *pending;
} Stream;

typedef struct {
    Stream up, down;
} Pair;

typedef struct {
    Child child;
    int listening;
    const char *server_socket;
    const WireDisaster *disaster;
    GPtrArray *pairs; /* (element-type Pair) */
    WireResult *result;
    gboolean is_killed;
} Wire;

/* ---- sockets ---- */

static struct sockaddr_un socket_address(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (strlen(path) >= sizeof address.sun_path)
        g_error("%s: too long for a socket", path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    return address;
}

static int new_socket(void)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        g_error("socket: %s", g_strerror(errno));
    return fd;
}

static int listen_at(const char *path)
{
    struct sockaddr_un address = socket_address(path);
    int fd = new_socket();

    unlink(path);
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 64) != 0)
        g_error("%s: %s", path, g_strerror(errno));
    return fd;
}

static int connect_server(const char *path)
{
    struct sockaddr_un address = socket_address(path);
    int fd = new_socket();

    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        g_error("%s: %s", path, g_strerror(errno));
    return fd;
}

/* FALSE when the other end is gone. */
static gboolean send_all(int fd, const guint8 *bytes, gsize length)
{
    while (length > 0) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return FALSE;
        bytes += sent;
        length -= (gsize)sent;
    }
    return TRUE;
}

/* ---- connections ---- */

static void pair_free(Pair *pair)
{
    close(pair->up.from);
    close(pair->down.from);
    g_byte_array_unref(pair->up.pending);
    g_byte_array_unref(pair->down.pending);
    g_free(pair);
}

static void accept_pair(Wire *wire)
{
    Pair *pair = g_new0(Pair, 1);
    int program = accept4(wire->listening, NULL, NULL, SOCK_CLOEXEC);

    if (program < 0)
        g_error("accept: %s", g_strerror(errno));
    int server = connect_server(wire->server_socket);
    pair->up = (Stream){program, server, 'F', FALSE, g_byte_array_new()};
    pair->down = (Stream){server, program, 'B', TRUE, g_byte_array_new()};
    g_ptr_array_add(wire->pairs, pair);
}

/* ---- messages ---- */

/* Bytes of the first message in pending; 0: it is not complete yet. */
static gsize message_length(const Stream *stream)
{
    gsize type = stream->is_started ? 1 : 0;
    guint32 length;

    if (stream->pending->len < type + sizeof length)
        return 0;
    memcpy(&length, stream->pending->data + type, sizeof length);
    gsize whole = type + GUINT32_FROM_BE(length);
    return stream->pending->len >= whole ? whole : 0;
}

static gboolean strikes(const Wire *wire, WireMoment moment)
{
    const WireDisaster *disaster = wire->disaster;

    return disaster->deed != WIRE_NOTHING && !wire->result->happened && disaster->moment == moment &&
        wire->result->senders->len == disaster->message;
}

/* Always FALSE: the connection is at its end. */
static gboolean strike(Wire *wire)
{
    wire->result->happened = TRUE;
    if (wire->disaster->deed == WIRE_KILL) {
        child_kill(&wire->child);
        wire->is_killed = TRUE;
    }
    return FALSE;
}

/* FALSE: the connection is to be closed. */
static gboolean forward_messages(Wire *wire, Stream *stream)
{
    for (gsize length = message_length(stream); length > 0; length = message_length(stream)) {
        g_byte_array_append(wire->result->senders, (const guint8 *)&stream->sender, 1);
        if (strikes(wire, WIRE_BEFORE))
            return strike(wire);
        if (!send_all(stream->to, stream->pending->data, length))
            return FALSE;
        if (strikes(wire, WIRE_AFTER))
            return strike(wire);
        g_byte_array_remove_range(stream->pending, 0, (guint)length);
        stream->is_started = TRUE;
    }
    return TRUE;
}

static gboolean take_in(Wire *wire, Stream *stream)
{
    guint8 buffer[16384];
    ssize_t n = recv(stream->from, buffer, sizeof buffer, MSG_DONTWAIT);

    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return TRUE;
    if (n <= 0)
        return FALSE;
    g_byte_array_append(stream->pending, buffer, (guint)n);
    return forward_messages(wire, stream);
}

/* ---- the loop ---- */

#define FIXED_FDS 2

static GArray *list_fds(const Wire *wire)
{
    GArray *fds = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
    struct pollfd fixed[FIXED_FDS] = {
        {.fd = wire->child.pidfd, .events = POLLIN}, {.fd = wire->listening, .events = POLLIN}};

    g_array_append_vals(fds, fixed, FIXED_FDS);
    for (guint i = 0; i < wire->pairs->len; i++) {
        const Pair *pair = wire->pairs->pdata[i];
        struct pollfd both[] = {{.fd = pair->up.from, .events = POLLIN},
            {.fd = pair->down.from, .events = POLLIN}};
        g_array_append_vals(fds, both, 2);
    }
    return fds;
}

/* Takes in what has come for the pairs, those behind first: a closed pair moves the others. */
static gboolean serve_pairs(Wire *wire, const GArray *fds)
{
    gboolean busy = FALSE;

    for (guint i = (fds->len - FIXED_FDS) / 2; i > 0 && !wire->is_killed; i--) {
        Pair *pair = wire->pairs->pdata[i - 1];
        const struct pollfd *both =
            &g_array_index(fds, struct pollfd, FIXED_FDS + (i - 1) * 2);
        gboolean open = TRUE;
        busy = busy || both[0].revents != 0 || both[1].revents != 0;
        if (both[0].revents != 0)
            open = take_in(wire, &pair->up);
        if (open && both[1].revents != 0)
            open = take_in(wire, &pair->down);
        if (!open)
            g_ptr_array_remove_index(wire->pairs, i - 1);
    }
    return busy;
}

/* FALSE: the program has ended, and all that it sent is forwarded. */
static gboolean turn(Wire *wire, gint64 deadline_us)
{
    g_autoptr(GArray) fds = list_fds(wire);
    struct pollfd *fixed = (struct pollfd *)fds->data;
    gint64 left_us = deadline_us - g_get_monotonic_time();

    if (left_us <= 0) {
        child_kill(&wire->child);
        wire->is_killed = TRUE;
        wire->result->status = CHILD_HUNG;
        return FALSE;
    }
    if (poll(fixed, fds->len, (int)(left_us / 1000 + 1)) < 0 && errno != EINTR)
        g_error("poll: %s", g_strerror(errno));
    gboolean busy = serve_pairs(wire, fds);
    if (wire->is_killed)
        return FALSE;
    if (fixed[1].revents != 0)
        accept_pair(wire);
    return busy || fixed[1].revents != 0 || fixed[0].revents == 0;
}

void wire_run(const ChildSpec *spec, const WireSockets *sockets, const WireDisaster *disaster,
    WireResult *out_result)
{
    gint64 deadline_us = g_get_monotonic_time() + RUN_TIMEOUT_US;
    g_autoptr(GPtrArray) pairs = g_ptr_array_new_with_free_func((GDestroyNotify)pair_free);
    Wire wire = {
        /* Anew for each run: a killed program may have left a connection in the queue. */
        .listening = listen_at(sockets->proxy),
        .server_socket = sockets->server,
        .disaster = disaster,
        .pairs = pairs,
        .result = out_result,
    };

    *out_result = (WireResult){.status = -SIGKILL, .senders = g_byte_array_new()};
    child_start(spec, &wire.child);
    while (turn(&wire, deadline_us))
        continue;
    if (!wire.is_killed)
        out_result->status = child_wait(&wire.child, 0);
    close(wire.listening);
}
