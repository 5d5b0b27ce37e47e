import { describe, expect, test } from "vitest";
import { ScriptQueue } from "../../../src/migrate/script-queue.js";

const later = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const work = (label: string, run: () => Promise<unknown>) => ({ label, origin: { stack: label }, run });

describe("what a script asks for", () => {
  test("runs in the order of asking, awaited or not", async () => {
    const queue = new ScriptQueue();
    const order: string[] = [];
    const slow = (label: string, ms: number) =>
      work(label, async () => {
        await later(ms);
        order.push(label);
      });
    void queue.add(slow("first", 20));
    void queue.add(slow("second", 5));
    await queue.add(slow("third", 0));
    expect(order).toEqual(["first", "second", "third"]);
    expect(queue.done).toEqual(["first", "second", "third"]);
  });

  test("stops after a failure, which is kept with its position even if it is swallowed", async () => {
    const queue = new ScriptQueue();
    const ran: string[] = [];
    await queue.add(work("one", async () => ran.push("one")));
    await queue
      .add(
        work("two", async () => {
          throw new Error("no");
        }),
      )
      .catch(() => undefined);
    await expect(queue.add(work("three", async () => ran.push("three")))).rejects.toThrow("no");
    await queue.drain();
    expect(ran).toEqual(["one"]);
    expect(queue.failure).toMatchObject({ label: "two", position: 2 });
  });

  test("is waited for, with what it asks for in turn", async () => {
    const queue = new ScriptQueue();
    let ended = false;
    void queue.add(work("outer", () => later(5))).then(() =>
      queue.add(
        work("inner", async () => {
          ended = true;
        }),
      ),
    );
    await queue.drain();
    expect(ended).toBe(true);
  });

  test("is refused after the end", async () => {
    const queue = new ScriptQueue();
    await queue.drain();
    expect(() => queue.add(work("late", async () => undefined))).toThrow(
      expect.objectContaining({ code: "migration.after-end" }),
    );
  });
});
