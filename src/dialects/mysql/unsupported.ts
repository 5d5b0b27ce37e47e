import { CompileError } from "../../errors/errors.js";
import type { Variant } from "./variant.js";

/** The error for something that the server has not got. */
export function unsupported(variant: Variant, what: string, hint?: string): CompileError {
  return new CompileError("compile.unsupported", `${variant.title} has no ${what}.`, {
    hint,
    details: { dialect: variant.product, what },
  });
}
