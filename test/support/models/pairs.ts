import { afterEach, it } from "vitest";
import { MetaData } from "../../../src/schema/define/metadata.js";
import { eachTarget, type Target } from "../target.js";
import { ALL_TARGETS } from "../wanted.js";
import { likeMadeAnew } from "./made-anew.js";
import { ScriptedWays } from "./scripted.js";
import { type ToSchema, thereAndBack } from "./there-and-back.js";
import { Workbench } from "./workbench.js";

/** Two schemas between which there was once no way, or no way back. */
export interface Pair {
  readonly title: string;
  readonly targets?: readonly Target[];
  /** The second is reached by a script, as users reach it. */
  readonly scripted?: true;
  from(metadata: MetaData, target: Target): void;
  to(metadata: MetaData, target: Target): void;
}

/** Tests on each target that there is a way from nothing to the first schema, from there to the second, and back. */
export function thereAndBackBetween(title: string, pairs: readonly Pair[]): void {
  const meant = (target: Target) => pairs.filter(({ targets }) => targets?.includes(target) ?? true);
  const body = (target: Target) => {
    const bench = new Workbench(target, "pairs");
    const scripts = new ScriptedWays();
    afterEach(async () => {
      await scripts.discard();
      await bench.discard();
    });

    it.for(meant(target))("$title", async (pair) => {
      const m = await bench.open();
      const [from, to] = [new MetaData(), new MetaData()];
      pair.from(from, target);
      pair.to(to, target);
      const before = await thereAndBack(m, from.toSchema(), await m.reflect());
      const take = pair.scripted && ((step: ToSchema) => scripts.take(bench.url, m, step));
      const held = await thereAndBack(m, to.toSchema(), before, undefined, take);
      await likeMadeAnew(m, to.toSchema(), held);
    });
  };
  eachTarget(
    title,
    body,
    ALL_TARGETS.filter((target) => meant(target).length > 0),
  );
}
