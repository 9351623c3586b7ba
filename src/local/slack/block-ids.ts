import { randomBytes } from 'node:crypto';
import { isObject, objects } from '../json.ts';

export type Block = Readonly<Record<string, unknown>>;

/** Blocks as Slack returns them: each block has an id, and each interactive element has an action id. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id || randomId(),
    ...(isObject(block.element) && { element: withActionId(block.element) }),
    ...(isObject(block.accessory) && { accessory: withActionId(block.accessory) }),
    ...(block.type === 'actions' && { elements: objects(block.elements).map(withActionId) }),
  }));
}

/** An interactive element and the block that contains it. */
export interface Control {
  readonly blockId: string;
  readonly element: Block;
}

/** All controls of the blocks, in their order. */
export function controlsOf(blocks: readonly Block[]): Control[] {
  return blocks.flatMap((block) =>
    [block.element, block.accessory, ...(block.type === 'actions' ? objects(block.elements) : [])]
      .filter(isObject)
      .map((element) => ({ blockId: String(block.block_id ?? ''), element })),
  );
}

function withActionId(element: Block): Block {
  return { ...element, action_id: element.action_id || randomId() };
}

function randomId(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
