/** Tags as most services list them, by key. */
export const tagRecord = (
  tags: readonly { readonly Key?: string; readonly Value?: string }[] = [],
): Record<string, string> =>
  Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]))
