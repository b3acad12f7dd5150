import { createHmac } from "node:crypto";
import { verifySmartsuppWebhook } from "chatledger/importers/smartsupp";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

describe("the signature of a webhook", () => {
  // RFC 4231, test case 2.
  const secret = "Jefe";
  const body = "what do ya want for nothing?";
  const signature = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

  test("is right for the body as text and as bytes, in either case of the digits", () => {
    expect(verifySmartsuppWebhook(body, signature, secret)).toBe(true);
    expect(verifySmartsuppWebhook(new TextEncoder().encode(body), signature, secret)).toBe(true);
    expect(verifySmartsuppWebhook(body, signature.toUpperCase(), secret)).toBe(true);
  });

  test("is of the bytes that came: a body with any text verifies, the same JSON printed anew does not", () => {
    const raw = '{ "text": "Dobrý den 😀" }';
    const signed = createHmac("sha256", secret).update(raw, "utf8").digest("hex");
    expect(verifySmartsuppWebhook(raw, signed, secret)).toBe(true);
    expect(verifySmartsuppWebhook(JSON.stringify(JSON.parse(raw)), signed, secret)).toBe(false);
  });

  test.each([
    ["another body", `${body} `, signature, secret],
    ["another secret", body, signature, "jefe"],
    ["no secret", body, createHmac("sha256", "").update(body).digest("hex"), ""],
    ["one digit changed", body, signature.replace("5", "6"), secret],
    ["a shorter one", body, signature.slice(2), secret],
    ["a longer one", body, `${signature}00`, secret],
    ["with a prefix", body, `sha256=${signature}`, secret],
    ["with a line break", body, `${signature}\n`, secret],
    ["base64", body, Buffer.from(signature, "hex").toString("base64"), secret],
    ["other letters", body, signature.replace("5", "g"), secret],
    ["empty", body, "", secret],
    ["missing", body, undefined, secret],
    ["null", body, null, secret],
    ["given twice", body, [signature, signature], secret],
  ])("is wrong: %s", (_, raw, header, key) => {
    expect(verifySmartsuppWebhook(raw, header, key)).toBe(false);
  });

  test("never throws, whatever the header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => verifySmartsuppWebhook(body, header, secret) === false),
    );
  });
});
