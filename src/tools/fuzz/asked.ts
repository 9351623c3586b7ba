import type { Stack } from '../../local/stack.ts';
import { cardsIn, linkIn, messagesIn } from '../faults/stage.ts';

/** A request that waits for a decision, and what people can press. */
export interface Asked {
  /** The name in the request. */
  readonly name: string;
  readonly execution: string;
  readonly token: string;
  /** The message in Slack. */
  readonly message: { readonly ts: string; readonly blocks: readonly Block[] };
  /** The sealed payloads of its buttons. */
  readonly approve: string;
  readonly reject: string;
  /** The id of the card in Teams, and the sealed payload of its first button. */
  readonly card: string;
  readonly payload: string;
  /** The link in the e-mail, which names its task by reference. */
  readonly link: string;
}

interface Block {
  readonly type: string;
  readonly elements?: readonly { readonly action_id?: string; readonly value?: string }[];
}

/** @returns undefined as long as not all surfaces show it */
export function readAsked(stack: Stack, arn: string, name: string): Asked | undefined {
  const execution = stack.executions().find(({ executionArn }) => executionArn === arn);
  const { history = [] } = execution ?? {};
  // Called after each change. To search in all messages takes long.
  if (!history.some(({ type }) => type === 'TaskSubmitted')) return undefined;
  const isOfIt = (one: unknown) =>
    JSON.stringify(one).includes(`${name} `) || JSON.stringify(one).includes(`${name}"`);
  const message = stack.slack && messagesIn(stack.slack).find(isOfIt);
  const card = cardsIn(stack.teams).find(isOfIt);
  const mail = stack.emails().find((one) => isOfIt(one) && linkIn(one.message));
  if (!message || !card || !mail) return undefined;
  const blocks = (message.blocks ?? []) as unknown as readonly Block[];
  const buttons = blocks.flatMap(({ elements = [] }) => elements);
  const sealedIn = (action: string) => buttons.find(({ action_id }) => action_id === action)?.value ?? '';
  return {
    name,
    execution: arn,
    token: firstIn(history, /"token":"([^"]+)"|\\"token\\":\\"([^"\\]+)\\"/),
    message: { ts: message.ts, blocks },
    approve: sealedIn('decide:approve'),
    reject: sealedIn('decide:reject'),
    card: card.id,
    payload: firstIn(card.attachments, /"payload":"([^"]+)"/),
    link: linkIn(mail.message),
  };
}

/** The text that the pattern finds in the JSON of a value. */
function firstIn(value: unknown, pattern: RegExp): string {
  const found = pattern.exec(JSON.stringify(value))?.slice(1).find(Boolean);
  if (!found) throw new TypeError(`nothing is like ${pattern}`);
  return found;
}
