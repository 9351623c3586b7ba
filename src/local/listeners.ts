/** Functions that are called after each change. */
export interface Listeners {
  readonly notify: () => void;
  /** Adds a listener. The returned function removes it. */
  readonly add: (listener: () => void) => () => void;
}

export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    notify() {
      for (const listener of listeners) listener();
    },
    add(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
