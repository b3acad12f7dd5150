/** Text from a log as it may be shown on a terminal: control characters, which could move the cursor, are written out. */
export function printable(text: string): string {
  // The C0 and C1 controls, and the marks that turn the direction of the text after them.
  return text.replace(
    /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
