/** The schema of the file that is open; others that a program attaches are none of its own. */
export async function schemaNames(): Promise<readonly string[]> {
  return ["main"];
}
