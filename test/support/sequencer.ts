import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Small files that take long, which begin first: one that began last would keep a single worker busy while others wait. */
const LONG = ["test/conformance/laws.test.ts"];

/** The order of test files where nothing is known of earlier runs: those that take long, then by size. */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.some((name) => moduleId.endsWith(name));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
