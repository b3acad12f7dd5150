/* What any replay is measured against: a program that only reads a log and calls JSON.parse on each line. */
import { openSync, readSync } from "node:fs";

const file = openSync(String(process.argv[2]), "r");
const block = Buffer.allocUnsafe(1 << 22);
let rest = Buffer.alloc(0);
let lines = 0;
let sum = 0;
for (let size = readSync(file, block); size > 0; size = readSync(file, block)) {
  const bytes = rest.length > 0 ? Buffer.concat([rest, block.subarray(0, size)]) : block.subarray(0, size);
  let from = 0;
  for (let end = bytes.indexOf(10, from); end >= 0; end = bytes.indexOf(10, from)) {
    sum += JSON.parse(bytes.toString("utf8", from, end)).type.length;
    lines++;
    from = end + 1;
  }
  rest = Buffer.from(bytes.subarray(from));
}
console.log(lines, sum);
