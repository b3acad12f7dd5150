import fc from "fast-check";

/** What could be taken for a digit of a UUID, or stands beside one in the order of characters. */
const NEARLY = ["0", "9", "a", "f", "-", "A", "F", "g", "o", "p", "/", ":", "`", " ", "~", "#", "\u0001", "é"];

/** UUIDs, few of which differ in more than a digit; what is none for one character; and the bytes of one, where these are text. */
export const uuidLike: fc.Arbitrary<string> = fc
  .record({
    digits: fc.constantFrom("30313233343536373839616263646566", "0123456789abcdef0123456789abcdef"),
    at: fc.nat({ max: 35 }),
    character: fc.constantFrom(...NEARLY),
    is: fc.constantFrom("a UUID", "another UUID", "nearly one", "longer", "bytes"),
  })
  .map(({ digits, at, character, is }) => {
    const uuid = [8, 12, 16, 20].reduceRight<string>((text, cut) => `${text.slice(0, cut)}-${text.slice(cut)}`, digits);
    const changed = uuid.slice(0, at) + character + uuid.slice(at + 1);
    if (is === "nearly one") return changed;
    if (is === "longer") return changed.slice(0, at) + changed;
    if (is === "bytes") return Buffer.from(digits, "hex").toString("latin1");
    return is === "another UUID" && uuid[at] !== "-" ? uuid.slice(0, at) + (at % 10) + uuid.slice(at + 1) : uuid;
  });
