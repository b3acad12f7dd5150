import { smartsupp } from "chatledger";
import { CHANGE_CLAIMS, STATE_CLAIMS } from "./claims.ts";
import { countsTable } from "./counts.ts";
import { claimsTable, decisionTable, kindsTable } from "./decision-table.ts";
import { QUOTA_CHANGE_CLAIMS, QUOTA_CLAIMS } from "./quota-claims.ts";
import { lateMoves, stateDiagram } from "./state-diagram.ts";

/** The generated parts of each page, by the names of their marks and in their order. */
export function generatedParts(): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    "docs/rules.md": {
      kinds: kindsTable(smartsupp),
      "decision-table": decisionTable(smartsupp),
      claims: claimsTable(smartsupp),
      "state-diagram": stateDiagram(smartsupp),
      "late-moves": lateMoves(smartsupp),
    },
    "docs/proof.md": {
      "state-claims": listOf(STATE_CLAIMS),
      "change-claims": listOf(CHANGE_CLAIMS),
      "quota-claims": listOf(QUOTA_CLAIMS),
      "quota-change-claims": listOf(QUOTA_CHANGE_CLAIMS),
      counts: countsTable(),
    },
  };
}

/** Claims with the place of the pages that makes them. */
function listOf(claims: readonly { readonly says: string; readonly page: string }[]): string {
  return claims
    .map(({ says, page }) => `- ${says} ([${page.split("#", 1)[0]?.replace(".md", "")}](${page})).`)
    .join("\n");
}
