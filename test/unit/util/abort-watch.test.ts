import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { AbortWatch } from "../../../src/util/abort-watch.js";

it("tells those who watch at the time, in order, and listens once for all of them", () => {
  const controller = new AbortController();
  const told: string[] = [];
  using watch = new AbortWatch(controller.signal);
  watch.add(() => told.push("a"));
  const end = watch.add(() => told.push("b"));
  watch.add(() => told.push("c"));
  end();
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
  controller.abort();
  expect(told).toEqual(["a", "c"]);
});

it("listens no more when it is disposed of, and needs no signal", () => {
  const controller = new AbortController();
  const told: string[] = [];
  {
    using watch = new AbortWatch(controller.signal);
    watch.add(() => told.push("a"));
    using none = new AbortWatch(undefined);
    none.add(() => told.push("b"));
  }
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  controller.abort();
  expect(told).toEqual([]);
});
