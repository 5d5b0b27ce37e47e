import { describe, expect, it } from "vitest";
import { Hooks } from "../../../src/util/hooks.js";

interface Events {
  opened: { readonly id: number };
  closed: { readonly reason: string };
}

describe("hooks", () => {
  it("call the listeners of an event in order, and those of no other", () => {
    const hooks = new Hooks<Events>();
    const calls: string[] = [];
    hooks.on("opened", ({ id }) => calls.push(`first ${id}`));
    hooks.on("opened", ({ id }) => calls.push(`second ${id}`));
    hooks.on("closed", () => calls.push("closed"));
    hooks.emit("opened", () => ({ id: 7 }));
    expect(calls).toEqual(["first 7", "second 7"]);
  });

  it("build the payload once, and only when someone listens", () => {
    const hooks = new Hooks<Events>();
    let built = 0;
    const payload = () => ({ id: ++built });
    hooks.emit("opened", payload);
    expect(built).toBe(0);
    hooks.on("opened", () => {});
    hooks.on("opened", () => {});
    hooks.emit("opened", payload);
    expect(built).toBe(1);
  });

  it("remove one listener at a time, even of a function added twice", () => {
    const hooks = new Hooks<Events>();
    let count = 0;
    const listener = () => count++;
    const off = hooks.on("opened", listener);
    const offAgain = hooks.on("opened", listener);
    off();
    off();
    hooks.emit("opened", () => ({ id: 1 }));
    expect(count).toBe(1);
    offAgain();
    expect(hooks.has("opened")).toBe(false);
  });

  it("let a listener's error reach who emits", () => {
    const hooks = new Hooks<Events>();
    hooks.on("closed", ({ reason }) => {
      throw new Error(reason);
    });
    expect(() => hooks.emit("closed", () => ({ reason: "no more" }))).toThrow("no more");
  });

  it("wait for each listener before the next where they are called in turn", async () => {
    const hooks = new Hooks<Events>();
    const calls: string[] = [];
    hooks.on("opened", async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      calls.push("slow");
    });
    hooks.on("opened", () => calls.push("fast"));
    await hooks.emitInTurn("opened", () => ({ id: 1 }));
    expect(calls).toEqual(["slow", "fast"]);
  });

  it("call who listened when the event began, not who joins meanwhile", () => {
    const hooks = new Hooks<Events>();
    let late = 0;
    hooks.on("opened", () => hooks.on("opened", () => late++));
    hooks.emit("opened", () => ({ id: 1 }));
    expect(late).toBe(0);
    hooks.emit("opened", () => ({ id: 2 }));
    expect(late).toBe(1);
  });
});
