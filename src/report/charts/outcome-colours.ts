import { OUTCOME_NAMES } from "../../projections/outcome-names.ts";
import type { Figure } from "../../projections/statistics/figures.ts";

/** The outcomes of conversations with a bot, in the order in which they are stacked and listed. */
export const STACKED = [
  { figure: "resolved", name: OUTCOME_NAMES.resolved },
  { figure: "escalated", name: OUTCOME_NAMES.escalated },
  { figure: "inProgress", name: OUTCOME_NAMES["in-progress"] },
  { figure: "noReaction", name: OUTCOME_NAMES["no-reaction"] },
] as const satisfies readonly { readonly figure: Figure; readonly name: string }[];

/** The colours of the charts: of each outcome, the text on it, and five steps from few to many; by the name in the stylesheet. */
export const PALETTES = {
  light: {
    page: "#ffffff",
    resolved: "#0b66a8",
    escalated: "#b54708",
    inProgress: "#3b2a5c",
    noReaction: "#8b93a0",
    onResolved: "#ffffff",
    onEscalated: "#ffffff",
    onInProgress: "#ffffff",
    onNoReaction: "#111418",
    step0: "#f1f3f5",
    step1: "#cadff1",
    step2: "#9cc4e4",
    step3: "#5b9fd0",
    step4: "#2476b3",
    step5: "#0a4678",
  },
  dark: {
    page: "#14171c",
    resolved: "#58aee6",
    escalated: "#f0925a",
    inProgress: "#e6dcf7",
    noReaction: "#6b7480",
    onResolved: "#0b0d10",
    onEscalated: "#0b0d10",
    onInProgress: "#0b0d10",
    onNoReaction: "#ffffff",
    step0: "#1e232a",
    step1: "#1c3a52",
    step2: "#21577e",
    step3: "#2c7ab0",
    step4: "#58a6dc",
    step5: "#b4dcfa",
  },
} as const;

type ColourName = keyof typeof PALETTES.light;

/** A colour as the stylesheet of the page defines it, for light and for dark. */
export function colour(name: ColourName): string {
  return `var(--${name})`;
}
