import { isObject } from '../../callback/json.ts';
import { type Block, withIds } from './block-ids.ts';
import { refuseView } from './view-limits.ts';
import { type ApiResult, refused, type Workspace } from './workspace.ts';

/** A modal or a home view, as Slack gives it to the app. */
export interface SlackView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly blocks: readonly Block[];
  readonly notify_on_close: boolean;
  readonly [member: string]: unknown;
}

/** What a person sees of the app, beside its messages. */
export interface ShownViews {
  /** The open modal, on top of those that it was pushed onto. */
  readonly modal: SlackView | undefined;
  /** What is wrong in its fields, by block id. */
  readonly errors: Readonly<Record<string, string>>;
  /** What was published for this person last. */
  readonly home: SlackView | undefined;
}

export interface Views {
  /** A method whose name begins with `views.`, as a client calls it. */
  readonly call: (method: string, parameters: Readonly<Record<string, unknown>>) => Promise<ApiResult>;
  /** With it the app may open a modal for this person, within 3 seconds. */
  readonly triggerId: (userId: string, viewId?: string) => Promise<string>;
  readonly of: (userId: string) => ShownViews;
  readonly showErrors: (userId: string, errors: ShownViews['errors']) => void;
  /** Closes the open modal, or all of them; gives what was closed. */
  readonly close: (userId: string, which: 'top' | 'all') => readonly SlackView[];
}

interface Shown {
  modals: SlackView[];
  errors: ShownViews['errors'];
  home: SlackView | undefined;
}

/**
 * Who has which views open: the workspace keeps views, but lists none of them and never closes one, and so they are
 * noted as they pass through.
 *
 * @param onChange called whenever somebody sees something else
 */
export function createViews(workspace: Workspace, onChange: () => void): Views {
  const people = new Map<string, Shown>();
  /** Whom each trigger id was given for. */
  const triggers = new Map<string, string>();

  function shownTo(userId: string): Shown {
    const shown = people.get(userId) ?? { modals: [], errors: {}, home: undefined };
    people.set(userId, shown);
    return shown;
  }

  function note(method: string, parameters: Readonly<Record<string, unknown>>, view: SlackView): void {
    if (method === 'views.publish') shownTo(String(parameters.user_id)).home = view;
    const opener = triggers.get(String(parameters.trigger_id));
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
      const blocks = withIds((view as SlackView).blocks);
      const result = await workspace.call(method, {
        ...parameters,
        view: { ...(view as SlackView), blocks },
      });
      if (result.ok && isObject(result.view)) note(method, parameters, result.view as unknown as SlackView);
      return result;
    },

    async triggerId(userId, viewId) {
      const parameters = { user_id: userId, ...(viewId && { view_id: viewId }) };
      const { trigger_id } = await workspace.call('views.generateTriggerId', parameters);
      triggers.set(String(trigger_id), userId);
      return String(trigger_id);
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
