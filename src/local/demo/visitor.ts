const AS_A_BROWSER = { accept: 'text/html' };

/** What a person's browser does with a link: the page's HTML. */
export async function openLink(link: string): Promise<string> {
  return read(await fetch(link, { headers: AS_A_BROWSER }));
}

/**
 * Submits the one form of a page, with every field left empty.
 *
 * @returns the HTML of the page that answers
 */
export async function submitForm(link: string, page: string): Promise<string> {
  const [, action] = /<form method="post" action="([^"]*)"/.exec(page) ?? [];
  if (action === undefined) throw new Error('The page must have a form with a button.');
  return read(
    await fetch(new URL(action.replaceAll('&amp;', '&'), link), {
      method: 'POST',
      headers: AS_A_BROWSER,
      body: new URLSearchParams(),
    }),
  );
}

async function read(response: Response): Promise<string> {
  if (!response.ok) throw new Error(`The page must open, but the answer was ${response.status}.`);
  return response.text();
}
