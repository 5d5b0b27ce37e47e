import {
  boolean,
  dateTime,
  declarativeBase,
  enumOf,
  func,
  integer,
  many,
  one,
  string,
  table,
  text,
} from "migr";

export const Base = declarativeBase({ naming: "snake_case" });

export class User extends Base.model("users", {
  id: integer().primaryKey(),
  username: string(50).unique(),
  email: string(255)
    .unique()
    .validate((value) => value.toLowerCase()),
  fullName: string(100).nullable(),
  role: enumOf("admin", "member").named("user_role").serverDefault("member"),
  createdAt: dateTime({ timezone: true }).serverDefault(func.now()),
  get managerId() {
    return integer().references(User.c.id, { onDelete: "set null" }).nullable().index();
  },
  get manager() {
    return one(User).nullable();
  },
  get posts() {
    return many(Post, { backPopulates: "author", cascade: "all, delete-orphan" });
  },
}) {}

export class Post extends Base.model("posts", {
  id: integer().primaryKey(),
  title: string(200),
  text: text(),
  published: boolean().serverDefault(false),
  get authorId() {
    return integer().references(User.c.id, { onDelete: "cascade" }).index();
  },
  get author() {
    return one(User, { backPopulates: "posts" });
  },
  get comments() {
    return many(Comment, { backPopulates: "post" });
  },
  get tags() {
    return many(Tag, { secondary: postTags, backPopulates: "posts" });
  },
}) {}

export class Comment extends Base.model("comments", {
  id: integer().primaryKey(),
  text: text(),
  get postId() {
    return integer().references(Post.c.id, { onDelete: "cascade" }).index();
  },
  get authorId() {
    return integer().references(User.c.id).index();
  },
  get post() {
    return one(Post, { backPopulates: "comments" });
  },
  get author() {
    return one(User);
  },
}) {}

export class Tag extends Base.model("tags", {
  id: integer().primaryKey(),
  name: string(50).unique(),
  get posts() {
    return many(Post, { secondary: postTags, backPopulates: "tags" });
  },
}) {}

export const postTags = table("post_tags", Base.metadata, {
  postId: integer().references("posts.id", { onDelete: "cascade" }).primaryKey(),
  tagId: integer().references("tags.id", { onDelete: "cascade" }).primaryKey(),
});
