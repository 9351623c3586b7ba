/** Sends what the person does, as the one who is chosen, and tells what went wrong. */

const actingAs = document.querySelector('#acting');

/** The id of who acts. */
export const actingUser = () => actingAs?.value ?? '';

/** Calls `listener` when somebody else acts. */
export const onOtherUser = (listener) => actingAs?.addEventListener('change', listener);

/**
 * Posts to `/_local/slack/…`; resolves to whether that was done.
 *
 * @param problem the element that tells what went wrong
 */
export async function send(path, body, problem = document.querySelector('#slack-error')) {
  problem.textContent = '';
  try {
    const response = await fetch(`/_local/slack/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user: actingUser(), ...body }),
    });
    if (!response.ok) problem.textContent = (await response.json()).message;
    return response.ok;
  } catch {
    problem.textContent = 'That could not be sent. Is npm start still running?';
    return false;
  }
}
