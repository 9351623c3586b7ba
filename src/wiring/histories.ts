import { loadingLanguages } from '../approval/histories.ts';
import type { GetHistory } from '../approval/history.ts';
import type { ProofPorts } from '../approval/proven-histories.ts';
import { loadOnce } from './load-once.ts';

/**
 * What each history passes before it is read: it has only the records of Countersign, and the languages of its requests are
 * loaded. Most presses read no history, so this is loaded for the first one, while AWS reads it.
 */
export function readable(getHistory: GetHistory, ports: ProofPorts): GetHistory {
  const load = loadOnce(() => import('../approval/proven-histories.ts'));
  return loadingLanguages(async (execution, options) => {
    const reading = getHistory(execution, options);
    reading.catch(() => undefined);
    const { onlyProven } = await load();
    return onlyProven(() => reading, ports)(execution, options);
  });
}
