import { expect, test } from "vitest";
import { EXAMPLES } from "../../../site/playground/model/examples.ts";

test("the examples hold nothing that is refused", () => {
  for (const { read } of EXAMPLES) expect(read().refused).toEqual([]);
});
