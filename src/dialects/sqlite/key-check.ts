/** What the check of a copy's foreign keys is called, by which its error is known. */
export const KEYS_RULE = "every foreign key leads to a row";

const KEYS = `temp."migr_keys"`;

/** Statements that fail where more rows break a foreign key than did before; none where that cannot be told. */
export function keysSql(broken: number | null): readonly string[] {
  if (broken === null) return [];
  return [
    `CREATE TEMP TABLE "migr_keys" ("broken" INTEGER, CONSTRAINT "${KEYS_RULE}" CHECK ("broken" <= 0))`,
    `INSERT INTO ${KEYS} SELECT count(*) - ${broken} FROM pragma_foreign_key_check`,
    `DROP TABLE ${KEYS}`,
  ];
}
