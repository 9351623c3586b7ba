import { randomBytes } from 'node:crypto';
import { isObject } from '../json.ts';
import { createNewest } from '../newest.ts';
import { type Block, withIds } from './block-ids.ts';
import { refuseView } from './view-limits.ts';
import { type ApiResult, refused, type Workspace } from './workspace.ts';

/** A modal or a home view, as Slack sends it to the app. */
export interface SlackView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly blocks: readonly Block[];
  readonly notify_on_close: boolean;
  readonly [member: string]: unknown;
}

/** The app's views that a person sees. */
export interface ShownViews {
  /** The open modal: the top of the stack, if the app pushed several. */
  readonly modal: SlackView | undefined;
  /** The errors in the fields of the modal, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** The last home view that the app published for this person. */
  readonly home: SlackView | undefined;
}

export interface Views {
  /** Calls a method whose name begins with `views.`. */
  readonly call: (method: string, parameters: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  /** Creates a trigger id. The app can open one modal for this person with it, within 3 seconds. */
  readonly triggerId: (userId: string, viewId?: string) => string;
  readonly of: (userId: string) => ShownViews;
  readonly showErrors: (userId: string, errors: ShownViews['errors']) => void;
  /** Closes the open modal or the whole stack. Returns the closed modals. */
  readonly close: (userId: string, which: 'top' | 'all') => readonly SlackView[];
}

interface Shown {
  modals: SlackView[];
  errors: ShownViews['errors'];
  home: SlackView | undefined;
}

interface Trigger {
  readonly userId: string;
  /** The view that the person acted in. */
  readonly viewId: string | undefined;
  readonly expiresAt: number;
  isUsed: boolean;
}

interface ViewsOptions {
  /** Called after a change of any person's views. */
  readonly onChange: () => void;
  /** Milliseconds since 1970 */
  readonly now: () => number;
}

/** Slack: "Handling user interaction", on trigger_id. */
const TRIGGER_LIFETIME_MS = 3_000;
/** How many trigger ids stay known, to tell why they open no modal. */
const TRIGGERS_KEPT = 1_000;

/** Keeps track of the views that each person has open. The workspace stores views, but it cannot list or close them. */
export function createViews(workspace: Workspace, { onChange, now }: ViewsOptions): Views {
  const people = new Map<string, Shown>();
  const triggers = createNewest<Trigger>({ limit: TRIGGERS_KEPT });

  /** The workspace never forgets a trigger id. So it makes one only when the app uses ours. */
  async function exchange(id: unknown): Promise<ApiResult> {
    const trigger = triggers.get(String(id));
    if (!trigger) return refused('invalid_trigger_id');
    if (trigger.isUsed) return refused('exchanged_trigger_id');
    if (trigger.expiresAt <= now()) return refused('expired_trigger_id');
    trigger.isUsed = true;
    const { userId: user_id, viewId: view_id } = trigger;
    return workspace.call('views.generateTriggerId', { user_id, ...(view_id && { view_id }) });
  }

  function shownTo(userId: string): Shown {
    const shown = people.get(userId) ?? { modals: [], errors: {}, home: undefined };
    people.set(userId, shown);
    return shown;
  }

  function note(method: string, parameters: Readonly<Record<string, unknown>>, view: SlackView): void {
    if (method === 'views.publish') shownTo(String(parameters.user_id)).home = view;
    const opener = triggers.get(String(parameters.trigger_id))?.userId;
    if (opener && method === 'views.open') Object.assign(shownTo(opener), { modals: [view], errors: {} });
    if (opener && method === 'views.push') shownTo(opener).modals.push(view);
    if (method === 'views.update') replaceView(view);
    onChange();
  }

  function replaceView(view: SlackView): void {
    for (const shown of people.values()) {
      if (shown.modals.at(-1)?.id === view.id) shown.errors = {};
      shown.modals = shown.modals.map((one) => (one.id === view.id ? view : one));
      if (shown.home?.id === view.id) shown.home = view;
    }
  }

  function isShown({ view_id, external_id }: Readonly<Record<string, unknown>>): boolean {
    return [...people.values()]
      .flatMap(({ modals, home }) => [...modals, home])
      .some((view) => view && (view_id ? view.id === view_id : view.external_id === external_id));
  }

  return {
    async call(method, parameters) {
      const view = parseView(parameters.view);
      const refusal = refuseView(view);
      if (refusal) return refused(refusal.error, refusal.messages);
      if (method === 'views.update' && !isShown(parameters)) return refused('not_found');
      const opens = /^views\.(?:open|push)$/.test(method);
      const exchanged = opens ? await exchange(parameters.trigger_id) : undefined;
      if (exchanged?.ok === false) return exchanged;
      const blocks = withIds((view as SlackView).blocks);
      const result = await workspace.call(method, {
        ...parameters,
        ...(exchanged && { trigger_id: exchanged.trigger_id }),
        view: { ...(view as SlackView), blocks },
      });
      if (result.ok && isObject(result.view)) note(method, parameters, result.view as unknown as SlackView);
      return result;
    },

    triggerId(userId, viewId) {
      const id = randomBytes(12).toString('hex');
      triggers.set(id, { userId, viewId, expiresAt: now() + TRIGGER_LIFETIME_MS, isUsed: false });
      return id;
    },

    of(userId) {
      const { modals, errors, home } = shownTo(userId);
      return { modal: modals.at(-1), errors, home };
    },

    showErrors(userId, errors) {
      shownTo(userId).errors = errors;
      onChange();
    },

    close(userId, which) {
      const shown = shownTo(userId);
      const closed = shown.modals.splice(which === 'all' ? 0 : -1);
      shown.errors = {};
      onChange();
      return closed;
    },
  };
}

function parseView(view: unknown): unknown {
  try {
    return typeof view === 'string' ? JSON.parse(view) : view;
  } catch {
    return undefined;
  }
}
