/** The members of an output or a cause in which one vote has decided. */
export function decided<T>(decision: T): { readonly decision: T; readonly decisions: readonly [T] } {
  return { decision, decisions: [decision] };
}
