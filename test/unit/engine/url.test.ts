import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DatabaseUrl, displayUrl } from "../../../src/engine/url.js";
import { ConfigError } from "../../../src/errors/errors.js";

const SECRET = "s3cr3t";

function parts(text: string) {
  const { scheme, user, password, host, port, database, params } = DatabaseUrl.parse(text, {
    baseDir: "/base",
  });
  return { scheme, user, password, host, port, database, params };
}

function failure(text: string): ConfigError {
  try {
    DatabaseUrl.parse(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).code).toBe("config.bad-url");
    return error as ConfigError;
  }
  throw new Error(`${text} was read.`);
}

describe("a server's URL", () => {
  it("is split into its parts", () => {
    expect(parts("postgresql://bob:pw@db.example.com:5433/app?sslmode=require&application_name=x")).toEqual({
      scheme: "postgresql",
      user: "bob",
      password: "pw",
      host: "db.example.com",
      port: 5433,
      database: "app",
      params: [
        ["sslmode", "require"],
        ["application_name", "x"],
      ],
    });
  });

  it("may leave out every part but the scheme", () => {
    const none = { user: undefined, password: undefined, host: undefined, port: undefined, params: [] };
    expect(parts("mysql://")).toEqual({ scheme: "mysql", ...none, database: undefined });
    expect(parts("mariadb:///app")).toEqual({ scheme: "mariadb", ...none, database: "app" });
    expect(parts("mysql://host/")).toEqual({ scheme: "mysql", ...none, host: "host", database: undefined });
    expect(parts("mysql://bob@host?x=1")).toMatchObject({ user: "bob", host: "host", params: [["x", "1"]] });
  });

  it("knows an empty password from none", () => {
    expect(parts("mysql://bob:@host").password).toBe("");
    expect(parts("mysql://bob@host").password).toBeUndefined();
  });

  it("is decoded in user, password, host, database and parameters", () => {
    expect(parts("mysql://b%40b:p%40%2F%3A%23s%25@h%2Dx/a%20b?c%3D=d%26+e")).toEqual({
      scheme: "mysql",
      user: "b@b",
      password: "p@/:#s%",
      host: "h-x",
      port: undefined,
      database: "a b",
      params: [["c=", "d& e"]],
    });
  });

  it("takes colons in the password, as only the first one separates", () => {
    expect(parts("mysql://bob:a:b@host").password).toBe("a:b");
  });

  it("takes IPv6 addresses in brackets", () => {
    expect(parts("postgresql://[::1]:5432/app")).toMatchObject({ host: "::1", port: 5432 });
    expect(parts("postgresql://bob@[fe80::1%25eth0]/app")).toMatchObject({ host: "fe80::1%25eth0" });
  });

  it("takes parts as parameters where they stand nowhere else", () => {
    expect(parts("postgresql:///app?host=/var/run/postgresql&port=5433&user=bob&password=pw&a=b")).toEqual({
      scheme: "postgresql",
      user: "bob",
      password: "pw",
      host: "/var/run/postgresql",
      port: 5433,
      database: "app",
      params: [["a", "b"]],
    });
    expect(parts("postgresql://?dbname=app").database).toBe("app");
    expect(parts("postgresql://%2Fvar%2Frun/app").host).toBe("/var/run");
  });

  it("may name another tool's driver, which is left out", () => {
    expect(parts("postgresql+psycopg2://host/app").scheme).toBe("postgresql");
    expect(parts("MySQL+pymysql://host/app").scheme).toBe("mysql");
    expect(parts("postgres://host/app").scheme).toBe("postgresql");
  });

  it("may have spaces around it, as variables of the environment do", () => {
    expect(parts(" mysql://host/app\n").database).toBe("app");
  });

  it("becomes a driver's target, where the last parameter of a name wins", () => {
    const target = DatabaseUrl.parse("mysql://u:p@h:1/d?a=1&b=2&a=3").toTarget({ connectTimeoutMs: 5 });
    expect(target).toEqual({
      scheme: "mysql",
      user: "u",
      password: "p",
      host: "h",
      port: 1,
      database: "d",
      params: new Map([
        ["a", "3"],
        ["b", "2"],
      ]),
      connectTimeoutMs: 5,
    });
  });
});

