import { badLiteral } from "./literal.js";

/** A password as it stands in the address of another server. */
const PASSWORD = /^(\w+:\/\/[^:@/]*):([^@]*)@/;
const MASKED = "***";

/** The address of another server with its password masked, as it may stand in models and scripts. */
export function maskedAddress(address: string): string {
  return address.replace(PASSWORD, `$1:${MASKED}@`);
}

/**
 * Checks that a table can be reached by the address.
 *
 * @throws {CompileError} `compile.bad-literal`: the password is masked, as it was when the address was read
 */
export function assertWhole(address: string): void {
  if (PASSWORD.exec(address)?.[2] !== MASKED) return;
  throw badLiteral(
    `The password in the connection ${address} is masked.`,
    "Write the option connection with the password from the environment, or name a server of CREATE SERVER in it.",
  );
}
