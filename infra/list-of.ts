/** The members of a list that is separated by commas, each once. */
export function listOf(value: string): readonly string[] {
  return [...new Set(value.split(',').map((one) => one.trim()))].filter(Boolean);
}
