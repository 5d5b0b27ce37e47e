import {
  boolean,
  check,
  dateTime,
  declarativeBase,
  enumOf,
  func,
  index,
  integer,
  json,
  many,
  one,
  string,
  table,
  text,
} from "../../src/index.js";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <T extends true>(): T => true as T;

export const Base = declarativeBase({ naming: "snake_case" });

export class User extends Base.model("users", {
  id: integer().primaryKey(),
  username: string(50).unique().index(),
  email: string(255)
    .unique()
    .validate((v) => v.toLowerCase()),
  fullName: string(100).nullable(),
  role: enumOf("admin", "member").named("user_role").default("member"),
  settings: json<{ theme: string }>().nullable(),
  createdAt: dateTime({ timezone: true }).serverDefault(func.now()),
  get managerId() {
    return integer().references(User.c.id, { onDelete: "set null" }).nullable();
  },
  get manager() {
    return one(User).nullable();
  },
  get posts() {
    return many(Post, {
      backPopulates: "author",
      cascade: "all, delete-orphan",
      orderBy: Post.c.createdAt.desc(),
    });
  },
}).with((c) => [
  index("ix_users_name_email", c.username, c.email),
  check("ck_users_email", c.email.like("%@%")),
]) {
  get display() {
    return `${this.username} <${this.email}>`;
  }
  static get display() {
    return func.concat(User.c.username, " <", User.c.email, ">");
  }
}

export const postTags = table("post_tags", Base.metadata, {
  postId: integer().references("posts.id").primaryKey(),
  tagId: integer().references("tags.id").primaryKey(),
});

export class Post extends Base.model("posts", {
  id: integer().primaryKey(),
  title: string(200),
  body: text(),
  published: boolean().default(false),
  createdAt: dateTime().serverDefault(func.now()),
  get authorId() {
    return integer().references(User.c.id, { onDelete: "cascade" });
  },
  get author() {
    return one(User, { backPopulates: "posts" });
  },
  get tags() {
    return many(Tag, { secondary: postTags, backPopulates: "posts" });
  },
}) {}

export class Tag extends Base.model("tags", {
  id: integer().primaryKey(),
  name: string(50).unique(),
  get posts() {
    return many(Post, { secondary: postTags, backPopulates: "tags" });
  },
}) {}

const u = new User({ username: "bob", email: "b@x" });
const n: number = u.id;
const s: string | null = u.fullName;
const ps: Post[] = u.posts;
const d: string = u.display;
const th = u.settings?.theme.length;
const m: string | undefined = u.manager?.manager?.email;
u.posts.push(new Post({ title: "t", body: "b", author: u, tags: [new Tag({ name: "x" })] }));
same<Equal<typeof u.role, "admin" | "member">>();
same<Equal<typeof u.createdAt, Date>>();
same<Equal<typeof u.managerId, number | null>>();
u.posts[0]!.author.posts[0]!.tags[0]!.posts[0]!.title.toUpperCase();
postTags.c.postId.eq(1);
User.c.role.in(["admin"]);
User.c.createdAt.desc();
User.display.eq("q");

// @ts-expect-error wrong type
u.username = 3;
// @ts-expect-error missing email
new User({ username: "x" });
// @ts-expect-error wrong operand
User.c.email.eq(3);
// @ts-expect-error no such property
u.nope;
// @ts-expect-error not an enum member
new User({ username: "x", email: "", role: "boss" });
// @ts-expect-error a default of the wrong type
integer().default("x");
// @ts-expect-error a reference to a column of another type
string(10).references(User.c.id);
// @ts-expect-error a column that is not there
User.c.nope;
// @ts-expect-error a validator of another type
integer().validate((v: string) => v);
// @ts-expect-error no such referential action
integer().references("users.id", { onDelete: "explode" });

export { d, m, n, ps, s, th };
