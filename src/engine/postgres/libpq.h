/* SPDX-License-Identifier: Apache-2.0 */
/* libpq.h: libpq, loaded when the first connection to a PostgreSQL server is opened. Its TLS, Kerberos and LDAP libraries
 * are more than half of what a program that links it does before main() (measured), and whoever has only SQLite files
 * needs none of them. Include this instead of libpq-fe.h; knows no session. */
#pragma once

#include <glib.h>

#include <libpq-fe.h>

#include "base/error.h"

/* Every function that the engine calls, without its PQ: a new one is a row here and one below. */
#define DLN_LIBPQ_FUNCTIONS(F)                                                                     \
    F(backendPID)                                                                                  \
    F(cancel)                                                                                      \
    F(clear)                                                                                       \
    F(connectPoll)                                                                                 \
    F(connectStartParams)                                                                          \
    F(consumeInput)                                                                                \
    F(errorMessage)                                                                                \
    F(finish)                                                                                      \
    F(flush)                                                                                       \
    F(freeCancel)                                                                                  \
    F(freemem)                                                                                     \
    F(getCancel)                                                                                   \
    F(getCopyData)                                                                                 \
    F(getResult)                                                                                   \
    F(getisnull)                                                                                   \
    F(getvalue)                                                                                    \
    F(isBusy)                                                                                      \
    F(nfields)                                                                                     \
    F(ntuples)                                                                                     \
    F(parameterStatus)                                                                             \
    F(putCopyData)                                                                                 \
    F(putCopyEnd)                                                                                  \
    F(resultErrorField)                                                                            \
    F(resultErrorMessage)                                                                          \
    F(resultStatus)                                                                                \
    F(sendQuery)                                                                                   \
    F(sendQueryParams)                                                                             \
    F(serverVersion)                                                                               \
    F(setNoticeReceiver)                                                                           \
    F(setnonblocking)                                                                              \
    F(socket)                                                                                      \
    F(status)

#define DLN_LIBPQ_FIELD(name) __typeof__(&PQ##name) name;
typedef struct {
    DLN_LIBPQ_FUNCTIONS(DLN_LIBPQ_FIELD)
} DlnLibpq;
#undef DLN_LIBPQ_FIELD

/* Loads it; a second call does nothing. Thread-safe. Errors: UNSUPPORTED: it is not installed, or lacks a function. */
gboolean dln_libpq_load(GError **error);
/* The functions, once dln_libpq_load() has succeeded. */
const DlnLibpq *dln_libpq(void);

/* So that calls read as everywhere else. */
#define PQbackendPID (dln_libpq()->backendPID)
#define PQcancel (dln_libpq()->cancel)
#define PQclear (dln_libpq()->clear)
#define PQconnectPoll (dln_libpq()->connectPoll)
#define PQconnectStartParams (dln_libpq()->connectStartParams)
#define PQconsumeInput (dln_libpq()->consumeInput)
#define PQerrorMessage (dln_libpq()->errorMessage)
#define PQfinish (dln_libpq()->finish)
#define PQflush (dln_libpq()->flush)
#define PQfreeCancel (dln_libpq()->freeCancel)
#define PQfreemem (dln_libpq()->freemem)
#define PQgetCancel (dln_libpq()->getCancel)
#define PQgetCopyData (dln_libpq()->getCopyData)
#define PQgetResult (dln_libpq()->getResult)
#define PQgetisnull (dln_libpq()->getisnull)
#define PQgetvalue (dln_libpq()->getvalue)
#define PQisBusy (dln_libpq()->isBusy)
#define PQnfields (dln_libpq()->nfields)
#define PQntuples (dln_libpq()->ntuples)
#define PQparameterStatus (dln_libpq()->parameterStatus)
#define PQputCopyData (dln_libpq()->putCopyData)
#define PQputCopyEnd (dln_libpq()->putCopyEnd)
#define PQresultErrorField (dln_libpq()->resultErrorField)
#define PQresultErrorMessage (dln_libpq()->resultErrorMessage)
#define PQresultStatus (dln_libpq()->resultStatus)
#define PQsendQuery (dln_libpq()->sendQuery)
#define PQsendQueryParams (dln_libpq()->sendQueryParams)
#define PQserverVersion (dln_libpq()->serverVersion)
#define PQsetNoticeReceiver (dln_libpq()->setNoticeReceiver)
#define PQsetnonblocking (dln_libpq()->setnonblocking)
#define PQsocket (dln_libpq()->socket)
#define PQstatus (dln_libpq()->status)
