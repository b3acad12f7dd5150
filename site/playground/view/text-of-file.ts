/** The text of a file, or what hinders reading it. */
export interface FileText {
  readonly text?: string;
  readonly problem?: string;
}

/** Longer logs are for the command line, which reads them piece by piece. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads a file that a user gave, plain or gzip. */
export async function textOfFile(file: File): Promise<FileText> {
  try {
    const bytes = await bounded(
      (await isGzip(file)) ? file.stream().pipeThrough(new DecompressionStream("gzip")) : file.stream(),
    );
    if (bytes === undefined) return { problem: `${file.name} is longer than 64 MB: chatledger replay reads it.` };
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
  } catch {
    return { problem: `${file.name} could not be read: expected text in UTF-8, plain or gzip.` };
  }
}

async function isGzip(file: File): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first === 0x1f && second === 0x8b;
}

/** All bytes of a stream; `undefined` if they are more than a page should hold. */
async function bounded(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<ArrayBuffer | undefined> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > MOST_BYTES) {
      await reader.cancel();
      return undefined;
    }
    parts.push(part.value);
  }
  return new Blob(parts).arrayBuffer();
}
