import { RevisionError } from "../errors/errors.js";
import { slug } from "../util/name.js";
import { nearest, plainText } from "../util/text.js";

/** The file name template where none is configured. */
export const DEFAULT_FILE_TEMPLATE = "{year}{month}{day}_{hour}{minute}_{rev}_{slug}";

/** The longest slug where none is configured. */
export const DEFAULT_SLUG_LENGTH = 40;

/** What a file name is made from. */
export interface FileNameParts {
  readonly id: string;
  readonly message: string;
  readonly createdAt: Date;
  /** With tokens as `{rev}`; Alembic's `%(rev)s` is understood too. */
  readonly template?: string | undefined;
  /** The most characters of the message's slug. */
  readonly truncateSlug?: number | undefined;
  /** An IANA name, `utc` or `local`. */
  readonly timezone?: string | undefined;
  /** With the dot. */
  readonly extension?: string | undefined;
  /** Whether the template may name folders inside the version folder. */
  readonly recursive?: boolean | undefined;
}

const TOKENS = ["rev", "slug", "epoch", "year", "month", "day", "hour", "minute", "second"] as const;
type FileNameToken = (typeof TOKENS)[number];

/** `{rev}`, `%(rev)s`, `%(month).2d`, `%%(rev)s`. */
const TOKEN = /\{(\w*)\}|%{1,2}\((\w*)\)[.\d]*[sd]/g;

/**
 * The name of a new revision file, relative to its version folder.
 *
 * @throws {RevisionError} revision.bad-file-name: the template has an unknown token, or gives a name that leads out of
 *   the folder or would not be found again in it.
 * @throws {RevisionError} revision.bad-timezone: there is no such time zone.
 */
export function revisionFileName(parts: FileNameParts): string {
  const template = parts.template ?? DEFAULT_FILE_TEMPLATE;
  const values = tokenValues(parts);
  const filled = template.replace(TOKEN, (written, braced?: string, percent?: string) => {
    const token = braced ?? percent ?? "";
    if (isToken(token)) return values[token];
    throw unknownToken(template, written, token);
  });
  const segments = filled.split("/").map(trimSeparators);
  const flaw = nameFlaw(segments, parts.recursive ?? false);
  if (flaw !== null)
    throw badFileName(template, `gives ${JSON.stringify(segments.join("/"))}, which ${flaw}`);
  return `${segments.join("/")}${parts.extension ?? ".ts"}`;
}

/**
 * A date as new scripts carry it, such as `2026-11-20T14:32:05+01:00`.
 *
 * @param timezone an IANA name, `utc` or `local`.
 * @throws {RevisionError} revision.bad-timezone: there is no such time zone.
 */
export function formatCreateDate(date: Date, timezone = "utc"): string {
  const { year, month, day, hour, minute, second, offset } = dateParts(date, timezone);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`;
}

function tokenValues(parts: FileNameParts): Record<FileNameToken, string> {
  const { offset: _, ...date } = dateParts(parts.createdAt, parts.timezone ?? "utc");
  return {
    ...date,
    rev: parts.id,
    slug: slug(plainText(parts.message), parts.truncateSlug ?? DEFAULT_SLUG_LENGTH),
    epoch: String(Math.floor(parts.createdAt.getTime() / 1000)),
  };
}

function dateParts(date: Date, timezone: string) {
  const parts = new Map(
    dateFormat(timezone)
      .formatToParts(date)
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    year: part("year").padStart(4, "0"),
    month: part("month"),
    day: part("day"),
    hour: part("hour"),
    minute: part("minute"),
    second: part("second"),
    offset: part("timeZoneName").replace("GMT", "") || "+00:00",
  };
}

function dateFormat(timezone: string): Intl.DateTimeFormat {
  const zone = timezone.toLowerCase() === "local" ? {} : { timeZone: timezone };
  try {
    return new Intl.DateTimeFormat("en-US", {
      ...zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      timeZoneName: "longOffset",
    });
  } catch (cause) {
    const meant = nearest(timezone, ["utc", "local", ...Intl.supportedValuesOf("timeZone")]);
    throw new RevisionError("revision.bad-timezone", `There is no time zone ${JSON.stringify(timezone)}.`, {
      hint:
        meant === null
          ? 'Write an IANA name such as "Europe/Vienna", or "utc" or "local".'
          : `Did you mean "${meant}"?`,
      details: { timezone },
      cause,
    });
  }
}

/** An empty slug leaves separators at an end, where they separate nothing. */
function trimSeparators(segment: string): string {
  return segment.replace(/^[_\- ]+(?=[^_\- ])|[_\- ]+$/g, "");
}

function nameFlaw(segments: readonly string[], recursive: boolean): string | null {
  if (segments.some((segment) => segment === "" || segment === "." || segment === "..")) {
    return segments.length === 1 && segments[0] === "" ? "is empty" : "leads out of the version folder";
  }
  if (!segments.every(isSafeName)) return "is not safe as a file name everywhere";
  if (segments.at(-1)!.endsWith(".d")) return "would be taken for a declaration file";
  if (segments.length > 1 && !recursive) return "is in a folder that would not be read";
  return null;
}

function badFileName(template: string, flaw: string): RevisionError {
  return new RevisionError(
    "revision.bad-file-name",
    `The file name template ${JSON.stringify(template)} ${flaw}.`,
    {
      hint: "Use letters, digits, _, - and the tokens; folders in it need the `recursive` setting.",
      details: { template },
    },
  );
}

function unknownToken(template: string, written: string, token: string): RevisionError {
  const meant = nearest(token, TOKENS);
  return new RevisionError(
    "revision.bad-file-name",
    `The file name template ${JSON.stringify(template)} has an unknown token ${written}.`,
    {
      hint: meant === null ? `The tokens are: ${TOKENS.join(", ")}.` : `Did you mean {${meant}}?`,
      details: { template, token },
    },
  );
}

function isToken(token: string): token is FileNameToken {
  return (TOKENS as readonly string[]).includes(token);
}

// In a function, as Node puts the tables of such classes together when it reads the expression.
function isSafeName(name: string): boolean {
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}_.\- ]*[\p{L}\p{N}_-])?$/u.test(name);
}
