import { useEffect, useRef, useState } from "preact/hooks";

/** Takes files and texts that are dropped anywhere on the page; whether one is held over it now. */
export function useDrop(take: (file: File) => void): boolean {
  const [isDragged, setDragged] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    addEventListener(
      "dragover",
      (event) => {
        event.preventDefault();
        setDragged(true);
      },
      { signal },
    );
    addEventListener(
      "dragleave",
      ({ relatedTarget }) => {
        if (relatedTarget === null) setDragged(false);
      },
      { signal },
    );
    addEventListener(
      "drop",
      (event) => {
        event.preventDefault();
        setDragged(false);
        const dropped = fileOf(event.dataTransfer);
        if (dropped !== undefined) latest.current(dropped);
      },
      { signal },
    );
    return () => end.abort();
  }, []);
  return isDragged;
}

function fileOf(dropped: DataTransfer | null): File | undefined {
  const text = dropped?.getData("text") ?? "";
  return dropped?.files[0] ?? (text === "" ? undefined : new File([text], "what was dropped"));
}
