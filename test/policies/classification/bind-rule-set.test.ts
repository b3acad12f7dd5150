import { smartsupp } from "chatledger";
import { expect, test } from "vitest";
import { bindRuleSet } from "../../../src/policies/classification/bind-rule-set.ts";

test("a visitor's claims hold if they hold in one of his conversations, and he is gone if he is from all", () => {
  const rules = bindRuleSet(smartsupp);
  const claims = Object.keys(smartsupp.claims);
  const bits = (...names: string[]) => names.reduce((held, name) => held | (1 << claims.indexOf(name)), 0);
  const { claimsOfVisitor } = rules;
  expect(claimsOfVisitor(bits("triggered", "closed"), bits("triggered"))).toBe(bits("triggered"));
  expect(claimsOfVisitor(bits("triggered", "interacted", "closed"), bits("closed"))).toBe(
    bits("triggered", "interacted", "closed"),
  );
  expect(claimsOfVisitor(0, 0)).toBe(0);
});

test("binding again with the same options gives the same rules, and with others not", () => {
  const rules = bindRuleSet(smartsupp, { requireClose: false });
  expect(bindRuleSet(smartsupp, { requireClose: false })).toBe(rules);
  expect(bindRuleSet(smartsupp)).not.toBe(rules);
  expect(bindRuleSet(smartsupp, { requireClose: false }).outcome(rules.claimsOfVisitor(0, 0))).toBe("not-triggered");
});
