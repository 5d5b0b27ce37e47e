import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deadline, sleep, timerDelay } from "../../../src/util/deadline.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "hrtime"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a deadline", () => {
  it("tells what is left and what has passed", () => {
    const deadline = Deadline.after(100);
    vi.advanceTimersByTime(30);
    expect(deadline.remainingMs).toBe(70);
    expect(deadline.elapsedMs).toBe(30);
    expect(deadline.expired).toBe(false);
    vi.advanceTimersByTime(100);
    expect(deadline.remainingMs).toBe(0);
    expect(deadline.expired).toBe(true);
  });

  it("never expires where it is infinite", () => {
    const deadline = Deadline.after(Number.POSITIVE_INFINITY);
    vi.advanceTimersByTime(1e9);
    expect(deadline.expired).toBe(false);
    expect(deadline.remainingMs).toBe(Number.POSITIVE_INFINITY);
  });

  it("sleeps no longer than is left, and tells whether anything is", async () => {
    const deadline = Deadline.after(100);
    const first = deadline.sleep(60);
    await vi.advanceTimersByTimeAsync(60);
    expect(await first).toBe(true);
    const second = deadline.sleep(60);
    await vi.advanceTimersByTimeAsync(40);
    expect(await second).toBe(false);
  });

  it("passes its signal's reason on", async () => {
    const controller = new AbortController();
    const slept = Deadline.after(100, controller.signal).sleep(50);
    controller.abort(new Error("stop"));
    await expect(slept).rejects.toThrow("stop");
  });
});

describe("sleep", () => {
  it("waits for its time", async () => {
    let done = false;
    const slept = sleep(50).then(() => {
      done = true;
    });
    await vi.advanceTimersByTimeAsync(49);
    expect(done).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await slept;
    expect(done).toBe(true);
  });

  it("leaves no timer behind when it is aborted", async () => {
    const controller = new AbortController();
    const slept = sleep(50, controller.signal);
    controller.abort("enough");
    await expect(slept).rejects.toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin where the signal is aborted already", async () => {
    await expect(sleep(50, AbortSignal.abort("enough"))).rejects.toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the delay of a timer", () => {
  it("stays within what timers take", () => {
    expect(timerDelay(1e12)).toBe(2 ** 31 - 1);
    expect(timerDelay(Number.POSITIVE_INFINITY)).toBe(2 ** 31 - 1);
    expect(timerDelay(-5)).toBe(0);
    expect(timerDelay(0.2)).toBe(1);
  });
});
