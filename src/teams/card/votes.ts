import type { Approval } from '../../approval/approval.ts';
import { type VoteNotation, voteLines } from '../../approval/votes-text.ts';
import type { Wording } from '../../wording/index.ts';
import { type Element, textBlock } from './elements.ts';
import { escapeMarkdown, teamsDate } from './markdown.ts';

/** In bytes of JSON. A card of a webhook has 27,000 in all (`MAX_BYTES` in webhook/card.ts). */
const MAX_VOTES = 10_000;

const MARKDOWN: VoteNotation = {
  text: escapeMarkdown,
  date: teamsDate,
  emphasize: (heading) => `**${heading}**`,
  sizeOf: (text) => Buffer.byteLength(JSON.stringify(text)),
};

/** Who has voted, how many must approve, and who decides in whose place: a text for each stage; none if one answer decides. */
export function voteElements(approval: Approval, wording: Wording): readonly Element[] {
  return voteLines(approval, wording, MARKDOWN, MAX_VOTES).map((line) =>
    textBlock(line, { isSubtle: true, spacing: 'small' }),
  );
}
