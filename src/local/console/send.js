/** Sends actions in the name of the chosen person, and shows errors. */

/** The id of the person who acts in a pane. Modals are outside of all panes: they belong to Slack. */
export const actingUser = (pane = 'slack') =>
  document.querySelector(`#${pane} select[name="user"]`)?.value ?? '';

/** The pane that contains an element. */
export const paneOf = (element) => element.closest('section')?.id;

/** Calls `listener` when another person is chosen in a pane. */
export const onOtherUser = (listener, pane = 'slack') =>
  document.querySelector(`#${pane} select[name="user"]`)?.addEventListener('change', listener);

/**
 * Posts to `/_local/slack/…`, or to the path of another pane. Resolves to whether the action succeeded.
 *
 * @param problem the element that shows an error
 */
export async function send(path, body, problem, pane = 'slack') {
  const shown = problem ?? document.querySelector(`#${pane}-error`);
  shown.textContent = '';
  try {
    const response = await fetch(`/_local/${pane}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: actingUser(pane), ...body }),
    });
    if (!response.ok) shown.textContent = (await response.json()).message;
    return response.ok;
  } catch {
    shown.textContent = 'The request could not be sent. Is npm start still running?';
    return false;
  }
}
