/** Sends actions in the name of the chosen person, and shows errors. */

const actingAs = document.querySelector('#acting');

/** The id of the person who acts. */
export const actingUser = () => actingAs?.value ?? '';

/** Calls `listener` when another person is chosen. */
export const onOtherUser = (listener) => actingAs?.addEventListener('change', listener);

/**
 * Posts to `/_local/slack/…`. Resolves to whether the action succeeded.
 *
 * @param problem the element that shows an error
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
    problem.textContent = 'The request could not be sent. Is npm start still running?';
    return false;
  }
}