describe("a file's URL", () => {
  it.each([
    ["sqlite:///app.db", "/base/app.db"],
    ["sqlite:///./data/app.db", "/base/data/app.db"],
    ["sqlite:////var/lib/app.db", "/var/lib/app.db"],
    ["sqlite:///C:/data/app.db", "C:/data/app.db"],
    ["sqlite:///a%20b%3F.db", "/base/a b?.db"],
    ["sqlite:///it's #1.db", "/base/it's #1.db"],
    ["sqlite3:///app.db", "/base/app.db"],
    ["sqlite:///:memory:", ":memory:"],
    ["sqlite://", ":memory:"],
    ["sqlite:///", ":memory:"],
  ])("%s names %s", (text, database) => {
    const url = DatabaseUrl.parse(text, { baseDir: "/base" });
    expect(url.database).toBe(database);
    expect(url.isFile).toBe(true);
    expect(url.isMemory).toBe(database === ":memory:");
  });

  it("starts from the working directory where no folder is given", () => {
    expect(DatabaseUrl.parse("sqlite:///app.db").database).toBe(`${process.cwd()}/app.db`);
  });

  it("keeps its parameters", () => {
    expect(parts("sqlite:///app.db?mode=ro")).toMatchObject({
      database: "/base/app.db",
      params: [["mode", "ro"]],
    });
  });

  it("needs three slashes", () => {
    expect(failure("sqlite://app.db").hint).toContain("sqlite:///app.db");
    expect(failure("sqlite:app.db").message).toContain("//");
  });
});

