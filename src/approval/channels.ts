import { Refusal } from '../callback/errors.ts';
import type { ApprovalRequest } from './approval.ts';
import type { ChannelKey } from './policy-keys.ts';
import { RequestProblem } from './request-problem.ts';
import { cut, oneLine } from './text.ts';

/** How the input of a state machine names the channel of a surface. */
export interface ChannelMember {
  /** The name of the surface. */
  readonly surface: string;
  /** The member of the input. */
  readonly member: string;
  /** Its key in a command, also in one of another chat. */
  readonly key: ChannelKey;
  /** The id of the channel that a text names; undefined for any other text. */
  readonly read: (text: string) => string | undefined;
  /** What `read` accepts, such as `C0123456789`. */
  readonly example: string;
}

/** How many characters of a wrong channel an error message repeats. */
const MAX_ECHO = 50;

/**
 * Reads the channels that a request names, by surface. A name of a channel is refused: it can change, and private channels
 * cannot be found by name.
 *
 * @throws {Refusal} InvalidRequest
 */
export function parseChannels(
  input: Readonly<Record<string, unknown>>,
  members: readonly ChannelMember[],
): ApprovalRequest['channels'] {
  const named = members.filter(({ member }) => input[member] !== undefined);
  return Object.fromEntries(named.map((one) => [one.surface, parseChannel(input[one.member], one, members)]));
}

function parseChannel(value: unknown, its: ChannelMember, members: readonly ChannelMember[]): string {
  if (typeof value !== 'string')
    throw new Refusal('InvalidRequest', `The input's ${its.member} must be a string.`);
  const given = value.trim();
  const id = its.read(given);
  if (id !== undefined) return id;
  const echo = cut(oneLine(given), MAX_ECHO);
  const meant = members.find(({ read }) => read(given) !== undefined);
  if (meant) {
    throw new RequestProblem(
      'otherChannel',
      `The input's ${its.member} "${echo}" is a channel of another surface. Name it in "${meant.member}".`,
      echo,
      meant.key,
    );
  }
  throw new RequestProblem(
    'unknownChannel',
    `The input's ${its.member} "${echo}" is not the id of a channel, such as ${its.example}.`,
    echo,
  );
}
