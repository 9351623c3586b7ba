import { isObject } from '../json.ts';
import { elementErrors } from './element-limits.ts';
import {
  type Complaints,
  duplicates,
  each,
  missing,
  none,
  optionalTextErrors,
  textErrors,
  tooLong,
  tooMany,
} from './limit-checks.ts';

type Block = Readonly<Record<string, unknown>>;

/** Slack's limits ("Block Kit reference"), in characters (UTF-16 code units) and in elements. */
const MAX = {
  blocks: 50,
  id: 255,
  header: 150,
  /** The longest text of any text object, also in a context block. */
  text: 3_000,
  fields: 10,
  field: 2_000,
  contextElements: 10,
  actionElements: 25,
  label: 2_000,
};

/** Slack refuses blocks whose JSON is longer than about this many characters. Measured, not documented. */
const MAX_ALL_BLOCKS = 13_200;

export interface BlockRefusal {
  readonly error: 'invalid_blocks' | 'msg_blocks_too_long';
  /** In Slack's words, such as `must be less than 76 characters [json-pointer:/blocks/1/elements/0/text/text]`. */
  readonly messages: readonly string[];
}

/**
 * Slack's refusal of a message's blocks, or undefined if Slack would accept them. Blocks of unknown types are not
 * checked.
 */
export function refuseBlocks(blocks: unknown): BlockRefusal | undefined {
  if (!Array.isArray(blocks)) return undefined;
  const messages = blocksErrors(blocks, MAX.blocks, '/blocks');
  if (messages.length > 0) return { error: 'invalid_blocks', messages };
  if (JSON.stringify(blocks).length > MAX_ALL_BLOCKS) return { error: 'msg_blocks_too_long', messages: [] };
  return undefined;
}

/** The errors in the blocks of a message or a view. The two allow different numbers of blocks. */
export function blocksErrors(blocks: readonly unknown[], max: number, at: string): Complaints {
  return [
    ...tooMany(blocks, max, at),
    ...duplicates(blocks, 'block_id', at),
    ...each(blocks, at, (block, place) => [
      ...tooLong(block.block_id, MAX.id, `${place}/block_id`),
      ...contentErrors(block, place),
    ]),
  ];
}

function contentErrors(block: Block, at: string): Complaints {
  switch (block.type) {
    case 'header':
      return textErrors(block.text, MAX.header, `${at}/text`);
    case 'section':
      return [
        ...(block.fields === undefined ? missing(block, 'text', at) : []),
        ...optionalTextErrors(block.text, MAX.text, `${at}/text`),
        ...none(block.fields, `${at}/fields`),
        ...tooMany(block.fields, MAX.fields, `${at}/fields`),
        ...each(block.fields, `${at}/fields`, (field, place) => textErrors(field, MAX.field, place)),
        ...(isObject(block.accessory) ? elementErrors(block.accessory, `${at}/accessory`) : []),
      ];
    case 'context':
      return [
        ...none(block.elements, `${at}/elements`),
        ...tooMany(block.elements, MAX.contextElements, `${at}/elements`),
        ...each(block.elements, `${at}/elements`, (text, place) => textErrors(text, MAX.text, place)),
      ];
    case 'actions':
      return [
        ...none(block.elements, `${at}/elements`),
        ...tooMany(block.elements, MAX.actionElements, `${at}/elements`),
        ...duplicates(block.elements, 'action_id', `${at}/elements`),
        ...each(block.elements, `${at}/elements`, elementErrors),
      ];
    case 'input':
      return inputErrors(block, at);
    default:
      return [];
  }
}

function inputErrors(block: Block, at: string): Complaints {
  return [
    ...textErrors(block.label, MAX.label, `${at}/label`),
    ...optionalTextErrors(block.hint, MAX.label, `${at}/hint`),
    ...missing(block, 'element', at),
    ...(isObject(block.element) ? elementErrors(block.element, `${at}/element`) : []),
  ];
}
