import { inTime } from './in-time.ts';

/*
 * For surfaces that keep the message of a request, and its copies in direct messages, up to date.
 */

/**
 * Waits for a call about a message.
 *
 * @param isGone whether an error says that the message can no longer be changed or answered
 * @returns false if the message is gone
 * @throws each other error
 */
export async function unlessGone(
  call: Promise<unknown>,
  isGone: (error: unknown) => boolean,
  onGone: (error: unknown) => void = () => undefined,
): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (!isGone(error)) throw error;
    onGone(error);
    return false;
  }
}

/**
 * Updates a message and its copies. If one update fails, the others are still made. Updates may be repeated.
 *
 * @param update returns false if the message is gone
 * @returns what is still there
 * @throws the first error of `update`
 */
export async function updateAll<Message, Copy extends Message>(
  message: Message,
  direct: readonly Copy[],
  update: (where: Message) => Promise<boolean>,
): Promise<{ readonly isPosted: boolean; readonly direct: readonly Copy[] }> {
  const updates = await Promise.allSettled([message, ...direct].map(update));
  const failed = updates.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  const [isPosted = false, ...isThere] = updates.map(
    (result) => result.status === 'fulfilled' && result.value,
  );
  return { isPosted, direct: direct.filter((_, index) => isThere[index]) };
}

/**
 * Waits until the deadline for a message that is sent. One that is taken later is removed: its place is not kept, so it could
 * never be updated.
 *
 * @throws {LateError} at the deadline
 */
export function sentInTime<Message>(
  deadline: AbortSignal,
  sending: Promise<Message>,
  remove: (late: Message) => Promise<void>,
): Promise<Message> {
  sending.then(
    (late) => (deadline.aborted ? remove(late) : undefined),
    () => undefined, // for the caller
  );
  return inTime(deadline, sending);
}

/**
 * One reference for several: the first one, with the copies of all, each once.
 *
 * @param idOf what names a message
 */
export function withAllCopies<Copy, Sent extends { readonly direct?: readonly Copy[] }>(
  references: readonly Sent[],
  idOf: (copy: Copy) => string,
): Sent | undefined {
  const [first] = references;
  const copies = references.flatMap(({ direct = [] }) => direct);
  const direct = [...new Map(copies.map((copy) => [idOf(copy), copy])).values()];
  return first && { ...first, ...(direct.length > 0 && { direct }) };
}
