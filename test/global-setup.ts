import { build } from "tsup";

/** The tests of the command line run the built bin, so it is built once, before all tests: JavaScript only, quietly. */
export async function setup(): Promise<void> {
  await build({ config: "tsup.config.ts", dts: false, silent: true });
}
