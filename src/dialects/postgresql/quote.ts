import { quoter } from "../../dialect/compiler.js";
import { IDENTIFIER_LIMIT } from "./features.js";

/**
 * A name between double quotes.
 *
 * @throws {CompileError} `compile.bad-identifier`: the name is empty, too long or holds a NUL byte
 */
export const quoteName: (name: string) => string = quoter('"', IDENTIFIER_LIMIT);
