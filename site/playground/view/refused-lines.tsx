import type { LogView } from "../model/log-view.ts";

/** The lines of the log that were refused: where, by which code, and why. */
export function RefusedLines({ log: { refused, refusedMore } }: { readonly log: LogView }) {
  if (refused.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways on a phone must be reached by the keyboard
    <section class="scroll" aria-label="Refused lines" tabIndex={0}>
      <table>
        <caption>Refused lines</caption>
        <thead>
          <tr>
            <th scope="col" class="numbers">
              Line
            </th>
            <th scope="col">Code</th>
            <th scope="col">Message</th>
          </tr>
        </thead>
        <tbody>
          {refused.map(({ line, code, message }) => (
            <tr key={line}>
              <td class="numbers">{line}</td>
              <td>
                <code>{code}</code>
              </td>
              <td>
                <bdi>{message}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {refusedMore > 0 && <p class="note">and {refusedMore} more</p>}
    </section>
  );
}
