import type { Messages } from './messages.ts';
import { type Arguments, type Call, readBlocks } from './methods.ts';
import type { ResponseTarget } from './response-urls.ts';
import { type ApiResult, refused } from './workspace.ts';

interface ResponsesOptions {
  readonly call: Call;
  readonly messages: Pick<Messages, 'changeEphemeral'>;
  /** Called after an ephemeral message was changed or deleted. */
  readonly onChange: () => void;
}

/** Posts the app's answer, or changes or deletes the message that the person acted on. */
export type Respond = (target: ResponseTarget, answer: Arguments) => Promise<ApiResult>;

export function createRespond({ call, messages, onChange }: ResponsesOptions): Respond {
  async function changeEphemeral(ts: string, content: Arguments | undefined): Promise<ApiResult> {
    const read = content && readBlocks(content);
    if (read && 'refusal' in read) return read.refusal;
    if (!messages.changeEphemeral(ts, read?.parameters)) return refused('message_not_found');
    onChange();
    return { ok: true };
  }

  async function changeOriginal(
    channel: string,
    { ts, isEphemeral }: NonNullable<ResponseTarget['original']>,
    content: Arguments | undefined,
  ): Promise<ApiResult> {
    if (isEphemeral) return changeEphemeral(ts, content);
    return call(content ? 'chat.update' : 'chat.delete', { ...content, channel, ts });
  }

  return async ({ user, channel, threadTs, original }, answer) => {
    const { response_type, replace_original, delete_original, ...content } = answer;
    if (original && delete_original) return changeOriginal(channel, original, undefined);
    if (original && replace_original) return changeOriginal(channel, original, content);
    const method = response_type === 'in_channel' ? 'chat.postMessage' : 'chat.postEphemeral';
    return call(method, { ...(threadTs && { thread_ts: threadTs }), ...content, channel, user });
  };
}
