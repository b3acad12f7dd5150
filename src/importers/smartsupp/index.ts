export type { ChatButton, ChatMessage, ChatTrigger } from "./chat-message.ts";
export { ImportError, type ImportErrorCode, isImportError } from "./import-error.ts";
export {
  importPostHooks,
  importRest,
  importSmartsupp,
  importWebhooks,
  type SmartsuppImport,
  type SmartsuppImportOptions,
} from "./import-smartsupp.ts";
export { type ChatRule, isChatbot, isClick, type RuleContext } from "./rules.ts";
export type { Place, Unmapped, UnmappedCode } from "./unmapped.ts";
export { verifySmartsuppWebhook } from "./verify-webhook.ts";
