type Task = () => Promise<unknown>;

/** What has to be removed in the end, the latest first, also where not all of it came to be. */
export function createCleanup() {
  const tasks: Task[] = [];
  return {
    add: (task: Task) => void tasks.push(task),
    /** Tries all, and then fails with what failed. */
    async run(): Promise<void> {
      const failures: unknown[] = [];
      for (const task of tasks.splice(0).reverse()) {
        await task().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Not all could be removed.');
    },
  };
}

export type Cleanup = ReturnType<typeof createCleanup>;
