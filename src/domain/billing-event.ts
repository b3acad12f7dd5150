import * as z from "zod/mini";
import { envelope, id, instant, positive, timeZone } from "./event-fields.ts";

const renewal = { ...envelope, packageId: id, periodStart: instant };

/** The schemas of the billing events: what an account subscribed to, bought and used. */
export const billingEventSchemas = {
  /** The account took a plan; its quota months are counted in `timeZone` (default UTC). */
  PlanSubscribed: z.object({
    type: z.literal("PlanSubscribed"),
    ...envelope,
    plan: id,
    timeZone: z.optional(timeZone),
  }),
  /** The account moved to another plan. */
  PlanChanged: z.object({ type: z.literal("PlanChanged"), ...envelope, plan: id }),
  /** The account gave notice; the plan lasts to the end of its month. */
  PlanCancelled: z.object({ type: z.literal("PlanCancelled"), ...envelope }),
  /** The account took its notice back. */
  PlanReactivated: z.object({ type: z.literal("PlanReactivated"), ...envelope }),
  /** The account bought chatbot conversations on top of its plan. */
  PackagePurchased: z.object({
    type: z.literal("PackagePurchased"),
    ...envelope,
    packageId: id,
    conversations: positive,
  }),
  /** A package will not renew. */
  PackageRenewalDisabled: z.object({ type: z.literal("PackageRenewalDisabled"), ...envelope, packageId: id }),
  /** A package will renew after all. */
  PackageRenewalEnabled: z.object({ type: z.literal("PackageRenewalEnabled"), ...envelope, packageId: id }),
  /** A package was charged for the period that starts at `periodStart`. */
  PackageRenewed: z.object({ type: z.literal("PackageRenewed"), ...renewal }),
  /** A package could not be charged for the period that starts at `periodStart`. */
  PackageRenewalFailed: z.object({ type: z.literal("PackageRenewalFailed"), ...renewal }),
  /** A conversation used one unit of the quota. */
  ChatbotConversationCounted: z.object({
    type: z.literal("ChatbotConversationCounted"),
    ...envelope,
    conversationId: id,
  }),
};

/** The name of a billing event. */
export type BillingEventType = keyof typeof billingEventSchemas;

/** The event of one name, e.g. `BillingEventOf<"PlanSubscribed">`. */
export type BillingEventOf<T extends BillingEventType> = Readonly<z.output<(typeof billingEventSchemas)[T]>>;

/** A fact of an account's billing, in the past tense and immutable. */
export type BillingEvent = { [T in BillingEventType]: BillingEventOf<T> }[BillingEventType];
