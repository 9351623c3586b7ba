import { loadingLanguages } from '../approval/histories.ts';
import type { GetHistory } from '../approval/history.ts';
import { onlyProven, type ProofPorts } from '../approval/proven-histories.ts';

/** What each history passes before it is read: it has only the records of Countersign, and the languages of its requests are loaded. */
export function readable(getHistory: GetHistory, ports: ProofPorts): GetHistory {
  return loadingLanguages(onlyProven(getHistory, ports));
}