describe("a bad URL", () => {
  it.each([
    ["", /empty/, /postgresql:\/\//],
    ["'mysql://host/app'", /quotation mark/, /quotes/],
    ["app.db", /no scheme/, /sqlite:\/\/\//],
    ["host=localhost dbname=app", /no scheme/, /postgresql:\/\//],
    ["postgress://host/app", /"postgress"/, /Did you mean postgres/],
    ["mssql://host/app", /"mssql"/, /mysql|Known/],
    ["oracle://host/app", /"oracle"/, /Known schemes are postgresql/],
    ["jdbc:mysql://host/app", /jdbc:/, /Leave/],
    ["C:\\data\\app.db", /path/, /sqlite:\/\/\/C:/],
    ["mysql:host", /no \/\//, /mysql:\/\//],
    ["mysql://host:port/app", /port/, /1|password/],
    ["mysql://host:0/app", /1 to 65535/, /./],
    ["mysql://host:65536/app", /1 to 65535/, /./],
    ["mysql://host:/app", /1 to 65535/, /./],
    ["mysql://::1/app", /host/, /\[::1\]/],
    ["mysql://[nonsense]/app", /IPv6/, /./],
    ["mysql://a,b/app", /several hosts/, /one host/],
    ["mysql://my host/app", /space/, /./],
    ["mysql://host/100%", /% that begins no/, /%25/],
    ["mysql://host/a%00b", /NUL/, /%00/],
    ["mysql://host/app?=x", /no name/, /name=value/],
    ["mysql://host/app?host=other", /host twice/, /"host"/],
    ["mysql:///app?port=x", /port/, /./],
    ["mysql://host/app#part", /#/, /%23/],
    ["mysql://host/a@b", /@/, /%40/],
  ])("%j is refused with a reason and a cure", (text, message, hint) => {
    const error = failure(text);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/\.$/);
    expect(error.hint).toMatch(hint);
  });

  it.each([
    `mysql://bob:${SECRET}@1@host/app`,
    `mysql://bob:${SECRET}/1@host/app`,
    `mysql://bob:12/${SECRET}@host/app`,
    `mysql://bob:${SECRET}#1@host/app`,
    `mysql://bob:${SECRET}?1@host/app`,
    `mysql://bob:1?${SECRET}@host/app`,
    `mysql://bob:${SECRET}%@host/app`,
    `mysql://bob:${SECRET}/app`,
    `mysql://bob:${SECRET}@ho st/app`,
    `oracle://bob:${SECRET}@host/app`,
    `"mysql://bob:${SECRET}@host/app"`,
    `mysql://host/app?password=${SECRET}%`,
  ])("%j is explained without showing the password", (text) => {
    const error = failure(text);
    expect(JSON.stringify(error)).not.toContain(SECRET);
    expect(String(error.stack)).not.toContain(SECRET);
    expect(displayUrl(text)).not.toContain(SECRET);
  });

  it("with a special character in the password is told apart from other mistakes", () => {
    expect(failure("mysql://bob:a/b@host/app").message).toContain("a slash");
    expect(failure("mysql://bob:a?b@host/app").message).toContain("a question mark");
    expect(failure("mysql://bob:a#b@host/app").hint).toContain("%23");
    expect(failure("mysql://bob:a@b@host/app").message).toContain("more than one @");
  });

  it("is not seen in an @ inside of parameters", () => {
    expect(parts("mysql://host:3306/app?init=a@b").params).toEqual([["init", "a@b"]]);
  });
});

describe("a printed URL", () => {
  const text = `postgresql://bob:${SECRET}@host:5432/app?sslmode=require&sslpassword=${SECRET}`;

  it("has its password masked, however it is printed", () => {
    const url = DatabaseUrl.parse(text);
    const masked = "postgresql://bob:***@host:5432/app?sslmode=require&sslpassword=***";
    expect(String(url)).toBe(masked);
    expect(JSON.stringify({ url })).toBe(JSON.stringify({ url: masked }));
    expect(inspect({ url })).toContain(masked);
    expect(inspect(url, { showHidden: true })).not.toContain(SECRET);
    expect(displayUrl(text)).toBe(masked);
    expect(url.render({ hidePassword: false })).toBe(text);
  });

  it("shows a file's path as it is", () => {
    expect(String(DatabaseUrl.parse("sqlite:////var/a b.db"))).toBe("sqlite:////var/a b.db");
    expect(String(DatabaseUrl.parse("sqlite://"))).toBe("sqlite:///:memory:");
    expect(displayUrl("sqlite:///app.db")).toBe("sqlite:///app.db");
  });

  it("gives the same parts when it is read again", () => {
    const word = fc.string({ minLength: 1, unit: "binary" }).filter((each) => !each.includes("\u0000"));
    const some = fc.option(word, { nil: undefined });
    const host = fc.constantFrom("localhost", "10.0.0.1", "::1", "/var/run/postgresql", undefined);
    const params = fc.array(
      fc.tuple(
        word.map((name) => `x${name}`),
        word,
      ),
    );
    fc.assert(
      fc.property(
        some,
        some,
        host,
        fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined }),
        some,
        params,
        (user, password, place, port, database, query) => {
          const url = DatabaseUrl.parse("postgresql://").with({
            user,
            password,
            host: place,
            port,
            database,
            params: query,
          });
          expect(parts(url.render({ hidePassword: false }))).toEqual({
            scheme: "postgresql",
            user,
            password,
            host: place,
            port,
            database,
            params: query,
          });
        },
      ),
    );
  });

  it("can have parts changed", () => {
    const url = DatabaseUrl.parse(text);
    expect(url.with({ database: "other", params: [] }).render({ hidePassword: false })).toBe(
      `postgresql://bob:${SECRET}@host:5432/other`,
    );
    expect(url.with({ password: undefined }).password).toBeUndefined();
  });
});
