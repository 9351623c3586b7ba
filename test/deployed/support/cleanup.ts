type Task = () => Promise<unknown>;

/** Collects tasks that remove the test's resources. They run in reverse order, even after a failed start. */
export function createCleanup() {
  const tasks: Task[] = [];
  return {
    add: (task: Task) => void tasks.push(task),
    /** Runs all tasks. Then throws an AggregateError if any of them failed. */
    async run(): Promise<void> {
      const failures: unknown[] = [];
      for (const task of tasks.splice(0).reverse()) {
        await task().catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw new AggregateError(failures, 'Some resources could not be removed.');
    },
  };
}

export type Cleanup = ReturnType<typeof createCleanup>;
