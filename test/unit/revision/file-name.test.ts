import { describe, expect, it } from "vitest";
import { type FileNameParts, formatCreateDate, revisionFileName } from "../../../src/revision/file-name.js";
import { newRevisionId } from "../../../src/revision/revision-id.js";
import { errorOf } from "./history.js";

const createdAt = new Date("2026-11-20T14:32:05.678Z");
const name = (parts: Partial<FileNameParts> = {}) =>
  revisionFileName({ id: "5be2c1d00f1a", message: "Bio and karma!", createdAt, ...parts });

describe("the name of a revision file", () => {
  it("has date, id and message where no template is given", () => {
    expect(name()).toBe("20261120_1432_5be2c1d00f1a_bio_and_karma.ts");
  });

  it("has nothing of what a message tells a terminal", () => {
    const file = revisionFileName({
      id: "a1",
      message: "red \u001b[31mtable",
      createdAt: new Date(0),
      template: "{slug}",
    });
    expect(file).toBe("red_table.ts");
  });

  it("has the tokens of its template", () => {
    expect(name({ template: "{rev}-{epoch}-{second}" })).toBe("5be2c1d00f1a-1795185125-05.ts");
  });

  it("understands Alembic's tokens", () => {
    expect(name({ template: "%(rev)s_%(slug)s" })).toBe("5be2c1d00f1a_bio_and_karma.ts");
    expect(name({ template: "%%(year)d_%%(month).2d_%%(day).2d-%%(rev)s" })).toBe(
      "2026_11_20-5be2c1d00f1a.ts",
    );
  });

  it("is in the time zone that is asked for", () => {
    expect(name({ timezone: "Asia/Kolkata" })).toMatch(/^20261120_2002_/);
    expect(name({ timezone: "asia/kolkata" })).toMatch(/^20261120_2002_/);
    expect(name({ timezone: "Pacific/Kiritimati" })).toMatch(/^20261121_0432_/);
    expect(name({ timezone: "utc" })).toMatch(/^20261120_1432_/);
  });

  it("has midnight as hour 00", () => {
    expect(name({ createdAt: new Date("2026-01-02T00:05:00Z") })).toMatch(/^20260102_0005_/);
  });

  it("cuts a long message at a word", () => {
    expect(name({ message: "one two three four five", truncateSlug: 13 })).toMatch(/_one_two_three\.ts$/);
  });

  it("has no separator where the message is empty", () => {
    expect(name({ message: "" })).toBe("20261120_1432_5be2c1d00f1a.ts");
    expect(name({ message: "…", template: "{slug}_{rev}" })).toBe("5be2c1d00f1a.ts");
  });

  it("has the extension that is asked for", () => {
    expect(name({ extension: ".mjs" })).toMatch(/\.mjs$/);
  });

  it("may name folders only where they are read", () => {
    expect(name({ template: "{year}/{rev}", recursive: true })).toBe("2026/5be2c1d00f1a.ts");
    errorOf(() => name({ template: "{year}/{rev}" }), "revision.bad-file-name");
  });

  it.each([
    "../{rev}",
    "/{rev}",
    "{year}/../../{rev}",
    "a//{rev}",
    "{rev}/",
    "",
    "{slug}\\{rev}",
    "C:{rev}",
    ".{rev}",
    "{year}/.git/{rev}",
    "{rev}\n",
    "{rev}.d",
  ])("cannot come from the template %j", (template) => {
    errorOf(() => name({ template, recursive: true }), "revision.bad-file-name");
  });

  it("is refused for an unknown token, with the nearest", () => {
    expect(errorOf(() => name({ template: "{reve}" }), "revision.bad-file-name").hint).toBe(
      "Did you mean {rev}?",
    );
    expect(errorOf(() => name({ template: "%(whatever)s" }), "revision.bad-file-name").hint).toMatch(
      /rev, slug/,
    );
  });

  it("is refused for an unknown time zone", () => {
    errorOf(() => name({ timezone: "Mars/Olympus" }), "revision.bad-timezone");
  });
});

describe("the create date", () => {
  it("carries its offset", () => {
    expect(formatCreateDate(createdAt)).toBe("2026-11-20T14:32:05+00:00");
    expect(formatCreateDate(createdAt, "Asia/Kolkata")).toBe("2026-11-20T20:02:05+05:30");
    expect(new Date(formatCreateDate(createdAt, "local")).getTime()).toBe(createdAt.getTime() - 678);
  });
});

describe("a new id", () => {
  it("has twelve hexadecimal digits and is not one that is taken", () => {
    const tried: string[] = [];
    const id = newRevisionId((candidate) => tried.push(candidate) < 3);
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(new Set(tried).size).toBe(3);
    expect(id).toBe(tried[2]);
  });
});
