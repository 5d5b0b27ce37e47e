import { afterAll } from "vitest";
import { dropDatabases } from "./database.js";

afterAll(dropDatabases);
