/**
 * Statements that give something back to an object made anew: their order, an SQL expression that is one of them, the
 * rows that it is made of, and whether they name a column, which the new object may not have.
 */
export interface Part {
  readonly place: number;
  readonly sql: string;
  readonly from: string;
  readonly isOfColumn?: boolean;
}

/** What tells the objects of a catalog, whose row is `o`: whose they are, and who may use them. */
export interface Catalogue {
  readonly name: string;
  /** How statements name the object, as an SQL expression. */
  readonly path: string;
  readonly owner: string;
  readonly schema: string;
  readonly acl: string;
  /** The kind of its rights. @source PostgreSQL 18, 52.16 pg_default_acl: defaclobjtype */
  readonly letter: "r" | "f";
}

const ME = "(SELECT m.oid FROM pg_catalog.pg_roles m WHERE m.rolname = current_user)";

/** The name of who has a right, from the number in a list of rights. */
export function granteeName(oid: string): string {
  return `CASE WHEN ${oid} = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(${oid})) END`;
}

/** What follows a GRANT that may be passed on. */
export const GRANT_OPTION = "CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END";

/**
 * The rights and the owner of an object: what the server gives by itself and the old one had not is taken away, and the
 * owner comes last, with whom all that was the user's goes over.
 *
 * @param words what the object is, as ALTER calls it
 * @source PostgreSQL 18, 5.8 Privileges; ALTER DEFAULT PRIVILEGES; 52.16 pg_default_acl
 */
export function rightsParts({ path, owner, schema, acl, letter }: Catalogue, words: string): readonly Part[] {
  const on = letter === "f" ? `${words} ` : "";
  const had = `pg_catalog.aclexplode(coalesce(${acl}, pg_catalog.acldefault('${letter}', ${owner})))`;
  const usual = (namespace: string) =>
    `(SELECT d.defaclacl FROM pg_catalog.pg_default_acl d WHERE d.defaclrole = ${ME}
      AND d.defaclobjtype = '${letter}' AND d.defaclnamespace = ${namespace})`;
  const gets = `(SELECT * FROM pg_catalog.aclexplode(coalesce(${usual("0")}, pg_catalog.acldefault('${letter}', ${ME})))
    UNION SELECT * FROM pg_catalog.aclexplode(${usual(schema)}))`;
  const grant = `pg_catalog.format('GRANT %s ON ${on}%s TO %s%s', x.privilege_type, ${path}, ${granteeName("x.grantee")}, ${GRANT_OPTION})`;
  const isGiven = `EXISTS (SELECT 1 FROM ${gets} g WHERE g.grantee = x.grantee
    AND g.privilege_type = x.privilege_type AND g.is_grantable = x.is_grantable)`;
  return [
    {
      place: 1,
      sql: `pg_catalog.format('REVOKE %s ON ${on}%s FROM %s', x.privilege_type, ${path},
        CASE WHEN x.grantee = ${ME} THEN 'CURRENT_USER' ELSE ${granteeName("x.grantee")} END)`,
      from: `${gets} x WHERE NOT EXISTS (SELECT 1 FROM ${had} h WHERE h.privilege_type = x.privilege_type
        AND x.grantee = CASE WHEN h.grantee = ${owner} THEN ${ME} ELSE h.grantee END)`,
    },
    {
      place: 2,
      sql: grant,
      from: `${had} x WHERE x.grantee NOT IN (${owner}, ${ME}) AND NOT ${isGiven}`,
    },
    {
      place: 9,
      sql: `pg_catalog.format('ALTER ${words} %s OWNER TO %s', ${path}, ${granteeName(owner)})`,
      from: `(SELECT 1) x WHERE ${owner} <> ${ME}`,
    },
    // What the user has on what is another's.
    { place: 10, sql: grant, from: `${had} x WHERE x.grantee <> ${owner} AND x.grantee = ${ME}` },
  ];
}
