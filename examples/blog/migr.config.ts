import { defineConfig } from "migr/config";

export default defineConfig({
  url: process.env["DATABASE_URL"] ?? "sqlite:///blog.db",
  metadata: () => import("./src/models.ts"),
  scripts: "migrations",
});
