import { defineConfig } from "vitest/config";
import { conditions } from "./vitest.config.ts";

/** Tests against engines that run as servers of their own, which start and end with the test. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ["test/engines/**/*.test.ts"], testTimeout: 600_000, hookTimeout: 60_000, maxWorkers: "100%" },
});
