import { Refusal } from '../callback/errors.ts';
import type { Wording } from '../wording/index.ts';
import { ConnectorError } from './connector-error.ts';

/**
 * Why a request could not be posted and what to do, for people; undefined for an error that people cannot fix. The message of
 * InvalidRequest is that of `assertAllowed`, in the language of the request.
 */
export function explainPostError(error: unknown, { teams }: Wording): string | undefined {
  if (error instanceof Refusal && error.code === 'InvalidRequest') return error.message;
  if (!(error instanceof ConnectorError)) return undefined;
  const obstacle = OBSTACLES.get(error.status);
  return obstacle && teams.obstacles[obstacle];
}

/** By HTTP status (Teams: "Status codes from bot conversational APIs"). */
const OBSTACLES: ReadonlyMap<number, keyof Wording['teams']['obstacles']> = new Map([
  [401, 'noAccess'],
  [403, 'notInstalled'],
  [404, 'noChannel'],
  [413, 'tooLong'],
]);

/** Whether a message, or its conversation, can no longer be changed or replied to. Each other error may be temporary. */
export function isGone(error: unknown): boolean {
  return error instanceof ConnectorError && (error.status === 403 || error.status === 404);
}
