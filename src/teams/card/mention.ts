import type { MentionEntity } from '../activity.ts';

/** A person whom a message can mention. */
export interface Mentionable {
  /** `29:…`, or the Entra object id. */
  readonly id: string;
  readonly name: string;
}

/** Mentions a person: the entity has the text that stands in the message. */
export function mentionOf({ id, name }: Mentionable): MentionEntity {
  // The name can neither end the mention nor be Markdown: Teams shows the name as it is in Entra ID.
  const clean = name.replace(/[<>[\]*_~`\\{}]/g, '').trim() || id;
  return { type: 'mention', text: `<at>${clean}</at>`, mentioned: { id, name: clean } };
}
