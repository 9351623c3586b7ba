import { html } from 'hono/html';
import type { EmbeddedSlack } from '../slack/embedded-slack.ts';
import type { ShownViews } from '../slack/views.ts';
import { renderBlocks } from './blocks.ts';
import type { PaneItem } from './pane.ts';
import { createSurface, type Surface } from './surface.ts';
import { renderText } from './text.ts';

/** A modal that a person has open. */
export interface ModalItem extends PaneItem {
  /** The person's id. */
  readonly user: string;
}

type Slack = Pick<EmbeddedSlack, 'workspace' | 'views'>;

/** The app's home view of each person. The page shows one of them. */
export function homeItems({ workspace, views }: Slack): PaneItem[] {
  return workspace.users.map(({ id: user }) => {
    const { home } = views(user);
    const id = `home-${user}`;
    const content = home
      ? renderBlocks(home.blocks, createSurface(id, workspace))
      : html`<p class="context">The app has not published a home view yet.</p>`;
    return {
      id,
      html: html`<li id="${id}" class="home" data-visible-to="${user}" data-view="${home?.id ?? ''}">${content}</li>`.toString(),
    };
  });
}

/** The open modals, at most one for each person. */
export function modalItems({ workspace, views }: Slack): ModalItem[] {
  return workspace.users.flatMap(({ id: user }) => {
    const { modal, errors } = views(user);
    if (!modal) return [];
    const id = `modal-${user}`;
    return [{ id, user, html: renderModal(modal, createSurface(id, workspace, errors)).toString() }];
  });
}

/** The title's id, modal-title, names the dialog that contains the form (see page.ts). */
function renderModal({ id, title, submit, close, blocks }: Modal, surface: Surface) {
  const { names } = surface;
  const closeText = renderText(close, names) || (submit ? 'Cancel' : 'Close');
  return html`<form data-view="${id}" novalidate>
      <h2 id="modal-title">${renderText(title, names)}</h2>
      <div class="modal-blocks">${renderBlocks(blocks, surface)}</div>
      <div class="actions">
        <button type="button" class="button" data-close>${closeText}</button>
        ${submit ? html`<button class="button primary">${renderText(submit, names)}</button>` : ''}
      </div>
    </form>`;
}

type Modal = NonNullable<ShownViews['modal']>;
