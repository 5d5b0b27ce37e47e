/** The user without rights, on systems that know users by number. */
const NOBODY = 65_534;

/** Acts without the rights of root, whom no mode of a file stops; anyone else acts as they are. */
export function asNobody(act: () => void): void {
  if (process.geteuid?.() !== 0) {
    act();
    return;
  }
  process.seteuid!(NOBODY);
  try {
    act();
  } finally {
    process.seteuid!(0);
  }
}
