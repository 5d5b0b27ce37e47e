import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameLength, shortenName, slug, toSnakeCase } from "../../../src/util/name.js";

describe("nameLength", () => {
  it("counts bytes or characters, as the database does", () => {
    expect(nameLength("naïve", "characters")).toBe(5);
    expect(nameLength("naïve", "bytes")).toBe(6);
    expect(nameLength("🎉", "characters")).toBe(1);
    expect(nameLength("🎉", "bytes")).toBe(4);
  });
});

describe("shortenName", () => {
  it("leaves a name that fits as it is", () => {
    expect(shortenName("a".repeat(63), 63, "bytes")).toBe("a".repeat(63));
  });

  it("keeps the beginning of a long name and marks the rest by its hash", () => {
    const short = shortenName("a".repeat(64), 63, "bytes");
    expect(short).toMatch(/^a{54}_[0-9a-f]{8}$/);
    expect(shortenName("a".repeat(64), 63, "bytes")).toBe(short);
  });

  it("gives two long names with one beginning two short ones", () => {
    const [first, second] = ["x", "y"].map((end) => shortenName("a".repeat(80) + end, 63, "bytes"));
    expect(first).not.toBe(second);
  });

  it("never cuts a character in two and never exceeds the limit", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 100 });
    const unit = fc.constantFrom("bytes" as const, "characters" as const);
    fc.assert(
      fc.property(name, unit, fc.integer({ min: 16, max: 64 }), (long, counted, limit) => {
        const short = shortenName(long, limit, counted);
        expect(nameLength(short, counted)).toBeLessThanOrEqual(limit);
        expect(short).not.toMatch(/\p{Surrogate}/u);
      }),
    );
  });
});

describe("toSnakeCase", () => {
  it.each([
    ["createdAt", "created_at"],
    ["userURL", "user_url"],
    ["URLPath", "url_path"],
    ["already_snake", "already_snake"],
    ["User", "user"],
    ["line2Text", "line2_text"],
    ["élanVital", "élan_vital"],
    ["größeÄndern", "größe_ändern"],
  ])("writes %s as %s", (name, expected) => {
    expect(toSnakeCase(name)).toBe(expected);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "A", "B", "1", "_") }), (name) => {
        expect(toSnakeCase(toSnakeCase(name))).toBe(toSnakeCase(name));
      }),
    );
  });
});

describe("slug", () => {
  it("makes a file name of a message", () => {
    expect(slug("Add the User's e-mail!", 40)).toBe("add_the_user_s_e_mail");
    expect(slug("  ../../etc/passwd  ", 40)).toBe("etc_passwd");
    expect(slug("Größe ändern", 40)).toBe("gro_e_andern");
  });

  it("is empty where nothing can be kept", () => {
    expect(slug("漢字", 40)).toBe("");
    expect(slug("", 40)).toBe("");
  });

  it("ends at a word within the limit", () => {
    expect(slug("add a rather long message", 12)).toBe("add_a_rather");
    expect(slug("add a rather long message", 11)).toBe("add_a");
  });

  it("cuts a first word that is too long by itself", () => {
    expect(slug("abcdefghij", 4)).toBe("abcd");
  });
});
