import { Output, type OutputOptions, type TextStream } from "../../../src/cli/output.js";

/** A stream that keeps what is written to it. */
export interface Recorder extends TextStream {
  text: string;
}

/** A recorder that is no terminal, or one with these columns. */
export function recorder(columns?: number): Recorder {
  return {
    text: "",
    ...(columns !== undefined && { isTTY: true, columns }),
    write(text: string) {
      this.text += text;
    },
  };
}

/** An output that is recorded. */
export function recordedOutput(options: Partial<OutputOptions> = {}, columns?: number) {
  const [stdout, stderr] = [recorder(columns), recorder(columns)];
  const all = { json: false, quiet: false, verbose: false, noColor: true, ...options };
  return { output: new Output(all, stdout, stderr, {}), stdout, stderr };
}
