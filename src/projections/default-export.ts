/** What a CommonJS module exports by default. Node hands over the module, bundlers what is meant. */
export function defaultExport<T extends object>(imported: T | { readonly default: T }): T {
  return "default" in imported ? imported.default : imported;
}
