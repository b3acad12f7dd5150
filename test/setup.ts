import { restart } from "./support/events.ts";

/* Before each file: files share their modules, and what one has built must not show in the next. */

restart();
