/* SPDX-License-Identifier: Apache-2.0 */
/* inspect_beside.c: the question about what belongs to a database and to none of its schemas, and is not compared: so that at
 * least a difference is told. What an extension has made is left out. */
#include "engine/postgres/inspect.h"

#define NOT_OF_EXTENSION(catalog, oid)                                                             \
    " NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = '" catalog                             \
    "'::regclass AND e.objid = " oid " AND e.deptype = 'e')"

/* Options may hold passwords. */
#define HASH(options) "coalesce(md5(" options "::text), '')"

/* clang-format off */
const char dln_catalog_beside[] =
    "SELECT 'foreign-data wrapper ' || quote_ident(w.fdwname), concat_ws(' ', w.fdwhandler::regproc,"
    " w.fdwvalidator::regproc, " HASH("w.fdwoptions") ") FROM pg_foreign_data_wrapper w WHERE"
    NOT_OF_EXTENSION("pg_foreign_data_wrapper", "w.oid")
    " UNION ALL SELECT 'server ' || quote_ident(s.srvname), concat_ws(' ', w.fdwname, s.srvtype,"
    " s.srvversion, " HASH("s.srvoptions") ") FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w"
    " ON w.oid = s.srvfdw WHERE" NOT_OF_EXTENSION("pg_foreign_server", "s.oid")
    " UNION ALL SELECT 'user mapping of ' || CASE u.umuser WHEN 0 THEN 'PUBLIC' ELSE"
    " quote_ident(u.usename) END || ' on server ' || quote_ident(u.srvname), " HASH("u.umoptions")
    " FROM pg_user_mappings u"
    " UNION ALL SELECT 'publication ' || quote_ident(p.pubname), concat_ws(' ', p.puballtables,"
    " p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot, (SELECT string_agg(concat_ws("
    "' ', r.prrelid::regclass, r.prattrs, pg_get_expr(r.prqual, r.prrelid)), ', ' ORDER BY"
    " r.prrelid::regclass::text COLLATE \"C\") FROM pg_publication_rel r WHERE r.prpubid = p.oid),"
    " (SELECT string_agg(n.pnnspid::regnamespace::text, ', ' ORDER BY n.pnnspid::regnamespace::text"
    " COLLATE \"C\") FROM pg_publication_namespace n WHERE n.pnpubid = p.oid)) FROM pg_publication p"
    " WHERE" NOT_OF_EXTENSION("pg_publication", "p.oid")
    " UNION ALL SELECT 'subscription ' || quote_ident(s.subname), concat_ws(' ', s.subenabled,"
    " s.subpublications) FROM pg_subscription s WHERE s.subdbid = (SELECT d.oid FROM pg_database d WHERE"
    " d.datname = current_database())"
    " UNION ALL SELECT 'cast from ' || format_type(c.castsource, NULL) || ' to ' ||"
    " format_type(c.casttarget, NULL), concat_ws(' ', c.castcontext, c.castmethod,"
    " nullif(c.castfunc, 0)::regprocedure) FROM pg_cast c WHERE c.oid >= 16384 AND"
    " NOT c.oid = " OWN_CASTS " AND"
    NOT_OF_EXTENSION("pg_cast", "c.oid")
    " UNION ALL SELECT 'language ' || quote_ident(l.lanname), concat_ws(' ', l.lanpltrusted,"
    " nullif(l.lanplcallfoid, 0)::regproc) FROM pg_language l WHERE l.oid >= 16384 AND"
    NOT_OF_EXTENSION("pg_language", "l.oid")
    " UNION ALL SELECT 'access method ' || quote_ident(a.amname), concat_ws(' ', a.amtype,"
    " a.amhandler::regproc) FROM pg_am a WHERE a.oid >= 16384 AND" NOT_OF_EXTENSION("pg_am", "a.oid")
    " ORDER BY 1";
/* clang-format on */
