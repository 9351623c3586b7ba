import fc from 'fast-check';

/*
 * Runs before each test file. The properties try the same values in each run, so that a change is judged by what it changes.
 * SEED tries others: a workflow does that each week.
 */
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
