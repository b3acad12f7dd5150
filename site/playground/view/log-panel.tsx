import { useState } from "preact/hooks";
import type { Bench } from "../model/bench.ts";
import { EXAMPLES } from "../model/examples.ts";
import { logView } from "../model/log-view.ts";
import { outcomeGroups } from "../model/outcomes-view.ts";
import { readLog } from "../model/read-log.ts";
import { ConversationButtons } from "./conversation-buttons.tsx";
import type { Dispatch } from "./dispatch.ts";
import { OutcomeBar } from "./outcome-bar.tsx";
import { RefusedLines } from "./refused-lines.tsx";
import { textOfFile } from "./text-of-file.ts";
import { useDrop } from "./use-drop.ts";

interface Props {
  readonly bench: Bench;
  readonly dispatch: Dispatch;
  readonly open: (key: string) => void;
}

/** The log: where it comes from, what was refused of it, and its conversations by outcome. */
export function LogPanel({ bench, dispatch, open }: Props) {
  const [pasted, setPasted] = useState("");
  const [sought, setSought] = useState("");
  const [message, setMessage] = useState("");
  const isDragged = useDrop((file) => void take(file));
  const log = logView(bench);
  const groups = outcomeGroups(bench, sought);

  async function take(file: File): Promise<void> {
    const result = await textOfFile(file);
    setMessage(result.problem ?? `Read ${file.name}.`);
    if (result.text !== undefined) dispatch({ type: "load", log: readLog(result.text) });
  }

  return (
    <section aria-labelledby="log" class={isDragged ? "dragged" : undefined}>
      <h2 id="log">The log</h2>
      <p class="lead">
        Paste events as NDJSON, one a line, or drop a file anywhere on this page. Nothing is sent anywhere.
      </p>
      <div class="sources">
        <div class="paste">
          <label for="paste">Events to paste</label>
          <textarea
            id="paste"
            rows={6}
            wrap="off"
            spellcheck={false}
            placeholder={PLACEHOLDER}
            value={pasted}
            onInput={({ currentTarget }) => setPasted(currentTarget.value)}
          />
          <button
            type="button"
            class="main"
            disabled={pasted.trim() === ""}
            onClick={() => {
              setMessage("Read what was pasted.");
              dispatch({ type: "load", log: readLog(pasted) });
            }}
          >
            Read these events
          </button>
        </div>
        <div class="elsewhere">
          <label for="file">A file, plain or gzip</label>
          <input
            id="file"
            type="file"
            accept=".ndjson,.jsonl,.json,.txt,.gz"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void take(file);
            }}
          />
          <p class="label">An example</p>
          {EXAMPLES.map(({ name, read }) => (
            <button
              key={name}
              type="button"
              onClick={() => {
                setMessage(`Read: ${name}.`);
                dispatch({ type: "load", log: read() });
              }}
            >
              {name}
            </button>
          ))}
        </div>
      </div>
      <p role="status" class="summary">
        {message} {log.summary}
      </p>
      <RefusedLines log={log} />
      <OutcomeBar groups={groups} />
      <div class="find">
        <label for="find">Find a conversation by its id</label>
        <input id="find" type="search" value={sought} onInput={({ currentTarget }) => setSought(currentTarget.value)} />
      </div>
      {groups
        .filter(({ conversations }) => conversations.length > 0)
        .map(({ outcome, name, conversations }) => (
          <div class="group" key={outcome}>
            <h3>
              <span class={`swatch ${outcome}`} />
              {name} <span class="count">{conversations.length}</span>
            </h3>
            <ConversationButtons conversations={conversations} open={open} />
          </div>
        ))}
    </section>
  );
}

const PLACEHOLDER =
  '{"type":"BotTriggered","id":"e1","occurredAt":"2024-05-01T10:00:00Z","accountId":"acme","conversationId":"c1","botId":"welcome"}';
