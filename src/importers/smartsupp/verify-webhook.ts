import { createHmac, timingSafeEqual } from "node:crypto";

const SIGNATURE = /^[0-9a-f]{64}$/i;

/**
 * Whether a webhook comes from Smartsupp: its header `X-Smartsupp-Hmac` is the hexadecimal HMAC-SHA256 of the body under
 * the secret of the app. Compared in constant time.
 *
 * The body must be the bytes that arrived (or their exact text), not JSON printed again. A header that is missing, given
 * twice or malformed is `false` and never throws; so is an empty secret, with which anybody could sign.
 *
 * @example verifySmartsuppWebhook(request.rawBody, request.headers["x-smartsupp-hmac"], secret); // => true
 */
export function verifySmartsuppWebhook(
  rawBody: string | Uint8Array,
  signature: string | readonly string[] | null | undefined,
  secret: string,
): boolean {
  if (typeof signature !== "string" || !SIGNATURE.test(signature) || secret === "") return false;
  const expected = createHmac("sha256", secret).update(rawBody).digest();
  return timingSafeEqual(expected, Buffer.from(signature, "hex"));
}
