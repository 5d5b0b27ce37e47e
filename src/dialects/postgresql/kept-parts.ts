/**
 * A query for the statements (`sql`, in the order of `place`) that give columns which are dropped and made again what
 * their definition does not say: how they are stored and learned about, who may use them, what is said of them in tables
 * that inherit them, and the statistics over several columns that fall with them.
 *
 * @param gone a table expression of the columns, as `attrelid` and `attnum`
 * @source PostgreSQL 18, 52.7 pg_attribute; 52.52 pg_statistic_ext; 9.28.3 pg_get_statisticsobjdef
 */
export function keptParts(gone: string): string {
  const alter = (action: string, value: string) =>
    `pg_catalog.format('ALTER TABLE ONLY %s ALTER COLUMN %I SET ${action}', a.attrelid::pg_catalog.regclass, a.attname, ${value})`;
  const option = (action: string, value: string, where: string) => `
SELECT 1 AS place, ${alter(action, value)} AS sql FROM ${gone} g
  JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE ${where}`;
  const storage =
    "CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END";
  const compression = "CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END";
  const statistics = "pg_catalog.format('%I.%I', n.nspname, e.stxname)";
  return [
    option("STATISTICS %s", "a.attstattarget", "coalesce(a.attstattarget, -1) <> -1"),
    option("STORAGE %s", storage, "a.attstorage <> t.typstorage"),
    option("COMPRESSION %s", compression, "a.attcompression <> ''"),
    option("(%s)", "pg_catalog.array_to_string(a.attoptions, ', ')", "a.attoptions IS NOT NULL"),
    `
SELECT 1, pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', a.attrelid::pg_catalog.regclass, a.attname, c.description)
FROM ${gone} g JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum AND a.attinhcount > 0
  JOIN pg_catalog.pg_description c ON c.objoid = g.attrelid AND c.objsubid = g.attnum
    AND c.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass`,
    `
SELECT 2, pg_catalog.format('GRANT %s (%I) ON %s TO %s%s', x.privilege_type, a.attname, a.attrelid::pg_catalog.regclass,
    CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END,
    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM ${gone} g JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum,
  pg_catalog.aclexplode(a.attacl) x`,
    `
SELECT 3, pg_catalog.pg_get_statisticsobjdef(e.oid)
  || coalesce(pg_catalog.format('; COMMENT ON STATISTICS %s IS %L', ${statistics},
    pg_catalog.obj_description(e.oid, 'pg_statistic_ext')), '')
  || CASE WHEN coalesce(e.stxstattarget, -1) <> -1
    THEN pg_catalog.format('; ALTER STATISTICS %s SET STATISTICS %s', ${statistics}, e.stxstattarget) ELSE '' END
FROM pg_catalog.pg_statistic_ext e JOIN pg_catalog.pg_namespace n ON n.oid = e.stxnamespace
WHERE EXISTS (SELECT 1 FROM ${gone} g JOIN pg_catalog.pg_depend d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = g.attrelid AND d.refobjsubid = g.attnum
  WHERE d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND d.objid = e.oid)`,
  ].join("\nUNION ALL");
}
