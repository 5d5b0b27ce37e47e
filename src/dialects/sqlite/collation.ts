import { sameName } from "./tokens.js";

const BUILT_IN = ["BINARY", "NOCASE", "RTRIM"];

/** A collation by its usual letters; none where it is the one that columns have anyway. */
export function collationOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const builtIn = BUILT_IN.find((each) => sameName(each, name));
  return builtIn === "BINARY" ? undefined : (builtIn ?? name);
}
