import { freshDatabase, type TestDatabase } from "../database.js";
import type { Target } from "../target.js";
import { Migration } from "./migration.js";

/** An empty database that tests use one after another, each leaving it empty; one that fails gets it thrown away. */
export class Workbench {
  readonly #target: Target;
  readonly #label: string;
  #database: TestDatabase | null = null;
  #migration: Migration | null = null;

  constructor(target: Target, label: string) {
    this.#target = target;
    this.#label = label;
  }

  /** The database of the test before, or a new one. */
  async open(): Promise<Migration> {
    this.#database ??= await freshDatabase(this.#target, this.#label);
    this.#migration ??= await Migration.open(this.#database.url);
    return this.#migration;
  }

  /** Where the open database is. */
  get url(): string {
    return this.#database!.url;
  }

  /** Runs work that leaves the database empty. */
  async use<T>(work: (migration: Migration) => Promise<T>): Promise<T> {
    try {
      return await work(await this.open());
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  /** Drops the database. */
  async discard(): Promise<void> {
    await this.#migration?.close().catch(() => {});
    await this.#database?.drop();
    this.#migration = null;
    this.#database = null;
  }
}
