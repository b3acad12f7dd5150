import { print, type Sql, sql } from "../sql/fragment.ts";
import type { Engine } from "./engine.ts";

/** What comes out of a table, which is dropped when all has come: the next question needs its room. */
export async function* forgetting<Item>(items: AsyncIterable<Item>, engine: Engine, table: Sql): AsyncGenerator<Item> {
  yield* items;
  await engine.run(print(sql`DROP TABLE ${table}`));
}
