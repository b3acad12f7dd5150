import { type TimeZone, timeZoneOf } from "../../domain/time-zone.ts";
import type { ClaimName, ExplainedClaim } from "../../policies/classification/explain.ts";
import { payloadOf, type TimelineEntry } from "../../projections/event-timeline.ts";
import { number } from "../../projections/number-text.ts";
import { OUTCOME_NAMES } from "../../projections/outcome-names.ts";
import { smartHubLabel } from "../../projections/smart-hub-label.ts";
import { count, exactMoment, moment } from "../figure-text.ts";
import { type Html, html, type Value } from "../html.ts";
import { logMessage, logText } from "../log-text.ts";
import { type ReportedConversation, type ReportFigures, SAMPLED_PER_OUTCOME } from "../report-figures.ts";
import { lead, type Section } from "./section.ts";

/** What the page gives reasons for, and what people call it. */
const EXPLAINED: readonly { readonly claim: ClaimName; readonly name: string }[] = [
  { claim: "outcome", name: "Outcome" },
  { claim: "labels", name: "Label" },
];

/** Longer conversations are cut; what is evidence is always shown. */
const MOST_EVENTS = 30;

/** A few conversations of each outcome, and why they are judged so. */
export function sample({ sample, summary, options }: ReportFigures): Section {
  const zone = timeZoneOf(options.timeZone ?? "UTC");
  const section = { id: "sample", title: "Sample conversations", short: "Sample" };
  if (sample.length === 0) return { ...section, content: lead("No conversation.") };
  return {
    ...section,
    content: html`${lead(
      html`${count(sample.length)} of ${count(summary.conversations)} conversations: up to ${SAMPLED_PER_OUTCOME} of each outcome, drawn by lot from their ids, so that the same log gives the same sample. Unfold one to see its events and what its label rests on; what people wrote is left out.`,
    )}<div class="scroll" role="region" tabindex="0" aria-label="Sample conversations"><table class="sample">
<caption class="hidden">Sample conversations</caption>
<thead><tr><th scope="col">Conversation</th><th scope="col" class="aside">Account</th><th scope="col">Outcome</th><th scope="col">Label</th><th scope="col">Began</th><th scope="col" class="aside numbers">Events</th></tr></thead>
${sample.map((conversation) => rows(conversation, zone))}</table></div>
`,
  };
}

function rows(conversation: ReportedConversation, zone: TimeZone): Html {
  const { accountId, conversationId, verdict, timeline, claims } = conversation;
  const began = timeline[0];
  return html`<tbody><tr><th scope="row">${logText(conversationId)}<small class="within">${logText(accountId)}</small></th><td class="aside">${logText(accountId)}</td><td>${OUTCOME_NAMES[verdict.outcome]}</td><td>${smartHubLabel(verdict) ?? "none"}</td><td>${began === undefined ? "–" : moment(began.occurredAt, zone)}</td><td class="aside numbers">${count(timeline.length)}</td></tr>
<tr class="why"><td colspan="6"><details><summary>Events and reasons<span class="hidden"> of ${logText(conversationId)}</span></summary>
<dl class="reasons">${EXPLAINED.map(({ claim, name }) =>
    reason(
      name,
      claims.find((explained) => explained.claim === claim),
    ),
  )}</dl>
${timelineHtml(conversation, zone)}</details></td></tr></tbody>
`;
}

function reason(name: string, explained: ExplainedClaim | undefined): Html {
  if (explained === undefined) return html``;
  const { sentence, evidence, missing, counterfactual } = explained;
  const lines: readonly Value[] = [
    logMessage(sentence),
    evidence.length === 0 ? " No event is needed for it." : "",
    missing.length === 0 ? "" : ` Rests on there being no ${listed(missing)}.`,
    counterfactual === null
      ? ""
      : html` Otherwise, ${logMessage(counterfactual.change)}: ${OUTCOME_NAMES[counterfactual.outcome].toLowerCase()}.`,
  ];
  return html`<div><dt>${name}</dt><dd>${lines}</dd></div>
`;
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function timelineHtml({ timeline, claims }: ReportedConversation, zone: TimeZone): Html {
  const lines = timeline.map((entry, i) => ({ entry, of: evidenceOf(entry, claims), isEarly: i < MOST_EVENTS }));
  const shown = lines.filter(({ of, isEarly }) => isEarly || of.length > 0);
  const left = lines.length - shown.length;
  return html`<ol class="timeline">
${shown.map(({ entry, of }) => line(entry, of, zone))}${left > 0 ? html`<li class="more">and ${number(left)} later events that are no evidence</li>\n` : ""}</ol>
`;
}

/** What an event is evidence of. */
function evidenceOf(entry: TimelineEntry, claims: readonly ExplainedClaim[]): readonly string[] {
  const id = payloadOf(entry).find(([name]) => name === "id")?.[1];
  return EXPLAINED.filter(({ claim }) =>
    claims.some((explained) => explained.claim === claim && explained.evidence.some((eventId) => eventId === id)),
  ).map(({ name }) => name.toLowerCase());
}

function line(entry: TimelineEntry, of: readonly string[], zone: TimeZone): Html {
  const details = payloadOf(entry).map(
    ([name, value]) => html` <span class="field">${name} ${logText(String(value))}</span>`,
  );
  return html`<li${of.length === 0 ? "" : html` class="evidence"`}>${exactMoment(entry.occurredAt, zone)} <b>${entry.type}</b>${details}${of.length === 0 ? "" : html` <span class="badge">evidence of ${of.join(" and ")}</span>`}</li>
`;
}
