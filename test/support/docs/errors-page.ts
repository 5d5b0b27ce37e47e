import { CODES } from "../../../src/errors/codes.js";

const AREAS: Readonly<Record<string, string>> = {
  autogenerate: "Autogenerate",
  cli: "The command line",
  config: "Configuration, URL and models",
  module: "Loading TypeScript",
  revision: "Revision files and identifiers",
  migration: "Running revisions",
  schema: "Models and operations",
  compile: "Writing SQL",
  db: "What the database refuses",
  pool: "The pool",
  state: "Connections and transactions",
  result: "Results",
  internal: "migr itself",
};

const HEAD = `# Errors

Every error has a code, which never changes its meaning. The command line prints it as \`error[code]: message\` with a
hint below; \`migr explain CODE\` prints what stands here; in programs it is \`error.code\` of a
[\`MigrError\`](engine.md#errors).
`;

/** \`docs/errors.md\`, from the catalog of codes. */
export function errorsPage(): string {
  const entries = Object.entries(CODES).map(([code, entry]) => ({
    code,
    area: code.split(".")[0]!,
    ...entry,
  }));
  const unknown = entries.find(({ area }) => AREAS[area] === undefined);
  if (unknown)
    throw new Error(`The area of ${unknown.code} has no title in test/support/docs/errors-page.ts.`);
  const sections = Object.entries(AREAS).map(([area, title]) => {
    const own = entries.filter((entry) => entry.area === area);
    const texts = own.map(({ code, title: what, cause, remedy }) =>
      [`### ${code}`, "", `${what}.`, "", `- Cause: ${cell(cause)}`, `- Cure: ${cell(remedy)}`].join("\n"),
    );
    return [`## ${title}`, ...texts].join("\n\n");
  });
  return `${[HEAD.trimEnd(), ...sections].join("\n\n")}\n`;
}

/** Text in which nothing is taken for HTML. */
function cell(text: string): string {
  return text.replaceAll("<", "&lt;");
}
