import { defineConfig } from "vitest/config";
import { BaseSequencer, type Reporter, type TestModule, type TestSpecification, type Vitest } from "vitest/node";
import { conditions, mocking } from "./vitest.config.ts";

/**
 * A mutant is tried on the tests of its own room, so each room is held by what its tests say of it. Those of its own file
 * come first, then those of its folder: there most mutants die, and the first death is enough.
 */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const [changed = "", ...others] = this.ctx.config.related ?? [];
    const mutated = /\/src\/((\w+)(?:\/.+)?)\/(.+)\.ts$/.exec(changed);
    if (mutated === null || others.length > 0) return files;
    const [, folder, room, file] = mutated;
    const near = [`/test/${folder}/${file}.test.ts`, `/test/${folder}/`, `/test/${room}/`];
    const distance = ({ moduleId }: TestSpecification) => near.filter((part) => !moduleId.includes(part)).length;
    return files.filter((spec) => distance(spec) < near.length).toSorted((a, b) => distance(a) - distance(b));
  }
}

/** A test file that cannot be loaded has no test that fails, and would pass for one in which all is well. */
class UnloadableFiles implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestModuleEnd(file: TestModule): void {
    for (const error of file.errors()) this.#vitest?.state.catchError(error, "Unloadable test file");
  }
}

/** Tests that run the built command line. */
const building = ["test/replay/scan/scan-statistics.test.ts"];

/** The tests that a mutant is tried on: those of the rooms that are mutated, which need no build. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/{domain,policies,projections}/**/*.test.ts", "test/replay/scan/*.test.ts"],
    exclude: [...mocking, ...building],
    // Mutants run in threads, which have no time zone of their own; and fewer runs of a property find fewer plans than are due.
    testNamePattern: /^(?!.*(time zone of the process|by any rules that have a plan))/,
    testTimeout: 30_000,
    setupFiles: ["test/setup.ts", "test/mutation-setup.ts"],
    // Loading the source anew for each file takes longer than most files.
    isolate: false,
    sequence: { sequencer: NearestFirst },
    reporters: [new UnloadableFiles()],
  },
});
