import { type Condition, foldConversation, type Kind, type RuleSet } from "chatledger";
import { verdictOf } from "../../src/policies/classification/classify.ts";
import { judgeConversation, toJudge } from "../../src/policies/classification/judge.ts";
import { sentenceOf } from "../../src/policies/classification/sentences.ts";
import { ALPHABET, type Letter } from "./alphabet.ts";
import { inLayout } from "./layouts.ts";
import { code, table } from "./markdown.ts";
import { reachableStates } from "./reachable-states.ts";

/** A row: what holds, one answer for each question, and what follows. */
interface Row {
  readonly answers: readonly string[];
  readonly result: readonly string[];
}

const ANY = "–";
const YES_NO = ["no", "yes"];

/**
 * What follows from what: every combination of the claims and options that outcomes hang on in which a conversation can
 * be, found in the states that it can be in. Answers that do not matter are left open.
 */
export function decisionTable(rules: RuleSet): string {
  const claims = namesIn(rules, "claim");
  const options = namesIn(rules, "option");
  const rows = new Map<string, Row>();
  for (const switched of combinationsOf(options)) {
    const judge = toJudge({ ruleSet: rules, ruleOptions: switched });
    for (const { letters } of reachableStates(rules, switched)) {
      const judgement = judgeConversation(foldConversation(inLayout(letters, "seconds apart")), judge);
      const { outcome, reaction, chatbotConversation, labels } = verdictOf(judgement);
      const answers = [
        ...claims.map((claim) => yesNo(judge.rules.satisfies(judgement.claims, { claim }))),
        ...options.map((option) => yesNo(switched[option] === true)),
      ];
      const result = [
        code(outcome),
        yesNo(reaction),
        labels.map(code).join(" ") || "none",
        chatbotConversation ? "1" : "0",
      ];
      const known = rows.get(answers.join());
      if (known !== undefined && known.result.join() !== result.join()) {
        throw new Error(`The outcome hangs on more than ${[...claims, ...options].join(", ")}.`);
      }
      rows.set(answers.join(), { answers, result });
    }
  }
  const questions = [...claims, ...options];
  const merged = questions.reduceRight((left, _, i) => mergeAnswers(left, i), [...rows.values()]);
  const outcomes = rules.outcomes.map(({ outcome }) => code(outcome));
  const rank = ({ result: [outcome = ""] }: Row) => outcomes.indexOf(outcome);
  const sorted = merged.sort((a, b) => rank(a) - rank(b));
  return table(
    [...questions.map(code), "outcome", "reaction", "label", "units of the quota"],
    sorted.map(({ answers, result }) => [...answers, ...result]),
  );
}

/** What each claim of the table asks. */
export function claimsTable(rules: RuleSet): string {
  const { rules: bound } = toJudge({ ruleSet: rules });
  const rows = namesIn(rules, "claim").map((claim) => [code(claim), sentenceOf(bound, { claim })]);
  return table(["claim", "holds if"], rows);
}

/** Which event is of which kind. */
export function kindsTable(rules: RuleSet): string {
  const kinds = Object.values(rules.kinds);
  const cellOf = ({ events }: Kind, letter: Letter): string => {
    const members = events.filter((member) =>
      typeof member === "string" ? member === letter.type : member.type === letter.type,
    );
    const cells = members.map((member) => {
      if (typeof member === "string") return "yes";
      if (member.having === "botId" && !letter.hasBot) return "";
      return member.when === undefined ? "yes" : `if ${code(member.when.option)} is ${code(String(member.when.is))}`;
    });
    return cells.join("");
  };
  const rows = ALPHABET.map((letter) => [nameOf(letter), ...kinds.map((kind) => cellOf(kind, letter))]);
  const isOfAny = ([, ...cells]: readonly string[]) => cells.some((cell) => cell !== "");
  return table(["event", ...kinds.map(({ noun }) => noun)], rows.filter(isOfAny));
}

/** An event of the alphabet, in a table. */
export function nameOf({ type, hasBot }: Letter): string {
  const isAmbiguous = ALPHABET.some((other) => other.type === type && other.hasBot !== hasBot);
  return isAmbiguous ? `${code(type)} ${hasBot ? "with" : "without"} a ${code("botId")}` : code(type);
}

/** The claims or options that the outcomes hang on, in the order of the rule set. */
function namesIn(rules: RuleSet, what: "claim" | "option"): readonly string[] {
  const found = new Set(rules.outcomes.flatMap(({ when }) => leavesOf(when, what)));
  return Object.keys(what === "claim" ? rules.claims : rules.options).filter((name) => found.has(name));
}

function leavesOf(condition: Condition, what: "claim" | "option"): readonly string[] {
  if ("all" in condition) return condition.all.flatMap((part) => leavesOf(part, what));
  if ("any" in condition) return condition.any.flatMap((part) => leavesOf(part, what));
  if ("not" in condition) return leavesOf(condition.not, what);
  if ("claim" in condition && what === "claim") return [condition.claim];
  return "option" in condition && what === "option" ? [condition.option] : [];
}

/** Rows that differ in one answer only, and follow alike whatever it is, are one. */
function mergeAnswers(rows: readonly Row[], at: number): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.answers.with(at, ANY), row.result]);
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || group.length < YES_NO.length) return group;
    return [{ ...first, answers: first.answers.with(at, ANY) }];
  });
}

function combinationsOf(options: readonly string[]): readonly Readonly<Record<string, boolean>>[] {
  return options.reduce<readonly Readonly<Record<string, boolean>>[]>(
    (all, option) => all.flatMap((some) => [true, false].map((value) => ({ ...some, [option]: value }))),
    [{}],
  );
}

function yesNo(holds: boolean): string {
  return holds ? "yes" : "no";
}
