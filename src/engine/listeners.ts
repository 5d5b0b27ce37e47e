import type { Hooks } from "../util/hooks.js";
import type { EngineEvents } from "./connection.js";

/** Listeners to an engine, by the name of the event; each may be left out. */
export type EngineListeners = {
  readonly [K in keyof EngineEvents]?: ((event: EngineEvents[K]) => unknown) | undefined;
};

/** Every event of an engine. */
export const EVENTS: readonly string[] = Object.keys({
  connect: true,
  checkout: true,
  checkin: true,
  beforeExecute: true,
  afterExecute: true,
  handleError: true,
} satisfies Record<keyof EngineEvents, true>);

/** Whether this is an object of listeners, all to events that there are. */
export function areListeners(value: unknown): value is EngineListeners {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).every(
    ([event, listener]) =>
      EVENTS.includes(event) && (listener === undefined || typeof listener === "function"),
  );
}

/** Has each of the listeners called from now on, after those already there. */
export function addListeners(events: Hooks<EngineEvents>, listeners: EngineListeners): void {
  for (const event of Object.keys(listeners) as (keyof EngineEvents)[]) addListener(events, event, listeners);
}

function addListener<K extends keyof EngineEvents>(
  events: Hooks<EngineEvents>,
  event: K,
  { [event]: listener }: EngineListeners,
): void {
  if (listener) events.on(event, listener);
}
