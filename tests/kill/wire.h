/* SPDX-License-Identifier: Apache-2.0 */
/* wire.h: a proxy between a program and a PostgreSQL server that counts the messages of both directions as one row
 * and lets a disaster happen at one of them. Knows the frame of a message (protocol 3.0,
 * https://www.postgresql.org/docs/15/protocol-message-formats.html), not what is in it. */
#pragma once

#include "child.h"

typedef enum {
    WIRE_NOTHING,
    WIRE_KILL, /* kill -9 of the program, then all connections are cut */
    WIRE_CUT,  /* the connection with the message is cut, the program lives */
} WireDeed;

typedef enum {
    WIRE_BEFORE, /* the message is not forwarded any more */
    WIRE_AFTER,  /* it is the last one */
} WireMoment;

typedef struct {
    WireDeed deed;
    WireMoment moment;
    guint message; /* from 1 */
} WireDisaster;

typedef struct {
    int status;         /* as child_wait() */
    gboolean happened;
    GByteArray *senders; /* of each message: 'F' for the program (frontend), 'B' for the server */
} WireResult;

typedef struct {
    const char *proxy;  /* path of the Unix socket to which the program connects */
    const char *server; /* path of the server's */
} WireSockets;

/* Runs spec, whose connections come in at the proxy's socket, until it ends. TLS and GSS encryption must be off.
 * The caller frees result->senders. */
void wire_run(const ChildSpec *spec, const WireSockets *sockets, const WireDisaster *disaster,
    WireResult *out_result);
