/**
 * A short fingerprint of a text: 64-bit FNV-1a over its UTF-16 units, 16 hexadecimal digits. It runs anywhere and at
 * once (Web Crypto would make every caller asynchronous). It is not cryptographic: it tells apart the few things that
 * happen to one conversation or account in the same millisecond.
 */
export function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, "0");
}
