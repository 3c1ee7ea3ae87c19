/* SPDX-License-Identifier: Apache-2.0 */
/* error.h: from libpq's results and the server's fields to DunlinError. */
#pragma once

#include "engine/postgres/libpq.h"

#include "engine/postgres/message.h"

/* CONNECT, with the SQLSTATE where libpq's text tells it; display names the database without a password. */
void dln_postgres_set_connect_error(PGconn *conn, const char *display, GError **error);
/* CONNECT: there was a connection. */
void dln_postgres_set_lost_error(PGconn *conn, const char *display, GError **error);

/* The byte of message (nullable) that the server points at, or -1. It counts characters from 1. */
gssize dln_postgres_error_byte(const DlnMessage *message, const PGresult *result);

/* The server's error about part of message (nullable). cancelled: we asked for it. */
void dln_postgres_set_sql_error(const DlnMessage *message, const DlnMessagePart *part, const PGresult *result,
    gboolean cancelled, GError **error);
