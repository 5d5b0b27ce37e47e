/** What is there before the first command of a page runs. */
export interface Setup {
  readonly files: Readonly<Record<string, string>>;
  /** A command line that is run then, where one is needed. */
  readonly run?: readonly string[];
}

const CONFIG = {
  "migr.config.ts": `export default { url: "sqlite:///shop.db", metadata: "./src/models.ts" };\n`,
};

const MODELS = `import { dateTime, declarativeBase, func, integer, string } from "migr";

export const Base = declarativeBase({ naming: "snake_case" });

export class Customer extends Base.model("customers", {
  id: integer().primaryKey(),
  email: string(255).unique(),
  phone: string(20).nullable(),
  createdAt: dateTime({ timezone: true }).serverDefault(func.now()),
}) {}
`;

interface Script {
  readonly id: string;
  readonly down: string | null;
  readonly message: string;
  readonly upgrade?: string;
  readonly downgrade?: string;
  readonly label?: string;
}

const CUSTOMERS: Script = {
  id: "90b741de9479",
  down: null,
  message: "create customers",
  upgrade: `await op.createTable("customers", {
    id: integer().primaryKey(),
    email: string(255),
    created_at: dateTime({ timezone: true }).serverDefault(func.now()),
  }, [unique("uq_customers_email", "email")]);`,
  downgrade: `await op.dropTable("customers");`,
};
const PHONE: Script = {
  id: "09eefd05acd4",
  down: "90b741de9479",
  message: "phone numbers",
  upgrade: `await op.addColumn("customers", "phone", string(20).nullable());`,
  downgrade: `await op.dropColumn("customers", "phone");`,
};
const INVOICES: Script = { id: "50c27d458156", down: "09eefd05acd4", message: "invoices", label: "billing" };
const ADDRESSES: Script = { id: "1d6f0b47c937", down: "09eefd05acd4", message: "addresses" };

function scriptFile({
  id,
  down,
  message,
  upgrade = "",
  downgrade = "",
  label,
}: Script): readonly [string, string] {
  const path = `migrations/versions/20261121_1528_${id}_${message.replaceAll(" ", "_")}.ts`;
  const text = `/** ${message} */
import { dateTime, func, integer, type Operations, string, unique } from "migr";

export const revision = "${id}";
export const downRevision = ${JSON.stringify(down)};
export const branchLabels = ${JSON.stringify(label === undefined ? [] : [label])};
export const dependsOn = [];

export async function upgrade(op: Operations) {
  ${upgrade}
}

export async function downgrade(op: Operations) {
  ${downgrade}
}
`;
  return [path, text];
}

const filesOf = (scripts: readonly Script[]) => ({
  ...CONFIG,
  "src/models.ts": MODELS,
  ...Object.fromEntries(scripts.map(scriptFile)),
});

/** By the name that a page gives in `<!-- setup: … -->`. */
export const SETUPS: Readonly<Record<string, Setup>> = {
  config: { files: CONFIG },
  shop: { files: filesOf([CUSTOMERS, PHONE]) },
  applied: { files: filesOf([CUSTOMERS, PHONE]), run: ["upgrade", "head"] },
  branches: {
    files: filesOf([CUSTOMERS, PHONE, INVOICES, ADDRESSES]),
    run: ["upgrade", "09eefd05acd4"],
  },
};

/** The setup that a page asks for; null where it asks for none. */
export function setupOf(text: string): Setup | null {
  const name = /<!-- setup: (\w+) -->/.exec(text)?.[1];
  if (name === undefined) return null;
  const setup = SETUPS[name];
  if (setup === undefined) throw new Error(`There is no setup ${name}.`);
  return setup;
}
