import { type Anomaly, LogError } from "../replay/anomaly.ts";

/**
 * What reading strictly says of logs: the first error, if there is one; an event of an unknown type is one, too.
 *
 * @throws LogError
 */
export function strictly(anomalies: readonly Anomaly[]): void {
  const first = anomalies.find(({ severity, kind }) => severity === "error" || kind === "unknown-type");
  if (first !== undefined) throw new LogError({ ...first, severity: "error" });
}
