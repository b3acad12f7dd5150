/** Names that would do harm in a page that took them for markup. */
export const spells = [
  "<script>document.title='harm'</script>",
  `"><img src="https://example.com/x" onerror="document.title='harm'">`,
  "</style></title></desc></svg><iframe src=https://example.com></iframe>",
  "<!--",
  "\u202eשלום",
  "a".repeat(128),
];
