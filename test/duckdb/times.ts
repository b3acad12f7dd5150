/** How many times as long the properties are tried: `npm run test:duckdb` tries more. */
export const TIMES = Number(process.env["ENGINE_TIMES"] ?? 1);
